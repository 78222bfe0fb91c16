"""Boundaries of municipalities: which one a position lies in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from tdpf.core.places.codes import is_code6, with_check_digit

Ring = list[tuple[float, float]]


class Boundary(msgspec.Struct, frozen=True, array_like=True):
    """The polygons of one municipality, each a list of rings: the outer one, then holes."""

    code6: str
    polygons: list[list[Ring]]
    boxes: list[tuple[float, float, float, float]]

    def contains(self, lon: float, lat: float) -> bool:
        """True for a position inside a polygon and in none of its holes."""
        for rings, (west, south, east, north) in zip(self.polygons, self.boxes, strict=True):
            if (
                west <= lon <= east
                and south <= lat <= north
                and sum(_crossings(ring, lon, lat) for ring in rings) % 2
            ):
                return True
        return False

    def is_near(self, lon: float, lat: float, margin: float) -> bool:
        """True when a position is within so many degrees of a box around one of its polygons."""
        return any(
            west - margin <= lon <= east + margin and south - margin <= lat <= north + margin
            for west, south, east, north in self.boxes
        )

    def distance_m(self, lon: float, lat: float) -> float:
        """Metres to the nearest edge; 0 inside."""
        if self.contains(lon, lat):
            return 0.0
        return min(_distance(ring, lon, lat) for rings in self.polygons for ring in rings)


def lie_inside(
    boundary: Boundary, lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """For many positions at once whether each lies in the boundary."""
    found = np.zeros(lons.size, dtype=bool)
    for rings, (west, south, east, north) in zip(boundary.polygons, boundary.boxes, strict=True):
        near = np.flatnonzero(
            (lons >= west) & (lons <= east) & (lats >= south) & (lats <= north) & ~found
        )
        if near.size:
            odd = np.zeros(near.size, dtype=bool)
            for ring in rings:
                odd ^= _odd_crossings(np.asarray(ring), lons[near], lats[near])
            found[near] = odd
    return found


def _odd_crossings(
    ring: NDArray[np.float64], lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether a ray to the east crosses the ring an odd number of times.

    Edges meet only the positions whose latitude they span, found by sorting, so a million
    positions cost little more than a thousand.
    """
    order = np.argsort(lats)
    x, y = lons[order], lats[order]
    odd = np.zeros(x.size, dtype=bool)
    x0, y0 = np.roll(ring[:, 0], 1), np.roll(ring[:, 1], 1)
    x1, y1 = ring[:, 0], ring[:, 1]
    low = np.searchsorted(y, np.minimum(y0, y1), side="left")
    high = np.searchsorted(y, np.maximum(y0, y1), side="left")
    for edge in np.flatnonzero(high > low):
        here = slice(low[edge], high[edge])
        slope = (x1[edge] - x0[edge]) / (y1[edge] - y0[edge])
        odd[here] ^= x[here] < x0[edge] + (y[here] - y0[edge]) * slope
    found = np.empty_like(odd)
    found[order] = odd
    return found


def _crossings(ring: Ring, lon: float, lat: float) -> int:
    """How often a ray to the east crosses the ring."""
    count = 0
    x0, y0 = ring[-1]
    for x1, y1 in ring:
        if (y0 > lat) != (y1 > lat) and lon < x0 + (lat - y0) * (x1 - x0) / (y1 - y0):
            count += 1
        x0, y0 = x1, y1
    return count


def _distance(ring: Ring, lon: float, lat: float) -> float:
    east_m = 111_320 * math.cos(math.radians(lat))
    north_m = 110_940.0
    nearest = math.inf
    x0, y0 = (ring[-1][0] - lon) * east_m, (ring[-1][1] - lat) * north_m
    for x, y in ring:
        x1, y1 = (x - lon) * east_m, (y - lat) * north_m
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        along = 0.0 if length == 0 else max(0.0, min(1.0, -(x0 * dx + y0 * dy) / length))
        nearest = min(nearest, math.hypot(x0 + along * dx, y0 + along * dy))
        x0, y0 = x1, y1
    return nearest


class Boundaries:
    """Boundaries by municipality."""

    def __init__(self, boundaries: Iterable[Boundary] = ()) -> None:
        self.by_code = {boundary.code6: boundary for boundary in boundaries}

    def find(self, lon: float, lat: float) -> str | None:
        """The code of the municipality a position lies in, None outside of all."""
        for code6, boundary in self.by_code.items():
            if boundary.contains(lon, lat):
                return code6
        return None


def read_boundaries(features: Iterable[Mapping[str, Any]]) -> list[Boundary]:
    """Boundaries from GeoJSON features of 国土数値情報 N03; several of one code are joined."""
    polygons: dict[str, list[list[Ring]]] = {}
    for feature in features:
        code = str((feature.get("properties") or {}).get("N03_007") or "")
        code6 = with_check_digit(code) if len(code) == 5 and code.isdigit() else code
        if is_code6(code6):
            polygons.setdefault(code6, []).extend(_polygons(feature.get("geometry") or {}))
    return [
        Boundary(code6, shapes, [_box(rings[0]) for rings in shapes])
        for code6, shapes in polygons.items()
        if shapes
    ]


def _polygons(geometry: Mapping[str, Any]) -> list[list[Ring]]:
    coordinates = geometry.get("coordinates") or []
    shapes = [coordinates] if geometry.get("type") == "Polygon" else coordinates
    return [
        [[(float(x), float(y)) for x, y, *_ in ring] for ring in shape if len(ring) >= 4]
        for shape in shapes
        if shape and len(shape[0]) >= 4
    ]


def _box(ring: Ring) -> tuple[float, float, float, float]:
    lons, lats = [x for x, _ in ring], [y for _, y in ring]
    return min(lons), min(lats), max(lons), max(lats)
