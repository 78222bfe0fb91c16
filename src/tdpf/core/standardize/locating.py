"""Positions from addresses, where a gazetteer is installed, and the old Japanese datum."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tdpf.core.places import Gazetteer, Geocoder, Level
from tdpf.core.standardize.survey import Facts

_GOOD_ENOUGH = frozenset({Level.NUMBER, Level.BLOCK, Level.TOWN})
_LIMIT = 30_000
_OLD = r"日本測地系(?!\s*20)|旧測地系|tokyo ?datum|tokyo97|EPSG:4301"
_OLD_IN_TITLE = re.compile(_OLD, re.IGNORECASE)  # it may end with the name of the city
_OLD_DATUM = re.compile(f"{_OLD}|tokyo$", re.IGNORECASE)
_NEW_DATUM = re.compile(r"世界測地系|JGD|WGS", re.IGNORECASE)
_ABOUT_DATUM = re.compile(r"座標系|測地系|座標参照系|datum", re.IGNORECASE)
_ENOUGH_ROWS = 12
_SHIFT = (-0.00323, 0.00322)  # old datum minus new, around Tokyo
_NEAR = 0.0013  # about 130 m
_FAR = 0.03  # a place this far from its address says nothing about the datum

Located = tuple[float, float, str]
"""Longitude, latitude, level."""


class AddressFinder:
    """Finds rows without a position by their address, to the town or better."""

    def __init__(self, gazetteer: Gazetteer, publisher: str | None) -> None:
        self._geocoder = Geocoder(gazetteer)
        self._publisher = publisher
        self._known: dict[str, Located | None] = {}

    def find(self, address: str) -> Located | None:
        """The position of an address; the middle of a municipality is none."""
        if address not in self._known:
            if len(self._known) >= _LIMIT:
                self._known.clear()
            place = self._geocoder.find(address, publisher=self._publisher)
            good = place is not None and place.level in _GOOD_ENOUGH
            self._known[address] = (
                (place.lon, place.lat, str(place.level)) if good and place else None
            )
        return self._known[address]

    def shows_old_datum(self, rows: Iterable[tuple[str, float, float]]) -> bool:
        """Whether (address, latitude, longitude) lie south-east of their towns: the old datum.

        A town's middle is some hundred metres from a house, to any side; over many rows that
        averages out and the datum's 450 m to one side remain.
        """
        north, east = [], []
        for address, latitude, longitude in rows:
            found = self.find(address)
            if found and abs(latitude - found[1]) < _FAR and abs(longitude - found[0]) < _FAR:
                north.append(latitude - found[1])
                east.append(longitude - found[0])
        if len(north) < _ENOUGH_ROWS:
            return False
        mean = (sum(north) / len(north), sum(east) / len(east))
        return abs(mean[0] - _SHIFT[0]) < _NEAR and abs(mean[1] - _SHIFT[1]) < _NEAR


def says_old_datum(facts: Iterable[Facts], notes: Iterable[str] = ()) -> bool:
    """Whether a header (緯度（日本測地系）), a column or a title row about the datum says so."""
    if any(_OLD_IN_TITLE.search(note) and not _NEW_DATUM.search(note) for note in notes):
        return True
    for column in facts:
        if _OLD_DATUM.search(column.header) and not _NEW_DATUM.search(column.header):
            return True
        if _ABOUT_DATUM.search(column.header) and column.sample:
            old = sum(bool(_OLD_DATUM.search(value)) for value in column.sample)
            new = sum(bool(_NEW_DATUM.search(value)) for value in column.sample)
            return old > new and old == len(column.sample)
    return False


def to_new_datum(latitude: float, longitude: float) -> tuple[float, float]:
    """WGS 84 from the old Japanese datum, right to a few metres on the main islands.

    >>> [round(value, 4) for value in to_new_datum(35.0, 139.0)]
    [35.0032, 138.9968]
    """
    return (
        latitude - 0.00010695 * latitude + 0.000017464 * longitude + 0.0046017,
        longitude - 0.000046038 * latitude - 0.000083043 * longitude + 0.010040,
    )
