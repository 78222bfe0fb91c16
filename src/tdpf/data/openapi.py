"""The OpenAPI 3.1 document, made from the same declarations that parse the requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from tdpf.adapters.manifest import TableEntry
from tdpf.core.maps.mvt import MEDIA_TYPE as TILE_TYPE
from tdpf.core.maps.pmtiles import MEDIA_TYPE as PMTILES
from tdpf.core.maps.tile import DEEPEST
from tdpf.core.maps.tilejson import TileJson
from tdpf.core.tables.declared import GROUPING
from tdpf.core.tables.parameters import BOM, LIMIT, OPERATORS, SHAPE, VERSION, Parameter
from tdpf.core.tables.parameters import PARAMETERS as RECORDS_PARAMETERS
from tdpf.data.describe import Link, RecordsPage, TableDescription, TableList
from tdpf.data.formats import FORMATS, Format
from tdpf.data.openapi_sets import shared_parameters, typed_paths
from tdpf.data.problem import MEDIA_TYPE, WORDS, Problem
from tdpf.data.routes.changes import PAGE_MAXIMUM as CHANGES_MAXIMUM
from tdpf.data.routes.changes import PARAMETERS as CHANGES_PARAMETERS
from tdpf.data.routes.changes import Changes
from tdpf.data.routes.health import Health
from tdpf.data.routes.sql import PARAMETERS as SQL_PARAMETERS
from tdpf.data.routes.sql import SqlQuestion, SqlResult
from tdpf.data.routes.tables import PARAMETERS as LIST_PARAMETERS
from tdpf.data.routes.tables import TABLE_PARAMETERS
from tdpf.data.routes.tiles import PARAMETERS as TILE_PARAMETERS
from tdpf.data.site import title
from tdpf.data.words import Language

Json = dict[str, Any]  # Any: a JSON object

_REFERENCE = "#/components/schemas/{name}"
_TEXTS: dict[str, tuple[str, str]] = {
    "description": (
        (
            "公開された表を、登録なしで読めます。GETとHEADを使えます。"
            "表の中身は版ごとに変わらず、ETagで無駄なく確かめられます。"
        ),
        (
            "Read published tables without signing up, with GET or HEAD. A version of a table "
            "never changes, and an ETag tells cheaply whether there is a newer one."
        ),
    ),
    "tables": ("表の一覧", "List tables"),
    "table": ("表の列、版、品質", "Columns, version and quality of a table"),
    "records": ("表の行(形式は Accept で選ぶ)", "Rows of a table (format by Accept)"),
    "records.json": ("表の行をJSONで", "Rows of a table as JSON"),
    "records.csv": ("表の行をCSVで", "Rows of a table as CSV"),
    "records.geojson": ("表の行をGeoJSONで", "Rows of a table as GeoJSON"),
    "records.ndjson": ("表の行を一行一件のJSONで", "Rows of a table as one JSON object a line"),
    "records.xlsx": ("表の行をExcelで", "Rows of a table as an Excel workbook"),
    "records.arrow": ("表の行をArrowの流れで", "Rows of a table as an Arrow IPC stream"),
    "records.parquet": ("表の行をParquetで", "Rows of a table as Parquet"),
    "sql": ("SELECT文で表を調べる", "Query tables with a SELECT statement"),
    "sql.json": ("SELECT文の答えをJSONで", "Answer to a SELECT statement as JSON"),
    "sql.csv": ("SELECT文の答えをCSVで", "Answer to a SELECT statement as CSV"),
    "sql.ndjson": (
        "SELECT文の答えを一行一件のJSONで",
        "Answer to a SELECT statement, one JSON a line",
    ),
    "changes": (
        "ある版からの変更(追加、変更、削除)",
        "Rows added, changed, removed since a version",
    ),
    "changes.json": ("ある版からの変更をJSONで", "Changes since a version as JSON"),
    "changes.csv": ("ある版からの変更をCSVで", "Changes since a version as CSV"),
    "changes.ndjson": ("ある版からの変更を一行一件で", "Changes since a version, one JSON a line"),
    "tile": ("地図のベクトルタイル(MVT)", "A vector tile of the rows' positions (MVT)"),
    "tilejson": ("地図の層の説明(TileJSON)", "The map layer's description (TileJSON)"),
    "archive": (
        "大きな表のタイルを一つのファイルで(PMTiles)",
        "All tiles of a large table in one file (PMTiles)",
    ),
    "part": ("求められた範囲", "The range that was asked"),
    "no-part": ("その範囲はありません", "There is no such range"),
    "z": ("ズーム(WebMercatorQuad)", "Zoom (WebMercatorQuad)"),
    "x": ("タイルの列(西から)", "Column of the tile, from the west"),
    "y": ("タイルの行(北から)", "Row of the tile, from the north"),
    "empty": ("このタイルには何もありません", "The tile holds nothing"),
    "metrics": ("動作の計測値(Prometheus)", "Measurements for Prometheus"),
    "health": ("動いているか", "Whether the server can answer"),
    "openapi": ("この文書", "This document"),
    "table-name": ("表の名前かID", "Name or id of a table"),
    "filters": (
        (
            "列による絞り込み。列=値 か 列__比べ方=値 と書きます。"
            "いくつ書いても全てを満たす行だけを返します。空欄はどの比較にも"
            "当たりません。パラメーターと同じ名前の列は filter.列=値 と書きます。比べ方: "
        ),
        (
            "Filters: column=value or column__operator=value; rows must fulfil all of them, and a "
            "blank fulfils no comparison. A column that is named like a parameter is written "
            "filter.column=value. Operators: "
        ),
    ),
    "answer": ("答え", "The answer"),
    "unchanged": ("変わっていません", "Not changed since"),
}


_NOT_LIMITED = {"health", "metrics"}


def document(
    site_url: str = "", *, language: Language = "en", sets: Sequence[TableEntry] = ()
) -> Json:
    """The description of the whole API; `site_url` is the address that clients call.

    `sets` are the merged tables of standard sets: each has paths of its own, with typed rows.
    """
    schemas = _schemas()
    page = schemas.pop("RecordsPage")
    typed, typed_schemas = typed_paths(sets, _set_refusals(language), page, language, site_url)
    shared = shared_parameters(lambda parameter: _parameter(parameter, language)) if sets else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title(language),
            "version": "1",
            "description": _say("description", language),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": site_url or "/"}],
        "paths": _paths(language) | typed,
        "components": {"schemas": schemas | typed_schemas}
        | {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
        | ({"parameters": shared} if shared else {}),
        "security": [{}, {"token": []}],  # a token is needed for what is not public alone
    }


def _set_refusals(language: Language) -> Json:
    found: Json = {"304": {"description": _say("unchanged", language)}}
    return found | {str(s): _refusal(s, language) for s in (400, 401, 404, 410, 429, 500, 503)}


def _say(key: str, language: Language) -> str:
    return _TEXTS[key][0 if language == "ja" else 1]


def _paths(language: Language) -> Json:
    tables, one = "/api/v1/tables", "/api/v1/tables/{table}"
    in_path = [_table_name(language)]
    paths: Json = {
        tables: _get("tables", LIST_PARAMETERS, [], _json("TableList"), (400, 503), language),
        one: _get("table", TABLE_PARAMETERS, in_path, _json("Table"), (400, 404, 503), language),
    }
    extra = [*in_path, _filters(language)]
    any_format: Json = {}
    for kind in FORMATS.values():
        content = _content(kind)
        any_format |= content
        paths[f"{one}/records.{kind.name}"] = _get(
            f"records.{kind.name}",
            _limited(kind),
            extra,
            content,
            (400, 404, 410, *_ranged(kind), 503),
            language,
        )
    paths[f"{one}/records"] = _get(
        "records",
        (*RECORDS_PARAMETERS, SHAPE),
        extra,
        any_format,
        (400, 404, 406, 410, 503),
        language,
    )
    paths |= _tile_paths(one, extra, language)
    paths |= _changes_paths(one, in_path, language)
    paths |= _sql_paths(language)
    paths["/health"] = _get("health", (), [], _json("Health"), (), language)
    paths["/health"]["get"]["responses"]["503"] = {
        "description": _say("health", language),
        "content": _json("Health"),
    }
    paths["/metrics"] = _get(
        "metrics", (), [], {"text/plain": {"schema": {"type": "string"}}}, (), language
    )
    paths["/api/openapi.json"] = _get("openapi", (), [], _any_json(), (), language)
    return paths


def _ranged(kind: Format) -> tuple[int, ...]:
    return (416,) if kind.name == "parquet" else ()


def _changes_paths(one: str, in_path: list[Json], language: Language) -> Json:
    contents = _contents("Changes")
    refusals = (400, 404, 406, 410, 503)
    return {
        f"{one}/changes{suffix}": _get(
            f"changes{suffix}", CHANGES_PARAMETERS, in_path, content, refusals, language
        )
        for suffix, content in contents.items()
    }


def _contents(schema: str) -> dict[str, Json]:
    """What JSON, CSV and NDJSON hold, by suffix; all of them without one."""
    contents = {
        ".json": _json(schema),
        ".csv": {"text/csv": {"schema": {"type": "string"}}},
        ".ndjson": {"application/x-ndjson": {"schema": {"type": "string"}}},
    }
    any_format = {kind: found for content in contents.values() for kind, found in content.items()}
    return {"": any_format, **contents}


def _sql_paths(language: Language) -> Json:
    return {
        f"/api/v1/sql{suffix}": _sql(f"sql{suffix}", content, language)
        for suffix, content in _contents("SqlResult").items()
    }


def _sql(key: str, content: Json, language: Language) -> Json:
    get = _get(key, SQL_PARAMETERS, [], content, (400, 403, 404, 406, 413, 503), language)
    operation = get["get"]
    post = operation | {
        "operationId": f"{operation['operationId']}_post",
        "parameters": [],
        "requestBody": {"required": True, "content": _json("SqlQuestion")},
    }
    return {"get": operation, "post": post}


def _tile_paths(one: str, extra: list[Json], language: Language) -> Json:
    described = _get(
        "tilejson", TILE_PARAMETERS, extra, _json("TileJson"), (400, 404, 503), language
    )
    numbers = [_number_in_path(name, language) for name in ("z", "x", "y")]
    content: Json = {TILE_TYPE: {"schema": {}}}
    tile = _get(
        "tile", TILE_PARAMETERS, [*extra, *numbers], content, (400, 404, 410, 503), language
    )
    tile["get"]["responses"]["204"] = {"description": _say("empty", language)}
    archive = _get(
        "archive", (VERSION,), extra[:1], {PMTILES: {"schema": {}}}, (400, 404, 503), language
    )
    archive["get"]["responses"]["206"] = {"description": _say("part", language)}
    archive["get"]["responses"]["416"] = {"description": _say("no-part", language)}
    return {
        f"{one}/tiles.json": described,
        f"{one}/tiles.pmtiles": archive,
        f"{one}/tiles/{{z}}/{{x}}/{{y}}.mvt": tile,
    }


def _number_in_path(name: str, language: Language) -> Json:
    largest = DEEPEST if name == "z" else 2**DEEPEST - 1
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _say(name, language),
        "schema": {"type": "integer", "minimum": 0, "maximum": largest},
    }


def _get(
    key: str,
    parameters: Sequence[Parameter],
    extra: Iterable[Json],
    content: Json,
    refusals: Iterable[int],
    language: Language,
) -> Json:
    responses: Json = {"200": {"description": _say("answer", language), "content": content}}
    if key not in _NOT_LIMITED:
        responses["304"] = {"description": _say("unchanged", language)}
    limited = () if key in _NOT_LIMITED else (401, 429)
    for status in (*refusals, *limited, 500):
        responses[str(status)] = _refusal(status, language)
    return {
        "get": {
            "operationId": key.replace(".", "_"),
            "summary": _say(key, language),
            "parameters": [*extra, *(_parameter(p, language) for p in parameters)],
            "responses": responses,
        }
    }


def _parameter(parameter: Parameter, language: Language) -> Json:
    found: Json = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.ja if language == "ja" else parameter.en,
        "schema": parameter.schema,
    }
    if parameter.example is not None:
        found["example"] = parameter.example
    return found


def _limited(kind: Format) -> list[Parameter]:
    """The parameters of rows, with the limit that this format has."""
    number: Json = {"type": "integer", "minimum": 0}
    schema: Json
    if kind.limits.allows_all:
        numbers = number | {"maximum": kind.limits.maximum}
        schema = {"anyOf": [numbers, {"const": "all"}], "default": kind.limits.default}
    elif kind.limits.maximum is not None:
        schema = number | {"maximum": kind.limits.maximum, "default": kind.limits.default}
    else:
        schema = {"anyOf": [number, {"const": "all"}], "default": "all"}
    limit = msgspec.structs.replace(LIMIT, schema=schema)
    known = [limit if parameter.name == "limit" else parameter for parameter in RECORDS_PARAMETERS]
    if kind.name == "geojson":
        return [parameter for parameter in known if parameter not in GROUPING]
    more = {"csv": [BOM], "json": [SHAPE]}.get(kind.name, [])
    return [*known, *more]


def _table_name(language: Language) -> Json:
    return {
        "name": "table",
        "in": "path",
        "required": True,
        "description": _say("table-name", language),
        "schema": {"type": "string"},
    }


def _filters(language: Language) -> Json:
    place = 0 if language == "ja" else 1
    operators = ", ".join(f"{name} ({words[place]})" for name, words in OPERATORS.items())
    return {
        "name": "filters",
        "in": "query",
        "style": "form",
        "explode": True,
        "description": _say("filters", language) + operators,
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    }


def _refusal(status: int, language: Language) -> Json:
    place = "title_ja" if language == "ja" else "title_en"
    found = {code: getattr(words, place) for code, words in WORDS.items() if words.status == status}
    listed = ", ".join(f"{code} ({title})" for code, title in found.items())
    return {"description": listed, "content": {MEDIA_TYPE: {"schema": _named("Problem")}}}


def _named(name: str) -> Json:
    return {"$ref": _REFERENCE.format(name=name)}


def _json(name: str) -> Json:
    return {"application/json": {"schema": _named(name)}}


def _any_json() -> Json:
    return {"application/json": {"schema": {"type": "object"}}}


def _content(kind: Format) -> Json:
    if kind.name == "json":
        choice = [_named("Records"), _named("RecordsColumns")]
        return {kind.media_type: {"schema": {"anyOf": choice}}}
    if kind.name == "geojson":
        return {kind.media_type: {"schema": _named("FeatureCollection")}}
    schema: Json = {"type": "string"} if kind.name in {"csv", "ndjson"} else {}
    return {kind.media_type: {"schema": schema}}


def _schemas() -> Json:
    structs = (
        TableList,
        TableDescription,
        RecordsPage,
        Link,
        Problem,
        Health,
        TileJson,
        Changes,
        SqlResult,
        SqlQuestion,
    )
    _, found = msgspec.json.schema_components(structs, ref_template=_REFERENCE)
    named = {"TableDescription": "Table"}
    schemas = {named.get(name, name): schema for name, schema in found.items()}
    page = schemas["RecordsPage"]
    schemas["Records"] = _with_rows(page, "records", {"type": "object"})
    schemas["RecordsColumns"] = _with_columns(page)
    schemas["FeatureCollection"] = _with_rows(page, "features", _named("Feature"))
    schemas["FeatureCollection"]["properties"]["type"] = {"const": "FeatureCollection"}
    schemas["FeatureCollection"]["required"].append("type")
    schemas["Changes"] = _with_rows(schemas["Changes"], "records", {"type": "object"})
    schemas["Changes"]["properties"]["records"]["maxItems"] = CHANGES_MAXIMUM
    schemas["Feature"] = _feature()
    return schemas


def _with_columns(page: Json) -> Json:
    """The answer to `shape=columns`: a list of values for each column."""
    columns = {"type": "object", "additionalProperties": {"type": "array"}}
    return {
        **page,
        "title": "RecordsColumns",
        "properties": {**page["properties"], "columns": columns},
        "required": [*page["required"], "columns"],
    }


def _with_rows(page: Json, name: str, item: Json) -> Json:
    rows = {"type": "array", "items": item}
    return {
        **page,
        "title": name.capitalize(),
        "properties": {**page["properties"], name: rows},
        "required": [*page["required"], name],
    }


def _feature() -> Json:
    point = {
        "type": "object",
        "properties": {
            "type": {"const": "Point"},
            "coordinates": {
                "type": "array",
                "items": {"type": "number"},
                "minItems": 2,
                "maxItems": 2,
            },
        },
        "required": ["type", "coordinates"],
    }
    shapes = ["MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
    shape = {
        "type": "object",
        "properties": {"type": {"enum": [*shapes, "GeometryCollection"]}},
        "required": ["type"],
    }
    return {
        "title": "Feature",
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": {"anyOf": [point, shape, {"type": "null"}]},
            "properties": {"type": ["object", "null"]},
        },
        "required": ["type", "id", "geometry", "properties"],
    }
