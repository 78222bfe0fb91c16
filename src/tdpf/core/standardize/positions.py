"""Latitude and longitude judged as a pair."""

from __future__ import annotations

from dataclasses import dataclass

from tdpf.core.standardize.forms.position import in_japan


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
