"""The API definition at `/ogc/api`, OpenAPI 3.0 (17-069r4, 9).

Clients such as GDAL send a filter on a column to the server only when the column is a parameter of
the collection's own path. So merged tables and the first others have paths of their own; all the
rest share the path with `{collectionId}`, and their columns are in `queryables`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from tdpf.adapters.manifest import TableEntry
from tdpf.core.maps.mvt import MEDIA_TYPE as MVT
from tdpf.core.maps.style import MEDIA_TYPE as STYLE
from tdpf.core.maps.tile import DEEPEST
from tdpf.core.tables.declared import SORT, VERSION, Parameter, Q
from tdpf.core.tables.layout import layout_of
from tdpf.data.ogc.asked import COMMON
from tdpf.data.ogc.links import GEOJSON, HTML, JSON, JSON_SCHEMA, OAS30
from tdpf.data.ogc.question import OURS
from tdpf.data.ogc.tableschema import shown, type_of
from tdpf.data.ogc.words import say
from tdpf.data.problem import MEDIA_TYPE as PROBLEM
from tdpf.data.words import Language

LISTED = 200  # tables with paths of their own
Json = dict[str, Any]  # Any: a JSON object
_ITEMS = (*OURS, Q, SORT, VERSION)
_REFUSALS = ("400", "401", "404", "406", "410", "429", "500", "503")


def api_document(root: str, entries: Iterable[TableEntry], language: Language) -> Json:
    """The definition, with a path for the rows of each of these tables."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": say("site", language),
            "description": say("lead", language),
            "version": "1.0.0",
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "servers": [{"url": root}],
        "tags": [{"name": name} for name in ("Common", "Features", "Tiles", "Styles")],
        "paths": _shared(language) | _own(entries, language),
        "components": {
            "parameters": {p.name: _parameter(p, language) for p in (*COMMON, *_ITEMS)},
            "schemas": {
                "FeatureCollection": _loose("FeatureCollection", ["type", "features"]),
                "Feature": _loose("Feature", ["type", "geometry", "properties"]),
                "Problem": _loose("Problem", ["type", "title", "status"]),
            },
        },
    }


def _loose(title: str, required: Sequence[str]) -> Json:
    return {"title": title, "type": "object", "required": required, "additionalProperties": True}


def _shared(language: Language) -> Json:
    one = "/collections/{collectionId}"
    collection, feature = _in_path("collectionId"), _in_path("featureId")
    numbers = [_in_path(n, {"type": "integer", "minimum": 0}) for n in ("tileRow", "tileCol")]
    matrix = _in_path("tileMatrix", {"type": "integer", "minimum": 0, "maximum": DEEPEST})
    cut = _in_path("tileMatrixSetId", {"type": "string", "enum": ["WebMercatorQuad"]})
    ways: Sequence[tuple[str, str, str, str, list[Json]]] = (
        ("/", "Common", "title", JSON, []),
        ("/conformance", "Common", "conformance", JSON, []),
        ("/api", "Common", "api", OAS30, []),
        ("/collections", "Features", "collections", JSON, [_limit(), _cursor()]),
        (one, "Features", "about", JSON, [collection]),
        (f"{one}/schema", "Features", "schema", JSON_SCHEMA, [collection]),
        (f"{one}/queryables", "Features", "queryables", JSON_SCHEMA, [collection]),
        (f"{one}/items/{{featureId}}", "Features", "item", GEOJSON,
         [collection, feature, _named("crs")]),
        (f"{one}/tiles", "Tiles", "tilesets", JSON, [collection]),
        (f"{one}/tiles/{{tileMatrixSetId}}", "Tiles", "tileset", JSON, [collection, cut]),
        ("/tileMatrixSets", "Tiles", "tile-matrix-sets", JSON, []),
        ("/tileMatrixSets/{tileMatrixSetId}", "Tiles", "tile-matrix-sets", JSON, [cut]),
        (f"{one}/styles", "Styles", "styles", JSON, [collection]),
    )  # fmt: skip
    paths = {
        path: _get(path, tag, say(key, language), kind, [*found, _named("f"), _named("lang")])
        for path, tag, key, kind, found in ways
    }
    names = [_named(p.name) for p in _ITEMS]
    shared = [collection, *names, _cursor(), _named("f"), _named("lang")]
    paths[f"{one}/items"] = _get(
        f"{one}/items", "Features", say("items", language), GEOJSON, shared
    )
    tile = f"{one}/tiles/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    paths[tile] = _get(
        tile, "Tiles", say("tileset", language), MVT, [collection, cut, matrix, *numbers]
    )
    drawn = f"{one}/styles/{{styleId}}"
    paths[drawn] = _get(
        drawn, "Styles", say("style", language), STYLE, [collection, _in_path("styleId")]
    )
    about = f"{drawn}/metadata"
    paths[about] = _get(
        about, "Styles", say("style", language), JSON, [collection, _in_path("styleId")]
    )
    return paths


def _own(entries: Iterable[TableEntry], language: Language) -> Json:
    names = [_named(p.name) for p in _ITEMS]
    reserved = {p.name for p in (*_ITEMS, *COMMON)}
    paths: Json = {}
    for entry in entries:
        layout = layout_of(entry.version.schema, is_merged=entry.is_merged)
        columns = [
            {"name": column.name, "in": "query", "schema": type_of(column), "required": False}
            for column in shown(layout)
            if column.name not in reserved
        ]
        path = f"/collections/{entry.name}/items"
        paths[path] = _get(
            path,
            "Features",
            f"{say('items', language)}: {entry.title}",
            GEOJSON,
            [*names, _cursor(), _named("f"), _named("lang"), *columns],
        )
    return paths


def _get(path: str, tag: str, summary: str, kind: str, parameters: Sequence[Json]) -> Json:
    schema: Json = {"type": "object"}
    if kind == GEOJSON:
        name = "Feature" if path.endswith("}") else "FeatureCollection"
        schema = {"$ref": f"#/components/schemas/{name}"}
    content: Json = {kind: {"schema": schema}}
    problem: Json = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    if kind == MVT:
        content = {kind: {"schema": {"type": "string", "format": "binary"}}}
    elif kind != STYLE and not path.endswith("/metadata"):  # for people too, refusals included
        content[HTML] = problem[HTML] = {"schema": {"type": "string"}}
    return {
        "get": {
            "tags": [tag],
            "summary": summary,
            "operationId": "get" + quote(path, safe="").replace("%", "_"),
            "parameters": list(parameters),
            "responses": {
                "200": {"description": summary, "content": content},
                **({"204": {"description": "204"}} if kind == MVT else {}),  # an empty tile
                "304": {"description": "304"},
                **{status: {"description": status, "content": problem} for status in _REFUSALS},
            },
        }
    }


def _parameter(parameter: Parameter, language: Language) -> Json:
    found: Json = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.ja if language == "ja" else parameter.en,
        "required": False,
        "schema": parameter.schema,
        "style": "form",
        "explode": False,
    }
    return found


def _named(name: str) -> Json:
    return {"$ref": f"#/components/parameters/{name}"}


def _in_path(name: str, schema: Json | None = None) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema or {"type": "string"}}


def _limit() -> Json:
    return {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}


def _cursor() -> Json:
    return {"name": "cursor", "in": "query", "schema": {"type": "string"}}
