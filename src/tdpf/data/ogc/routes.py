"""Every address below `/ogc`."""

from __future__ import annotations

from starlette.routing import Route

from tdpf.data.ogc.collections import collection, collections, queryables, schema
from tdpf.data.ogc.common import api, conformance, landing, picture, sheet
from tdpf.data.ogc.items import item, items
from tdpf.data.ogc.tilesets import (
    one_style,
    styles,
    tile_matrix_set,
    tile_matrix_sets,
    tileset,
    tilesets,
)
from tdpf.data.routes.tiles import tile

_ONE = "/ogc/collections/{collection}"

OGC_ROUTES = (
    Route("/ogc", landing),
    Route("/ogc/", landing),
    Route("/ogc/icon.svg", picture),
    Route("/ogc/style-{fingerprint}.css", sheet),
    Route("/ogc/conformance", conformance),
    Route("/ogc/api", api),
    Route("/ogc/collections", collections),
    Route(_ONE, collection),
    Route(f"{_ONE}/schema", schema),
    Route(f"{_ONE}/queryables", queryables),
    Route(f"{_ONE}/items", items),
    Route(f"{_ONE}/items/{{feature}}", item),
    Route(f"{_ONE}/tiles", tilesets),
    Route(f"{_ONE}/tiles/{{set}}", tileset),
    Route("/ogc/collections/{table}/tiles/WebMercatorQuad/{z}/{y}/{x}", tile),
    Route(f"{_ONE}/styles", styles),
    Route(f"{_ONE}/styles/{{style}}", one_style),
    Route("/ogc/tileMatrixSets", tile_matrix_sets),
    Route("/ogc/tileMatrixSets/{set}", tile_matrix_set),
)
