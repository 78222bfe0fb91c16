"""`/api/v1/sql`: one SELECT over the published tables, with bounds on time, memory and rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.adapters.sql import Cell, SqlAnswer
from tdpf.core.tables.cursor import short_hash
from tdpf.core.tables.errors import BadLimit, BadValue, RepeatedParameter, UnknownParameter
from tdpf.core.tables.parameters import Pairs, Parameter
from tdpf.data.context import Context, context_of
from tdpf.data.describe import Credit, credit
from tdpf.data.formats import negotiate
from tdpf.data.gate import client_of
from tdpf.data.identity import actor_of, for_this_asker
from tdpf.data.problem import ApiError
from tdpf.data.request import is_unchanged, pairs_of
from tdpf.data.respond import caching
from tdpf.data.sql import Told

ROWS_DEFAULT = 1_000
MAXIMUM_BODY_BYTES = 64_000
CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "ndjson": "application/x-ndjson",
}
PARAMETERS = (
    Parameter(
        "sql",
        {"type": "string", "minLength": 1},
        "SELECT文を一つ(DuckDBの書き方)。表は名前で、記号を含む名前は二重引用符で囲みます。",
        "One SELECT in DuckDB's dialect. Tables by name; a name with signs in double quotes.",
        'select 名称 from "public-toilet" limit 10',
    ),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 10_000},
        f"行数の上限。既定{ROWS_DEFAULT}。超えると truncated が true になります。",
        f"Rows at most, {ROWS_DEFAULT} unless given; `truncated` tells whether there are more.",
        100,
    ),
)


class SqlColumn(msgspec.Struct, frozen=True):
    """A column of the answer: `type` is text, integer, number, boolean, date, datetime, decimal."""

    name: str
    type: str


class SqlResult(msgspec.Struct, frozen=True, rename="camel"):
    """Rows of a statement, and whose data they were made from."""

    sql: str
    number_returned: int
    truncated: bool
    columns: tuple[SqlColumn, ...]
    tables: tuple[Credit, ...]
    records: list[dict[str, Any]]  # Any: what JSON can hold


class SqlQuestion(msgspec.Struct, frozen=True):
    """What a request asks."""

    sql: str = ""
    limit: int = ROWS_DEFAULT


async def sql(request: Request) -> Response:
    """The rows that a statement gives."""
    context = context_of(request)
    kind = _format(request)
    wanted = await _wanted(request, context.sql.bounds.rows)
    if not wanted.sql.strip():
        raise ApiError("sql-missing")
    generation = await context.shelf.refresh()
    told = await context.sql.ask(
        wanted.sql,
        context.shelf,
        actor_of(request.scope),
        client=client_of(request.scope, request.headers),
        limit=wanted.limit,
        receive=request.receive,
    )
    return _answer(request, context, wanted, told, kind, generation)


def _format(request: Request) -> str:
    suffix = request.path_params.get("format")
    if suffix is not None:
        if suffix not in CONTENT_TYPES:
            raise ApiError("unknown-format", format=suffix)
        return str(suffix)
    found = negotiate(request.headers.get("accept", ""))
    if found is None or found.name not in CONTENT_TYPES:
        raise ApiError("not-acceptable", offered=list(CONTENT_TYPES.values()))
    return found.name


async def _wanted(request: Request, most: int) -> SqlQuestion:
    if request.method != "POST":
        return _parsed(pairs_of(request), most)
    body = await _body(request)
    if "json" not in request.headers.get("content-type", "json"):
        return _parsed(_form(body), most)
    try:
        found = msgspec.json.decode(body, type=dict[str, str | int])
    except msgspec.MsgspecError as error:
        raise ApiError("bad-body") from error
    return _parsed([(name, str(value)) for name, value in found.items()], most)


async def _body(request: Request) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAXIMUM_BODY_BYTES:
            raise ApiError("body-too-large", maximum=MAXIMUM_BODY_BYTES)
        parts.append(part)
    return b"".join(parts)


def _form(body: bytes) -> Pairs:
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10)
    except ValueError as error:
        raise ApiError("bad-body") from error


def _parsed(pairs: Pairs, most: int) -> SqlQuestion:
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in {"sql", "limit"}:
            raise UnknownParameter(name, ("sql", "limit"))
        if name in given:
            raise RepeatedParameter(name)
        given[name] = value
    return SqlQuestion(given.get("sql", ""), _limit(given.get("limit"), most))


def _limit(text: str | None, most: int) -> int:
    if text is None:
        return min(ROWS_DEFAULT, most)
    if not (text.isascii() and text.isdigit() and len(text) < 9 and int(text)):
        raise BadValue("limit", text, "page-size")
    if int(text) > most:
        raise BadLimit("limit", text, most)
    return int(text)


def _answer(
    request: Request, context: Context, wanted: SqlQuestion, told: Told, kind: str, generation: int
) -> Response:
    if not told.is_same_for_all:
        for_this_asker(request.scope)
    body = _BODIES[kind](wanted, told)
    etag = f'"{short_hash(body)}"'
    headers = caching(etag=etag) | {
        "TDPF-Returned": str(len(told.answer.rows)),
        "TDPF-Truncated": "true" if told.answer.is_truncated else "false",
    }
    if any(entry.is_synthetic for entry in told.tables):
        headers["TDPF-Synthetic"] = "true"
    if request.method == "GET" and is_unchanged(request.headers, etag, None):
        return Response(status_code=304, headers=headers)
    response = Response(body, headers=headers, media_type=CONTENT_TYPES[kind])
    return context.answers.keep(request, response, generation=generation)


def _json(wanted: SqlQuestion, told: Told) -> bytes:
    answer = told.answer
    result = SqlResult(
        sql=wanted.sql,
        number_returned=len(answer.rows),
        truncated=answer.is_truncated,
        columns=tuple(
            SqlColumn(name, kind) for name, kind in zip(answer.names, answer.types, strict=True)
        ),
        tables=tuple(Credit(**credit(entry)) for entry in told.tables),
        records=_records(answer),
    )
    return msgspec.json.encode(result)


def _ndjson(wanted: SqlQuestion, told: Told) -> bytes:
    del wanted
    return b"".join(msgspec.json.encode(row) + b"\n" for row in _records(told.answer))


def _csv(wanted: SqlQuestion, told: Told) -> bytes:
    del wanted
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(told.answer.names)
    writer.writerows([_csv_cell(cell) for cell in row] for row in told.answer.rows)
    return file.getvalue().encode()


def _csv_cell(cell: Cell) -> Cell:
    return str(cell).lower() if isinstance(cell, bool) else cell


def _records(answer: SqlAnswer) -> list[dict[str, Cell]]:
    names = _unique(answer.names)
    return [dict(zip(names, row, strict=True)) for row in answer.rows]


def _unique(names: Sequence[str]) -> list[str]:
    """Names as they are; a second one of the same name gets a number."""
    found: list[str] = []
    for name in names:
        number, free = 2, name
        while free in found:
            number, free = number + 1, f"{name}_{number}"
        found.append(free)
    return found


_BODIES = {"json": _json, "csv": _csv, "ndjson": _ndjson}
