"""Lines and areas in tiles: clipped right, wound right, never lost from the counts."""

from __future__ import annotations

import json
import math
import subprocess
from itertools import pairwise, product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.maps.box import Box
from tdpf.core.maps.layer import NAME, Wanted, layer_of, make_tile
from tdpf.core.maps.meets import meets_box
from tdpf.core.maps.outline import Outline, label_point, outline, placed
from tdpf.core.maps.paths import Paths, clip_lines, clip_rings, simplified
from tdpf.core.maps.positions import world
from tdpf.core.maps.tile import Tile
from tdpf.core.tables.load import Loaded, load
from tdpf.core.tables.query import Checked, Compare
from tests.data.samples import with_ours
from tests.unit.maps.decoder import decode
from tests.unit.maps.tiles import count, tile_at

SQUARE = [[139.70, 35.65], [139.71, 35.65], [139.71, 35.66], [139.70, 35.66], [139.70, 35.65]]
HOLE = [[139.703, 35.653], [139.703, 35.656], [139.707, 35.656], [139.707, 35.653],
        [139.703, 35.653]]  # fmt: skip
ROAD = [[139.60, 35.60], [139.65, 35.70], [139.80, 35.71]]

corner = st.tuples(st.floats(-50, 150), st.floats(-50, 150))


def geometry(kind: str, coordinates: object) -> str:
    return json.dumps({"type": kind, "coordinates": coordinates})


def table_of(texts: list[str | None], **columns: list[object]) -> Loaded:
    frame = pl.DataFrame(
        {"名称": [f"第{n}" for n in range(len(texts))], "geometry": texts, **columns}
    )
    return Loaded(placed(with_ours(frame), "geometry"), (), 1)


def tile(table: Loaded, where: Tile, query: Checked | None = None) -> bytes:
    return make_tile(layer_of(table), table, where, Wanted(query or Checked(), ("名称",), 8))


def area(ring: list[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, *ring[:1]])) / 2


def rings_of(paths: Paths) -> list[list[tuple[float, float]]]:
    ends = np.cumsum(paths.parts)
    points = list(zip(paths.x.tolist(), paths.y.tolist(), strict=True))
    return [points[end - size : end] for end, size in zip(ends, paths.parts, strict=True)]


def paths(*lines: list[tuple[float, float]]) -> Paths:
    flat = np.array([place for line in lines for place in line], float).reshape(-1, 2)
    return Paths(flat[:, 0], flat[:, 1], np.array([len(line) for line in lines], np.int64))


@given(st.lists(corner, min_size=3, max_size=9), st.lists(corner, min_size=3, max_size=9))
def test_the_pieces_of_a_ring_in_all_squares_have_the_area_of_the_ring(first, second):
    whole = paths(first, second)
    found = np.zeros(2)
    for column, row in product(range(-1, 3), repeat=2):
        moved = Paths(whole.x - 50 * column, whole.y - 50 * row, whole.parts)
        clipped = clip_rings(moved, 0.0, 50.0)
        assert clipped.x.size == clipped.parts.sum()
        if clipped.x.size:
            assert clipped.x.min() >= 0 <= clipped.y.min()
            assert max(clipped.x.max(), clipped.y.max()) <= 50
        found += [area(ring) for ring in rings_of(clipped)]
    assert found.tolist() == pytest.approx([area(first), area(second)], abs=1e-6)


@given(st.lists(corner, min_size=2, max_size=9))
def test_the_pieces_of_a_line_in_all_squares_are_as_long_as_the_line(line):
    def length(places: list[tuple[float, float]]) -> float:
        return sum(math.dist(a, b) for a, b in pairwise(places))

    whole, found = paths(line, line[::-1]), 0.0
    aside, below = math.pi / 200, math.e / 200  # no line lies on an edge, where two squares have it
    for column, row in product(range(-2, 3), repeat=2):
        moved = Paths(whole.x - 50 * column - aside, whole.y - 50 * row - below, whole.parts)
        pieces, owners = clip_lines(moved, 0.0, 50.0)
        assert len(owners) == len(pieces.parts)
        assert pieces.x.size == pieces.parts.sum()
        assert all(size >= 2 for size in pieces.parts)
        found += sum(length(piece) for piece in rings_of(pieces))
    assert found == pytest.approx(2 * length(line), abs=1e-6)


def test_corners_that_no_eye_sees_go_and_ends_of_lines_stay():
    arc = [(i * 4.0, 3 * math.sin(i / 40)) for i in range(200)]
    (left,) = rings_of(simplified(paths(arc), 16.0, are_rings=False))
    assert len(left) < 100
    assert (left[0], left[-1]) == (arc[0], arc[-1])
    house = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    assert rings_of(simplified(paths(house), 16.0, are_rings=True)) == [house]


