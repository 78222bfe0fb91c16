"""What the API says about a table, in the list and on its own."""

from __future__ import annotations

from typing import Any

from tdpf.adapters.manifest import TableEntry
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.schema import Column
from tdpf.data.credit import attribution_of, licence_of
from tdpf.data.formats import FORMATS

Facts = dict[str, Any]  # Any: what msgspec writes as JSON


def credit(entry: TableEntry) -> Facts:
    """What every answer with data of the table says about it."""
    return {
        "table": entry.name,
        "title": entry.title,
        "version": entry.version.number,
        "published": entry.version.published_at,
        "licence": licence_of(entry),
        "attribution": attribution_of(entry),
        "synthetic": entry.is_synthetic,
    }


def summary(entry: TableEntry, site_url: str) -> Facts:
    """A table as an item of the list."""
    return credit(entry) | {
        "id": entry.id,
        "dataset": entry.dataset,
        "publisher": publisher(entry),
        "standard": entry.standard,
        "merged": entry.is_merged,
        "rows": entry.version.rows,
        "bytes": entry.version.bytes,
        "bbox": entry.version.bbox,
        "links": links(entry, site_url),
    }


def description(entry: TableEntry, layout: Layout, site_url: str) -> Facts:
    """A table with its columns and its quality."""
    return summary(entry, site_url) | {
        "sha256": entry.version.sha256,
        "hasPosition": layout.has_position,
        "columns": [_column(column) for column in layout.columns],
        "quality": entry.version.quality,
    }


def publisher(entry: TableEntry) -> Facts | None:
    if entry.publisher is None and entry.publisher_name is None:
        return None
    return {"code": entry.publisher, "name": entry.publisher_name}


def links(entry: TableEntry, site_url: str) -> list[Facts]:
    """Where the table and its rows are."""
    here = f"{site_url}/api/v1/tables/{entry.name}"
    found: list[Facts] = [{"rel": "self", "href": here, "type": "application/json"}]
    for kind in FORMATS.values():
        address = f"{here}/records.{kind.name}"
        found.append({"rel": "item", "href": address, "type": kind.media_type})
    return found


def _column(column: Column) -> Facts:
    return {
        "name": column.name,
        "key": column.key,
        "type": column.kind,
        "standardItem": column.item,
        "description": column.description,
        "nulls": column.nulls,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
