"""Points that would lie on one another become one feature that knows how many they are.

The grid is anchored to the world, not to the tile or the data: cells end at tile edges, so that
each cell lies in one tile and every tile shows its neighbours' features as they do themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.positions import Floats, Spots
from tdpf.core.maps.ragged import Integers
from tdpf.core.maps.tile import BUFFER, EXTENT, UNITS_PER_PIXEL, Tile

CELLS_PX = (8, 16, 32, 64)  # edges of cells; the ring around a tile is as wide as the last
CLUSTERED_BELOW = 14  # from this zoom on, points stand alone


@dataclass(frozen=True, slots=True)
class Placed:
    """Features of a tile in its units; a feature stands for `counts` points from `firsts` on."""

    x: Integers
    y: Integers
    firsts: Integers  # place of a feature's first point among the spots
    counts: Integers

    def where(self, mask: NDArray[np.bool_]) -> Placed:
        return Placed(self.x[mask], self.y[mask], self.firsts[mask], self.counts[mask])


def alone(spots: Spots, tile: Tile) -> Placed:
    """Each point a feature, rounded to the tile's units but never out of the tile it lies in."""
    places = np.arange(len(spots))
    x, y = (
        np.minimum(np.rint(units).astype(np.int64), units.astype(np.int64) | (EXTENT - 1))
        for units in (spots.x * _across(tile), spots.y * _across(tile))
    )
    return _near(Placed(x, y, places, np.ones(len(spots), np.int64)), tile)


def clustered(spots: Spots, tile: Tile, cell_px: int) -> Placed:
    """The points of each cell as one feature at their mean, rounded but never out of the cell."""
    if not len(spots):
        return alone(spots, tile)
    size = cell_px * UNITS_PER_PIXEL
    across = _across(tile)
    column, row = ((axis * (across / size)).astype(np.int64) for axis in (spots.x, spots.y))
    is_new = np.ones(len(spots), np.bool_)
    is_new[1:] = (np.diff(column) != 0) | (np.diff(row) != 0)
    firsts = np.flatnonzero(is_new)
    counts = np.diff(firsts, append=len(spots))
    x, y = (
        _mean(axis * across, firsts, counts, cell[firsts] * size, size)
        for axis, cell in ((spots.x, column), (spots.y, row))
    )
    return _near(Placed(x, y, firsts, counts), tile)


def _mean(units: Floats, firsts: Integers, counts: Integers, low: Integers, size: int) -> Integers:
    mean = np.add.reduceat(units, firsts) / counts
    return np.clip(np.rint(mean).astype(np.int64), low, low + size - 1)


def _across(tile: Tile) -> int:
    """Units around the world at the tile's zoom."""
    return EXTENT << tile.z


def _near(placed: Placed, tile: Tile) -> Placed:
    """In the tile's own units, those within the tile and its buffer."""
    if tile.z == 0:
        return placed
    x = placed.x - tile.x * EXTENT
    x = (x + BUFFER) % _across(tile) - BUFFER
    y = placed.y - tile.y * EXTENT
    moved = Placed(x, y, placed.firsts, placed.counts)
    last = EXTENT - 1 + BUFFER
    return moved.where((x >= -BUFFER) & (x <= last) & (y >= -BUFFER) & (y <= last))
