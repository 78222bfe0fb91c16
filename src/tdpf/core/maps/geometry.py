"""Points, lines and polygons → the drawing commands of a vector tile (MVT 2.1, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.ragged import Integers, Ragged, grouped, varints, zigzag

Shape = Literal["point", "line", "polygon"]
TYPES: dict[Shape, int] = {"point": 1, "line": 2, "polygon": 3}
_MOVE, _LINE, _CLOSE = 1, 2, 7


@dataclass(frozen=True, slots=True)
class Geometry:
    """Features made of parts made of vertices, in tile units, y downwards.

    A part is all the points of a feature, one line, or one ring without its closing vertex.
    `parts[i]` counts the vertices of part i, `features[j]` the parts of feature j. A ring is a hole
    of the last ring before it that is none.
    """

    shape: Shape
    x: Integers
    y: Integers
    parts: Integers
    features: Integers
    is_hole: NDArray[np.bool_] | None = None

    def __len__(self) -> int:
        return len(self.features)


def points(x: Integers, y: Integers) -> Geometry:
    """One point a feature."""
    ones = np.ones(len(x), np.int64)
    return Geometry("point", x, y, ones, ones)


def commands(geometry: Geometry) -> Ragged:
    """The commands of each feature as packed varints.

    The cursor starts at 0,0 in each feature and moves through all its parts.
    """
    if geometry.shape == "polygon":
        geometry = _wound(geometry)
    if geometry.shape == "point" and len(geometry.x) == len(geometry.features):
        return _lone_points(geometry.x, geometry.y)
    moves = _moves(geometry)
    if geometry.shape == "point":
        return _point_commands(geometry, moves)
    return _path_commands(geometry, moves)


def tidy(geometry: Geometry) -> tuple[Geometry, NDArray[np.bool_]]:
    """Without what rounding left meaningless, and which features are still there.

    A vertex equal to the one before goes; then lines of one vertex, rings without area, and the
    holes of such rings.
    """
    geometry = _without_repeats(geometry)
    if geometry.shape == "point":
        return geometry, np.ones(len(geometry), np.bool_)
    if geometry.shape == "line":
        stays = geometry.parts >= 2
    else:
        stays = (geometry.parts >= 3) & (_areas(geometry) != 0)
        hole = _holes(geometry)
        outer = np.maximum.accumulate(np.where(hole, 0, np.arange(len(hole))))
        stays &= stays[outer]
    return _chosen(geometry, stays)


def _moves(geometry: Geometry) -> Integers:
    """dx, dy of every vertex from the one before in its feature, zigzag encoded."""
    vertices = _per_feature(geometry.parts, geometry.features)
    firsts = (np.cumsum(vertices) - vertices)[vertices > 0]
    found = np.empty(2 * len(geometry.x), np.int64)
    for place, axis in enumerate((geometry.x, geometry.y)):
        step = np.diff(axis, prepend=0)
        step[firsts] = axis[firsts]
        found[place::2] = step
    return zigzag(found)


def _lone_points(x: Integers, y: Integers) -> Ragged:
    """Features of one point each."""
    stream = np.empty((len(x), 3), np.int64)
    stream[:, 0] = 1 << 3 | _MOVE
    stream[:, 1] = zigzag(x)
    stream[:, 2] = zigzag(y)
    return grouped(varints(stream.ravel()), np.full(len(x), 3))


def _point_commands(geometry: Geometry, moves: Integers) -> Ragged:
    counts = _per_feature(geometry.parts, geometry.features)
    size = 1 + 2 * counts
    starts = np.cumsum(size) - size
    stream = np.empty(int(size.sum()), np.int64)
    stream[starts] = counts << 3 | _MOVE
    is_move = np.ones(len(stream), np.bool_)
    is_move[starts] = False
    stream[is_move] = moves
    return grouped(varints(stream), size)


def _path_commands(geometry: Geometry, moves: Integers) -> Ragged:
    closing = 1 if geometry.shape == "polygon" else 0
    size = 2 + 2 * geometry.parts + closing
    starts = np.cumsum(size) - size
    stream = np.empty(int(size.sum()), np.int64)
    is_move = np.ones(len(stream), np.bool_)
    fixed: list[tuple[Integers, Integers | int]] = [
        (starts, 1 << 3 | _MOVE),
        (starts + 3, (geometry.parts - 1) << 3 | _LINE),
    ]
    if closing:
        fixed.append((starts + size - 1, 1 << 3 | _CLOSE))
    for places, command in fixed:
        stream[places] = command
        is_move[places] = False
    stream[is_move] = moves
    return grouped(varints(stream), _per_feature(size, geometry.features))


def _wound(geometry: Geometry) -> Geometry:
    """Outer rings with positive area (clockwise on the screen), holes with negative (4.3.3.3)."""
    turned = (_areas(geometry) > 0) == _holes(geometry)
    starts = np.cumsum(geometry.parts) - geometry.parts
    part = np.repeat(np.arange(len(geometry.parts)), geometry.parts)
    forth = np.arange(len(geometry.x))
    back = 2 * starts[part] + geometry.parts[part] - 1 - forth
    order = np.where(turned[part], back, forth)
    return Geometry(
        geometry.shape,
        geometry.x[order],
        geometry.y[order],
        geometry.parts,
        geometry.features,
        geometry.is_hole,
    )


def _areas(geometry: Geometry) -> Integers:
    """Twice the signed area of every ring by the surveyor's formula."""
    part = np.repeat(np.arange(len(geometry.parts)), geometry.parts)
    following = np.arange(1, len(geometry.x) + 1)
    ends = np.cumsum(geometry.parts)[geometry.parts > 0]
    following[ends - 1] = (ends - geometry.parts[geometry.parts > 0])[: len(ends)]
    cross = geometry.x * geometry.y[following] - geometry.x[following] * geometry.y
    total = np.zeros(len(geometry.parts), np.int64)
    np.add.at(total, part, cross)
    return total


