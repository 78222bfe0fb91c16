"""The schema of a published table: what the manifest stores and every reader agrees on."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["text", "integer", "number", "boolean", "date", "datetime"]
"""Physical types: String, Int64, Float64, Boolean, Date, Datetime(UTC) of Parquet.

A date column in which some rows know only year or month is `text`; so is a time of day, because
24:00 is allowed as a closing time (design: normal forms).
"""


class Column(msgspec.Struct, frozen=True):
    """One column: `name` is its published header or standard item and its name in the file."""

    name: str
    kind: Kind
    field_id: int  # stable over versions of the table, from 1
    key: str | None = None  # English key of the standard item, camelCase
    item: bool = False  # True for a column of the standard layout
    description: str | None = None
    nulls: int = 0
    minimum: str | None = None
    maximum: str | None = None


class TableSchema(msgspec.Struct, frozen=True):
    """Columns in published order.

    Names that begin with an underscore are ours, never a publisher's, and stand last in the file:

    _row        Int64   1, 2, 3 … in the publisher's order: the order of pages and exports
    _id         String  stable row id, the same in the next version of the table
    _source_row Int64   spreadsheet row in the file it came from
    _lon, _lat  Float64 position in WGS 84, where known; the only columns that `bbox` looks at
    _level      String  how well the position is known: source, 番地, 街区, 町丁目, 市区町村
    _west, _south, _east, _north  Float64 how far a line or area reaches (only with `geometry`)
    _publisher  String  6-digit code (merged tables only)
    _publisher_name, _dataset  String  (merged tables only)
    _same_as    String  first id of the rows that are the same thing, where several publishers list
                        it (merged tables that have links)
    """

    columns: tuple[Column, ...]
    has_position: bool = False
    has_links: bool = False  # there is a column `_same_as`
    geometry: str | None = None  # the column of text that holds lines and areas as GeoJSON

    def names(self) -> list[str]:
        return [column.name for column in self.columns]


SYSTEM_COLUMNS = (
    "_row",
    "_id",
    "_source_row",
    "_lon",
    "_lat",
    "_level",
    "_west",
    "_south",
    "_east",
    "_north",
    "_publisher",
    "_publisher_name",
    "_dataset",
    "_same_as",
)
