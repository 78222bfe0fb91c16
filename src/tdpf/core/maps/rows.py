"""Rows that are lines and areas: how they lie to a shape, and how far they are from a place.

How far a row reaches decides for most; the rest is read from its geometry and measured exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.maps.circle import Circle, distances_m
from tdpf.core.maps.outline import GEOMETRY, REACH, outline
from tdpf.core.maps.relate import is_related
from tdpf.core.maps.shape import Numbers, Relation, Shape, drawn, places

PLACED = ("_lon", "_lat", *REACH, GEOMETRY)
"""The columns that say where such a row is."""
Mask = NDArray[np.bool_]


def rows_related(shape: Shape, relation: Relation, columns: Sequence[pl.Series]) -> pl.Series:
    """The mask of rows so related to the shape, from the columns PLACED; null without a position.

    No edge of the shape lies in the reach of most rows: they are inside it, or apart from it.
    """
    shape = drawn(shape)
    lon, lat, *reach = (cells.to_numpy() for cells in columns[:6])
    doubtful = _crossed(shape, reach)
    inside, _ = places(Shape(polygons=shape.polygons), lon, lat)
    found = np.zeros(len(lon), np.bool_)
    if relation in {"intersects", "within"}:
        found = inside & ~doubtful
    elif relation == "disjoint":
        found = ~inside & ~doubtful
    for row in np.flatnonzero(doubtful).tolist():
        found[row] = is_related(_shape(columns, row), relation, shape)
    known = pl.Series(~np.isnan(lon) & ~np.isnan(reach[0]))
    return pl.Series(found).zip_with(known, pl.Series([None], dtype=pl.Boolean))


def _crossed(shape: Shape, reach: Sequence[Numbers]) -> Mask:
    """Rows within whose reach there is an edge or a point of the shape."""
    west, south, east, north = reach
    found = np.zeros(len(west), np.bool_)
    for x, y in shape.points:
        found |= (west <= x) & (x <= east) & (south <= y) & (y <= north)
    rings = (ring for polygon in shape.polygons for ring in polygon)
    for (x1, y1), (x2, y2) in (pair for path in (*shape.lines, *rings) for pair in pairwise(path)):
        near = np.flatnonzero(
            (east >= min(x1, x2)) & (west <= max(x1, x2))
            & (north >= min(y1, y2)) & (south <= max(y1, y2))
        )  # fmt: skip
        found[near] |= _passes((x1, y1, x2, y2), [side[near] for side in reach])
    return found


def _passes(edge: tuple[float, float, float, float], reach: Sequence[Numbers]) -> Mask:
    """Whether the edge may pass a box that its own box meets: its corners are not on one side."""
    x1, y1, x2, y2 = edge
    west, south, east, north = reach
    terms = [
        ((x2 - x1) * (y - y1), (y2 - y1) * (x - x1)) for x in (west, east) for y in (south, north)
    ]
    sides = np.array([left - right for left, right in terms])
    doubt = 1e-14 * np.abs(np.array(terms)).sum(axis=(0, 1))
    found: Mask = (sides.min(axis=0) <= doubt) & (sides.max(axis=0) >= -doubt)
    return found


def _shape(columns: Sequence[pl.Series], row: int) -> Shape:
    """What the row draws; its position alone when its geometry cannot be read."""
    found = outline(columns[6][row])
    if found is None:
        return Shape(points=((columns[0][row], columns[1][row]),))
    return Shape(
        points=tuple((x, y) for x, y, *_ in found.points),
        lines=tuple(tuple((x, y) for x, y, *_ in line) for line in found.lines),
        polygons=tuple(
            tuple(tuple((x, y) for x, y, *_ in (*ring, ring[0])) for ring in area)
            for area in found.areas
        ),
    )


def rows_near(circle: Circle, columns: Sequence[pl.Series]) -> pl.Series:
    """The mask of rows that come as near to the circle's centre as it is wide."""
    lon, lat, west, south, east, north = (cells.to_numpy() for cells in columns[:6])
    nearest_lon = np.clip(circle.lon, west, east)
    nearest_lat = np.clip(circle.lat, south, north)
    # The nearest corner of what a row reaches is no farther than the row, but for the curve of
    # the earth: a hundredth more covers that for anything within a country.
    margin = circle.metres * 1.01 + 1
    may_be = distances_m(circle, nearest_lon, nearest_lat) <= margin
    found: Mask = distances_m(circle, lon, lat) <= circle.metres  # a place of the row itself
    for row in np.flatnonzero(may_be & ~found).tolist():
        found[row] = distance_m(circle, _shape(columns, row)) <= circle.metres
    return pl.Series(found)


def rows_away_m(circle: Circle, columns: Sequence[pl.Series]) -> Numbers:
    """Metres from the circle's centre to the nearest place of each row; NaN without a position."""
    found = distances_m(circle, columns[0].to_numpy(), columns[1].to_numpy())
    for row in np.flatnonzero(~np.isnan(found)).tolist():
        found[row] = distance_m(circle, _shape(columns, row))
    return found


def distance_m(circle: Circle, shape: Shape) -> float:
    """Metres from the circle's centre to the shape: none when it lies in one of its areas."""
    x, y = np.array([circle.lon]), np.array([circle.lat])
    if places(Shape(polygons=shape.polygons), x, y)[0][0]:
        return 0.0
    rings = [ring for polygon in shape.polygons for ring in polygon]
    paths = [*((point, point) for point in shape.points), *shape.lines, *rings]
    edges = np.array([(*a, *b) for path in paths for a, b in pairwise(path)], float)
    lon, lat = _nearest(circle, edges)
    return float(np.min(distances_m(circle, lon, lat)))


def _nearest(circle: Circle, edges: Numbers) -> tuple[Numbers, Numbers]:
    """The nearest place of each edge, found on a map that is true around the circle's centre."""
    wide = max(math.cos(math.radians(circle.lat)), 1e-9)
    x1, y1 = (edges[:, 0] - circle.lon) * wide, edges[:, 1] - circle.lat
    x2, y2 = (edges[:, 2] - circle.lon) * wide, edges[:, 3] - circle.lat
    step_x, step_y = x2 - x1, y2 - y1
    square = step_x**2 + step_y**2
    at = np.clip(-(x1 * step_x + y1 * step_y) / np.where(square == 0, 1, square), 0, 1)
    return edges[:, 0] + at * (edges[:, 2] - edges[:, 0]), edges[:, 1] + at * (
        edges[:, 3] - edges[:, 1]
    )
