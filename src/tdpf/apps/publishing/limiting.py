"""Limits stay with the rows of a file when its sheets are moved or renamed.

A limit belongs to a table, and a table to a sheet by its name (`sheets`). So rows may turn up
under another table: one that is new, or the main one when a sheet is gone. Such
a table takes over the limits. Where they do not fit, nobody whom they bind sees it, and whoever
published is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db.models import Q

from tdpf.adapters.storage import Storage
from tdpf.apps.catalog.service import Dataset, Distribution
from tdpf.apps.publishing.models import Table, TableHead, TableVersion
from tdpf.apps.publishing.prepare import Part
from tdpf.core.access import ANONYMOUS, Cut, Limits, cut_for, together
from tdpf.core.tables.cut import IN_MEMORY_BYTES, counter
from tdpf.core.tables.fit import DoesNotFit, fit_of, fit_rows
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.load import load
from tdpf.core.tables.schema import TableSchema

_limits = msgspec.json.Decoder(Limits)


@dataclass(frozen=True, slots=True)
class Limited:
    """A table with limits, and when its current version was published; None: it has none."""

    sheet: str
    limits: Limits
    since: datetime | None


class LimitedTables:
    """Limited tables of some files, and those whose file was taken out of its dataset."""

    def __init__(self, datasets: Iterable[Dataset], files: Iterable[Distribution]) -> None:
        rows = Table.objects.filter(
            Q(distribution__in=[file.id for file in files])
            | Q(distribution=None, dataset__in=[one.id for one in datasets]),
            access__isnull=False,
        ).values_list(
            "distribution_id",
            "dataset_id",
            "sheet",
            "access__limits",
            "head__version__published_at",
        )
        self._found: defaultdict[str, list[Limited]] = defaultdict(list)
        for file, dataset, sheet, limits, since in rows:
            self._found[file or dataset].append(Limited(sheet, _limits.decode(limits), since))

    def of(self, dataset: Dataset, file: Distribution | None) -> Sequence[Limited]:
        """The limited tables whose rows may come with the next version of the file."""
        return (*self._found[dataset.id], *(self._found[file.id] if file else ()))

    def by_sheet(self, file: Distribution | None) -> Mapping[str, Limits]:
        """The limits that tables of the file have, by sheet."""
        return {one.sheet: one.limits for one in (self._found[file.id] if file else ())}


def taken_over(
    limited: Sequence[Limited], heads: Mapping[str, TableHead], parts: Iterable[Part]
) -> dict[str, Limits]:
    """Which limits tables of a new version take over from others, by sheet."""
    parts = list(parts)
    schemas = {part.sheet: part.schema for part in parts}
    everything = together(one.limits for one in limited)
    found = {sheet: everything for sheet in schemas if sheet not in heads}
    if stands_in(heads, parts):
        found[""] = everything
    elif main := heads.get(""):
        since = main.version.published_at  # what had gone before is settled
        gone = (
            o.limits for o in limited if o.sheet not in schemas and o.since and o.since >= since
        )
        found[""] = together(gone)
        if _is_as_before(main.version.table_schema, schemas[""], found[""]):
            del found[""]
    return {sheet: limits for sheet, limits in found.items() if not limits.is_empty}


def stands_in(heads: Mapping[str, TableHead], parts: Iterable[Part]) -> bool:
    """Whether a sheet that is not where the main one was goes on as the main one."""
    before = heads[""].version.sheet_name if "" in heads else ""
    main = next(part for part in parts if part.sheet == "")
    return bool(before) and main.sheet_name != before and main.place > 0


def _is_as_before(before: TableSchema, now: TableSchema, limits: Limits) -> bool:
    """The main sheet has the columns that it had, and not those of which the limits speak."""
    cut, layout = cut_for(ANONYMOUS, None, limits) or Cut(()), layout_of(now, is_merged=False)
    try:
        fit_of(cut, now, 0, layout)  # whatever the columns hold
    except DoesNotFit:
        return before.names() == now.names()
    return False


def fits(limits: Limits, part: Part, storage: Storage) -> bool:
    """Whether the new version can be shown without what the limits leave out."""
    cut = cut_for(ANONYMOUS, None, limits)
    if cut is None:
        return True
    layout = layout_of(part.schema, is_merged=False)
    try:
        fit = fit_of(cut, part.schema, part.rows, layout)
        if cut.where:
            table = load(storage.path_for(part.path), limit_bytes=IN_MEMORY_BYTES)
            fit_rows(fit, cut, part.rows, counter(table, layout))
    except DoesNotFit:
        return False
    return True


def appearing(limits: Limits, before: TableVersion, part: Part) -> Sequence[str]:
    """Columns that are not hidden, hold something and held nothing before, or were not there."""
    known = {c.name for c in before.table_schema.columns if c.nulls < before.rows}
    known |= {name for one in limits.columns for name in one.columns}
    return [c.name for c in part.schema.columns if c.nulls < part.rows and c.name not in known]