def test_an_area_keeps_its_hole_and_its_winding_in_every_tile_it_lies_in():
    table = table_of([geometry("Polygon", [SQUARE, HOLE[::-1]])])
    (feature,) = decode(tile(table, tile_at(12, 139.705, 35.655))).features
    outer, hole = feature.paths()
    assert (feature.type, feature.properties) == (3, {"名称": "第0"})
    assert area(outer) > 0 > area(hole)
    for lon, lat in ((139.7005, 35.6505), (139.7095, 35.6595)):
        (feature,) = decode(tile(table, tile_at(15, lon, lat))).features
        for x, y in (place for path in feature.paths() for place in path):
            assert -64 <= x <= 4160
            assert -64 <= y <= 4160


def test_a_line_that_leaves_the_tile_and_comes_back_is_two_lines():
    where = tile_at(14, 139.70, 35.65)
    west, east = (where.x / 2**14 - 0.5) * 360, ((where.x + 1) / 2**14 - 0.5) * 360
    beyond = east + (east - west)
    loop = [[west, 35.65], [beyond, 35.65], [beyond, 35.651], [west, 35.651]]
    (feature,) = decode(tile(table_of([geometry("LineString", loop)]), where)).features
    assert feature.type == 2
    assert len(feature.paths()) == 2


def test_shapes_smaller_than_a_pixel_are_counted_points():
    corners = ((0, 0), (9e-5, 0), (9e-5, 9e-5), (0, 0))
    small = [[[x + dx, y + dy] for x, y in corners]
             for dx, dy in ((139.7, 35.65), (139.7001, 35.65), (139.7002, 35.65))]  # fmt: skip
    table = table_of([geometry("Polygon", [ring]) for ring in small])
    (feature,) = decode(tile(table, Tile(5, 28, 12))).features
    assert (feature.type, count(feature)) == (1, 3)
    shown = decode(tile(table, tile_at(19, 139.7001, 35.65))).features
    assert {feature.type for feature in shown} == {3}


STOPS = [[139.70, 35.65], [139.701, 35.651], [139.75, 35.70], [140.5, 36.2]]


def test_a_row_of_many_points_is_one_feature_with_all_of_those_in_the_tile():
    table = table_of([geometry("MultiPoint", STOPS)])
    (near,) = decode(tile(table, tile_at(14, *STOPS[0]))).features
    (far,) = decode(tile(table, tile_at(14, *STOPS[3]))).features
    assert (near.type, near.id, far.type, far.id) == (1, 1, 1, 1)
    assert [len(path) for path in near.paths()] == [2]
    assert [len(path) for path in far.paths()] == [1]
    (whole,) = decode(tile(table, Tile(4, 14, 6))).features
    assert [len(path) for path in whole.paths()] == [4]
    assert tile(table, tile_at(14, 139.72, 35.5)) == b""


def test_a_row_of_many_points_is_counted_once_where_it_is_smaller_than_a_pixel():
    table = table_of([geometry("MultiPoint", STOPS[:3]), geometry("MultiPoint", STOPS[:2])])
    features = decode(tile(table, Tile(0, 0, 0))).features
    assert [len(path) for one in features for path in one.paths()] == [1] * len(features)
    assert sum(count(one) for one in features) == 2


@given(st.lists(st.tuples(st.floats(139, 140), st.floats(35, 36)), min_size=2, max_size=20))
def test_tiles_side_by_side_show_every_point_of_a_row(points):
    table = table_of([geometry("MultiPoint", points), geometry("LineString", ROAD)])
    places = set()
    for where in {tile_at(9, lon, lat) for lon, lat in points}:
        for feature in decode(tile(table, where)).features:
            if feature.type == 1 and feature.id == 1:
                for x, y in (place for path in feature.paths() for place in path):
                    places.add((x + where.x * 4096, y + where.y * 4096))
    if max(x for x, _ in places) > min(x for x, _ in places):  # else it was smaller than a pixel
        drawn = [(x / 2**21, y / 2**21) for x, y in places]
        for lon, lat in points:
            x, y = world(np.array([lon]), np.array([lat]))
            assert min(abs(x[0] - a) + abs(y[0] - b) for a, b in drawn) < 2 / 2**21


def test_filters_choose_among_shapes():
    texts = [geometry("Polygon", [SQUARE]), geometry("LineString", ROAD), None]
    query = Checked(where=Compare("名称", "eq", "第1"))
    (feature,) = decode(tile(table_of(texts), Tile(8, 227, 100), query)).features
    assert (feature.type, feature.id) == (2, 2)


