"""What rules found about datasets, written where nobody has stated it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from tdpf.apps.catalog.documents import dataset_of, text_of
from tdpf.apps.catalog.models import Dataset, Series
from tdpf.core.catalog import model

Found = Mapping[str, str | tuple[str, ...]]
"""Field → what a rule says; blank for nothing."""


def fill(row: Dataset, found: Found) -> bool:
    """Put what was found into the row's description; whether that says something else now.

    What somebody stated stays. The caller saves the document.
    """
    told = dataset_of(row)
    ours = {name: value for name, value in found.items() if _is_free(told, name)}
    known = tuple(name for name, value in ours.items() if value)
    filled = replace(told, found=known, **ours)
    if filled == told:
        return False
    row.document = text_of(filled)
    return True


def _is_free(told: model.Dataset, name: str) -> bool:
    return name in told.found or not getattr(told, name)


def with_found(before: model.Dataset | None, told: model.Dataset) -> model.Dataset:
    """A new description that keeps what rules found, until it states something else itself."""
    if before is None or not before.found:
        return replace(told, found=()) if told.found else told
    kept = {
        name: getattr(before, name)
        for name in before.found
        if getattr(told, name) in {getattr(before, name), type(getattr(before, name))()}
    }
    return replace(told, found=tuple(kept), **kept)


def match_series(wanted: Iterable[model.Series], *, family: str, is_sure: bool = True) -> bool:
    """Have exactly these series of the family; whether others stood there.

    A name is its family, `--` and one word without it: what follows the last `--`, as another
    family may begin like this one. Unless `is_sure`, nothing is written.
    """
    told = {one.name: one for one in wanted}
    near = Series.objects.filter(name__startswith=f"{family}--").values_list("name", "title")
    known = {name: title for name, title in near if name.rpartition("--")[0] == family}
    if known == {one.name: one.title for one in told.values()}:
        return False
    if is_sure:
        Series.objects.filter(name__in=known.keys() - told.keys()).delete()
        for one in told.values():
            values = {"title": one.title, "document": text_of(one)}
            Series.objects.update_or_create(name=one.name, defaults=values)
    return True
