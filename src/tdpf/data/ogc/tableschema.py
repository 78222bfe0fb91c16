"""A table's columns as JSON Schema: what features hold, and what they may be asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tdpf.core.tables.layout import Layout
from tdpf.core.tables.schema import Column, Kind
from tdpf.data.published import Published

Json = dict[str, Any]  # Any: a JSON object

HIDDEN = frozenset({"_row", "_source_row", "_lon", "_lat", "_west", "_south", "_east", "_north"})
_TYPES: dict[Kind, Json] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def shown(layout: Layout) -> tuple[Column, ...]:
    """The columns that are properties of a feature: no bookkeeping, no id, no geometry."""
    left_out = HIDDEN | {"_id", geometry_column(layout)}
    return tuple(column for column in layout.columns if column.name not in left_out)


def geometry_column(layout: Layout) -> str | None:
    """The column that holds GeoJSON geometries, in a table of lines or areas."""
    return layout.geometry


def moment_column(layout: Layout) -> Column | None:
    """The column that `datetime` asks: the first one of dates or instants."""
    return next((c for c in layout.columns if c.kind in {"date", "datetime"}), None)


def geometry_format(layout: Layout) -> str | None:
    if not layout.has_position:
        return None
    return "geometry-any" if geometry_column(layout) else "geometry-point"


def type_of(column: Column) -> Json:
    return dict(_TYPES[column.kind])


def feature_schema(published: Published, address: str, columns: Iterable[Column]) -> Json:
    """A JSON Schema with a property for each column, and the geometry (19-079r2, 6.2)."""
    properties: Json = {}
    form = geometry_format(published.layout)
    if form:
        properties["geometry"] = {
            "title": "geometry",
            "format": form,
            "x-ogc-role": "primary-geometry",
        }
    for place, column in enumerate(columns, 1):
        title = column.name if not column.key else f"{column.name} ({column.key})"
        found = {"title": title, **type_of(column), "x-ogc-propertySeq": place}
        if column.description:
            found["description"] = column.description
        properties[column.name] = found
    return {
        "$schema": DIALECT,
        "$id": address,
        "type": "object",
        "title": published.entry.title,
        "properties": properties,
        "additionalProperties": False,
    }
