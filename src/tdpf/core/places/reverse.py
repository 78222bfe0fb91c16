"""Position → municipality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tdpf.core.places.boundaries import Boundaries
from tdpf.core.places.gazetteer import Gazetteer
from tdpf.core.places.positions import NEAR_BORDER_M, distance_m
from tdpf.core.places.towns import Point

_CELL = 0.02  # degrees, about 2 km
_REACH = 0.03
_FARTHEST_M = 3_000
_NOWHERE = (999.0, 999.0, 999.0, 999.0)


@dataclass(frozen=True, slots=True)
class Located:
    """The municipality of a position and how that is known.

    `boundary`: inside its boundary. `near-boundary`: just outside every boundary, as on a
    simplified coast. `town`: no boundary is loaded there; its town is the nearest.
    """

    code6: str
    basis: Literal["boundary", "near-boundary", "town"]
    distance_m: float = 0.0


class Locator:
    """Finds the municipality of positions. Keeps what it read, for one thread."""

    def __init__(self, gazetteer: Gazetteer, boundaries: Boundaries | None = None) -> None:
        self._gazetteer = gazetteer
        self._boundaries = boundaries or Boundaries()
        self._cells: dict[tuple[int, int], list[tuple[Point, str]]] = {}

    def find(self, lon: float, lat: float) -> Located | None:
        """The municipality of a position, None at sea, abroad, or where nothing is loaded."""
        if code6 := self._boundaries.find(lon, lat):
            return Located(code6, "boundary")
        town = self._nearest_town(lon, lat)
        if town and town.code6 not in self._boundaries.by_code:
            return town
        return self._nearest_boundary(lon, lat)

    def _nearest_boundary(self, lon: float, lat: float) -> Located | None:
        near = [
            (boundary.distance_m(lon, lat), code6)
            for code6, boundary in self._boundaries.by_code.items()
            if boundary.is_near(lon, lat, _REACH)
        ]
        metres, code6 = min(near, default=(NEAR_BORDER_M + 1.0, ""))
        return Located(code6, "near-boundary", metres) if metres <= NEAR_BORDER_M else None

    def _nearest_town(self, lon: float, lat: float) -> Located | None:
        cell = (int(lon // _CELL), int(lat // _CELL))
        if cell not in self._cells:
            self._cells[cell] = list(self._towns_near(cell))
        here = (lon, lat)
        near = ((distance_m(here, point), code6) for point, code6 in self._cells[cell])
        metres, code6 = min(near, default=(_FARTHEST_M + 1.0, ""))
        return Located(code6, "town", metres) if metres <= _FARTHEST_M else None

    def _towns_near(self, cell: tuple[int, int]) -> list[tuple[Point, str]]:
        west, south = cell[0] * _CELL - _REACH, cell[1] * _CELL - _REACH
        east, north = west + _CELL + 2 * _REACH, south + _CELL + 2 * _REACH
        found = []
        for book in self._gazetteer.dictionaries:
            for code6, segment in book.segments.items():
                box = segment.box
                if (
                    box is None
                    or box[0] > east
                    or box[2] < west
                    or box[1] > north
                    or box[3] < south
                ):
                    continue
                for town in book.towns(code6):
                    point = town.point
                    if point and west <= point[0] <= east and south <= point[1] <= north:
                        found.append((point, code6))
        return found
