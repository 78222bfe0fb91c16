"""Where the rows of a table lie, ordered so that a tile is a slice.

Positions are world coordinates: 0 to 1 from west to east and from north to south in EPSG:3857.
Sorted along a Z-order curve, the points of any tile, and of any cell of any grid whose lines are
tile edges at some zoom, stand together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.maps.tile import Tile

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

NORTHMOST = 85.0511287798066
_LEVELS = 32  # halvings of the world along each axis that a key holds
_RING = 3  # around a tile, the cells of an eighth of its edge are read as well
_SPREAD = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
S = TypeVar("S", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Spots:
    """Some points in Z-order: the rows they stand for, and where they are."""

    rows: NDArray[np.uint32]
    x: Floats
    y: Floats

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, mask: NDArray[np.bool_]) -> Spots:
        return Spots(self.rows[mask], self.x[mask], self.y[mask])


@dataclass(frozen=True, slots=True)
class Positions:
    """All points of a table."""

    spots: Spots
    keys: Keys

    @property
    def size_bytes(self) -> int:
        arrays = (self.keys, self.spots.rows, self.spots.x, self.spots.y)
        return sum(array.nbytes for array in arrays)

    def count(self, tile: Tile) -> int:
        """How many points lie in the tile and its ring."""
        return sum(end - start for start, end in self._slices(tile))

    def around(self, tile: Tile) -> Spots:
        """The points in the tile and in the ring of an eighth of its edge around it."""
        slices = list(self._slices(tile))
        return Spots(
            _picked(self.spots.rows, slices),
            _picked(self.spots.x, slices),
            _picked(self.spots.y, slices),
        )

    def _slices(self, tile: Tile) -> Iterator[tuple[int, int]]:
        for zoom, x, y in _cells(tile):
            shift = np.uint64(2 * (_LEVELS - zoom) % 64)
            first = np.zeros(1, np.uint64) if zoom == 0 else interleaved(x, y) << shift
            last = first | (np.uint64(0xFFFFFFFFFFFFFFFF) if zoom == 0 else _ones(shift))
            starts = np.searchsorted(self.keys, first, side="left").tolist()
            ends = np.searchsorted(self.keys, last, side="right").tolist()
            for start, end in zip(starts, ends, strict=True):
                if start < end:
                    yield start, end


def positions(lon: pl.Series, lat: pl.Series) -> Positions:
    """The points of the rows that have a longitude and a latitude that the map reaches."""
    known = (lon.is_not_null() & lat.is_not_null() & (lat.abs() <= NORTHMOST)).to_numpy()
    rows = np.flatnonzero(known).astype(np.uint32)
    x, y = world(lon.to_numpy()[rows], lat.to_numpy()[rows])
    keys = interleaved(_whole(x), _whole(y))
    order = np.argsort(keys, kind="stable")
    return Positions(Spots(rows[order], x[order], y[order]), keys[order])


def world(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Degrees → world coordinates, both in [0, 1)."""
    x = (lon / 360 + 0.5) % 1.0
    slope = np.sin(np.radians(lat))
    y = 0.5 - np.log((1 + slope) / (1 - slope)) / (4 * np.pi)
    return x, np.clip(y, 0.0, np.nextafter(1.0, 0.0))


def interleaved(x: Keys, y: Keys) -> Keys:
    """The bits of both in turn, those of `y` in front."""
    return _spread(y) << np.uint64(1) | _spread(x)


def _spread(numbers: Keys) -> Keys:
    spread = numbers
    for shift, mask in _SPREAD:
        spread = (spread | spread << np.uint64(shift)) & np.uint64(mask)
    return spread


def _whole(part: Floats) -> Keys:
    return (part * 2.0**_LEVELS).astype(np.uint64)


def _ones(count: np.uint64) -> np.uint64:
    return (np.uint64(1) << count) - np.uint64(1)


def _cells(tile: Tile) -> Iterator[tuple[int, Keys, Keys]]:
    """The tile and its ring as cells of two zooms; the ring goes on over the 180th meridian."""
    yield tile.z, np.array([tile.x], np.uint64), np.array([tile.y], np.uint64)
    if tile.z == 0:
        return
    side = 1 << _RING
    along = np.arange(-1, side + 1)
    within = along[1:-1]
    edge = np.full(len(along), -1), np.full(len(along), side)
    inner = np.full(side, -1), np.full(side, side)
    x = np.concatenate((along, along, *inner)) + tile.x * side
    y = np.concatenate((*edge, within, within)) + tile.y * side
    across = 1 << (tile.z + _RING)
    is_there = (y >= 0) & (y < across)
    yield tile.z + _RING, (x % across)[is_there].astype(np.uint64), y[is_there].astype(np.uint64)


def _picked(array: NDArray[S], slices: list[tuple[int, int]]) -> NDArray[S]:
    return np.concatenate([array[:0], *(array[start:end] for start, end in slices)])
