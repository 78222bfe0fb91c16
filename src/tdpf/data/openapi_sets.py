"""The paths of the merged tables of the standard sets, with the types of their rows and columns.

They are made from the schemas that are published now, so they say what rows really hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tdpf.adapters.manifest import TableEntry
from tdpf.core.tables.declared import (
    BBOX,
    CURSOR,
    FILTERING,
    NEAR,
    PAGE,
    SELECT,
    SORT,
    VERSION,
    WITHIN,
    Parameter,
    Q,
)
from tdpf.core.tables.encode import SAFE_INTEGER
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.parameters import ESCAPE, PARAMETERS
from tdpf.core.tables.schema import Column
from tdpf.core.tables.snippets import snippets
from tdpf.data.words import Language

Json = dict[str, Any]  # Any: a JSON object

_COMMON = (SELECT, Q, SORT, CURSOR, VERSION, *FILTERING)
_IN_SPACE = (BBOX, NEAR, WITHIN)
_TAKEN = frozenset(parameter.name for parameter in PARAMETERS) | {"offset", "bom", "shape"}
_GEOMETRY = {"_id", "_lon", "_lat"}
_TYPES: dict[str, Json] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}


def shared_parameters(parameter: Any) -> Json:  # a function of Parameter → JSON
    """What typed paths refer to, by name."""
    return {_shared_name(one): parameter(one) for one in (*_COMMON, *_IN_SPACE)}


def _shared_name(parameter: Parameter) -> str:
    return parameter.name.replace("-", "_")


def typed_paths(
    tables: Sequence[TableEntry], refusals: Json, page: Json, language: Language, site_url: str
) -> tuple[Json, Json]:
    """The paths, and the schemas that they name; `page` is what stands around rows."""
    paths: Json = {}
    schemas: Json = {}
    for entry in tables:
        layout = layout_of(entry.version.schema, is_merged=entry.is_merged)
        name = "".join(word.capitalize() for word in entry.name.split("_"))
        hidden = _GEOMETRY | {layout.geometry}
        properties = [column for column in layout.columns if column.name not in hidden]
        schemas |= {
            f"{name}Row": _row(layout.columns),
            f"{name}Rows": _page(page, "records", f"{name}Row"),
            f"{name}Properties": _row(properties),
            f"{name}Feature": _feature(f"{name}Properties"),
            f"{name}Features": _page(page, "features", f"{name}Feature"),
        }
        contents: dict[str, tuple[str, Json]] = {
            "json": ("application/json", _named(f"{name}Rows")),
            "csv": ("text/csv", {"type": "string"}),
        }
        common: tuple[Parameter, ...] = _COMMON
        if layout.has_position:
            common = (*_COMMON, *_IN_SPACE)
            contents["geojson"] = ("application/geo+json", _named(f"{name}Features"))
        asked = [
            *({"$ref": f"#/components/parameters/{_shared_name(one)}"} for one in common),
            *(_equality(column) for column in layout.columns if column.name != layout.geometry),
        ]
        for suffix, (media_type, schema) in contents.items():
            paths[f"/api/v1/tables/{entry.name}/records.{suffix}"] = {
                "get": {
                    "operationId": f"{entry.name}_{suffix}",
                    "summary": f"{entry.title} ({suffix})",
                    "tags": [entry.name],
                    "parameters": [_limit(suffix, language), *asked],
                    "responses": {
                        "200": {
                            "description": entry.title,
                            "content": {media_type: {"schema": schema}},
                        },
                        **refusals,
                    },
                    **(_samples(site_url, entry.name) if suffix == "json" else {}),
                }
            }
    return paths, schemas


def _samples(site_url: str, table: str) -> Json:
    """Code that reads the table, where readers of OpenAPI documents look for it."""
    return {
        "x-codeSamples": [
            {"lang": snippet.lang, "label": snippet.label, "source": snippet.code}
            for snippet in snippets(site_url, table)
        ]
    }


def _limit(suffix: str, language: Language) -> Json:
    number: Json = {"type": "integer", "minimum": 0}
    if suffix == "json":
        number["maximum"] = PAGE.maximum
    return {
        "name": "limit",
        "in": "query",
        "description": "行数" if language == "ja" else "Number of rows",
        "schema": {"anyOf": [number, {"const": "all"}]},
    }


def _equality(column: Column) -> Json:
    """The parameter that keeps the rows with a value in the column."""
    is_taken = column.name in _TAKEN or "__" in column.name.strip("_")
    found: Json = {
        "name": f"{ESCAPE}{column.name}" if is_taken else column.name,
        "in": "query",
        "schema": _asked_type(column),
    }
    if column.key:
        found["description"] = column.key
    return found


def _asked_type(column: Column) -> Json:
    if column.kind == "text":
        return {"type": "string", "minLength": 1}
    if column.kind == "integer":
        return {"type": "integer", "format": "int64", "minimum": -(2**63), "maximum": 2**63 - 1}
    return dict(_TYPES[column.kind])


def _row(columns: Iterable[Column]) -> Json:
    """Rows have no other column; `select` may leave out any of them, and any may be blank."""
    return {
        "type": "object",
        "properties": {column.name: _cell(column) for column in columns},
        "additionalProperties": False,
    }


def _cell(column: Column) -> Json:
    found = dict(_TYPES[column.kind])
    kinds = [found["type"], "null"]
    if column.kind == "integer" and _may_be_wide(column):
        kinds.insert(1, "string")  # beyond what a JSON number holds
    found["type"] = kinds
    if column.key:
        found["title"] = column.key
    return found


def _may_be_wide(column: Column) -> bool:
    if column.name in {"_row", "_source_row"}:
        return False
    ends = [end for end in (column.minimum, column.maximum) if end is not None]
    try:
        return not ends or any(abs(int(end)) > SAFE_INTEGER for end in ends)
    except ValueError:
        return True


def _page(page: Json, rows: str, item: str) -> Json:
    properties = {**page["properties"], rows: {"type": "array", "items": _named(item)}}
    required = [*page["required"], rows]
    if rows == "features":
        properties["type"] = {"const": "FeatureCollection"}
        required.append("type")
    return {"type": "object", "properties": properties, "required": required}


def _feature(properties: str) -> Json:
    return {
        "type": "object",
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": {"anyOf": [{"type": "object"}, {"type": "null"}]},
            "properties": {"anyOf": [_named(properties), {"type": "null"}]},
        },
        "required": ["type", "id", "geometry", "properties"],
    }


def _named(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
