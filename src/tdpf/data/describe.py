"""What the API says about tables. These structs are the answers and, in OpenAPI, their schemas."""

from __future__ import annotations

from typing import Any

import msgspec

from tdpf.adapters.manifest import TableEntry
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.schema import Column, Kind
from tdpf.data.credit import Licence, attribution_of, licence_of
from tdpf.data.formats import FORMATS

_TILES = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"

Fields = dict[str, Any]  # Any: fields of a struct, checked when it is encoded


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something else is (RFC 8288)."""

    rel: str
    href: str
    type: str | None = None


class Credit(msgspec.Struct, frozen=True, rename="camel"):
    """What every answer with data of a table says about it."""

    table: str
    title: str
    version: int
    published: str
    licence: Licence
    attribution: str
    synthetic: bool


class Publisher(msgspec.Struct, frozen=True):
    """An organisation that publishes, with its six-digit code where it has one."""

    code: str | None
    name: str | None


class TableSummary(Credit, frozen=True, rename="camel"):
    """A table as an item of the list. `publisher` is null for a merged table."""

    id: str
    dataset: str
    publisher: Publisher | None
    standard: str | None
    merged: bool
    rows: int
    bytes: int
    bbox: tuple[float, float, float, float] | None
    links: tuple[Link, ...]


class ColumnDescription(msgspec.Struct, frozen=True, rename="camel"):
    """A column: `name` and `key` may both be used in requests."""

    name: str
    key: str | None
    type: Kind
    standard_item: bool
    description: str | None
    nulls: int
    minimum: str | None
    maximum: str | None


class TableDescription(TableSummary, frozen=True, rename="camel"):
    """A table with its columns and the quality profile of its version."""

    sha256: str
    has_position: bool
    columns: tuple[ColumnDescription, ...]
    quality: dict[str, Any]  # Any: as report.json has it


class TableList(msgspec.Struct, frozen=True, rename="camel"):
    """Tables in the order of their names."""

    number_matched: int
    number_returned: int
    links: tuple[Link, ...]
    tables: tuple[TableSummary, ...]


class RecordsPage(Credit, frozen=True, rename="camel"):
    """What stands before the rows of an answer; `numberMatched` is exact."""

    number_matched: int
    number_returned: int
    links: tuple[Link, ...]


def credit(entry: TableEntry) -> Fields:
    """The fields of Credit."""
    return {
        "table": entry.name,
        "title": entry.title,
        "version": entry.version.number,
        "published": entry.version.published_at,
        "licence": licence_of(entry),
        "attribution": attribution_of(entry),
        "synthetic": entry.is_synthetic,
    }


def summary(entry: TableEntry, site_url: str) -> TableSummary:
    return TableSummary(**_summary(entry, site_url))


def description(entry: TableEntry, layout: Layout, site_url: str) -> TableDescription:
    return TableDescription(
        **_summary(entry, site_url),
        sha256=entry.version.sha256,
        has_position=layout.has_position,
        columns=tuple(_column(column) for column in layout.columns),
        quality=entry.version.quality,
    )


def _summary(entry: TableEntry, site_url: str) -> Fields:
    return credit(entry) | {
        "id": entry.id,
        "dataset": entry.dataset,
        "publisher": _publisher(entry),
        "standard": entry.standard,
        "merged": entry.is_merged,
        "rows": entry.version.rows,
        "bytes": entry.version.bytes,
        "bbox": entry.version.bbox,
        "links": _links(entry, site_url),
    }


def _publisher(entry: TableEntry) -> Publisher | None:
    if entry.publisher is None and entry.publisher_name is None:
        return None
    return Publisher(entry.publisher, entry.publisher_name)


def _links(entry: TableEntry, site_url: str) -> tuple[Link, ...]:
    here = f"{site_url}/api/v1/tables/{entry.name}"
    rows = (
        Link("item", f"{here}/records.{kind.name}", kind.media_type) for kind in FORMATS.values()
    )
    links = (Link("self", here, "application/json"), *rows)
    if not entry.version.schema.has_position:
        return links
    return (*links, Link(_TILES, f"{here}/tiles.json", "application/json"))


def _column(column: Column) -> ColumnDescription:
    return ColumnDescription(
        name=column.name,
        key=column.key,
        type=column.kind,
        standard_item=column.item,
        description=column.description,
        nulls=column.nulls,
        minimum=column.minimum,
        maximum=column.maximum,
    )
