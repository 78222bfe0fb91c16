"""WebMercatorQuad as data (OGC 17-083r4, annex D.1), and which of its tiles a box touches."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from tdpf.core.maps.crs import EPSG_3857, NORTHMOST, RADIUS_M
from tdpf.core.maps.tile import DEEPEST

ID = "WebMercatorQuad"
URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
TITLE = "Google Maps Compatible for the World"
_SCALE_SET = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
_TILE_PX = 256
_HALF_M = math.pi * RADIUS_M
_PIXEL_M = 0.00028  # of the standard's rendering


class Matrix(msgspec.Struct, frozen=True, rename="camel"):
    """The tiles of one zoom."""

    id: str
    scale_denominator: float
    cell_size: float
    point_of_origin: tuple[float, float]
    matrix_width: int
    matrix_height: int
    corner_of_origin: str = "topLeft"
    tile_width: int = _TILE_PX
    tile_height: int = _TILE_PX


class Limits(msgspec.Struct, frozen=True, rename="camel"):
    """The rows and columns of one zoom that hold anything."""

    tile_matrix: str
    min_tile_row: int
    max_tile_row: int
    min_tile_col: int
    max_tile_col: int


def matrices() -> tuple[Matrix, ...]:
    return tuple(_matrix(zoom) for zoom in range(DEEPEST + 1))


def _matrix(zoom: int) -> Matrix:
    cell = 2 * _HALF_M / _TILE_PX / 2**zoom
    return Matrix(str(zoom), cell / _PIXEL_M, cell, (-_HALF_M, _HALF_M), 2**zoom, 2**zoom)


def definition() -> dict[str, object]:
    """The definition as its JSON encoding has it."""
    return {
        "id": ID,
        "title": TITLE,
        "uri": URI,
        "crs": EPSG_3857.uri,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": _SCALE_SET,
        "tileMatrices": matrices(),
    }


def limits(box: Sequence[float], deepest: int) -> tuple[Limits, ...]:
    """The tiles that the box (west, south, east, north) touches, zoom by zoom.

    >>> limits((139.0, 35.0, 140.0, 36.0), 0)[0].max_tile_row
    0
    """
    west, south, east, north = box
    found = []
    for zoom in range(deepest + 1):
        columns = sorted(_column(lon, zoom) for lon in (west, east))
        rows = sorted(_row(lat, zoom) for lat in (south, north))
        found.append(Limits(str(zoom), rows[0], rows[1], columns[0], columns[1]))
    return tuple(found)


def _column(lon: float, zoom: int) -> int:
    return min((1 << zoom) - 1, max(0, int((lon / 360 + 0.5) * (1 << zoom))))


def _row(lat: float, zoom: int) -> int:
    slope = math.sin(math.radians(max(-NORTHMOST, min(NORTHMOST, lat))))
    part = 0.5 - math.log((1 + slope) / (1 - slope)) / (4 * math.pi)
    return min((1 << zoom) - 1, max(0, int(part * (1 << zoom))))
