"""Every address below `/ogc`."""

from __future__ import annotations

from starlette.routing import Route

from tdpf.data.ogc.collections import collection, collections, queryables, schema
from tdpf.data.ogc.common import api, conformance, landing, picture, sheet
from tdpf.data.ogc.items import item, items
from tdpf.data.ogc.tilesets import (
    one_style,
    style_metadata,
    styles,
    tile_matrix_set,
    tile_matrix_sets,
    tileset,
    tilesets,
)
from tdpf.data.ogc.trouble import for_people
from tdpf.data.routes.tiles import tile

_ONE = "/ogc/collections/{collection}"

_FOR_PEOPLE = (
    ("/ogc", landing),
    ("/ogc/", landing),
    ("/ogc/conformance", conformance),
    ("/ogc/api", api),
    ("/ogc/collections", collections),
    (_ONE, collection),
    (f"{_ONE}/schema", schema),
    (f"{_ONE}/queryables", queryables),
    (f"{_ONE}/items", items),
    (f"{_ONE}/items/{{feature}}", item),
    (f"{_ONE}/tiles", tilesets),
    (f"{_ONE}/tiles/{{set}}", tileset),
    (f"{_ONE}/styles", styles),
    ("/ogc/tileMatrixSets", tile_matrix_sets),
    ("/ogc/tileMatrixSets/{set}", tile_matrix_set),
)
OGC_ROUTES = (
    *(Route(address, for_people(endpoint)) for address, endpoint in _FOR_PEOPLE),
    Route("/ogc/icon.svg", picture),
    Route("/ogc/style-{fingerprint}.css", sheet),
    Route("/ogc/collections/{table}/tiles/WebMercatorQuad/{z}/{y}/{x}", tile),
    Route(f"{_ONE}/styles/{{style}}", one_style),
    Route(f"{_ONE}/styles/{{style}}/metadata", style_metadata),
)