def test_a_crowded_tile_turns_small_shapes_into_points_and_loses_none():
    step = 0.0006
    rings = [
        [[139.6 + step * i + dx, 35.6 + step * j + dy] for dx, dy in
         ((0, 0), (step / 2, 0), (step / 2, step / 2), (step / 4, step / 3), (0, step / 2), (0, 0))]
        for i in range(150) for j in range(150)
    ]  # fmt: skip
    notes: list[object] = [f"{n:06}" * 4 for n in range(len(rings))]
    table = table_of([geometry("Polygon", [ring]) for ring in rings], 備考=notes)
    wanted = Wanted(Checked(), ("名称", "備考"), 8)
    found = make_tile(layer_of(table), table, tile_at(10, 139.64, 35.64), wanted)
    assert len(found) <= 500_000
    features = decode(found).features
    assert sum(map(count, features)) == len(rings)


def test_a_label_lies_on_its_shape():
    ring_like = outline(geometry("Polygon", [SQUARE, HOLE]))
    assert ring_like is not None
    lon, lat = label_point(ring_like)
    assert 139.70 < lon < 139.71
    assert 35.65 < lat < 35.66
    assert not (139.703 < lon < 139.707 and 35.653 < lat < 35.656)
    broken = ["", "{}", geometry("Polygon", [[[1, 2]]]), geometry("Point", [999, 0]), "[" * 9999]
    assert [outline(text) for text in broken] == [None] * len(broken)


def test_gdal_reads_our_tile_of_lines_and_areas(tmp_path, gdal):
    texts = [geometry("Polygon", [SQUARE, HOLE]), geometry("LineString", ROAD)]
    apart = [[[x + 0.02, y] for x, y in SQUARE]]
    texts.append(geometry("MultiPolygon", [[SQUARE], apart]))
    path = tmp_path / "0.pbf"
    path.write_bytes(tile(table_of(texts), tile_at(12, 139.71, 35.655)))
    made = tmp_path / "out.geojson"
    options = ["-oo", "X=0", "-oo", "Y=0", "-oo", "Z=0", "-oo", "CLIP=NO"]
    subprocess.run([gdal, "-f", "GeoJSON", made, path, NAME, *options], check=True)
    found = json.loads(made.read_text())["features"]
    kinds = {f["properties"]["名称"]: f["geometry"]["type"] for f in found}
    assert kinds["第0"] in {"Polygon", "MultiPolygon"}
    assert kinds["第2"] == "MultiPolygon"
    (first,) = [one["geometry"] for one in found if one["properties"]["名称"] == "第0"]
    assert len(first["coordinates"] if first["type"] == "Polygon" else first["coordinates"][0]) == 2


@given(st.lists(corner, min_size=3, max_size=7), st.booleans())
def test_what_meets_a_box_is_what_has_a_part_in_it(ring, is_area):
    path = [list(place) for place in ring]
    shape = Outline(areas=[[path]]) if is_area else Outline(lines=[path])
    found = meets_box(shape, Box(0.0, 0.0, 50.0, 50.0))
    if is_area:
        pieces = rings_of(clip_rings(paths(ring), 0.0, 50.0))
        if sum(abs(area(piece)) for piece in pieces) > 1e-3:
            assert found
        return
    if len(clip_lines(paths(ring), 0.0, 50.0)[1]):
        assert found
    if not len(clip_lines(paths(ring), -1e-6, 50 + 1e-6)[1]) and ring[0] != ring[1]:
        assert not found


def test_a_box_in_the_notch_of_an_area_or_in_its_hole_does_not_meet_it():
    notched = outline(geometry("Polygon", [[[0, 0], [9, 0], [9, 9], [6, 9], [6, 3], [3, 3],
                                            [3, 9], [0, 9], [0, 0]]]))  # fmt: skip
    ring_like = outline(geometry("Polygon", [SQUARE, HOLE]))
    assert notched is not None
    assert ring_like is not None
    assert not meets_box(notched, Box(4, 4, 5, 8))
    assert meets_box(notched, Box(4, 2, 5, 8))
    assert meets_box(notched, Box(1, 1, 2, 2))
    assert not meets_box(ring_like, Box(139.704, 35.654, 139.706, 35.655))
    assert meets_box(ring_like, Box(139.702, 35.654, 139.706, 35.655))


def test_a_table_too_large_for_memory_finds_the_same_shapes(tmp_path):
    corners = ((0, 0), (9e-4, 0), (0, 9e-4), (0, 0))
    texts = [
        geometry("Polygon", [[[139.7 + n / 1e3 + x, 35.6 + n / 2e3 + y] for x, y in corners]])
        for n in range(300)
    ]
    path = tmp_path / "shapes.parquet"
    table_of([*texts, None]).frame.write_parquet(path)
    box = Box(139.7504, 35.61, 139.8003, 35.64)
    query = Checked(box=box, has_reach=True, columns=("_row",), limit=None)
    found = []
    for limit in (10**9, 10_000):
        answer = load(path, limit_bytes=limit).answer(query)
        found.append(pl.concat(list(answer.batches()))["_row"].to_list())
    in_memory, on_disk = found
    assert in_memory == on_disk
    assert 20 < len(in_memory) < 80
