"""A circle on the earth, and how far positions are from its centre."""

from __future__ import annotations

import math

import msgspec
import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

EARTH_M = 6_371_008.8  # mean radius (IUGG)
_ONE_DEGREE_M = EARTH_M * math.pi / 180
_MARGIN = 1.0001  # so that rounding never takes a position out before it is measured


class BadCircle(ValueError):
    """The text is no circle; `reason` is a short word for whoever writes the sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # three-numbers, latitude-range, longitude-range, metres-range


class Circle(msgspec.Struct, frozen=True):
    """All positions no farther than some metres from a point in WGS 84."""

    lat: float
    lon: float
    metres: float


def parse_circle(text: str) -> Circle:
    """`35.66,139.70,500` → Circle; anything else raises BadCircle with its reason."""
    try:
        lat, lon, metres = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadCircle("three-numbers") from error
    if not all(map(math.isfinite, (lat, lon, metres))):
        raise BadCircle("three-numbers")
    if abs(lat) > 90:
        raise BadCircle("latitude-range")
    if abs(lon) > 180:
        raise BadCircle("longitude-range")
    if metres < 0:
        raise BadCircle("metres-range")
    return Circle(lat, lon, metres)


def distances_m(circle: Circle, lon: Numbers, lat: Numbers) -> Numbers:
    """Metres along the earth taken as a sphere, 0.5 % off at most; NaN where a position is not."""
    north = np.radians(lat)
    half = np.sin((north - math.radians(circle.lat)) / 2) ** 2
    across = np.sin(np.radians(lon - circle.lon) / 2) ** 2
    square = half + math.cos(math.radians(circle.lat)) * np.cos(north) * across
    metres: Numbers = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(square, 0.0, 1.0)))
    return metres


def within_circle(circle: Circle, lon: Numbers, lat: Numbers) -> NDArray[np.bool_]:
    """Which positions are in the circle, its edge included. Only those near it are measured."""
    far = circle.metres / _ONE_DEGREE_M * _MARGIN
    found: NDArray[np.bool_] = np.abs(lat - circle.lat) <= far
    places = np.flatnonzero(found)
    across = np.abs(lon[places] - circle.lon)
    is_beside = (across <= (wide := _half_width(circle.lat, far))) | (across >= 360 - wide)
    found[places] = False
    places = places[is_beside]
    found[places] = distances_m(circle, lon[places], lat[places]) <= circle.metres
    return found


def _half_width(lat: float, far: float) -> float:
    """Degrees of longitude that the circle reaches to the east; all of them around a pole."""
    if abs(lat) + far >= 90:
        return 360.0
    reach = math.sin(math.radians(far)) / math.cos(math.radians(lat))
    return math.degrees(math.asin(min(1.0, reach))) * _MARGIN
