"""A version of a table without what somebody may not see: a file of its own, like any other.

Whatever reads tables reads such a file: a column that is left out is as good as one that never
was, in filters, words, groups, SQL and tiles.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import reduce
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from tdpf.core.access import Cut
from tdpf.core.cql2 import parse_cql2
from tdpf.core.maps.outline import REACH
from tdpf.core.tables.check import check
from tdpf.core.tables.errors import QueryError
from tdpf.core.tables.layout import Layout, layout_of
from tdpf.core.tables.load import load
from tdpf.core.tables.parquet import gathered, write_version
from tdpf.core.tables.profile import Box, profiled
from tdpf.core.tables.query import And, Filter, Query
from tdpf.core.tables.schema import SYSTEM_COLUMNS, TableSchema

IN_MEMORY_BYTES = 128_000_000
POSITION = ("_lon", "_lat", "_level")
_TELLS_WHERE = re.compile(
    r"緯度|経度|座標|位置|所在地|住所|番地|地番|町丁|町字|geometry|geojson|wkt|latitude|longitude"
    r"|address|^(x|y|lat|lon|lng)$",
    re.IGNORECASE,
)


class DoesNotFit(Exception):
    """The version has no such column, or a condition cannot be asked of it: nobody knows what
    would have to be left out.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def hidden_columns(cut: Cut, schema: TableSchema, layout: Layout) -> frozenset[str]:
    """Names in the file that are left out; with what tells where a row is, its position as well."""
    found = set()
    for name in cut.columns:
        column = layout.find(name)
        if column is None or (column.name in SYSTEM_COLUMNS and column.name not in POSITION):
            raise DoesNotFit(name)
        found.add(column.name)
        if _TELLS_WHERE.search(column.name) or _TELLS_WHERE.search(column.key or ""):
            found.update(POSITION)
    if found.intersection(POSITION) or schema.geometry in found:
        found.update(POSITION, REACH, {schema.geometry} - {None})  # type: ignore[arg-type]
    return frozenset(found)


def condition(cut: Cut, layout: Layout) -> Filter | None:
    """What a row must be to be shown; None: any row is."""
    try:
        parts = [parse_cql2(text, layout) for text in cut.where]
    except QueryError as error:
        raise DoesNotFit(str(error)) from error
    return reduce(lambda one, other: And((one, other)), parts) if parts else None


def write_cut(
    source: Path, schema: TableSchema, cut: Cut, target: Path, *, is_merged: bool = False
) -> tuple[TableSchema, int, Box | None]:
    """Write the version without what is cut out; its schema, number of rows and box.

    DoesNotFit, before anything is written, when the cut does not fit the version.
    """
    layout = layout_of(schema, is_merged=is_merged)
    hidden, where = hidden_columns(cut, schema, layout), condition(cut, layout)
    query = check(Query(where=where, limit=None), layout)
    answer = load(source, limit_bytes=IN_MEMORY_BYTES).answer(query)
    left = _left(schema, hidden)
    batches = (_shown(frame, hidden, left) for frame in answer.batches())
    numbered = _numbered(batches) if where is not None else batches
    with gathered(numbered, left, target.with_name(f"{target.name}.spill")) as rows:
        write_version(rows, target)
        made, box = profiled(rows, left, left)
    return made, answer.matched, box


def _left(schema: TableSchema, hidden: Collection[str]) -> TableSchema:
    is_placed = "_lon" not in hidden
    return replace(
        schema,
        columns=tuple(c for c in schema.columns if c.name not in hidden),
        has_position=schema.has_position and is_placed,
        geometry=schema.geometry if is_placed else None,
    )


def _shown(frame: pl.DataFrame, hidden: Collection[str], left: TableSchema) -> pl.DataFrame:
    """Rows without these columns; every table has a position, so that one is blank instead."""
    blank = [pl.lit(None, frame.schema[name]).alias(name) for name in POSITION if name in hidden]
    gone = [name for name in hidden if name not in POSITION and name in frame.columns]
    gone += [name for name in REACH if left.geometry is None and name in frame.columns]
    return frame.drop(set(gone)).with_columns(blank)


def _numbered(batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Rows numbered anew: gaps would tell of rows that are left out."""
    start = 1
    for frame in batches:
        numbers = pl.int_range(start, start + frame.height, dtype=pl.Int64, eager=True)
        blank = pl.lit(None, pl.Int64).alias("_source_row")
        yield frame.with_columns(numbers.alias("_row"), blank)
        start += frame.height
