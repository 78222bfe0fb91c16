"""One standard set over all publishers: the merged table, and who fills which required item."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db.models import Q, QuerySet

from tdpf.apps.catalog.labels import Licence, licence, publisher_name, set_title
from tdpf.apps.catalog.models import Dataset
from tdpf.apps.catalog.page_data.cached import per_generation
from tdpf.apps.catalog.page_data.dataset import TablePage, table_page
from tdpf.apps.catalog.selectors import IS_WHOLE, SEEN
from tdpf.apps.publishing.service import shown_versions
from tdpf.core.places import TOKYO
from tdpf.core.standards import Item, StandardSet

FALLBACK_CONCEPTS = ("name", "address", "latitude", "longitude", "phone", "url")
MOST_ITEMS = 14


@dataclass(frozen=True, slots=True)
class Part:
    """One publisher's part of the merged table with the missing rate of each watched item.

    A rate of None means that the publisher's file has no such column.
    """

    code6: str
    publisher: str
    dataset: str
    licence: str
    rows: int
    score: int | None
    missing: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class SetPage:
    standard: StandardSet
    title: str
    items: tuple[Item, ...]
    are_required: bool
    parts: tuple[Part, ...]
    lacking: tuple[tuple[str, str], ...]
    table: TablePage | None
    licences: tuple[tuple[Licence, int], ...]  # with how many publishers chose it
    is_synthetic: bool
    notes: str

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def score(self) -> int | None:
        """The mean of the publishers' scores, each weighted by its rows, as reports have it."""
        known = [(part.rows, part.score) for part in self.parts if part.score is not None]
        rows = sum(count for count, _ in known)
        return round(sum(count * score for count, score in known) / rows) if rows else None


def set_page(standard: StandardSet) -> SetPage:
    return per_generation(f"set:{standard.slug}", lambda: _set_page(standard))


def _set_page(standard: StandardSet) -> SetPage:
    items, are_required = watched_items(standard)
    parts = tuple(_parts(standard, items))
    present = set(_published(standard).values_list("organisation__code6", flat=True))
    merged = (
        Dataset.objects.filter(SEEN, kind=Dataset.Kind.MERGED, standard=standard.slug)
        .prefetch_related("tables__head__version")
        .first()
    )
    return SetPage(
        standard=standard,
        title=set_title(standard.slug),
        items=items,
        are_required=are_required,
        parts=parts,
        lacking=tuple(
            (city.code6, publisher_name(city.code6)) for city in TOKYO if city.code6 not in present
        ),
        table=_merged_table(merged) if merged else None,
        licences=tuple(
            (licence(code), count)
            for code, count in Counter(part.licence for part in parts).most_common()
        ),
        is_synthetic=bool(merged and merged.is_synthetic),
        notes=merged.notes if merged else "",
    )


def watched_items(standard: StandardSet) -> tuple[tuple[Item, ...], bool]:
    """The required items; where the set names none, those that any list of places needs."""
    required = tuple(item for item in standard.items if item.level == "required")
    if required:
        return required[:MOST_ITEMS], True
    by_concept = {item.concept: item for item in standard.items if item.concept}
    usual = (by_concept[concept] for concept in FALLBACK_CONCEPTS if concept in by_concept)
    return tuple(usual) or standard.items[:8], False


def _published(standard: StandardSet, *conditions: Q) -> QuerySet[Dataset]:
    return Dataset.objects.filter(
        SEEN,
        *conditions,
        kind=Dataset.Kind.DATASET,
        tables__standard=standard.slug,
        tables__head__isnull=False,
    )


def _parts(standard: StandardSet, items: tuple[Item, ...]) -> list[Part]:
    rows = (
        _published(standard, IS_WHOLE)
        .order_by("organisation__code6", "name")
        .values_list(
            "organisation__code6",
            "organisation__title",
            "name",
            "licence",
            "tables__head__version__rows",
            "tables__head__version__score",
            "tables__head__version__quality",
        )
    )
    return [
        Part(
            code6 or "",
            publisher_name(code6 or "", title or ""),
            name,
            code,
            count,
            score,
            _missing(quality, items),
        )
        for code6, title, name, code, count, score, quality in rows
    ]


def _missing(quality: str, items: tuple[Item, ...]) -> tuple[float | None, ...]:
    columns: dict[str, Any] = (msgspec.json.decode(quality) if quality else {}).get("columns") or {}
    return tuple((columns.get(item.name) or {}).get("missing") for item in items)


def _merged_table(merged: Dataset) -> TablePage | None:
    """The merged table, not while it holds what its publishers no longer show to everybody."""
    for table in merged.tables.all():
        head = getattr(table, "head", None)
        if head and shown_versions(table).filter(id=head.version_id).exists():
            head.table = table
            return table_page(head)
    return None
