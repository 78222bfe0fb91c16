"""The catalogue in plain SQL, the same text for SQLite and PostgreSQL. Safe to share by threads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from tdpf.adapters.catalog.base import Counts
from tdpf.adapters.manifest.sql import HOLDS_HIDDEN, Connector, Questions, Row
from tdpf.core.access import Limits
from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.model import (
    Dataset,
    Distribution,
    DistributionId,
    Organisation,
    Quality,
    Series,
    TableId,
    TableInfo,
    Theme,
)
from tdpf.core.catalog.shown import shown_to_all
from tdpf.core.tables.schema import TableSchema

_SEEN = " and d.visibility = 'public' and d.state = 'active'"
_DATASETS = """
select d.id, d.document, o.document, a.readers from catalog_dataset d
left join catalog_organisation o on o.id = d.organisation_id
left join organisations_dataset_access a on a.dataset_id = d.id
"""
_FILES = "select dataset_id, id, document, path from catalog_distribution"
_TABLES = """
select t.dataset_id, t.distribution_id, t.id, t.name, t.title, t.sheet, v.number, v.rows, v.schema,
       v.west, v.south, v.east, v.north, v.published_at, v.quality, v.bytes, v.sha256,
       a.limits
from publishing_table t
join publishing_table_head h on h.table_id = t.id
join publishing_table_version v on v.id = h.version_id
left join organisations_table_access a on a.table_id = t.id
"""
_SHOWN = f"not {HOLDS_HIDDEN}"
# What decides the address of a file: tables of none, and all of a file with limits.
_ADDRESSING = """
(t.distribution_id is null or t.distribution_id in (
   select p.distribution_id from publishing_table p
   where p.id in (select pa.table_id from organisations_table_access pa)))
