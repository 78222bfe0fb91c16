"""Lines, areas and rows of many points, ready to be drawn: what lies in a tile, in its units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.geometry import Geometry, Shape, tidy
from tdpf.core.maps.outline import Outline, Path, outline
from tdpf.core.maps.paths import Flags, Paths, clip_lines, clip_rings, simplified
from tdpf.core.maps.positions import NORTHMOST, Floats, world
from tdpf.core.maps.ragged import Integers
from tdpf.core.maps.tile import BUFFER, EXTENT, UNITS_PER_PIXEL, Tile

WHOLE_FROM = 14  # from this zoom on no corner is left out
_LEAST_CORNER = 16.0  # twice the area in units of a corner that is seen: half a pixel by half
Drawn = tuple[int, Sequence[Path], Sequence[bool]]  # a row, its paths, which of them are holes
_LOW, _HIGH = float(-BUFFER), float(EXTENT + BUFFER)


@dataclass(frozen=True, slots=True)
class Linework:
    """Features of one kind in world coordinates: lines, areas with their holes, or many points."""

    shape: Shape
    rows: NDArray[np.uint32]
    paths: Paths
    features: Integers  # paths of each feature
    is_hole: Flags | None  # of each ring of areas
    west: Floats
    north: Floats
    east: Floats
    south: Floats

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def size_bytes(self) -> int:
        vertices = self.paths.x.nbytes + self.paths.y.nbytes
        counts = self.paths.parts.nbytes + self.features.nbytes + self.rows.nbytes
        return vertices + counts + 4 * self.west.nbytes

    def near(self, tile: Tile, least_px: float) -> Integers:
        """The features that meet the tile and its buffer and are as large as that there."""
        across = float(1 << tile.z)
        edge = BUFFER / EXTENT
        found = np.flatnonzero(
            (self.east >= (tile.x - edge) / across)
            & (self.west <= (tile.x + 1 + edge) / across)
            & (self.south >= (tile.y - edge) / across)
            & (self.north <= (tile.y + 1 + edge) / across)
        )
        return found[self.sizes(found) >= least_size(tile, least_px)]

    def sizes(self, chosen: Integers | slice = slice(None)) -> Floats:
        """The longer side of each feature's box, in parts of the world."""
        wide = self.east[chosen] - self.west[chosen]
        return np.maximum(wide, self.south[chosen] - self.north[chosen])

    def vertices(self, chosen: Integers) -> int:
        """How many vertices these features have."""
        ends = np.concatenate(([0], np.cumsum(self.paths.parts)))
        edges = np.concatenate(([0], np.cumsum(self.features)))
        return int((ends[edges[chosen + 1]] - ends[edges[chosen]]).sum())

    def drawn(self, chosen: Integers, tile: Tile) -> tuple[Geometry, Integers]:
        """These features in the tile's units, clipped, and which of them are still there."""
        paths, features, is_hole = self._picked(chosen, tile)
        if self.shape == "point":
            return _points(paths, chosen)
        if tile.z < WHOLE_FROM:
            paths = simplified(paths, _LEAST_CORNER, are_rings=is_hole is not None)
        sticks_out = self._sticks_out(chosen, tile)
        if is_hole is None:
            return _lines(paths, features, sticks_out, chosen)
        outside = np.repeat(sticks_out, features)
        geometry = _geometry("polygon", _clipped(paths, outside), features, is_hole)
        whole, there = tidy(geometry)
        return whole, chosen[there]

    def _picked(self, chosen: Integers, tile: Tile) -> tuple[Paths, Integers, Flags | None]:
        features = self.features[chosen]
        places = _ranges((np.cumsum(self.features) - self.features)[chosen], features)
        parts = self.paths.parts[places]
        vertices = _ranges(self.paths.starts()[places], parts)
        scale = float(EXTENT << tile.z)
        x = self.paths.x[vertices] * scale - tile.x * EXTENT
        y = self.paths.y[vertices] * scale - tile.y * EXTENT
        is_hole = None if self.is_hole is None else self.is_hole[places]
        return Paths(x, y, parts), features, is_hole

    def _sticks_out(self, chosen: Integers, tile: Tile) -> Flags:
        scale = float(EXTENT << tile.z)
        left, top = tile.x * EXTENT, tile.y * EXTENT
        return (
            (self.west[chosen] * scale - left < _LOW)
            | (self.east[chosen] * scale - left > _HIGH)
            | (self.north[chosen] * scale - top < _LOW)
            | (self.south[chosen] * scale - top > _HIGH)
        )


def least_size(tile: Tile, least_px: float) -> float:
    """So many pixels at the tile's zoom, in parts of the world."""
    return least_px * UNITS_PER_PIXEL / EXTENT / (1 << tile.z)


