"""Writes of access policies, each with its audit record, and what a policy would leave to be seen.

What a policy means is `tdpf.core.access`. A change is seen by readers with the commit; merged
tables and search follow at once (`settle`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction

from tdpf.adapters.storage import open_storage
from tdpf.apps.catalog.service import Dataset, Organisation, describe
from tdpf.apps.organisations.models import DatasetAccess, TableAccess
from tdpf.apps.publishing.service import Deed, Log, publication, settle
from tdpf.core.access import (
    ANONYMOUS,
    EVERY_MEMBER,
    Audience,
    ColumnLimit,
    Cut,
    Limits,
    RowLimit,
    cut_for,
    readers_of,
    readers_text,
    together,
)
from tdpf.core.tables.check import check
from tdpf.core.tables.cut import IN_MEMORY_BYTES, DoesNotFit, condition, hidden_columns
from tdpf.core.tables.layout import Layout, layout_of
from tdpf.core.tables.load import load
from tdpf.core.tables.query import Query
from tdpf.core.tables.schema import SYSTEM_COLUMNS
from tdpf.settings import settings

Table = Any  # a model of the publishing app
_limits = msgspec.json.Decoder(Limits)


class NotLimitable(Exception):
    """A merged table is made from those of its publishers: they are limited, not it."""


class NothingLeft(Exception):
    """The limits hide every column."""


@dataclass(frozen=True)
class Seen:
    """What a table shows to somebody whom all its limits bind."""

    columns: tuple[str, ...]
    hidden: tuple[str, ...]
    rows: int
    rows_of: int
    has_position: bool


def audience_of(dataset: Dataset) -> tuple[Audience, frozenset[str]]:
    """Who sees the dataset; ids of the organisations where it is these."""
    if dataset.visibility == "public":
        return Audience.EVERYONE, frozenset()
    known = DatasetAccess.objects.filter(dataset=dataset).first()
    readers = readers_of(known.readers) if known else frozenset[str]()
    if EVERY_MEMBER in readers:
        return Audience.MEMBERS, frozenset()
    return (Audience.ORGANISATIONS, readers) if readers else (Audience.OWNER, frozenset())


def limits_of(table: Table) -> Limits:
    """The limits of a table, none at all where nobody has set any."""
    known = TableAccess.objects.filter(table=table).first()
    return _limits.decode(known.limits) if known else Limits()


def set_audience(
    dataset: Dataset,
    audience: Audience,
    organisations: Collection[Organisation] = (),
    *,
    deed: Deed,
) -> bool:
    """Decide who sees the dataset with all its files and tables; whether that changed anything."""
    named = {
        Audience.MEMBERS: frozenset({EVERY_MEMBER}),
        Audience.ORGANISATIONS: frozenset(one.id for one in organisations),
    }
    readers = named.get(audience, frozenset[str]())
    with publication(deed) as log:
        before, known = audience_of(dataset), DatasetAccess.objects.filter(dataset=dataset)
        if audience is Audience.EVERYONE:
            known.delete()
        else:
            stated = {"readers": readers_text(readers), "since": deed.at}
            DatasetAccess.objects.update_or_create(dataset=dataset, defaults=stated)
        visibility = "public" if audience is Audience.EVERYONE else "private"
        describe(dataset, {"visibility": visibility})
        if audience_of(dataset) == before:
            return False
        _told(log, dataset, deed, audience=audience.value, before=before[0].value,
              organisations=sorted(readers))  # fmt: skip
    return True


def set_limits(table: Table, limits: Limits, *, deed: Deed) -> bool:
    """Give the table these limits in place of others; whether that changed anything.

    DoesNotFit when its current version has no such column or takes no such condition.
    """
    if table.is_merged and not limits.is_empty:
        raise NotLimitable
    if not limits.is_empty:
        limits = _by_name(limits, _layout(table))
        if not seen_by_bound(table, limits).columns:
            raise NothingLeft
    with publication(deed) as log:
        if limits_of(table) == limits:
            return False
        if limits.is_empty:
            TableAccess.objects.filter(table=table).delete()
        else:
            _state(table, limits, deed)
        _told(log, table.dataset, deed, table=table.name, limits=msgspec.to_builtins(limits))
    return True


def add_limits(table: Table, limits: Limits, log: Log) -> None:
    """Give the table these limits besides its own, whether they fit or not.

    The caller holds the publication, and what follows it follows these.
    """
    before = limits_of(table)
    after = together((before, limits))
    if after != before:
        _state(table, after, log.deed)
        log.add(
            "access",
            table.dataset,
            None,
            table=table.name,
            limits=msgspec.to_builtins(after),
            taken_over=True,
        )


def seen_by_bound(table: Table, limits: Limits) -> Seen:
    """What the current version shows to whom all these limits bind. DoesNotFit like set_limits."""
    version, layout = table.head.version, _layout(table)
    schema = version.table_schema
    cut = cut_for(ANONYMOUS, None, limits) or Cut(())
    hidden = hidden_columns(cut, schema, layout)
    where = condition(cut, layout)
    names = [c.name for c in schema.columns if c.name not in SYSTEM_COLUMNS]
    rows = version.rows
    if where is not None:
        path = open_storage(settings()).path_for(version.path)
        query = check(Query(columns=("_row",), where=where, limit=0), layout)
        rows = load(path, limit_bytes=IN_MEMORY_BYTES).answer(query).matched
    return Seen(
        columns=tuple(name for name in names if name not in hidden),
        hidden=tuple(name for name in names if name in hidden),
        rows=rows,
        rows_of=version.rows,
        has_position=schema.has_position and "_lon" not in hidden,
    )


def misfits(table: Table) -> Sequence[str]:
    """What the limits name that the current version does not have: nobody bound sees it then."""
    try:
        seen_by_bound(table, limits_of(table))
    except DoesNotFit as error:
        return (error.what,)
    return ()


def _layout(table: Table) -> Layout:
    return layout_of(table.head.version.table_schema, is_merged=table.is_merged)


def _by_name(limits: Limits, layout: Layout) -> Limits:
    """The same with columns by their published names; rows keep the text of their condition."""
    columns = []
    for one in limits.columns:
        found = [layout.find(name) for name in one.columns]
        if missing := [n for n, c in zip(one.columns, found, strict=True) if c is None]:
            raise DoesNotFit(missing[0])
        columns.append(ColumnLimit(tuple(c.name for c in found if c is not None), one.free))
    return Limits(
        tuple(columns), tuple(RowLimit(one.where.strip(), one.free) for one in limits.rows)
    )


def _state(table: Table, limits: Limits, deed: Deed) -> None:
    stated = {"limits": msgspec.json.encode(limits).decode(), "since": deed.at}
    TableAccess.objects.update_or_create(table=table, defaults=stated)


def _told(log: Log, dataset: Dataset, deed: Deed, **detail: object) -> None:
    """Readers look again, the audit log says who did what, merged tables and search follow."""
    log.add("access", dataset, None, **detail)
    transaction.on_commit(lambda: settle(deed))
