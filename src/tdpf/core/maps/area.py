"""Areas: GeoJSON polygons with holes, and which positions are inside."""

from __future__ import annotations

import math
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]  # the outer ring, then the holes
Numbers = NDArray[np.float64]

_RING_POINTS = 4
_LARGEST_POINTS = 2_000


class BadArea(ValueError):
    """The text is no area; `reason` is a short word for whoever writes the sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # not-polygon, open-ring, many-points, or a range as of a box


class Area(msgspec.Struct, frozen=True):
    """One polygon or several. An edge belongs to the area to its north or east."""

    polygons: tuple[Polygon, ...]

    @property
    def points(self) -> int:
        return sum(len(ring) for polygon in self.polygons for ring in polygon)


class _Polygon(msgspec.Struct, tag_field="type", tag="Polygon"):
    coordinates: list[list[list[float]]]


class _MultiPolygon(msgspec.Struct, tag_field="type", tag="MultiPolygon"):
    coordinates: list[list[list[list[float]]]]


def parse_area(text: str) -> Area:
    """A GeoJSON Polygon or MultiPolygon → Area; anything else raises BadArea with its reason."""
    try:
        found = msgspec.json.decode(text, type=_Polygon | _MultiPolygon)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadArea("not-polygon") from error
    polygons = [found.coordinates] if isinstance(found, _Polygon) else found.coordinates
    if not polygons or not all(polygons):
        raise BadArea("not-polygon")
    area = Area(tuple(tuple(_ring(ring) for ring in polygon) for polygon in polygons))
    if area.points > _LARGEST_POINTS:
        raise BadArea("many-points")
    return area


def _ring(points: list[list[float]]) -> Ring:
    if any(len(point) < 2 for point in points):
        raise BadArea("not-polygon")
    ring = tuple((point[0], point[1]) for point in points)
    if len(ring) < _RING_POINTS or ring[0] != ring[-1]:
        raise BadArea("open-ring")
    for lon, lat in ring:
        if not math.isfinite(lon) or abs(lon) > 180:
            raise BadArea("longitude-range")
        if not math.isfinite(lat) or abs(lat) > 90:
            raise BadArea("latitude-range")
    return ring


def within_area(area: Area, lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    """Which positions are in the area; a missing position (NaN) is in none."""
    found = np.zeros(len(lon), dtype=np.bool_)
    for polygon in area.polygons:
        corners = np.array(polygon[0])
        (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
        near = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east) & ~found
        places = np.flatnonzero(near)
        found[places] = _inside(polygon, lon[places], lat[places])
    return found


def _inside(polygon: Polygon, lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    outer, *holes = polygon
    found = _in_ring(outer, lon, lat)
    for hole in holes:
        found &= ~_in_ring(hole, lon, lat)
    return found


def _in_ring(ring: Ring, lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    """Positions to the east of which the ring is crossed an odd number of times."""
    is_odd = np.zeros(len(lon), dtype=np.bool_)
    for (x1, y1), (x2, y2) in pairwise(ring):
        if y1 == y2:
            continue
        places = np.flatnonzero((lat >= min(y1, y2)) & (lat < max(y1, y2)))
        crossing = x1 + (lat[places] - y1) * ((x2 - x1) / (y2 - y1))
        is_odd[places] ^= lon[places] < crossing
    return is_odd