"""
# With a part changes what may be told of the merged table that holds it.
_CHANGED = """
select dataset_id from publishing_log where seq > ? and seq <= ?
union
select m.dataset_id from publishing_log l
join publishing_table p on p.dataset_id = l.dataset_id
join publishing_table m on m.standard = p.standard and m.is_merged = true
where l.seq > ? and l.seq <= ? and p.standard <> ''
"""
_NAMES = "select d.name from catalog_dataset d where 1 = 1"
_IDS = "select d.id from catalog_dataset d where 1 = 1"
_OWNERS = """
select o.document, count(d.id) from catalog_organisation o
left join catalog_dataset d on d.organisation_id = o.id
"""
_COUNT_DATASETS = "select count(*) from catalog_dataset d where 1 = 1"
_COUNT_FILES = """
select count(*) from catalog_distribution f
join catalog_dataset d on d.id = f.dataset_id where 1 = 1
"""
_COUNT_TABLES = """
select count(*) from publishing_table_head h join publishing_table t on t.id = h.table_id
join catalog_dataset d on d.id = t.dataset_id where 1 = 1
"""
_TOGETHER = 500  # ids in one question

_organisation = msgspec.json.Decoder(Organisation)
_dataset = msgspec.json.Decoder(Dataset)
_distribution = msgspec.json.Decoder(Distribution)
_theme = msgspec.json.Decoder(Theme)
_series = msgspec.json.Decoder(Series)
_schema = msgspec.json.Decoder(TableSchema)
_quality = msgspec.json.Decoder(dict[str, Any])
_limits = msgspec.json.Decoder(Limits)


class SqlCatalog:
    """Reads descriptions through connections opened when first needed."""

    def __init__(self, connector: Connector, site_url: str) -> None:
        self._ask = Questions(connector)
        self._time_text = connector.time_text
        self._at = Addresses(site_url)

    def dataset(self, id_or_name: str, *, everything: bool = False) -> Dataset | None:
        where = "(d.id = ? or d.name = ?)" + ("" if everything else _SEEN)
        rows = self._ask.rows(f"{_DATASETS} where {where}", [id_or_name, id_or_name])
        if not rows and (target := self._alias("dataset", id_or_name)):
            return self.dataset(target, everything=everything)
        return next(self._whole(rows), None)

    def datasets(
        self, ids: Iterable[str], *, everything: bool = False, with_tables: bool = True
    ) -> list[Dataset]:
        wanted = list(dict.fromkeys(ids))
        found: dict[str, Dataset] = {}
        for some in _parts(wanted):
            where = f"d.id in ({_marks(some)})" + ("" if everything else _SEEN)
            rows = self._ask.rows(f"{_DATASETS} where {where}", some)
            found |= {str(one.id): one for one in self._whole(rows, with_tables=with_tables)}
        return [found[one] for one in wanted if one in found]

    def page(
        self,
        *,
        after: str = "",
        limit: int = 100,
        organisation: str | None = None,
        everything: bool = False,
        with_tables: bool = True,
    ) -> list[Dataset]:
        where, values = _narrowed(organisation, everything=everything)
        sql = f"{_DATASETS} where d.id > ? {where} order by d.id limit ?"
        rows = self._ask.rows(sql, [after, *values, limit])
        return list(self._whole(rows, with_tables=with_tables))

    def names(self, *, organisation: str | None = None, everything: bool = False) -> list[str]:
        where, values = _narrowed(organisation, everything=everything)
        sql = f"{_NAMES} {where} order by d.name"
        return [row[0] for row in self._ask.rows(sql, values)]

    def ids(self, *, organisation: str | None = None) -> list[str]:
        where, values = _narrowed(organisation, everything=False)
        sql = f"{_IDS} {where} order by d.id"
        return [row[0] for row in self._ask.rows(sql, values)]

    def distribution(
        self, id_: str, *, everything: bool = False
    ) -> tuple[Dataset, Distribution] | None:
        owner = self._ask.rows("select dataset_id from catalog_distribution where id = ?", [id_])
        rows = owner or self._ask.rows(
            "select dataset_id from publishing_table where id = ? and distribution_id is null",
            [id_],
        )
        if not rows:
            target = self._alias("distribution", id_)
            return self.distribution(target, everything=everything) if target else None
        if owner:
            found = self._with_file(owner[0][0], id_, everything=everything)
        else:
            found = self.dataset(rows[0][0], everything=everything)
        files = (file for file in found.distributions if file.id == id_) if found else iter(())
        file = next(files, None)
        return (found, file) if found and file else None

    def described(self, id_or_name: str, *, everything: bool = False) -> Dataset | None:
        return self._bare("(d.id = ? or d.name = ?)", [id_or_name] * 2, everything) or (
            self.described(target, everything=everything)
            if (target := self._alias("dataset", id_or_name))
            else None
        )

    def _bare(self, where: str, values: list[object], everything: bool) -> Dataset | None:
        """A dataset with its organisation, without files."""
        seen = "" if everything else _SEEN
        rows = self._ask.rows(f"{_DATASETS} where {where}{seen}", values)
        for _, document, owner, readers in rows:
            organisation = _organisation.decode(owner) if owner else None
            found = replace(_dataset.decode(document), organisation=organisation)
            return replace(found, readers=tuple(readers.split())) if readers else found
        return None

    def _with_file(self, dataset: str, id_: str, *, everything: bool) -> Dataset | None:
        """A dataset with one of its files: there may be thousands."""
        found = self._bare("d.id = ?", [dataset], everything)
        if found is None:
            return None
        tables: dict[str, list[Row]] = defaultdict(list)
        sql = f"{_TABLES} where {_SHOWN} and t.distribution_id = ? order by t.sheet, t.name"
        for row in self._ask.rows(sql, [id_]):
            tables[row[1]].append(row)
        files = self._ask.rows(f"{_FILES} where id = ?", [id_])
        return replace(found, distributions=tuple(self._file(found, row, tables) for row in files))

    def organisation(self, id_or_name: str) -> Organisation | None:
        rows = self._ask.rows(
            "select document from catalog_organisation where id = ? or name = ? or code6 = ?",
            [id_or_name] * 3,
        )
        if rows:
            return _organisation.decode(rows[0][0])
        target = self._alias("organisation", id_or_name)
        return self.organisation(target) if target else None

    def organisations(self) -> Sequence[tuple[Organisation, int]]:
        sql = f"{_OWNERS} {_SEEN} group by o.id, o.name, o.document order by o.name"
        return [(_organisation.decode(row[0]), int(row[1])) for row in self._ask.rows(sql, [])]

    def themes(self) -> Sequence[Theme]:
        rows = self._ask.rows("select document from catalog_theme order by name", [])
        return [_theme.decode(row[0]) for row in rows]

    def series(self) -> Sequence[Series]:
        rows = self._ask.rows("select document from catalog_series order by name", [])
        return [_series.decode(row[0]) for row in rows]

    def counts(self) -> Counts:
        asked = [f"{counted} {_SEEN}" for counted in (_COUNT_DATASETS, _COUNT_FILES, _COUNT_TABLES)]
        asked.append("select count(*) from catalog_organisation")
        return Counts(*(int(self._ask.rows(sql, [])[0][0]) for sql in asked))

    def changed(self, *, since: int) -> tuple[int, list[str]]:
        now = self.generation()
        return now, [row[0] for row in self._ask.rows(_CHANGED, [since, now] * 2)]

    def table_of(self, resource: str) -> str | None:
        sql = """select id from publishing_table
                 where distribution_id = ? or id = ? or name = ? order by sheet, id"""
        rows = self._ask.rows(sql, [resource] * 3)
        if not rows and (target := self._alias("distribution", resource)):
            return self.table_of(target)
        return rows[0][0] if rows else None

    def generation(self) -> int:
        found = self._ask.rows(
            "select value from publishing_counter where name = ?", ["publication"]
        )
        return int(found[0][0]) if found else 0

    def close(self) -> None:
        self._ask.close()

    def _alias(self, kind: str, alias: str) -> str | None:
        sql = "select target from catalog_alias where alias = ? and kind = ?"
        rows = self._ask.rows(sql, [alias, kind])
        return rows[0][0] if rows else None

    def _whole(self, rows: Sequence[Row], *, with_tables: bool = True) -> Iterator[Dataset]:
        """Datasets with all that belongs to them, asked for together."""
        shown = _SHOWN if with_tables else f"{_SHOWN} and {_ADDRESSING}"
        for some in _parts([row[0] for row in rows]):
            marks = _marks(some)
            files = self._ask.rows(
                f"{_FILES} where dataset_id in ({marks}) order by dataset_id, position", some
            )
            tables = self._ask.rows(
                f"{_TABLES} where {shown} and t.dataset_id in ({marks}) "
                "order by t.dataset_id, t.sheet, t.name",
                some,
            )
            of_file: dict[str, list[Row]] = defaultdict(list)
            alone: dict[str, list[Row]] = defaultdict(list)
            for row in tables:
                (of_file[row[1]] if row[1] else alone[row[0]]).append(row)
            known: dict[str, list[Row]] = defaultdict(list)
            for row in files:
                known[row[0]].append(row)
            wanted = set(some)
            for id_, document, owner, readers in (row for row in rows if row[0] in wanted):
                dataset = _dataset.decode(document)
                yield replace(
                    dataset,
                    organisation=_organisation.decode(owner) if owner else None,
                    readers=tuple(readers.split()) if readers else (),
                    distributions=(
                        *(self._file(dataset, row, of_file) for row in known[id_]),
                        *(self._merged(row) for row in alone[id_]),
                    ),
                    quality=_main_quality(known[id_], of_file, alone[id_]),
                )

    def _file(self, dataset: Dataset, row: Row, tables: dict[str, list[Row]]) -> Distribution:
        file = _distribution.decode(row[2])
        address = file.download_url
        rows = tables.get(row[1], ())
        made = tuple(self._table(each) for each in rows)
        if not address and row[3]:  # kept here, byte for byte; a limited table is no such file
            if any(each[17] for each in rows):
                address = self._at.records(made[0], ".csv")
                file = replace(file, sha256="", bytes=None)  # whoever tries values would know them
            else:
                address = self._at.distribution(dataset, file)
        return replace(file, download_url=address, tables=made)

    def _merged(self, row: Row) -> Distribution:
        """A table that came from no file of its own: merged from many."""
        table = self._table(row)
        return Distribution(
            id=DistributionId(row[2]),
            title=row[4],
            download_url=self._at.records(table, ".csv"),
            format="CSV",
            media_type="text/csv",
            modified_at=table.published_at,
            tables=(table,),
        )

    def _table(self, row: Row) -> TableInfo:
        west, south, east, north = row[9:13]
        schema = _schema.decode(row[8])
        found = TableInfo(
            id=TableId(row[2]),
            name=row[3],
            version=row[6],
            rows=row[7],
            columns=schema.columns,
            sheet=row[5],
            bbox=None if west is None else (west, south, east, north),
            published_at=datetime.fromisoformat(self._time_text(row[13])),
            quality=_quality_of(row[14]),
        )
        return shown_to_all(found, schema, _limits.decode(row[17])) if row[17] else found


def _main_quality(
    files: Sequence[Row], of_file: dict[str, list[Row]], alone: Sequence[Row]
) -> Quality | None:
    rows = [row for file in files for row in of_file.get(file[1], ())] or list(alone)
    return _quality_of(rows[0][14]) if rows and not rows[0][17] else None


def _quality_of(text: str) -> Quality | None:
    told = _quality.decode(text)
    score = told.get("score")
    if score is None:
        return None
    shares = ("completeness", "required_filled", "validity", "located", "freshness")
    return Quality(score=round(score), **{name: told.get(name) for name in shares})


def _narrowed(organisation: str | None, *, everything: bool) -> tuple[str, list[object]]:
    where = "" if everything else _SEEN
    if organisation is None:
        return where, []
    return f"{where} and d.organisation_id = ?", [organisation]


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _TOGETHER):
        yield list(ids[start : start + _TOGETHER])


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" for _ in values)
