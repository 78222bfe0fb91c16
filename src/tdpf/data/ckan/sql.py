"""datastore_search_sql: the SQL desk behind CKAN's shape."""

from __future__ import annotations

import re

from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.data.ckan.call import JSON, Call
from tdpf.data.gate import client_of
from tdpf.data.identity import actor_of, for_this_asker
from tdpf.data.problem import ApiError

MOST_ROWS = 32_000
_TYPES = {
    "text": "text",
    "integer": "int8",
    "number": "float8",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamp",
    "decimal": "numeric",
}
_NAME = re.compile(r'"((?:[^"]|"")*)"')


class SqlOff(Exception):
    """The operator has not turned SQL on."""


async def answered(call: Call) -> JSON:
    """What a SELECT over resources gives; `records_truncated` when it was cut."""
    text = call.text("sql")
    tables = await _tables(call, text)
    desk = call.context.sql
    try:
        told = await desk.ask(
            text,
            call.context.shelf,
            actor_of(call.request.scope),
            client=client_of(call.request.scope, call.request.headers),
            limit=min(MOST_ROWS, desk.bounds.rows),
            receive=call.request.receive,
            also=tables,
        )
    except ApiError as error:
        if error.code == "sql-off":
            raise SqlOff from error
        what = str(error.data.get("what", ""))
        raise Invalid({"query": [f"{error.code}: {what}" if what else error.code]}) from error
    if not told.is_same_for_all:
        for_this_asker(call.request.scope)
    answer = told.answer
    records = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    fields = [
        {"id": name, "type": _TYPES.get(kind, "text")}
        for name, kind in zip(answer.names, answer.types, strict=True)
    ]
    found: dict[str, JSON] = {"sql": text, "records": records, "fields": fields}
    return found | ({"records_truncated": True} if answer.is_truncated else {})


async def _tables(call: Call, text: str) -> dict[str, str]:
    """Quoted names that are ids of resources → ids of their tables."""
    names = {found.replace('""', '"') for found in _NAME.findall(text)}
    catalog = call.shelf.catalog
    return await call.context.work.aside(
        lambda: {name: table for name in names if (table := catalog.table_of(name))}
    )
