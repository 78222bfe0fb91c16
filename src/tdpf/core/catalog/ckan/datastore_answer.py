"""Types of the datastore, and what its answer tells beside the records."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec

from tdpf.core.catalog.ckan.datastore import MOST_ROWS, DatastoreSearch
from tdpf.core.catalog.ckan.datastore_values import ROW, shown_name
from tdpf.core.tables.schema import Column, Kind

JSON = Any  # what JSON can hold

_INT4 = 2**31 - 1
_TYPES: dict[Kind, str] = {
    "text": "text",
    "integer": "int8",
    "number": "float8",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
}
_KINDS: dict[str, Kind] = {
    "text": "text",
    "json": "text",
    "time": "text",
    "int": "integer",
    "int2": "integer",
    "int4": "integer",
    "int8": "integer",
    "integer": "integer",
    "bigint": "integer",
    "float": "number",
    "float4": "number",
    "float8": "number",
    "double precision": "number",
    "numeric": "number",
    "bool": "boolean",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "datetime",
    "timestamptz": "datetime",
}


def datastore_type(column: Column) -> str:
    """The PostgreSQL type that CKAN tells for a column; `int` for `_id`."""
    if column.name == ROW:
        return "int"
    if column.kind == "integer" and column.minimum and column.maximum:
        fits = int(column.minimum) >= -_INT4 and int(column.maximum) <= _INT4
        return "int4" if fits else "int8"
    return _TYPES[column.kind]


def kind_of(datastore: str) -> Kind | None:
    """The kind for a type that datastore_create sends; None for one we do not know."""
    return _KINDS.get(datastore.strip().lower())


def told_fields(search: DatastoreSearch) -> list[dict[str, JSON]]:
    """`fields` of the answer; `rank` is added when words were searched, as CKAN does."""
    found = [_field(column) for column in search.columns]
    return [*found, {"id": "rank", "type": "float4"}] if search.with_rank else found


def _field(column: Column) -> dict[str, JSON]:
    entry: dict[str, JSON] = {"id": shown_name(column.name), "type": datastore_type(column)}
    if column.description:
        entry["info"] = {"label": column.name, "notes": column.description}
    return entry


def told_answer(
    search: DatastoreSearch, *, total: int, returned: int, last_row: int | None = None
) -> dict[str, JSON]:
    """Everything of the answer but `records`.

    `last_row` is the `_id` of the last record where they are in that order: then clients of 2.12
    may go on from it. `_links` is how older clients go on; a cut answer says so.
    """
    query = search.query
    answer: dict[str, JSON] = {
        "include_next_page": search.with_next_page,
        "include_total": search.with_total,
        "limit": query.limit,
        "records_format": search.records_format,
        **search.echo,
        "fields": told_fields(search),
        "_links": _links(search, query.offset + returned, total),
    }
    if search.with_total:
        answer["total"] = total
        answer["total_was_estimated"] = False
    has_more = query.offset + returned < total and returned > 0
    if search.with_next_page and has_more and last_row is not None and not query.sort:
        answer["next_page"] = {shown_name(ROW): {"gt": last_row}}
    if search.asked_limit > MOST_ROWS and has_more:
        answer["truncated"] = True
    return answer


def _links(search: DatastoreSearch, end: int, total: int) -> dict[str, str]:
    """The same question from the start and from the next row, relative to the site."""
    limit = search.query.limit
    asked = {name: value for name, value in search.echo.items() if name != "offset"}
    asked |= {"limit": limit, "records_format": search.records_format}
    start = "/api/3/action/datastore_search?" + urlencode(
        {name: value if isinstance(value, str) else _json(value) for name, value in asked.items()}
    )
    links = {"start": start}
    if limit and end < total:
        links["next"] = f"{start}&offset={end}"
    return links


def _json(value: JSON) -> str:
    return msgspec.json.encode(value).decode()
