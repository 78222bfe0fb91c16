"""Writes of the catalogue: one function a thing a person can do. The caller holds a transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeVar

from django.db import models

from tdpf.apps.catalog.documents import refresh
from tdpf.apps.catalog.models import Dataset, Distribution, Organisation
from tdpf.core.places import municipality

RowT = TypeVar("RowT", bound=models.Model)


def ensure_organisation(code6: str, *, at: datetime, name: str | None = None) -> Organisation:
    """The publisher of that code; made from the list of municipalities when it is new."""
    found = Organisation.objects.filter(code6=code6).first()
    if found is not None:
        return found
    city = municipality(code6)
    made = Organisation(
        name=code6,
        code6=code6,
        title=city.full_name if city else name or code6,
        title_en=city.name_en if city else "",
        kana=city.kana if city else "",
        kind="prefecture" if city and city.is_prefecture else "municipality",
        created_at=at,
    )
    refresh(made)
    made.save(force_insert=True)
    return made


def new_dataset(**columns: object) -> Dataset:
    """A dataset with these columns, and its document."""
    made = Dataset(**columns)
    refresh(made)
    made.save(force_insert=True)
    return made


def describe(dataset: Dataset, words: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Change what is said about a dataset; the changed fields with before and after."""
    changes = say(dataset, words)
    if changes:
        refresh(dataset)
        dataset.save(update_fields=[*changes, "document"])
    return changes


def say(dataset: Dataset, words: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """What `describe` changes, on the row alone: `store` writes it, with others."""
    changes = {
        name: (getattr(dataset, name), value)
        for name, value in words.items()
        if getattr(dataset, name) != value
    }
    for name, (_, value) in changes.items():
        setattr(dataset, name, value)
    return changes


def put_file(
    dataset: Dataset, file: Mapping[str, object], *, at: datetime, distribution: str
) -> Distribution:
    """Make the file that of a distribution; its id stays."""
    known = Distribution.objects.filter(dataset=dataset, id=distribution).first()
    found = filled(known, dataset, file, at=at)
    store((), [found])
    return found


def filled(
    known: Distribution | None, dataset: Dataset, file: Mapping[str, object], *, at: datetime
) -> Distribution:
    """The distribution with this file, a new one where none is known; `store` writes it."""
    if known is None:
        return Distribution(dataset=dataset, issued_at=at, modified_at=at, **file)
    for name, value in {**file, "modified_at": at}.items():
        setattr(known, name, value)
    return known


def store(datasets: Collection[Dataset], files: Collection[Distribution]) -> None:
    """Write these rows, new and changed ones, and their documents, in one query a kind."""
    for rows in (datasets, files):
        for row in rows:
            refresh(row)
    upsert(datasets)
    upsert(files)


def upsert(rows: Collection[RowT]) -> None:
    """Write all of these rows, whether they are new or not, in one query."""
    if not rows:
        return
    model = type(next(iter(rows)))
    key = model._meta.pk  # noqa: SLF001 — Django's name
    fields = [field.name for field in model._meta.concrete_fields if field is not key]  # noqa: SLF001
    model._default_manager.bulk_create(  # noqa: SLF001
        rows, update_conflicts=True, unique_fields=[key.name], update_fields=fields
    )
