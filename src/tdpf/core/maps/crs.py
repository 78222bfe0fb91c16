"""Reference systems of OGC API Features, part 2 (18-058r1): names, axis order, and the arithmetic.

Positions are kept in longitude and latitude of WGS 84. JGD2011 (EPSG:6668) is the same ellipsoid to
0.1 mm in the same frame of reference, so its numbers are taken as they are, as GDAL and PROJ do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.box import BadBox, Box

Floats = NDArray[np.float64]
RADIUS_M = 6_378_137.0
NORTHMOST = 85.0511287798066


@dataclass(frozen=True, slots=True)
class Crs:
    """A reference system: its address, and in which order and unit its numbers stand."""

    uri: str
    is_lat_first: bool = False
    is_metres: bool = False  # EPSG:3857
    name: str = ""


CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", name="WGS 84 (longitude, latitude)")
EPSG_4326 = Crs("http://www.opengis.net/def/crs/EPSG/0/4326", is_lat_first=True, name="WGS 84")
EPSG_6668 = Crs("http://www.opengis.net/def/crs/EPSG/0/6668", is_lat_first=True, name="JGD2011")
EPSG_3857 = Crs("http://www.opengis.net/def/crs/EPSG/0/3857", is_metres=True, name="Web Mercator")
KNOWN = {crs.uri: crs for crs in (CRS84, EPSG_6668, EPSG_3857, EPSG_4326)}


def find_crs(text: str) -> Crs | None:
    """The system of that address; `[EPSG:6668]` and `EPSG:6668`, which clients also write, too."""
    bare = text.strip("[]<>")
    authority, _, code = bare.rpartition(":")
    if authority == "OGC" and code == "CRS84":
        return CRS84
    if authority == "EPSG" and code.isascii() and code.isdigit():
        bare = f"http://www.opengis.net/def/crs/EPSG/0/{code}"
    return KNOWN.get(bare.replace("https://", "http://"))


def from_lonlat(crs: Crs, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """The two numbers of each position in the order of the system."""
    if crs.is_lat_first:
        return lat, lon
    if not crs.is_metres:
        return lon, lat
    clipped = np.clip(lat, -NORTHMOST, NORTHMOST)
    northing = np.log(np.tan(np.pi / 4 + np.radians(clipped) / 2)) * RADIUS_M
    return np.radians(lon) * RADIUS_M, northing


def to_lonlat(crs: Crs, first: float, second: float) -> tuple[float, float]:
    """Longitude and latitude of a position in the system."""
    if crs.is_lat_first:
        return second, first
    if not crs.is_metres:
        return first, second
    lat = 2 * math.atan(math.exp(max(-700.0, min(700.0, second / RADIUS_M)))) - math.pi / 2
    return math.degrees(first / RADIUS_M), math.degrees(lat)


def parse_box_in(crs: Crs, text: str) -> Box:
    """Four numbers, or six with heights, in the system → Box; else BadBox with its reason."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise BadBox("four-numbers") from error
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BadBox("four-numbers")
    return _checked(to_lonlat(crs, *numbers[:2]), to_lonlat(crs, *numbers[2:]), crs)


def _checked(low: Sequence[float], high: Sequence[float], crs: Crs) -> Box:
    (west, south), (east, north) = low, high
    if crs.is_metres:  # an edge of the world is no mistake of the asker's
        west, east = (max(-180.0, min(180.0, lon)) for lon in (west, east))
    if max(abs(south), abs(north)) > 90:
        raise BadBox("latitude-range")
    if max(abs(west), abs(east)) > 180:
        raise BadBox("longitude-range")
    if south > north:
        raise BadBox("south-above-north")
    return Box(west, south, east, north)