def _holes(geometry: Geometry) -> NDArray[np.bool_]:
    if geometry.is_hole is None:
        return np.zeros(len(geometry.parts), np.bool_)
    return geometry.is_hole


def _without_repeats(geometry: Geometry) -> Geometry:
    if geometry.shape == "point" or not len(geometry.x):
        return geometry
    part = np.repeat(np.arange(len(geometry.parts)), geometry.parts)
    differs = np.ones(len(part), np.bool_)
    differs[1:] = (np.diff(part) != 0) | (np.diff(geometry.x) != 0) | (np.diff(geometry.y) != 0)
    if geometry.shape == "polygon":  # the last vertex against the first
        ends = np.cumsum(geometry.parts)
        full = geometry.parts > 1
        last, first = ends[full] - 1, (ends - geometry.parts)[full]
        same = (geometry.x[last] == geometry.x[first]) & (geometry.y[last] == geometry.y[first])
        differs[last[same]] = False
    return Geometry(
        geometry.shape,
        geometry.x[differs],
        geometry.y[differs],
        np.bincount(part[differs], minlength=len(geometry.parts)).astype(np.int64),
        geometry.features,
        geometry.is_hole,
    )


def _chosen(geometry: Geometry, stays: NDArray[np.bool_]) -> tuple[Geometry, NDArray[np.bool_]]:
    vertices = np.repeat(stays, geometry.parts)
    counts = _per_feature(stays.astype(np.int64), geometry.features)
    chosen = Geometry(
        geometry.shape,
        geometry.x[vertices],
        geometry.y[vertices],
        geometry.parts[stays],
        counts[counts > 0],
        None if geometry.is_hole is None else geometry.is_hole[stays],
    )
    return chosen, counts > 0


def _per_feature(numbers: Integers, features: Integers) -> Integers:
    """Sums of the parts' numbers, feature by feature."""
    sums = np.concatenate(([0], np.cumsum(numbers)))
    edges = np.concatenate(([0], np.cumsum(features)))
    return np.diff(sums[edges])
