"""Addresses of tiles in WebMercatorQuad (OGC 17-083r4, annex D.1): zoom, column, row."""

from __future__ import annotations

from dataclasses import dataclass

EXTENT = 4096  # units along the edge of a tile
EXTENT_BITS = 12
UNITS_PER_PIXEL = 8  # a tile is drawn 512 pixels wide
BUFFER = 64  # units around a tile in which the neighbours' features are repeated
DEEPEST = 22


class NoSuchTile(ValueError):
    """The three numbers name no tile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile: `x` counts from the 180th meridian eastwards, `y` from the north southwards."""

    z: int
    x: int
    y: int


def parse_tile(z: str, x: str, y: str) -> Tile:
    """`14`, `14552`, `6451` → Tile; whatever lies outside the square of tiles raises NoSuchTile."""
    zoom, column, row = (_number(text) for text in (z, x, y))
    if zoom > DEEPEST or max(column, row) >= 2**zoom:
        raise NoSuchTile
    return Tile(zoom, column, row)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise NoSuchTile
    return int(text)
