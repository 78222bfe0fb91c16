"""Writes of access policies, each with its audit record, and what a policy would leave to be seen.

What a policy means is `tdpf.core.access`. A change is seen by readers with the commit; merged
tables and search follow at once (`settle`).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import transaction
from msgspec.structs import replace

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
from tdpf.core.tables.cut import IN_MEMORY_BYTES, counter
from tdpf.core.tables.fit import (
    Count,
    DoesNotFit,
    Fit,
    blank_columns,
    fit_of,
    fit_rows,
    says_what_not,
)
from tdpf.core.tables.layout import Layout, layout_of
from tdpf.core.tables.load import load
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


def decided(table: Table, limits: Limits) -> Limits:
    """The limits as they are decided on now: by names of the current version, with what of it is
    blank or hidden by none. DoesNotFit when it has no such column or takes no such condition.
    """
    columns = [_decided_columns(table, one) for one in limits.columns]
    return Limits(tuple(columns), tuple(_decided_rows(table, one) for one in limits.rows))


def set_limits(table: Table, limits: Limits, *, deed: Deed) -> bool:
    """Give the table these limits, `decided`, in place of others; whether that changed anything.

    DoesNotFit when they do not fit its current version.
    """
    if table.is_merged and not limits.is_empty:
        raise NotLimitable
    if not limits.is_empty and not seen_by_bound(table, limits).columns:
        raise NothingLeft
    limits = replace(limits, salt=limits_of(table).salt)
    with publication(deed) as log:
        if limits_of(table) == limits:
            return False
        if limits.is_empty:
            TableAccess.objects.filter(table=table).delete()
        else:
            _state(table, limits, deed)
        _told(log, table.dataset, deed, table=table.name, limits=_without_salt(limits))
    return True


def add_limits(table: Table, limits: Limits, log: Log) -> None:
    """Give the table these limits besides its own, whether they fit or not.

    The caller holds the publication, and what follows it follows these.
    """
    before = limits_of(table)
    after = replace(together((before, limits)), salt=before.salt)
    if after != before:
        _state(table, after, log.deed)
        log.add(
            "access",
            table.dataset,
            None,
            table=table.name,
            limits=_without_salt(after),
            taken_over=True,
        )


def seen_by_bound(table: Table, limits: Limits) -> Seen:
    """What the current version shows to whom all these limits bind. DoesNotFit like set_limits."""
    version, schema = table.head.version, table.head.version.table_schema
    cut = cut_for(ANONYMOUS, None, limits) or Cut(())
    fit, rows = fit_of(cut, schema, version.rows, _layout(table)), version.rows
    if fit.where is not None:
        count = _count(table)
        fit_rows(fit, cut, rows, count)
        rows = count(fit.where)
    names = [c.name for c in schema.columns if c.name not in SYSTEM_COLUMNS]
    return Seen(
        columns=tuple(name for name in names if name not in fit.hidden),
        hidden=tuple(name for name in names if name in fit.hidden),
        rows=rows,
        rows_of=version.rows,
        has_position=schema.has_position and "_lon" not in fit.hidden,
    )


def misfit(table: Table) -> DoesNotFit | None:
    """Why the current version is not shown to whom the table's limits bind; None: it is."""
    try:
        seen_by_bound(table, limits_of(table))
    except DoesNotFit as error:
        return error
    return None


def _layout(table: Table) -> Layout:
    return layout_of(table.head.version.table_schema, is_merged=table.is_merged)


def _decided_columns(table: Table, limit: ColumnLimit) -> ColumnLimit:
    found = [(name, _layout(table).find(name)) for name in limit.columns]
    if missing := [name for name, column in found if column is None]:
        raise DoesNotFit(missing[0], "missing")
    names = tuple(column.name for _, column in found if column is not None)
    return ColumnLimit(names, limit.free, _blank(table, Cut(names))[1])


def _decided_rows(table: Table, limit: RowLimit) -> RowLimit:
    where, rows = limit.where.strip(), table.head.version.rows
    fit, blank = _blank(table, Cut((), (where,)))
    (condition,) = fit.conditions
    hid_none = says_what_not(condition) and _count(table)(condition) == rows
    return RowLimit(where, limit.free, blank, hid_none)


def _blank(table: Table, cut: Cut) -> tuple[Fit, tuple[str, ...]]:
    version, layout = table.head.version, _layout(table)
    schema = version.table_schema
    anything = replace(cut, blank=tuple(schema.names()))
    fit = fit_of(anything, schema, version.rows, layout)
    return fit, tuple(blank_columns(fit, schema, version.rows))


def _count(table: Table) -> Count:
    path = open_storage(settings()).path_for(table.head.version.path)
    return counter(load(path, limit_bytes=IN_MEMORY_BYTES), _layout(table))


def _state(table: Table, limits: Limits, deed: Deed) -> None:
    salted = limits if limits.salt else replace(limits, salt=secrets.token_hex(16))
    stated = {"limits": msgspec.json.encode(salted).decode(), "since": deed.at}
    TableAccess.objects.update_or_create(table=table, defaults=stated)


def _without_salt(limits: Limits) -> dict[str, Any]:
    """The limits for the audit log, which more people read than know the salt."""
    told: dict[str, Any] = msgspec.to_builtins(limits)
    del told["salt"]
    return told


def _told(log: Log, dataset: Dataset, deed: Deed, **detail: object) -> None:
    """Readers look again, the audit log says who did what, merged tables and search follow."""
    log.add("access", dataset, None, **detail)
    transaction.on_commit(lambda: settle(deed))
