"""Shapes that a question draws on the map, and where positions are: inside, on the edge, outside.

A point of a shape is inside it, and so is a line but for its two ends (OGC 06-103r4, 6.1.15).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.area import Point, Polygon, Ring
from tdpf.core.maps.box import Box

_UNSURE = 2e-15  # the share of its terms by which a turn may be wrong, and then some
_LEAST = 5e-324
_PAIRS = 500_000  # of positions and edges that are looked at together

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Relation = Literal[
    "intersects", "disjoint", "within", "contains", "equals", "touches", "crosses", "overlaps"
]  # fmt: skip


class Shape(msgspec.Struct, frozen=True):
    """Points, lines, polygons and boxes together, in degrees."""

    points: tuple[Point, ...] = ()
    lines: tuple[Ring, ...] = ()
    polygons: tuple[Polygon, ...] = ()
    boxes: tuple[Box, ...] = ()

    @property
    def is_box(self) -> bool:
        """Whether it is one box and nothing else."""
        return len(self.boxes) == 1 and not (self.points or self.lines or self.polygons)

    @property
    def corners(self) -> int:
        """How many there are: what a look-up costs."""
        rings = (len(ring) for polygon in self.polygons for ring in polygon)
        lines = (len(line) for line in self.lines)
        return len(self.points) + sum(lines) + sum(rings) + 4 * len(self.boxes)


def related(shape: Shape, relation: Relation, lon: Numbers, lat: Numbers) -> Mask:
    """Which positions are so related to the shape; those that are nowhere (NaN) are in none."""
    inside, edge = places(shape, lon, lat)
    if relation == "intersects":
        return inside | edge
    if relation == "disjoint":
        return ~(inside | edge) & ~np.isnan(lon) & ~np.isnan(lat)
    if relation == "within":
        return inside
    if relation == "touches":
        return edge
    if relation in {"contains", "equals"}:
        return inside if _is_one_point(shape) else np.zeros(len(lon), np.bool_)
    return np.zeros(len(lon), np.bool_)


def _is_one_point(shape: Shape) -> bool:
    is_flat = not (shape.lines or shape.polygons or shape.boxes)
    return is_flat and len(set(shape.points)) == 1


def places(shape: Shape, lon: Numbers, lat: Numbers) -> tuple[Mask, Mask]:
    """Which positions are inside one of the parts, and which are on an edge and in none."""
    inside, edge = np.zeros(len(lon), np.bool_), np.zeros(len(lon), np.bool_)
    for x, y in shape.points:
        inside |= (lon == x) & (lat == y)
    for line in shape.lines:
        _, is_on = _beside(_edges([line]), lon, lat)
        if line[0] == line[-1]:
            inside |= is_on
            continue
        is_end = np.zeros(len(lon), np.bool_)
        for x, y in (line[0], line[-1]):
            is_end |= (lon == x) & (lat == y)
        inside |= is_on & ~is_end
        edge |= is_end
    for polygon in drawn(shape).polygons:
        within, border = _in_polygon(polygon, lon, lat)
        inside |= within
        edge |= border
    return inside, edge & ~inside


def drawn(shape: Shape) -> Shape:
    """The same shape with its boxes as polygons: two where a box crosses 180 degrees."""
    if not shape.boxes:
        return shape
    return msgspec.structs.replace(
        shape, polygons=(*shape.polygons, *_polygons(shape.boxes)), boxes=()
    )


def _polygons(boxes: tuple[Box, ...]) -> Iterator[Polygon]:
    for box in boxes:
        halves = ((box.west, 180.0), (-180.0, box.east))
        for west, east in halves if box.crosses_180 else ((box.west, box.east),):
            low, high = box.south, box.north
            yield (((west, low), (east, low), (east, high), (west, high), (west, low)),)


def _in_polygon(polygon: Polygon, lon: Numbers, lat: Numbers) -> tuple[Mask, Mask]:
    corners = np.array(polygon[0])
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    near = np.flatnonzero((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east))
    is_odd, border = _beside(_edges(polygon), lon[near], lat[near])
    inside, edge = np.zeros(len(lon), np.bool_), np.zeros(len(lon), np.bool_)
    inside[near], edge[near] = is_odd & ~border, border
    return inside, edge


def _edges(paths: Sequence[Ring]) -> Numbers:
    """From and to of every edge: x1, y1, x2, y2."""
    return np.concatenate([np.hstack([path[:-1], path[1:]]) for path in map(np.array, paths)])


def _beside(edges: Numbers, x: Numbers, y: Numbers) -> tuple[Mask, Mask]:
    """Positions to the east of which an odd number of edges is crossed, and those on an edge."""
    is_odd, is_on = np.zeros(len(x), np.bool_), np.zeros(len(x), np.bool_)
    low, high = np.minimum(edges[:, :2], edges[:, 2:]), np.maximum(edges[:, :2], edges[:, 2:])
    rises = edges[:, 3] > edges[:, 1]
    size = max(_PAIRS // len(edges), 1)
    for at in range(0, len(x), size):
        px, py = x[at : at + size], y[at : at + size]
        which, edge = np.nonzero((py[:, None] >= low[:, 1]) & (py[:, None] <= high[:, 1]))
        px, py = px[which], py[which]
        found = turns(edges[edge], np.stack([px, py], axis=1))
        is_crossed = (py < high[edge, 1]) & np.where(rises[edge], found > 0, found < 0)
        touches = (found == 0) & (px >= low[edge, 0]) & (px <= high[edge, 0])
        rows = len(x[at : at + size])
        is_odd[at : at + size] = np.bincount(which[is_crossed], minlength=rows) % 2 == 1
        is_on[at : at + size] = np.bincount(which[touches], minlength=rows) > 0
    return is_odd, is_on


def turns(edges: Numbers, positions: Numbers) -> Numbers:
    """Above 0 to the left of the edge, below to the right, and 0 exactly on its line.

    Where rounding leaves doubt it is worked out in whole numbers.
    """
    x1, y1, x2, y2 = edges.T
    x, y = positions.T
    left, right = (x2 - x1) * (y - y1), (y2 - y1) * (x - x1)
    found: Numbers = left - right
    terms = np.abs(left) + np.abs(right)
    for n in np.flatnonzero((np.abs(found) <= _UNSURE * terms) & (terms > 0)):
        ax, ay, bx, by, px, py = map(Fraction, (*edges[n].tolist(), *positions[n].tolist()))
        exact = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
        found[n] = float(exact) or math.copysign(_LEAST, exact) if exact else 0.0
    return found
