"""Every point is in exactly the tiles it should be, and no zoom, cell or filter loses a count."""

from __future__ import annotations

import itertools
import math

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.maps.attributes import Attributes
from tdpf.core.maps.geometry import Geometry
from tdpf.core.maps.mvt import encode
from tdpf.core.maps.ragged import varints as written
from tdpf.core.maps.tile import BUFFER, EXTENT, Tile
from tdpf.core.tables.query import Compare
from tests.unit.maps.decoder import Feature, decode, varints
from tests.unit.maps.tiles import Atlas, count, is_own, points_at, tile_at, world

REACHED = 85.05
ANYWHERE = st.tuples(st.floats(-180, 180), st.floats(-REACHED, REACHED))
TOKYO = st.tuples(st.floats(139.0, 139.9), st.floats(35.5, 35.9))
EDGES = st.sampled_from(
    [(0.0, 0.0), (180.0, 0.0), (-180.0, 0.0), (90.0, 66.51326), (-1e-9, 1e-9), (179.99999, 45.0)]
)
PLACES = st.lists(st.one_of(ANYWHERE, TOKYO, EDGES), min_size=1, max_size=30)
CELLS = st.sampled_from([0, 8, 16, 32, 64])


def around(tiles: set[Tile]) -> set[Tile]:
    """The tiles and their neighbours, round the world."""
    found = set()
    for tile, dx, dy in itertools.product(tiles, (-1, 0, 1), (-1, 0, 1)):
        if 0 <= tile.y + dy < 2**tile.z:
            found.add(Tile(tile.z, (tile.x + dx) % 2**tile.z, tile.y + dy))
    return found


def units(place: float, z: int) -> int:
    """Rounded to the grid of the zoom, but not out of the tile."""
    across = place * 2**z * EXTENT
    last = (math.floor(place * 2**z) + 1) * EXTENT - 1
    return min(round(across), last)


@settings(max_examples=60, deadline=None)
@given(places=PLACES, z=st.integers(0, 22))
def test_each_point_is_in_its_tile_and_in_the_buffers_it_lies_in_and_nowhere_else(places, z):
    atlas = Atlas(points_at(places))
    across = 2**z * EXTENT
    for tile in around({tile_at(z, *place) for place in places}):
        found = {f.id: f.point for f in atlas.features(tile, cell_px=0)}
        for number, (lon, lat) in enumerate(places, 1):
            x, y = world(lon, lat)
            dx, dy = units(x, z) - tile.x * EXTENT, units(y, z) - tile.y * EXTENT
            turns = [dx] if z == 0 else [dx, dx - across, dx + across]
            reach = 0 if z == 0 else BUFFER
            near = [d for d in turns if -reach <= d < EXTENT + reach]
            if near and -reach <= dy < EXTENT + reach:
                px, py = found.pop(number)
                # Two ways to the same logarithm may differ in the last bit: half a unit is either.
                assert abs(px - near[0]) <= 1
                assert abs(py - dy) <= 1
            elif number in found:
                px, py = found.pop(number)
                assert {px, py} & {-reach, EXTENT + reach - 1}, "only a rounding at the rim"
        assert not found


@settings(max_examples=60, deadline=None)
@given(places=PLACES, z=st.integers(0, 22), cell_px=CELLS)
def test_counts_are_conserved_at_every_zoom_and_cell(places, z, cell_px):
    atlas = Atlas(points_at(places))
    own: list[Feature] = []
    for tile in around({tile_at(z, *place) for place in places}):
        own += [f for f in atlas.features(tile, cell_px=cell_px) if is_own(f)]
    assert sum(map(count, own)) == len(places)
    ids = [f.id for f in own if f.id is not None]
    assert len(ids) == len(set(ids))


@settings(max_examples=40, deadline=None)
@given(places=st.lists(TOKYO, min_size=1, max_size=60), z=st.integers(1, 13), cell_px=CELLS)
def test_neighbours_show_the_same_features_in_each_others_buffers(places, z, cell_px):
    atlas = Atlas(points_at(places))
    own, seen = set(), set()
    for tile in around({tile_at(z, *place) for place in places}):
        for feature in atlas.features(tile, cell_px=cell_px):
            x, y = feature.point
            place = (
                (tile.x * EXTENT + x) % (EXTENT << z),
                tile.y * EXTENT + y,
                feature.id,
                count(feature),
            )
            (own if is_own(feature) else seen).add(place)
    assert seen <= own


@settings(max_examples=30, deadline=None)
@given(places=PLACES, z=st.integers(0, 16), data=st.data())
def test_a_filter_gives_what_a_table_of_those_rows_alone_gives(places, z, data):
    kinds = data.draw(st.lists(st.integers(0, 1), min_size=len(places), max_size=len(places)))
    frame = points_at(places).with_columns(pl.Series("種別", kinds, dtype=pl.Int64))
    alone = frame.filter(pl.col("種別") == 1)
    tile = tile_at(z, *places[0])
    filtered = Atlas(frame).features(tile, where=Compare("種別", "eq", 1))
    assert [(f.point, count(f)) for f in filtered] == [
        (f.point, count(f)) for f in Atlas(alone).features(tile)
    ]


@given(st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**63 - 1))))
def test_numbers_come_back_from_their_varints(numbers):
    rows = written(np.array(numbers, np.int64))
    assert list(varints(rows.tobytes())) == numbers


VERTEX = st.tuples(st.integers(-5000, 9000), st.integers(-5000, 9000))
LINE = st.lists(VERTEX, min_size=2, max_size=8)


@given(st.lists(st.lists(LINE, min_size=1, max_size=3), max_size=5))
def test_lines_come_back_vertex_by_vertex(features):
    parts = [line for feature in features for line in feature]
    flat = np.array([v for line in parts for v in line], np.int64).reshape(-1, 2)
    geometry = Geometry(
        "line",
        flat[:, 0],
        flat[:, 1],
        np.array([len(line) for line in parts], np.int64),
        np.array([len(feature) for feature in features], np.int64),
    )
    ids = np.arange(1, len(features) + 1)
    layer = decode(encode("lines", [geometry], Attributes(len(features)), ids))
    assert [feature.paths() for feature in layer.features] == features
    assert [feature.id for feature in layer.features] == ids.tolist()
