"""How shapes lie to each other: the relations of OGC 06-103r4, 6.1.15."""

from __future__ import annotations

import itertools

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.maps.circle import Circle, distances_m
from tdpf.core.maps.outline import placed
from tdpf.core.maps.relate import is_related
from tdpf.core.maps.rows import PLACED, rows_away_m, rows_near, rows_related
from tdpf.core.maps.shape import Relation, Shape
from tests.data.samples import with_ours

RELATIONS: tuple[Relation, ...] = (
    "intersects", "disjoint", "within", "contains", "equals", "touches", "crosses", "overlaps",
)  # fmt: skip


def ring(*corners: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return (*corners, corners[0])


def box(west: float, south: float, east: float, north: float) -> Shape:
    corners = ring((west, south), (east, south), (east, north), (west, north))
    return Shape(polygons=((corners,),))


def line(*corners: tuple[float, float]) -> Shape:
    return Shape(lines=(corners,))


RING = Shape(polygons=((box(0, 0, 6, 6).polygons[0][0], box(2, 2, 4, 4).polygons[0][0]),))
POINT = Shape(points=((3.0, 3.0),))
CASES = [
    ("areas apart", box(0, 0, 1, 1), box(2, 2, 3, 3), {"disjoint"}),
    ("areas with a corner in common", box(0, 0, 1, 1), box(1, 1, 2, 2), {"touches"}),
    ("areas with an edge in common", box(0, 0, 1, 1), box(1, 0, 2, 1), {"touches"}),
    ("areas that share a part", box(0, 0, 2, 2), box(1, 1, 3, 3), {"overlaps"}),
    ("an area in another", box(1, 1, 2, 2), box(0, 0, 3, 3), {"within"}),
    ("an area in another, along its edge", box(0, 0, 2, 2), box(0, 0, 3, 3), {"within"}),
    ("an area around another", box(0, 0, 3, 3), box(1, 1, 2, 2), {"contains"}),
    ("the same area", box(0, 0, 3, 3), box(0, 0, 3, 3), {"within", "contains", "equals"}),
    ("what fills a hole", box(2, 2, 4, 4), RING, {"touches"}),
    ("what lies in a hole", box(2.5, 2.5, 3, 3), RING, {"disjoint"}),
    ("what covers a hole", box(1, 1, 5, 5), RING, {"overlaps"}),
    ("a street through an area", line((-1, 1), (3, 1)), box(0, 0, 2, 2), {"crosses"}),
    ("a street in an area", line((0, 1), (1, 1)), box(0, 0, 2, 2), {"within"}),
    ("a street along an edge", line((0, 0), (0, 1)), box(0, 0, 2, 2), {"touches"}),
    ("a street that ends at an edge", line((-1, 1), (0, 1)), box(0, 0, 2, 2), {"touches"}),
    ("a street past a corner", line((-1, 1), (1, -1)), box(0, 0, 2, 2), {"touches"}),
    ("an area with a street", box(0, 0, 2, 2), line((0, 0), (2, 2)), {"contains"}),
    ("streets that cross", line((0, 0), (2, 2)), line((0, 2), (2, 0)), {"crosses"}),
    ("streets that share a stretch", line((0, 0), (2, 0)), line((1, 0), (3, 0)), {"overlaps"}),
    ("streets that meet at an end", line((0, 0), (1, 0)), line((1, 0), (1, 1)), {"touches"}),
    ("a street into another", line((0, 0), (1, 0)), line((1, -1), (1, 1)), {"touches"}),
    ("a part of a street", line((1, 0), (2, 0)), line((3, 0), (0, 0)), {"within"}),
    ("the same street backwards", line((0, 0), (1, 2)), line((1, 2), (0, 0)),
     {"within", "contains", "equals"}),
    ("a place in an area", POINT, box(0, 0, 6, 6), {"within"}),
    ("a place on an edge", POINT, box(3, 3, 6, 6), {"touches"}),
    ("a place in a hole", POINT, RING, {"disjoint"}),
    ("a place on a street", POINT, line((0, 0), (6, 6)), {"within"}),
    ("a street over a place", line((0, 0), (6, 6)), POINT, {"contains"}),
    ("the same place", POINT, POINT, {"within", "contains", "equals"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "true"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_shapes_are_related_as_the_standard_says(first, second, true):
    expected = true | (set() if "disjoint" in true else {"intersects"})
    assert {name for name in RELATIONS if is_related(first, name, second)} == expected


places = st.tuples(st.integers(0, 6).map(float), st.integers(0, 6).map(float))
lines = st.lists(places, min_size=2, max_size=4, unique=True).map(lambda p: line(*p))
corners = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 4), st.integers(1, 4))
boxes = corners.map(lambda c: box(c[0], c[1], c[0] + c[2], c[1] + c[3]))
triangles = (
    st.lists(places, min_size=3, max_size=3, unique=True)
    .filter(lambda p: (p[1][0] - p[0][0]) * (p[2][1] - p[0][1])
            != (p[1][1] - p[0][1]) * (p[2][0] - p[0][0]))
    .map(lambda p: Shape(polygons=((ring(*p),),)))
)  # fmt: skip
shapes = st.one_of(places.map(lambda p: Shape(points=(p,))), lines, boxes, triangles, st.just(RING))


@settings(deadline=None)
@given(shapes, shapes)
def test_relations_hold_both_ways(first, second):
    found = {name: is_related(first, name, second) for name in RELATIONS}
    back = {name: is_related(second, name, first) for name in RELATIONS}
    assert found["intersects"] is not found["disjoint"]
    assert found["within"] is back["contains"]
    assert found["equals"] is (found["within"] and found["contains"])
    assert found["touches"] + found["overlaps"] + found["crosses"] <= 1
    for name in ("intersects", "disjoint", "equals", "touches", "crosses", "overlaps"):
        assert found[name] is back[name]


@settings(deadline=None, max_examples=40)
@given(shapes, shapes, st.tuples(st.integers(-90, 90), st.integers(-45, 45)), st.booleans())
def test_where_shapes_lie_and_more_corners_on_an_edge_change_nothing(first, second, by, is_split):
    def moved(shape: Shape) -> Shape:
        def path(points):
            went = [(x + by[0], y + by[1]) for x, y in points]
            if not is_split or len(went) < 2:
                return tuple(went)
            middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in itertools.pairwise(went)]
            return tuple(p for pair in itertools.zip_longest(went, middles) for p in pair if p)

        return Shape(
            tuple((x + by[0], y + by[1]) for x, y in shape.points),
            tuple(map(path, shape.lines)),
            tuple(tuple(map(path, polygon)) for polygon in shape.polygons),
        )

    for name in RELATIONS:
        assert is_related(first, name, second) == is_related(moved(first), name, moved(second))


def geojson(shape: Shape) -> str:
    kind, coordinates = (
        ("Point", shape.points[0]) if shape.points
        else ("LineString", shape.lines[0]) if shape.lines
        else ("Polygon", shape.polygons[0])
    )  # fmt: skip
    return msgspec.json.encode({"type": kind, "coordinates": coordinates}).decode()


def columns(rows: list[Shape | None]) -> list[pl.Series]:
    texts = [row and geojson(row) for row in rows]
    frame = pl.DataFrame({"geometry": texts}, schema={"geometry": pl.String})
    made = placed(with_ours(frame), "geometry")
    return [made[name] for name in PLACED]


@settings(deadline=None)
@given(st.lists(shapes | st.none(), min_size=1, max_size=6), shapes, st.sampled_from(RELATIONS))
def test_rows_are_related_as_each_is_alone(rows, shape, relation):
    found = rows_related(shape, relation, columns(rows)).to_list()
    assert found == [row and is_related(row, relation, shape) for row in rows]


@settings(deadline=None)
@given(st.lists(shapes, min_size=1, max_size=5), places, st.integers(0, 500_000))
def test_rows_are_near_when_one_of_their_places_is(rows, centre, metres):
    circle = Circle(centre[1], centre[0], float(metres))
    away = rows_away_m(circle, columns(rows))
    assert rows_near(circle, columns(rows)).to_list() == (away <= metres).tolist()
    for row, found in zip(rows, away, strict=True):
        ends = [p for path in (row.points, *row.lines, *(r for g in row.polygons for r in g))
                for p in path]  # fmt: skip
        x, y = np.array(ends).T
        assert found <= distances_m(circle, x, y).min() + 1e-6
        is_in = is_related(Shape(points=(centre,)), "intersects", row)
        assert (found < 1) == is_in


def test_a_row_whose_geometry_cannot_be_read_stands_at_its_position():
    frame = pl.DataFrame({"geometry": [None], "_lon": [3.0], "_lat": [3.0], "_level": ["source"]},
                         schema_overrides={"geometry": pl.String})  # fmt: skip
    made = placed(with_ours(frame), "geometry")
    found = [made[name] for name in PLACED]
    assert rows_related(box(0, 0, 6, 6), "within", found).to_list() == [True]
    assert rows_related(RING, "disjoint", found).to_list() == [True]
