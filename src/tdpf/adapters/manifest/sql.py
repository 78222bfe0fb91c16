"""The manifest in plain SQL, the same text for SQLite and PostgreSQL. Safe to share by threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Any, Protocol

import msgspec

from tdpf.adapters.manifest.base import NOBODY, TableEntry, Version
from tdpf.core.access import EVERY_MEMBER, OWNER_ALONE, Limits, readers_of
from tdpf.core.tables.schema import TableSchema

# A merged version keeps rows of a publisher who has hidden or limited them since.
HOLDS_HIDDEN = """
(t.is_merged and exists (
   select 1 from publishing_merge_input i
   join publishing_table_version pv on pv.id = i.part_id
   join publishing_table pt on pt.id = pv.table_id
   join catalog_dataset pd on pd.id = pt.dataset_id
   left join organisations_table_access pa on pa.table_id = pt.id
   where i.merged_id = v.id
   and (pd.visibility <> 'public' or pd.state not in ('active', 'withdrawn')
        or pa.table_id is not null)))
"""
_COLUMNS = f"""
select t.id, t.name, t.title, d.name, o.code6, o.title, t.standard, t.is_merged, d.licence,
       d.is_synthetic, v.id, v.number, v.path, v.sha256, v.bytes, v.rows, v.schema,
       v.west, v.south, v.east, v.north, v.quality, v.published_at, d.organisation_id,
       d.visibility, d.state, {HOLDS_HIDDEN}, da.readers, ta.limits
