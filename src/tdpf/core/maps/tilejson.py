"""TileJSON 3.0.0: what a map must know to draw a layer of tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from tdpf.core.maps.layer import COUNT, LARGEST_BYTES, NAME
from tdpf.core.maps.thin import CLUSTERED_BELOW
from tdpf.core.tables.schema import Column, Kind

FieldType = Literal["String", "Number", "Boolean"]
Bounds = tuple[float, float, float, float]

OVERZOOM_FROM = 16
_WORLD: Bounds = (-180.0, -85.05112877980659, 180.0, 85.0511287798066)
_TYPES: dict[Kind, FieldType] = {"integer": "Number", "number": "Number", "boolean": "Boolean"}
_RULE = (
    f"ズーム{CLUSTERED_BELOW - 1}までは近い点を一つにまとめ、点の数を {COUNT} に入れます。"
    f"タイルが{LARGEST_BYTES // 1000}kBを超えるときは、まとめる範囲を広げます。"
    "点の数は減りません。1画素より小さい線や面も点になります。 "
    f"Up to zoom {CLUSTERED_BELOW - 1} points close together are one feature with their number in "
    f"{COUNT}. Where a tile would exceed {LARGEST_BYTES // 1000} kB, points from a wider area are "
    "put together. The counts stay complete. Lines and areas smaller than a pixel are points too."
)


class VectorLayer(msgspec.Struct, frozen=True):
    id: str
    description: str
    minzoom: int
    maxzoom: int
    fields: dict[str, FieldType]


class TileJson(msgspec.Struct, frozen=True):
    """`tiles` name the version, so that their answers never change."""

    tilejson: Literal["3.0.0"]
    name: str
    description: str
    version: str
    attribution: str
    scheme: Literal["xyz"]
    tiles: tuple[str, ...]
    minzoom: int
    maxzoom: int
    bounds: Bounds
    vector_layers: tuple[VectorLayer, ...]


def tilejson(
    *,
    title: str,
    version: int,
    attribution: str,
    address: str,
    bounds: Sequence[float] | None,
    columns: Mapping[str, Column],
) -> TileJson:
    """The description of the layer with these columns; `address` holds {z}, {x} and {y}."""
    fields = {name: _TYPES.get(column.kind, "String") for name, column in columns.items()}
    return TileJson(
        tilejson="3.0.0",
        name=title,
        description=_RULE,
        version=f"{version}.0.0",
        attribution=attribution,
        scheme="xyz",
        tiles=(address,),
        minzoom=0,
        maxzoom=OVERZOOM_FROM,
        bounds=_within_world(bounds),
        vector_layers=(VectorLayer(NAME, _RULE, 0, OVERZOOM_FROM, fields | {COUNT: "Number"}),),
    )


def _within_world(bounds: Sequence[float] | None) -> Bounds:
    if bounds is None:
        return _WORLD
    west, south, east, north = bounds
    return (west, max(south, _WORLD[1]), east, min(north, _WORLD[3]))
