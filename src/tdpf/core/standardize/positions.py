"""Latitude and longitude judged as a pair."""

from __future__ import annotations

from dataclasses import dataclass

from tdpf.core.standardize.forms.position import LATITUDES, LONGITUDES, in_japan


@dataclass(frozen=True, slots=True)
class Position:
    """A pair in the right order; without numbers where there is none or it cannot be."""

    latitude: float | None = None
    longitude: float | None = None
    problem: str | None = None
    is_swapped: bool = False


NOWHERE = Position()


def judge(latitude: str, longitude: str) -> Position:
    """The position that two normal forms give, put right if they were swapped."""
    if not latitude and not longitude:
        return NOWHERE
    if not latitude or not longitude:
        return Position(problem="coordinates-half")
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        return NOWHERE  # the cell's own finding says why
    if in_japan(lat, lon):
        return Position(lat, lon)
    if in_japan(lon, lat):
        return Position(lon, lat, "coordinates-swapped", is_swapped=True)
    if lat == 0 and lon == 0:
        return Position(problem="coordinates-zero")
    return Position(problem="coordinates-outside-japan")


Numbers = list[float | None]


def sound_pairs(north: list[str], east: list[str]) -> tuple[Numbers, Numbers] | None:
    """All pairs as numbers when there is nothing to say about any of them."""
    try:
        latitudes = [float(text) if text else None for text in north]
        longitudes = [float(text) if text else None for text in east]
    except ValueError:
        return None
    lat = [one for one in latitudes if one is not None]
    lon = [one for one in longitudes if one is not None]
    blanks = [at for at, text in enumerate(north) if not text]
    if blanks != [at for at, text in enumerate(east) if not text]:
        return None
    if lat and not (
        LATITUDES[0] <= min(lat) <= max(lat) <= LATITUDES[1]
        and LONGITUDES[0] <= min(lon) <= max(lon) <= LONGITUDES[1]
    ):
        return None
    return latitudes, longitudes