"""
# A dataset that its source took back is out of the catalogue; what was published stays readable.
_SEEN = "d.visibility = 'public' and d.state in ('active', 'withdrawn')"
_FROM = """
from publishing_table t
join publishing_table_head h on h.table_id = t.id
join publishing_table_version v on v.id = h.version_id
join catalog_dataset d on d.id = t.dataset_id
left join catalog_organisation o on o.id = d.organisation_id
left join organisations_dataset_access da on da.dataset_id = d.id
left join organisations_table_access ta on ta.table_id = t.id
"""
_FROM_NUMBERED = _FROM.replace("v.id = h.version_id", "v.table_id = t.id")

_schema = msgspec.json.Decoder(TableSchema)
_quality = msgspec.json.Decoder(dict[str, Any])
_limits = msgspec.json.Decoder(Limits)

Row = Sequence[Any]  # Any: what a database driver gives


class Connection(Protocol):
    """The little that we need of a database driver; one statement is one consistent read."""

    def rows(self, sql: str, values: Sequence[object]) -> list[Row]: ...

    def close(self) -> None: ...


class Connector(Protocol):
    """How one vendor connects and writes things that SQL dialects do not share."""

    placeholder: str

    def connect(self) -> Connection: ...

    def time_text(self, value: object) -> str: ...


class Questions:
    """Asks a database through as many connections as there are questions at the same time.

    They are kept and lent to whichever thread asks next: threads come and go, and a database has
    few connections to give.
    """

    def __init__(self, connector: Connector) -> None:
        self._connector = connector
        self._free: list[Connection] = []
        self._is_closed = False

    def rows(self, sql: str, values: Sequence[object]) -> list[Row]:
        """The rows; `?` marks a value in any dialect."""
        try:
            connection = self._free.pop()  # the last that was used: a rush keeps no crowd awake
        except IndexError:
            connection = self._connector.connect()
        try:
            return connection.rows(sql.replace("?", self._connector.placeholder), values)
        finally:
            self._free.append(connection)
            if self._is_closed:
                self.close()

    def close(self) -> None:
        """End the connections, those lent out as soon as they come back."""
        self._is_closed = True
        while self._free:
            with suppress(IndexError):  # another thread took the last one
                self._free.pop().close()


class SqlManifest:
    """Reads published things through connections opened when first needed."""

    def __init__(self, connector: Connector) -> None:
        self._time_text = connector.time_text
        self._ask = Questions(connector)

    def tables(
        self,
        *,
        standard: str | None = None,
        publisher: str | None = None,
        is_merged: bool | None = None,
        after: str | None = None,
        limit: int = 100,
        owners: AbstractSet[str] | None = NOBODY,
    ) -> Sequence[TableEntry]:
        where, values = _where(standard, publisher, is_merged, owners)
        if after is not None:
            where.append("t.name > ?")
            values.append(after)
        sql = f"{_COLUMNS} {_FROM} {_clause(where)} order by t.name limit ?"
        return [self._entry(row) for row in self._ask.rows(sql, [*values, limit])]

    def count(
        self,
        *,
        standard: str | None = None,
        publisher: str | None = None,
        is_merged: bool | None = None,
        owners: AbstractSet[str] | None = NOBODY,
    ) -> int:
        where, values = _where(standard, publisher, is_merged, owners)
        return int(self._ask.rows(f"select count(*) {_FROM} {_clause(where)}", values)[0][0])

    def table(self, id_or_name: str, *, version: int | None = None) -> TableEntry | None:
        named = "(t.id = ? or t.name = ?)"
        values: list[object] = [id_or_name, id_or_name]
        if version is None:
            sql = f"{_COLUMNS} {_FROM} where {named}"
        else:
            sql = f"{_COLUMNS} {_FROM_NUMBERED} where {named} and v.number = ?"
            values.append(version)
        found = self._ask.rows(sql, values)
        return self._entry(found[0]) if found else None

    def versions(self, id_or_name: str) -> Sequence[Version]:
        named = "(t.id = ? or t.name = ?)"
        sql = f"{_COLUMNS} {_FROM_NUMBERED} where {named} and not {HOLDS_HIDDEN} order by v.number"
        return [self._entry(row).version for row in self._ask.rows(sql, [id_or_name, id_or_name])]

    def generation(self) -> int:
        found = self._ask.rows(
            "select value from publishing_counter where name = ?", ["publication"]
        )
        return int(found[0][0]) if found else 0

    def close(self) -> None:
        self._ask.close()

    def _entry(self, row: Row) -> TableEntry:
        west, south, east, north = row[17:21]
        return TableEntry(
            id=row[0],
            name=row[1],
            title=row[2],
            dataset=row[3],
            publisher=row[4],
            publisher_name=row[5],
            standard=row[6] or None,
            is_merged=bool(row[7]),
            licence=row[8],
            is_synthetic=bool(row[9]),
            version=Version(
                id=row[10],
                number=row[11],
                path=row[12],
                sha256=row[13],
                bytes=row[14],
                rows=row[15],
                schema=_schema.decode(row[16]),
                bbox=None if west is None else (west, south, east, north),
                quality=_quality.decode(row[21]),
                published_at=self._time_text(row[22]),
            ),
            owner=row[23] if row[25] != "deleted" else None,  # what is deleted is the operator's
            is_public=row[24] == "public" and row[25] in {"active", "withdrawn"} and not row[26],
            readers=readers_of(row[27] or "") if row[25] != "deleted" else OWNER_ALONE,
            limits=_limits.decode(row[28]) if row[28] else None,
        )


def _where(
    standard: str | None,
    publisher: str | None,
    is_merged: bool | None,
    owners: AbstractSet[str] | None,
) -> tuple[list[str], list[object]]:
    asked = {"t.standard": standard, "o.code6": publisher, "t.is_merged": is_merged}
    given = {column: value for column, value in asked.items() if value is not None}
    where = [f"{column} = ?" for column in given]
    values: list[object] = [*given.values()]
    if owners is None:
        return where, values
    seen, ours = _SEEN, sorted(owners)
    if not ours:
        return [*where, seen], values
    marks = ", ".join("?" for _ in ours)
    shared = [f"% {one} %" for one in (*ours, EVERY_MEMBER)]
    theirs = " or ".join(
        [f"d.organisation_id in ({marks})", *("da.readers like ?" for _ in shared)]
    )
    seen = f"({_SEEN} or d.state <> 'deleted' and ({theirs}))"
    return [*where, seen], [*values, *ours, *shared]


def _clause(conditions: Iterable[str]) -> str:
    joined = " and ".join(conditions)
    return f"where {joined}" if joined else ""
