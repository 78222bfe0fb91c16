"""A published table as a layer of a map: its positions, and tiles made of them.

How a tile is thinned, in this order, until it is no larger than 500 kB before compression:
below zoom 14, and above it only if need be, the points of a grid cell are one feature with
`point_count`; the cells grow from the asked edge to twice, four times … up to 64 pixels; at last
features have no properties but `point_count`. No point is ever left out of the counts.

A line, area or row of many points that is smaller than a pixel is a point like others; where the
tile is too large, so is one smaller than 2, 4, 8 … pixels. Below zoom 14 corners of less than half
a pixel are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.maps.attributes import Attributes, widened
from tdpf.core.maps.geometry import Geometry, points
from tdpf.core.maps.linework import Linework, least_size, linework_of
from tdpf.core.maps.mvt import encode
from tdpf.core.maps.outline import GEOMETRY, REACH
from tdpf.core.maps.positions import Positions, Spots, positions
from tdpf.core.maps.thin import CELLS_PX, CLUSTERED_BELOW, Placed, alone, clustered
from tdpf.core.maps.tile import EXTENT, UNITS_PER_PIXEL, Tile
from tdpf.core.tables.fulltext import TEXT, FoldedText, folded_rows
from tdpf.core.tables.plan import compile_mask, takes_all
from tdpf.core.tables.query import Checked

if TYPE_CHECKING:
    from tdpf.core.tables.load import Table

NAME = "records"
COUNT = "point_count"
LARGEST_BYTES = 500_000
DISTINCT_FROM = 13  # below this zoom no text that is different in nearly every row
_DISTINCT_PART = 0.9
_FEW_SHAPES = 2_000
_LEAST_FEATURE_BYTES = 11
_LEAST_TAG_BYTES = 2
_LEAST_VERTEX_BYTES = 2
_SIZES = 12  # from 1 pixel up to more than any tile is wide
_CELL_US = 0.25
_POINT_US = 0.05
_SHAPE_US = 0.005
_VERTEX_US = 0.3
_CHOOSE_US = 2.0  # words are the dearest to look for
_LIGHT_US = 2_500


@dataclass(frozen=True, slots=True)
class MapLayer:
    """What is kept of a table for its tiles."""

    positions: Positions
    distinct: frozenset[str]  # columns of text that is different in nearly every row
    linework: tuple[Linework, ...] = ()  # areas, lines, rows of many points
    sizes: NDArray[np.float64] | None = None  # of each row's line or area, in parts of the world

    @property
    def size_bytes(self) -> int:
        return self.positions.size_bytes + sum(one.size_bytes for one in self.linework) + 1_000


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
    found: tuple[Linework, ...] = ()
    sizes = None
    if GEOMETRY in table.columns and set(REACH) <= set(table.columns):
        found = linework_of(table.take((GEOMETRY,), None)[GEOMETRY].to_list())
        sizes = np.full(place.height, -1.0)
        for one in found:
            np.maximum.at(sizes, one.rows, one.sizes())
        if place.height <= _FEW_SHAPES:  # names of districts are worth more than their bytes
            distinct = set()
    return MapLayer(positions(place["_lon"], place["_lat"]), frozenset(distinct), found, sizes)


def is_light(layer: MapLayer, tile: Tile, wanted: Wanted) -> bool:
    """Whether the tile takes a few milliseconds at most."""
    count = layer.positions.count(tile)
    us = 0.0
    for one in layer.linework:
        chosen = one.near(tile, 1)
        us += len(one) * _SHAPE_US + one.vertices(chosen) * _VERTEX_US
        count += len(chosen)
    features = count
    if tile.z < CLUSTERED_BELOW and wanted.cell_px:
        features = min(count, (EXTENT // UNITS_PER_PIXEL // wanted.cell_px) ** 2)
    per_point = _POINT_US if takes_all(wanted.query) else _CHOOSE_US
    us += count * per_point + features * len(wanted.columns) * _CELL_US
    return us <= _LIGHT_US


def make_tile(layer: MapLayer, table: Table, tile: Tile, wanted: Wanted) -> bytes:
    """The tile's bytes, not compressed; nothing at all for a tile without features."""
    around = layer.positions.around(tile)
    everything = around.where(_mask(around.rows, table, wanted.query))
    columns = [
        name for name in wanted.columns if tile.z >= DISTINCT_FROM or name not in layer.distinct
    ]
    for least_px, cell_px in _steps(tile, wanted, has_linework=bool(layer.linework)):
        drawn, spots = _drawn(layer, table, tile, wanted.query, least_px, everything)
        placed = clustered(spots, tile, cell_px) if cell_px else alone(spots, tile)
        if not len(placed.x) and not drawn:
            return b""
        content = _encoded(drawn, placed, spots, table, columns)
        if content is not None:
            return content
    bare = _encoded(drawn, placed, spots, table, [])
    assert bare is not None  # some hundred features at most
    return bare


