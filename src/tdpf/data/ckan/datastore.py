"""The actions that read rows: CKAN's datastore over our tables."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator
from typing import Any

import msgspec
import polars as pl

from tdpf.core.catalog.ckan.datastore import DatastoreSearch, read_datastore_search
from tdpf.core.catalog.ckan.datastore_answer import datastore_type, told_answer
from tdpf.core.catalog.ckan.datastore_values import ID, ROW, shown_name
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables import encode
from tdpf.core.tables.load import Table
from tdpf.core.tables.plan import Answer
from tdpf.data.ckan.call import JSON, Call, NotFound
from tdpf.data.context import published_or_error
from tdpf.data.problem import ApiError
from tdpf.data.published import Published

AsyncAction = Callable[[Call], Awaitable[JSON]]
ROWS: dict[str, AsyncAction] = {}
_TABLES = "_table_metadata"


def reads_rows(action: AsyncAction) -> AsyncAction:
    """Offer the function under its name."""
    ROWS[action.__name__] = action
    return action


@reads_rows
async def datastore_search(call: Call) -> JSON:
    """Rows of a resource.

    Parameters: resource_id, filters, q, fields, sort, limit, offset, distinct, records_format.
    """
    if call.given.get("resource_id") == _TABLES:
        return await _metadata(call)
    table = await table_of(call)
    search = read_datastore_search(call.given, table.layout)
    tables = call.context.shelf.tables
    return await call.context.work.run(
        lambda: _answered(search, tables.get(table.path)), call.request.receive
    )


@reads_rows
async def datastore_info(call: Call) -> JSON:
    """Columns and size of a resource's table. Parameter: id."""
    table = await table_of(call)
    version = table.entry.version
    fields = [
        {
            "id": shown_name(column.name),
            "type": datastore_type(column),
            "schema": {
                "native_type": datastore_type(column),
                "notnull": False,
                "index_name": None,
                "is_index": False,
                "uniquekey": False,
            },
        }
        for column in table.layout.columns
        if not column.name.startswith("_")
    ]
    meta = {
        "id": call.text("resource_id", also="id"),
        "count": version.rows,
        "table_type": "BASE TABLE",
        "size": version.bytes,
        "db_size": version.bytes,
        "idx_size": 0,
        "aliases": [table.entry.name],
    }
    return {"meta": meta, "fields": fields}


@reads_rows
async def datastore_search_sql(call: Call) -> JSON:
    """Rows that a SELECT gives.

    Parameter: sql; the name of a table is the id of its resource in double quotes.
    """
    from tdpf.data.ckan.sql import answered

    return await answered(call)


async def table_of(call: Call) -> Published:
    """The table of the resource that the call names; CKAN's own words when there is none."""
    resource = call.text("resource_id", also="id")
    name = await call.context.work.aside(lambda: call.shelf.catalog.table_of(resource))
    if name is None:
        raise NotFound(f'Resource "{resource}" was not found.')
    await call.context.shelf.look_again()
    try:
        return await published_or_error(call.request, name, None)
    except ApiError as error:
        raise NotFound(f'Resource "{resource}" was not found.') from error


def _answered(search: DatastoreSearch, table: Table) -> JSON:
    answer = table.answer(search.query)
    frames = [_shown(frame, search) for frame in answer.batches()]
    told = told_answer(
        search, total=answer.matched, returned=answer.returned, last_row=_last(frames)
    )
    return {**told, "records": _records(frames, search, table, answer)}


def _shown(frame: pl.DataFrame, search: DatastoreSearch) -> pl.DataFrame:
    """A batch with the names that CKAN's clients know, and the rank of its words."""
    wanted = [column.name for column in search.columns if column.name in frame.columns]
    shown = frame.select(wanted)
    if ROW in wanted:
        shown = shown.rename({ROW: ID})
    return shown.with_columns(rank=pl.lit(0.1)) if search.with_rank else shown


def _last(frames: list[pl.DataFrame]) -> int | None:
    filled = [frame for frame in frames if frame.height and ID in frame.columns]
    return int(filled[-1].get_column(ID)[-1]) if filled else None


def _records(
    frames: list[pl.DataFrame], search: DatastoreSearch, table: Table, answer: Answer
) -> JSON:
    if search.records_format in {"csv", "tsv"}:
        return "".join(_lines(frame, search.records_format) for frame in frames)
    wide = table.wide if answer.wide is None else answer.wide
    objects = b"".join(encode.json_rows(iter(frames), wide=wide))
    if search.records_format == "objects":
        return msgspec.Raw(b"[" + objects + b"]")
    rows = msgspec.json.decode(b"[" + objects + b"]", type=list[dict[str, Any]])
    return [list(row.values()) for row in rows]


def _lines(frame: pl.DataFrame, kind: str) -> str:
    return frame.write_csv(
        include_header=False,
        separator="," if kind == "csv" else "\t",
        datetime_format=encode.INSTANT,
    )


async def _metadata(call: Call) -> JSON:
    """The list of tables, as CKAN's `_table_metadata` gives it."""
    limit, offset = call.number("limit", 100) or 0, call.number("offset", 0) or 0
    manifest = call.context.shelf.manifest

    def listed() -> tuple[int, list[dict[str, JSON]]]:
        found: list[dict[str, JSON]] = []
        after = None
        while len(found) < offset + limit:
            page = manifest.tables(after=after, limit=1_000)
            if not page:
                break
            found += [{ID: n, "name": e.id, "alias_of": None} for n, e in enumerate(page, 1)]
            after = page[-1].name
        return manifest.count(), found[offset : offset + limit]

    total, records = await call.context.shelf.ask(listed)
    fields = [{"id": ID, "type": "int"}, {"id": "name", "type": "text"}]
    return {
        "resource_id": _TABLES,
        "fields": [*fields, {"id": "alias_of", "type": "text"}],
        "records": records,
        "records_format": "objects",
        "limit": limit,
        "total": total,
        "include_total": True,
    }


def dump_lines(
    kind: str, frames: Iterator[pl.DataFrame], fields: list[dict[str, JSON]], *, has_bom: bool
) -> Generator[bytes]:
    """/datastore/dump: all rows as CSV, TSV, JSON or XML, a batch at a time."""
    named = (frame.rename({ROW: ID}) for frame in frames)
    if kind in {"csv", "tsv"}:
        separator = "," if kind == "csv" else "\t"
        yield from encode.separated_lines(named, separator, has_bom=has_bom)
    elif kind == "json":
        yield b'{"fields":' + msgspec.json.encode(fields) + b',"records":['
        comma = b""
        for frame in named:
            for row in msgspec.json.decode(frame.write_json(), type=list[dict[str, Any]]):
                yield comma + msgspec.json.encode(list(row.values()))
                comma = b",\n"
        yield b"]}"
    else:
        yield from _xml(named)


def _xml(frames: Iterator[pl.DataFrame]) -> Generator[bytes]:
    from xml.sax.saxutils import escape, quoteattr

    yield b"<data>\n"
    for frame in frames:
        for row in msgspec.json.decode(frame.write_json(), type=list[dict[str, Any]]):
            cells = [
                f"<value name={quoteattr(name)}>{escape(str(value))}</value>"
                for name, value in row.items()
                if name != ID and value is not None
            ]
            yield f'<row _id="{row[ID]}">{"".join(cells)}</row>\n'.encode()
    yield b"</data>\n"


def kind_of_dump(call: Call) -> str:
    kind = call.text("format", default="csv").lower()
    if kind not in {"csv", "tsv", "json", "xml"}:
        raise Invalid({"format": ["must be one of csv, tsv, json, xml"]})
    return kind
