"""The search index follows the publication log; what it missed it finds there.

A merged table is written again with each part that changes: what was closed since it was made is
not found by it, though no new one can be made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from django.db.models import Exists, Max, OuterRef, QuerySet

from tdpf.adapters.search import Document, SearchIndex, open_index
from tdpf.adapters.search.describing import document_of
from tdpf.apps.catalog.service import Dataset, described, public_datasets
from tdpf.apps.publishing.models import MergeInput, PublicationLog, Table, TableHead
from tdpf.apps.publishing.parts import closed_inputs
from tdpf.core.access import Limits
from tdpf.core.catalog import model
from tdpf.core.catalog.shown import shown_to_all
from tdpf.core.tables.samples import Samples
from tdpf.core.tables.schema import TableSchema
from tdpf.settings import settings

TRIES = 5
_TOGETHER = 500
_schema = msgspec.json.Decoder(TableSchema)
_samples = msgspec.json.Decoder(Samples)
_limits = msgspec.json.Decoder(Limits)
_TABLE = (
    "dataset_id",
    "id",
    "name",
    "head__version_id",
    "head__version__rows",
    "head__version__schema",
    "head__version__west",
    "head__version__score",
    "head__version__samples",
    "access__limits",
)
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


def catch_up_search(*, at: datetime, index: SearchIndex | None = None) -> int:
    """Bring the index to the end of the log; how many datasets were written to it."""
    index = index or open_index(settings())
    written = 0
    for _ in range(TRIES):  # again when somebody who had read less wrote last
        held, last = index.position(), last_entry()
        if held == last:
            break
        written += _written(index, held, last, at=at)
    return written


def _written(index: SearchIndex, held: int, last: int, *, at: datetime) -> int:
    if held == 0 or held > last:  # a new index, or a database restored from a backup
        return rebuild_search(at=at, index=index)
    log = PublicationLog.objects.filter(seq__gt=held, seq__lte=last)
    changed = set(log.values_list("dataset", flat=True).distinct()) | _merged_with(log)
    found = list(_chosen(sorted(changed), at=at))
    gone = changed - {each.key for each in found}
    if gone:  # before the position moves, so that nobody finds what was withdrawn
        index.delete(sorted(gone), position=held)
    index.put(found, position=last)
    return len(found)


def _merged_with(log: QuerySet[PublicationLog]) -> set[str]:
    """Datasets of the merged tables in which the changed ones stand."""
    inputs = MergeInput.objects.filter(part__table__dataset__in=log.values("dataset"))
    heads = TableHead.objects.filter(version__in=inputs.values("merged"))
    return set(heads.values_list("table__dataset", flat=True))


def rebuild_search(*, at: datetime, index: SearchIndex | None = None) -> int:
    """Build the index anew from the database; how many datasets it holds."""
    index = index or open_index(settings())
    last = last_entry()
    found = list(documents(public_datasets(), at=at))
    index.rebuild(found, position=last)
    return len(found)


def last_entry() -> int:
    return PublicationLog.objects.aggregate(last=Max("seq"))["last"] or 0


def documents(chosen: QuerySet[Dataset], *, at: datetime) -> Iterator[Document]:
    """What search knows about each of these datasets, with a table or without."""
    return _documents(chosen.iterator(chunk_size=_TOGETHER), at=at)


def _chosen(ids: Sequence[str], *, at: datetime) -> Iterator[Document]:
    for start in range(0, len(ids), _TOGETHER):
        some = public_datasets().filter(id__in=ids[start : start + _TOGETHER])
        yield from _documents(some, at=at)


def _documents(rows: Iterable[Dataset], *, at: datetime) -> Iterator[Document]:
    left = iter(rows)
    while some := list(islice(left, _TOGETHER)):
        ids = [row.id for row in some]
        tables, covers = _tables(ids), _covers(ids)
        for dataset in described(some):
            yield document_of(
                dataset,
                at=at,
                rows_of=[table for table, _ in tables.get(dataset.id, ())],
                samples=(value for _, some in tables.get(dataset.id, ()) for value in some),
                covers=covers.get(dataset.id, ()),
            )


def _tables(ids: Sequence[str]) -> dict[str, list[tuple[model.TableInfo, list[str]]]]:
    """The tables of each dataset, each with a few of its values."""
    found: defaultdict[str, list[tuple[model.TableInfo, list[str]]]] = defaultdict(list)
    closed = closed_inputs().filter(merged=OuterRef("head__version"))
    rows = Table.objects.filter(~Exists(closed), dataset_id__in=ids, head__isnull=False)
    for dataset, *row in rows.order_by("name").values_list(*_TABLE):
        found[dataset].append(_table(row))
    return found


def _table(row: Sequence[Any]) -> tuple[model.TableInfo, list[str]]:
    """A table and its values, without the columns and rows that not everybody sees."""
    key, name, _, count, schema, west, score, samples, limits = row
    limited, stated = _limits.decode(limits) if limits else Limits(), _schema.decode(schema)
    table = model.TableInfo(
        id=model.TableId(key),
        name=name,
        version=0,
        rows=count,
        columns=stated.columns,
        bbox=None if west is None else _NOWHERE,
        quality=None if score is None else model.Quality(score),
    )
    table = shown_to_all(table, stated, limited)
    known = {} if limited.rows else _samples.decode(samples)
    shown = {column.name for column in table.columns}
    return table, [value for name, some in known.items() if name in shown for value in some]


def _covers(ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Municipalities whose rows each merged table among them holds."""
    merged = Table.objects.filter(dataset_id__in=ids, is_merged=True, head__isnull=False)
    datasets = dict(merged.values_list("head__version_id", "dataset_id"))
    found: defaultdict[str, set[str]] = defaultdict(set)
    if datasets:
        inputs = MergeInput.objects.filter(merged_id__in=datasets)
        for version, code6 in inputs.values_list(
            "merged_id", "part__table__dataset__organisation__code6"
        ):
            if code6:
                found[datasets[version]].add(code6)
    return {dataset: tuple(sorted(codes)) for dataset, codes in found.items()}
