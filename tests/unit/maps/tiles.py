"""Layers of tables made in tests, and their tiles decoded."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from tdpf.core.maps.layer import Wanted, layer_of, make_tile
from tdpf.core.maps.tile import Tile
from tdpf.core.tables.load import Loaded
from tdpf.core.tables.query import Checked, Filter
from tests.data.samples import with_ours
from tests.unit.maps.decoder import Feature, decode

WORLD_UNITS = 4096


class Atlas:
    """A table, and its tiles at any zoom."""

    def __init__(self, frame: pl.DataFrame, *, wide: Sequence[str] = ()) -> None:
        self.table = Loaded(with_ours(frame), tuple(wide), 1)
        self.layer = layer_of(self.table)

    def bytes_of(
        self,
        tile: Tile,
        *,
        cell_px: int = 8,
        columns: Sequence[str] = (),
        where: Filter | None = None,
    ) -> bytes:
        wanted = Wanted(Checked(where=where), tuple(columns), cell_px)
        return make_tile(self.layer, self.table, tile, wanted)

    def features(self, tile: Tile, **options: object) -> list[Feature]:
        content = self.bytes_of(tile, **options)
        return decode(content).features if content else []


def points_at(places: Sequence[tuple[float, float]]) -> pl.DataFrame:
    return pl.DataFrame(
        {"_lon": [lon for lon, _ in places], "_lat": [lat for _, lat in places]},
        schema={"_lon": pl.Float64, "_lat": pl.Float64},
    )


def tile_at(z: int, lon: float, lat: float) -> Tile:
    """The tile in which a position lies, by the formulas that every map library prints."""
    x, y = world(lon, lat)
    return Tile(z, min(int(x * 2**z), 2**z - 1), min(int(y * 2**z), 2**z - 1))


def world(lon: float, lat: float) -> tuple[float, float]:
    x = ((lon + 180) / 360) % 1
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return x, min(max(y, 0), 1 - 2**-53)


def is_own(feature: Feature) -> bool:
    x, y = feature.point
    return 0 <= x < WORLD_UNITS and 0 <= y < WORLD_UNITS


def count(feature: Feature) -> int:
    return feature.properties.get("point_count", 1)
