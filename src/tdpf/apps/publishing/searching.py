"""The search index follows the publication log; what it missed it finds there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Literal

import msgspec
from django.db.models import Max, Prefetch, QuerySet

from tdpf.adapters.search import Document, SearchIndex, open_index
from tdpf.apps.catalog.service import Dataset, datasets
from tdpf.apps.publishing.models import PublicationLog, Table
from tdpf.core.standards import standards
from tdpf.core.tables.schema import TableSchema
from tdpf.settings import settings

_MONTH_DAYS = 31
_YEAR_DAYS = 366
_EXPORTS = ("CSV", "PARQUET", "GEOJSON")


def catch_up_search(*, at: datetime, index: SearchIndex | None = None) -> int:
    """Bring the index to the end of the log; how many datasets were written to it."""
    index = index or open_index(settings())
    held = index.position()
    last = last_entry()
    if held == last:
        return 0
    if held == 0 or held > last:  # a new index, or a database restored from a backup
        return rebuild_search(at=at, index=index)
    changed = PublicationLog.objects.filter(seq__gt=held, seq__lte=last).values("dataset")
    found = list(documents(datasets().filter(id__in=changed), at=at))
    index.put(found, position=last)
    return len(found)


def rebuild_search(*, at: datetime, index: SearchIndex | None = None) -> int:
    """Build the index anew from the database; how many datasets it holds."""
    index = index or open_index(settings())
    last = last_entry()
    found = list(documents(datasets(), at=at))
    index.rebuild(found, position=last)
    return len(found)


def last_entry() -> int:
    return PublicationLog.objects.aggregate(last=Max("seq"))["last"] or 0


def documents(chosen: QuerySet[Dataset], *, at: datetime) -> Iterator[Document]:
    """What search knows about each dataset that has a published table."""
    current = Table.objects.filter(head__isnull=False).select_related("head__version")
    wanted = chosen.prefetch_related(Prefetch("tables", queryset=current), "distributions")
    for dataset in wanted.iterator(chunk_size=500):
        tables = list(dataset.tables.all())
        if tables:
            yield _document(dataset, tables, at=at)


def _document(dataset: Dataset, tables: list[Table], *, at: datetime) -> Document:
    versions = [table.head.version for table in tables]
    owner = dataset.organisation
    known = standards().get(dataset.standard)
    is_merged = dataset.kind == Dataset.Kind.MERGED
    files = (file.format.upper() for file in dataset.distributions.all())
    return Document(
        id=dataset.name,
        title=dataset.title,
        notes=dataset.notes,
        publisher=(owner.code6 or "") if owner else "",
        publisher_name=owner.title if owner else "",
        standard=dataset.standard,
        standard_title=known.title_ja if known else "",
        keywords=tuple(dataset.keywords),
        columns=_columns(version.schema for version in versions),
        formats=_EXPORTS if is_merged else tuple(dict.fromkeys(files)),
        licence=dataset.licence,
        kind="merged" if is_merged else "dataset",
        modified=modified(dataset).isoformat(),
        freshness=freshness(modified(dataset), at),
        rows=sum(version.rows for version in versions),
        quality=versions[0].score or 0,
        has_map=any(version.west is not None for version in versions),
        covers=_covered(tables[0]) if is_merged else (),
    )


def modified(dataset: Dataset) -> datetime:
    """What the publisher says, if it is a date; else when the last version was published."""
    try:
        said = datetime.fromisoformat(dataset.stated_modified)
    except ValueError:
        return dataset.modified_at
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def freshness(then: datetime, at: datetime) -> Literal["month", "year", "older"]:
    days = (at - then).days
    return "month" if days <= _MONTH_DAYS else "year" if days <= _YEAR_DAYS else "older"


def _columns(schemas: Iterable[str]) -> tuple[str, ...]:
    decoded = (msgspec.json.decode(text, type=TableSchema) for text in schemas)
    return tuple(dict.fromkeys(name for schema in decoded for name in schema.names()))


def _covered(table: Table) -> tuple[str, ...]:
    inputs = table.head.version.inputs
    codes = inputs.values_list("part__table__dataset__organisation__code6", flat=True)
    return tuple(sorted({code for code in codes if code}))
