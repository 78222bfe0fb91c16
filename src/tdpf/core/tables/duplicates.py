"""The same thing listed by several publishers: found and linked, never deleted.

Two rows of different publishers are the same thing when their names are equal (width, case, blanks
and signs aside) and they stand within 100 m of each other, or, where one has no position, their
addresses are equal. Rows that are linked through a third one belong together as well.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from tdpf.core.tables.identity import trait_columns
from tdpf.core.tables.schema import TableSchema

NEAR_M = 100.0
_CELL = 0.002  # degrees, more than NEAR_M everywhere in Japan
_NOT_LETTERS = r"[\s\p{P}\p{S}]"
_LEAST_LETTERS = 2
_PIECE = 100_000  # rows in memory at a time: a stream over the whole file holds three times more

Row = tuple[str, str, float | None, float | None, str | None]
"""Id, publisher, longitude, latitude, folded address."""


def linked(rows: pl.LazyFrame, schema: TableSchema) -> dict[str, str]:
    """Ids of rows that another publisher lists as well → the first id of those that are the same.

    `rows` carry `_id`, `_publisher`, `_lon`, `_lat` and the columns of the schema.
    """
    name, address = trait_columns(schema)
    if name is None:
        return {}
    said = pl.col(address).cast(pl.String) if address else pl.lit(None, pl.String)
    wanted = (
        _folded(pl.col(name).cast(pl.String)).alias("name"),
        pl.col("_id", "_publisher", "_lon", "_lat"),
        said.alias("at"),
    )
    height = max(rows.select(pl.len()).collect().item(), 1)
    pieces = [rows.slice(start, _PIECE).select(*wanted) for start in range(0, height, _PIECE)]
    shared = _shared_names(pieces)
    if shared.is_empty():
        return {}
    is_shared = pl.col("name").hash(5).is_in(shared.implode())
    found = pl.concat([piece.collect().filter(is_shared) for piece in pieces])
    found = found.with_columns(_folded(pl.col("at")))
    groups: dict[str, list[Row]] = defaultdict(list)
    for key, *row in found.iter_rows():
        groups[key].append(tuple(row))
    return {
        row_id: first for group in groups.values() for row_id, first in _together(_pairs(group))
    }


def _shared_names(pieces: Sequence[pl.LazyFrame]) -> pl.Series:
    """Prints of the names that at least two publishers use. Memory holds numbers alone."""
    has_name = pl.col("name").str.len_chars() >= _LEAST_LETTERS
    prints = (pl.col("name").hash(5), pl.col("_publisher").hash(5))
    held = (piece.select("name", "_publisher").collect() for piece in pieces)
    said = pl.concat([frame.filter(has_name).select(*prints) for frame in held])
    ordered = said.sort("name", "_publisher")  # a table of groups takes 100 MB more a million rows
    name, owner = pl.col("name"), pl.col("_publisher")
    is_shared = (name == name.shift()) & (owner != owner.shift())
    return ordered.filter(is_shared).get_column("name").unique()


def _folded(text: pl.Expr) -> pl.Expr:
    """Text without what writers differ in: width, case, blanks and signs."""
    return text.str.normalize("NFKC").str.to_lowercase().str.replace_all(_NOT_LETTERS, "")


def _pairs(group: list[Row]) -> Iterator[tuple[str, str]]:
    """Rows of one name that are the same thing, neighbours by a grid and by their addresses."""
    cells: dict[tuple[int, int], list[Row]] = defaultdict(list)
    addresses: dict[str, list[Row]] = defaultdict(list)
    for row in group:
        _, _, lon, lat, address = row
        if lon is not None and lat is not None:
            x, y = int(lon / _CELL), int(lat / _CELL)
            near = (cells.get((x + dx, y + dy), ()) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
            for other in (each for cell in near for each in cell):
                if other[1] != row[1] and _metres(row, other) <= NEAR_M:
                    yield other[0], row[0]
            cells[x, y].append(row)
        if address:
            for other in addresses[address]:
                if other[1] != row[1] and (lon is None or other[2] is None):
                    yield other[0], row[0]
            addresses[address].append(row)


def _metres(one: Row, other: Row) -> float:
    assert one[2] is not None and one[3] is not None and other[2] is not None  # noqa: PT018
    assert other[3] is not None
    east = (one[2] - other[2]) * 111_320 * math.cos(math.radians(one[3]))
    return math.hypot(east, (one[3] - other[3]) * 110_940)


def _together(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each id with the least id of all that it is linked to."""
    parents: dict[str, str] = {}

    def root(row_id: str) -> str:
        while (parent := parents.setdefault(row_id, row_id)) != row_id:
            parents[row_id] = row_id = parents.setdefault(parent, parent)
        return row_id

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parents[second] = first
    return ((row_id, root(row_id)) for row_id in list(parents))
