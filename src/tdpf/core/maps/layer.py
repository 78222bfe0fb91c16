"""A published table as a layer of a map: its positions, and tiles made of them.

How a tile is thinned, in this order, until it is no larger than 500 kB before compression:
below zoom 14, and above it only if need be, the points of a grid cell are one feature with
`point_count`; the cells grow from the asked edge to twice, four times … up to 64 pixels; at last
features have no properties but `point_count`. No point is ever left out of the counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from tdpf.core.maps.attributes import Attributes, widened
from tdpf.core.maps.geometry import points
from tdpf.core.maps.mvt import encode
from tdpf.core.maps.positions import Positions, Spots, positions
from tdpf.core.maps.thin import CELLS_PX, CLUSTERED_BELOW, Placed, alone, clustered
from tdpf.core.maps.tile import EXTENT, UNITS_PER_PIXEL, Tile
from tdpf.core.tables.fulltext import TEXT, folded_rows
from tdpf.core.tables.plan import compile_mask, takes_all
from tdpf.core.tables.query import Checked

if TYPE_CHECKING:
    from tdpf.core.tables.load import Table

NAME = "records"
COUNT = "point_count"
LARGEST_BYTES = 500_000
DISTINCT_FROM = 13  # below this zoom no text that is different in nearly every row
_DISTINCT_PART = 0.9
_LEAST_FEATURE_BYTES = 11
_LEAST_TAG_BYTES = 2
_CELL_US = 0.25
_POINT_US = 0.05
_CHOOSE_US = 2.0  # words are the dearest to look for
_LIGHT_US = 2_500


@dataclass(frozen=True, slots=True)
class MapLayer:
    """What is kept of a table for its tiles."""

    positions: Positions
    distinct: frozenset[str]  # columns of text that is different in nearly every row

    @property
    def size_bytes(self) -> int:
        return self.positions.size_bytes + 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a tile shall hold: which rows, which of their columns, from which size of cells on."""

    query: Checked
    columns: tuple[str, ...]
    cell_px: int


def layer_of(table: Table) -> MapLayer:
    """The layer of a table that has positions."""
    place = table.take(("_lon", "_lat"), None)
    texts = table.distinct_texts()
    distinct = {
        name for name, (there, different) in texts.items() if different > there * _DISTINCT_PART
    }
    return MapLayer(positions(place["_lon"], place["_lat"]), frozenset(distinct))


def is_light(layer: MapLayer, tile: Tile, wanted: Wanted) -> bool:
    """Whether the tile takes a few milliseconds at most."""
    count = layer.positions.count(tile)
    features = count
    if tile.z < CLUSTERED_BELOW and wanted.cell_px:
        features = min(count, (EXTENT // UNITS_PER_PIXEL // wanted.cell_px) ** 2)
    per_point = _POINT_US if takes_all(wanted.query) else _CHOOSE_US
    return count * per_point + features * len(wanted.columns) * _CELL_US <= _LIGHT_US


def make_tile(layer: MapLayer, table: Table, tile: Tile, wanted: Wanted) -> bytes:
    """The tile's bytes, not compressed; nothing at all for a tile without features."""
    spots = _matching(layer.positions.around(tile), table, wanted.query)
    columns = [
        name for name in wanted.columns if tile.z >= DISTINCT_FROM or name not in layer.distinct
    ]
    for cell_px in _cells(tile, wanted):
        placed = clustered(spots, tile, cell_px) if cell_px else alone(spots, tile)
        if not len(placed.x):
            return b""
        content = _encoded(placed, spots, table, columns)
        if content is not None:
            return content
    bare = _encoded(placed, spots, table, [])
    assert bare is not None  # some hundred features at most
    return bare


def _cells(tile: Tile, wanted: Wanted) -> list[int]:
    """The edges of cells to be tried in turn; 0 lets points stand alone."""
    is_alone = tile.z >= CLUSTERED_BELOW or not wanted.cell_px
    return [0] * is_alone + [px for px in CELLS_PX if px >= wanted.cell_px]


def _matching(spots: Spots, table: Table, query: Checked) -> Spots:
    """The points whose rows the query wants."""
    if takes_all(query) or not len(spots):
        return spots
    searched = query.text.columns if query.text else ()

    def column(name: str) -> pl.Series:
        if name == TEXT:
            return folded_rows(table.take(searched, spots.rows), searched)
        return table.take((name,), spots.rows)[name]

    mask = compile_mask(query, column)
    assert mask is not None
    return spots.where(mask.fill_null(value=False).to_numpy())


def _encoded(placed: Placed, spots: Spots, table: Table, columns: list[str]) -> bytes | None:
    """Single points first, with their columns; then those that stand for many, with the count.

    None when that is more than a tile may hold, found out before it is written where that can be.
    """
    least = len(placed.x) * _LEAST_FEATURE_BYTES
    if least > LARGEST_BYTES:
        return None
    is_one = placed.counts == 1
    ones, many = placed.where(is_one), placed.where(~is_one)
    single = slice(0, len(ones.x))
    cells = widened(table.take(("_row", *columns), spots.rows[ones.firsts]), table.wide)
    if least + _LEAST_TAG_BYTES * sum(cells[name].count() for name in columns) > LARGEST_BYTES:
        return None
    attributes = Attributes(len(placed.x))
    for name in columns:
        attributes.add(name, cells[name], rows=single)
    if len(many.x):
        attributes.add(COUNT, pl.Series(many.counts), rows=slice(len(ones.x), None))
    ids = np.concatenate((cells["_row"].to_numpy(), np.zeros(len(many.x), np.int64)))
    x, y = np.concatenate((ones.x, many.x)), np.concatenate((ones.y, many.y))
    content = encode(NAME, points(x, y), attributes, ids)
    return content if len(content) <= LARGEST_BYTES else None
