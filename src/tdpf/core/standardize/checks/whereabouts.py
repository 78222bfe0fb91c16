"""Positions that are somewhere else than they should be, or all at the same place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from tdpf.core.places import Municipality, municipality
from tdpf.core.places.boundaries import lie_inside
from tdpf.core.standardize.checks.base import Check
from tdpf.core.standardize.placing import SOURCE_LEVEL
from tdpf.core.standardize.rows import Part
from tdpf.core.tabular.model import Chunk

CLOSE_M = 300
"""Metres outside a boundary that say nothing: its line is simplified, and a bridge has two ends."""
MANY = 10
"""Rows on one point that are worth a word."""
_REMEMBERED = 50_000

Known = tuple[int, float, float]
"""Place in the part, latitude, longitude."""


class Whereabouts(Check):
    """A municipality's places lie inside it; many places on one point are one place or none."""

    def prepare(self) -> None:
        self._city = municipality(self.plan.publisher) if self.plan.publisher else None
        gazetteer = self.plan.gazetteer
        self._boundary = (
            gazetteer.boundary_of(self._city.code6) if gazetteer and self._city else None
        )
        self._points: Counter[tuple[float | None, float | None]] = Counter()
        self._first: dict[tuple[float | None, float | None], int] = {}

    def look(self, chunk: Chunk, part: Part) -> None:
        del chunk
        if self.plan.placing.latitude is None:
            return
        self._look_outside(part)
        if len(self._points) < _REMEMBERED:
            points = [
                (lat, lon) if level == SOURCE_LEVEL else (None, None)
                for lat, lon, level in zip(
                    part.latitudes, part.longitudes, part.levels, strict=True
                )
            ]
            self._points.update(points)
            for point, row in zip(points, part.rows, strict=True):
                self._first.setdefault(point, row)

    def _look_outside(self, part: Part) -> None:
        city = self._city
        if city is None or city.is_prefecture:
            return
        known = [
            (at, lat, lon)
            for at, (lat, lon) in enumerate(zip(part.latitudes, part.longitudes, strict=True))
            if part.levels[at] == SOURCE_LEVEL and lat is not None and lon is not None
        ]
        for at, lat, lon in self._outside(city, known):
            column = self.columns[self.plan.placing.latitude or 0]
            self.findings.add(
                "coordinates-outside-municipality",
                row=part.rows[at],
                item=column.name,
                before=f"{lat}, {lon}",
                column=column.source,
                place=city.full_name,
            )

    def _outside(self, city: Municipality, known: Sequence[Known]) -> Iterator[Known]:
        """Positions outside the boundary, where one is installed, else outside the rough box."""
        if self._boundary:
            lats, lons = (np.array([one[place] for one in known], dtype=float) for place in (1, 2))
            inside = lie_inside(self._boundary, lons, lats)
            yield from (
                one
                for one, is_in in zip(known, inside, strict=True)
                if not is_in and self._boundary.distance_m(one[2], one[1]) > CLOSE_M
            )
        elif city.box:
            west, south, east, north = city.box
            yield from (
                one for one in known if not (south <= one[1] <= north and west <= one[2] <= east)
            )

    def finish(self) -> None:
        for point, count in self._points.most_common(50):
            if count < MANY:
                break
            if point[0] is None or self.plan.placing.latitude is None:
                continue
            column = self.columns[self.plan.placing.latitude]
            self.findings.add(
                "coordinates-shared",
                row=self._first[point],
                item=column.name,
                before=f"{point[0]}, {point[1]}",
                column=column.source,
                count=str(count),
            )