def _ranges(starts: Integers, counts: Integers) -> Integers:
    """The whole numbers from each start on, as many as its count, end to end."""
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(starts, counts) + np.arange(int(counts.sum())) - before


def _clipped(paths: Paths, outside: Flags) -> Paths:
    """The rings of features that stick out of the buffer clipped, the others as they are."""
    if not outside.any():
        return paths
    is_cut = np.repeat(outside, paths.parts)
    cut = clip_rings(Paths(paths.x[is_cut], paths.y[is_cut], paths.parts[outside]), _LOW, _HIGH)
    counts = paths.parts.copy()
    counts[outside] = cut.parts
    goes_there = np.repeat(outside, counts)
    x, y = np.empty(len(goes_there)), np.empty(len(goes_there))
    x[goes_there], y[goes_there] = cut.x, cut.y
    x[~goes_there], y[~goes_there] = paths.x[~is_cut], paths.y[~is_cut]
    return Paths(x, y, counts)


def _points(paths: Paths, chosen: Integers) -> tuple[Geometry, Integers]:
    """The points within the buffer; a feature has one path, which is all its points."""
    seen = (paths.x >= _LOW) & (paths.x <= _HIGH) & (paths.y >= _LOW) & (paths.y <= _HIGH)
    left = paths.where(seen)
    there = left.parts > 0
    counts = left.parts[there]
    geometry = _geometry("point", Paths(left.x, left.y, counts), np.ones_like(counts), None)
    return geometry, chosen[there]


def _lines(
    paths: Paths, features: Integers, sticks_out: Flags, chosen: Integers
) -> tuple[Geometry, Integers]:
    owners = np.repeat(np.arange(len(features)), features)
    if sticks_out.any():
        paths, lines = clip_lines(paths, _LOW, _HIGH)
        owners = owners[lines]
    counts = np.bincount(owners, minlength=len(chosen)).astype(np.int64)
    is_there = counts > 0
    geometry = _geometry("line", paths, counts[is_there], None)
    whole, there = tidy(geometry)
    return whole, chosen[is_there][there]


def _geometry(shape: Shape, paths: Paths, features: Integers, is_hole: Flags | None) -> Geometry:
    x, y = (np.rint(axis).astype(np.int64) for axis in (paths.x, paths.y))
    return Geometry(shape, x, y, paths.parts, features, is_hole)


def linework_of(texts: Iterable[str | None]) -> tuple[Linework, ...]:
    """What all rows draw, whose geometries are GeoJSON texts: areas lowest, points on top."""
    found: dict[Shape, list[Drawn]] = {"polygon": [], "line": [], "point": []}
    for row, text in enumerate(texts):
        shape = outline(text)
        if shape is None:
            continue
        if shape.areas:
            found["polygon"].append((row, *_rings(shape)))
        if shape.lines:
            found["line"].append((row, shape.lines, ()))
        if len(shape.points) > 1:  # a single one is where the row itself is
            found["point"].append((row, [list(shape.points)], ()))
    return tuple(_collected(kind, drawn) for kind, drawn in found.items())


def _rings(found: Outline) -> tuple[Sequence[Path], Sequence[bool]]:
    rings = [ring for area in found.areas for ring in area]
    holes = [place > 0 for area in found.areas for place in range(len(area))]
    return rings, holes


def _collected(shape: Shape, found: Sequence[Drawn]) -> Linework:
    paths = [path for _, parts, _ in found for path in parts]
    parts = np.fromiter(map(len, paths), np.int64, len(paths))
    flat = (number for path in paths for position in path for number in position[:2])
    numbers = np.fromiter(flat, np.float64, 2 * int(parts.sum()))
    lat = np.clip(numbers[1::2], -NORTHMOST, NORTHMOST)
    x, y = world(numbers[::2], lat)
    x = np.where(numbers[::2] >= 180, 1.0, x)  # the world's right edge is not its left one
    features = np.fromiter((len(p) for _, p, _ in found), np.int64, len(found))
    rows = np.fromiter((row for row, _, _ in found), np.uint32, len(found))
    holes = [flag for _, _, flags in found for flag in flags]
    sides = _sides(x, y, parts, features)
    is_hole = np.array(holes, np.bool_) if shape == "polygon" else None
    return Linework(shape, rows, Paths(x, y, parts), features, is_hole, *sides)


def _sides(x: Floats, y: Floats, parts: Integers, features: Integers) -> Sequence[Floats]:
    """West, north, east and south of each feature."""
    if not len(features):
        return (np.empty(0),) * 4
    ends = np.concatenate(([0], np.cumsum(parts)))
    edges = np.concatenate(([0], np.cumsum(features)))
    firsts = ends[edges[:-1]]
    return (
        np.minimum.reduceat(x, firsts),
        np.minimum.reduceat(y, firsts),
        np.maximum.reduceat(x, firsts),
        np.maximum.reduceat(y, firsts),
    )
