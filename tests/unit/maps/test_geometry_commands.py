"""Lines and polygons become the commands that the standard prints (MVT 2.1, 4.3.5)."""

from __future__ import annotations

import numpy as np
import pytest

from tdpf.core.maps.attributes import Attributes
from tdpf.core.maps.geometry import Geometry, Shape, commands, tidy
from tdpf.core.maps.mvt import encode
from tests.unit.maps.decoder import decode, varints

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
SECOND = [(11, 11), (20, 11), (20, 20), (11, 20)]
HOLE = [(13, 13), (13, 17), (17, 17), (17, 13)]
BEND = [(2, 2), (2, 10), (10, 10)]
EXAMPLES = [
    ("point", [[(25, 17)]], "9 50 34"),
    ("point", [[(5, 7), (3, 2)]], "17 10 14 3 9"),
    ("line", [BEND], "9 4 4 18 0 16 16 0"),
    ("line", [BEND, [(1, 1), (3, 5)]], "9 4 4 18 0 16 16 0 9 17 17 10 4 8"),
    ("polygon", [[(3, 6), (8, 12), (20, 34)]], "9 6 12 18 10 12 24 44 15"),
    (
        "polygon",
        [SQUARE, SECOND, HOLE],
        "9 0 0 26 20 0 0 20 19 0 15 9 22 2 26 18 0 0 18 17 0 15 9 4 13 26 0 8 8 0 0 7 15",
    ),
]


def made(shape: Shape, *features: list[list[tuple[int, int]]], holes=()) -> Geometry:
    parts = [part for feature in features for part in feature]
    vertices = np.array([vertex for part in parts for vertex in part], np.int64).reshape(-1, 2)
    return Geometry(
        shape,
        vertices[:, 0],
        vertices[:, 1],
        np.array([len(part) for part in parts], np.int64),
        np.array([len(feature) for feature in features], np.int64),
        np.array([part in holes for part in parts], np.bool_),
    )


@pytest.mark.parametrize(("shape", "feature", "written"), EXAMPLES)
def test_the_examples_of_the_standard_come_out_as_printed(shape, feature, written):
    found = commands(made(shape, feature, holes=[HOLE]))
    assert list(varints(found.tobytes())) == [int(word) for word in written.split()]


def test_many_features_in_one_go_are_the_same_as_one_by_one():
    for shape in ("point", "line", "polygon"):
        features = [feature for kind, feature, _ in EXAMPLES if kind == shape]
        together = commands(made(shape, *features, holes=[HOLE]))
        alone = [commands(made(shape, feature, holes=[HOLE])) for feature in features]
        assert together.tobytes() == b"".join(one.tobytes() for one in alone)
        assert together.lengths.tolist() == [one.lengths.tolist()[0] for one in alone]


def test_rings_are_wound_as_the_standard_says_however_they_arrive():
    outer, hole = SECOND[::-1], HOLE[::-1]
    tile = encode(
        "areas", [made("polygon", [outer, hole], holes=[hole])], Attributes(1), np.array([7])
    )
    (feature,) = decode(tile).features
    assert (feature.id, feature.type) == (7, 3)
    first, second = feature.paths()
    assert set(first) == set(outer)
    assert set(second) == set(hole)
    assert area(first) > 0 > area(second)


def test_what_rounding_left_meaningless_is_taken_out():
    speck, hole_of_speck = [(5, 5), (5, 5), (6, 5)], [(5, 5), (5, 5), (5, 5)]
    outer = [(0, 0), (0, 0), (9, 0), (9, 9), (0, 0)]
    cleaned, stays = tidy(
        made("polygon", [speck, hole_of_speck], [outer, HOLE], holes=[hole_of_speck, HOLE])
    )
    assert stays.tolist() == [False, True]
    assert cleaned.parts.tolist() == [3, 4]
    assert cleaned.features.tolist() == [2]
    assert list(zip(cleaned.x[:3].tolist(), cleaned.y[:3].tolist(), strict=True)) == [
        (0, 0),
        (9, 0),
        (9, 9),
    ]
    lines, stays = tidy(made("line", [[(1, 1), (1, 1)]], [BEND, [(4, 4)]]))
    assert stays.tolist() == [False, True]
    assert lines.parts.tolist() == [3]


def test_a_layer_without_features_is_still_a_layer():
    empty = encode("areas", [made("line")], Attributes(0), np.empty(0, np.int64))
    assert decode(empty).features == []
    cleaned, _ = tidy(made("polygon"))
    assert len(cleaned) == 0


def area(ring: list[tuple[int, int]]) -> int:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)
