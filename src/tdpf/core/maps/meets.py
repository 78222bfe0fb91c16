"""Which lines and areas meet a box: by how far they reach, and where that leaves doubt, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.maps.box import Box
from tdpf.core.maps.outline import GEOMETRY, REACH, Outline, Path, Position, outline

COLUMNS = (*REACH, GEOMETRY)
Mask = NDArray[np.bool_]


def meeting(box: Box, columns: Sequence[pl.Series]) -> pl.Series:
    """The mask of rows that meet the box, from their columns in the order of COLUMNS.

    A row that reaches nowhere meets no box; its mask is null, as that of a missing position.
    """
    reach, texts = [cells.to_numpy() for cells in columns[:4]], columns[4]
    found = np.zeros(len(texts), np.bool_)
    for half in _halves(box):
        found |= _meeting(half, reach, texts)
    known = pl.Series(~np.isnan(reach[0]))
    return pl.Series(found).zip_with(known, pl.Series([None], dtype=pl.Boolean))


def _halves(box: Box) -> Sequence[Box]:
    if not box.crosses_180:
        return (box,)
    return (
        Box(box.west, box.south, 180.0, box.north),
        Box(-180.0, box.south, box.east, box.north),
    )


def _meeting(box: Box, reach: Sequence[NDArray[np.float64]], texts: pl.Series) -> Mask:
    west, south, east, north = reach
    found: Mask = (
        (east >= box.west) & (west <= box.east) & (north >= box.south) & (south <= box.north)
    )
    within = (west >= box.west) & (east <= box.east) & (south >= box.south) & (north <= box.north)
    for row in np.flatnonzero(found & ~within).tolist():
        shape = outline(texts[row])
        found[row] = shape is None or meets_box(shape, box)
    return found


def meets_box(shape: Outline, box: Box) -> bool:
    """Whether any of the geometry lies in the box or on its edge.

    >>> meets_box(Outline(lines=[[[0.0, 0.0], [4.0, 4.0]]]), Box(2.0, 0.0, 4.0, 1.0))
    False
    """
    if any(_is_in(position, box) for position in shape.positions()):
        return True
    rings = [[*ring, ring[0]] for area in shape.areas for ring in area]
    if any(_crosses(a, b, box) for path in (*shape.lines, *rings) for a, b in pairwise(path)):
        return True
    corner = [box.west, box.south]
    return any(_holds(area, corner) for area in shape.areas)


def _is_in(position: Position, box: Box) -> bool:
    lon, lat = position[:2]
    return box.west <= lon <= box.east and box.south <= lat <= box.north


def _crosses(a: Position, b: Position, box: Box) -> bool:
    """Whether the segment has a part in the box (Liang and Barsky, 1984)."""
    enter, leave = 0.0, 1.0
    for start, end, low, high in (
        (a[0], b[0], box.west, box.east),
        (a[1], b[1], box.south, box.north),
    ):
        step = end - start
        if step == 0:
            if not low <= start <= high:
                return False
            continue
        near, far = sorted(((low - start) / step, (high - start) / step))
        enter, leave = max(enter, near), min(leave, far)
        if enter > leave:
            return False
    return True


def _holds(area: Sequence[Path], position: Position) -> bool:
    """Whether the position is in the area and in none of its holes."""
    x, y = position
    is_odd = False
    for ring in area:
        for a, b in pairwise([*ring, ring[0]]):
            if (a[1] > y) != (b[1] > y) and x < a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]):
                is_odd = not is_odd
    return is_odd
