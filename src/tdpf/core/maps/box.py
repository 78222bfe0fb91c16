"""Bounding boxes in WGS 84: west, south, east, north."""

from __future__ import annotations

import math

import msgspec


class BadBox(ValueError):
    """The text is no box; `reason` is a short word for whoever writes the sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # four-numbers, longitude-range, latitude-range, south-above-north


class Box(msgspec.Struct, frozen=True):
    """A box; `west > east` means that it crosses the 180th meridian (RFC 7946, 5.2)."""

    west: float
    south: float
    east: float
    north: float

    @property
    def crosses_180(self) -> bool:
        return self.west > self.east


def parse_box(text: str) -> Box:
    """`139.6,35.6,139.8,35.7` → Box; anything else raises BadBox with its reason."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadBox("four-numbers") from error
    if not all(map(math.isfinite, (west, south, east, north))):
        raise BadBox("four-numbers")
    if max(abs(south), abs(north)) > 90:
        raise BadBox("latitude-range")
    if max(abs(west), abs(east)) > 180:
        raise BadBox("longitude-range")
    if south > north:
        raise BadBox("south-above-north")
    return Box(west, south, east, north)