Drawn = Sequence[tuple[Geometry, NDArray[np.uint32]]]  # with the row of each feature


def _drawn(
    layer: MapLayer, table: Table, tile: Tile, query: Checked, least_px: int, spots: Spots
) -> tuple[Drawn, Spots]:
    """The lines and areas large enough to be seen, and the points that stand for all others."""
    drawn = []
    for one in layer.linework:
        chosen = one.near(tile, least_px)
        chosen = chosen[_mask(one.rows[chosen], table, query)]
        if len(chosen):
            geometry, left = one.drawn(chosen, tile)
            if len(left):
                drawn.append((geometry, one.rows[left]))
    if layer.sizes is not None:
        spots = spots.where(layer.sizes[spots.rows] < least_size(tile, least_px))
    return drawn, spots


def _steps(tile: Tile, wanted: Wanted, *, has_linework: bool) -> Iterator[tuple[int, int]]:
    """How large a line or area must be to be drawn, and the edges of cells, to be tried in turn."""
    cells = _cells(tile, wanted)
    if not has_linework:
        yield from ((1, cell) for cell in cells)
        return
    for step in range(_SIZES):
        yield 2**step, cells[min(step, len(cells) - 1)]


def _cells(tile: Tile, wanted: Wanted) -> list[int]:
    """The edges of cells to be tried in turn; 0 lets points stand alone."""
    is_alone = tile.z >= CLUSTERED_BELOW or not wanted.cell_px
    return [0] * is_alone + [px for px in CELLS_PX if px >= wanted.cell_px]


def _mask(rows: NDArray[np.uint32], table: Table, query: Checked) -> NDArray[np.bool_]:
    """Which of the rows the query wants."""
    if takes_all(query) or not len(rows):
        return np.ones(len(rows), np.bool_)
    searched = query.text.columns if query.text else ()

    def column(name: str) -> pl.Series | FoldedText:
        if name == TEXT:
            return FoldedText(folded_rows(table.take(searched, rows), searched))
        return table.take((name,), rows)[name]

    mask = compile_mask(query, column)
    assert mask is not None
    wanted: NDArray[np.bool_] = mask.fill_null(value=False).to_numpy()
    return wanted


def _encoded(
    drawn: Drawn, placed: Placed, spots: Spots, table: Table, columns: list[str]
) -> bytes | None:
    """Lines, areas and single points, with their columns; then those that stand for many points.

    None when that is more than a tile may hold, found out before it is written where that can be.
    """
    shapes = sum(len(rows) for _, rows in drawn)
    vertices = sum(len(geometry.x) for geometry, _ in drawn)
    least = (len(placed.x) + shapes) * _LEAST_FEATURE_BYTES + vertices * _LEAST_VERTEX_BYTES
    if least > LARGEST_BYTES:
        return None
    is_one = placed.counts == 1
    ones, many = placed.where(is_one), placed.where(~is_one)
    rows = np.concatenate([*(rows for _, rows in drawn), spots.rows[ones.firsts]])
    single = slice(0, len(rows))
    names = dict.fromkeys(("_row", *columns))
    cells = widened(table.take(tuple(names), rows), table.wide)
    if least + _LEAST_TAG_BYTES * sum(cells[name].count() for name in columns) > LARGEST_BYTES:
        return None
    attributes = Attributes(len(rows) + len(many.x))
    attributes.add([cells[name] for name in columns], rows=single)
    if len(many.x):
        attributes.add([pl.Series(COUNT, many.counts)], rows=slice(len(rows), None))
    ids = np.concatenate((cells["_row"].to_numpy(), np.zeros(len(many.x), np.int64)))
    x, y = np.concatenate((ones.x, many.x)), np.concatenate((ones.y, many.y))
    geometries = [*(geometry for geometry, _ in drawn), points(x, y)]
    content = encode(NAME, geometries, attributes, ids)
    return content if len(content) <= LARGEST_BYTES else None
