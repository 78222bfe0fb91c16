"""Distances, and whether a position can belong to a municipality."""

from __future__ import annotations

import math

from tdpf.core.places.boundaries import Boundaries
from tdpf.core.places.municipalities import municipality
from tdpf.core.places.towns import Point

NEAR_BORDER_M = 1_500
"""A simplified boundary is some hundred metres off, so a point this near still counts as inside."""

_NEAR_BOX = 0.02  # degrees
_SCATTERED = 1.0  # degrees; a simplified boundary has lost the smallest islands of such a place
_JAPAN = (122.0, 20.3, 154.1, 45.7)


def distance_m(a: Point, b: Point) -> float:
    """Metres between two positions (lon, lat) of one region."""
    east = (a[0] - b[0]) * 111_320 * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, (a[1] - b[1]) * 110_940)


def lies_in(code6: str, point: Point, boundaries: Boundaries | None = None) -> bool | None:
    """Whether a position (lon, lat) can lie in a municipality, None when nobody can tell.

    By the boundary where one is loaded, else by the rough box that is known for Tokyo; both with a
    margin, because a simplified border is no reason to reject. Outside Japan is outside.
    """
    boundary = boundaries.by_code.get(code6) if boundaries else None
    city = municipality(code6)
    box = city.box if city else None
    if boundary and not (box and box[2] - box[0] > _SCATTERED):
        return boundary.distance_m(*point) <= NEAR_BORDER_M
    if box:
        return _in_box(point, box, _NEAR_BOX)
    return None if _in_box(point, _JAPAN, 0.0) else False


def _in_box(point: Point, box: tuple[float, float, float, float], margin: float) -> bool:
    west, south, east, north = box
    return (
        west - margin <= point[0] <= east + margin and south - margin <= point[1] <= north + margin
    )
