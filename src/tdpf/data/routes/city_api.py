"""`/api/{id}/json`: rows as the API service of Tokyo's catalogue gives them, for its programs.

Only what that service was seen to take is taken. Anything else is refused by name, with the way to
`/api/v1`, where all of it can be asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.core.catalog.ckan.times import ckan_time
from tdpf.core.catalog.model import Dataset, Distribution
from tdpf.core.tables import encode
from tdpf.core.tables.check import check
from tdpf.core.tables.load import Table
from tdpf.core.tables.query import And, Checked, Contains, Filter, Query
from tdpf.core.tables.schema import SYSTEM_COLUMNS
from tdpf.data.ckan.call import BadJson, given_of
from tdpf.data.context import Context, context_of, published_or_error
from tdpf.data.problem import ApiError
from tdpf.data.published import Published
from tdpf.data.request import language
from tdpf.data.respond import ASK_AGAIN

DEFAULT_ROWS, MOST_ROWS = 1_000, 10_000
_ROW = "_row"


class Condition(msgspec.Struct, forbid_unknown_fields=True):
    """One word that a column must hold."""

    column: str
    relationship: Literal["contains"]
    condition: str


class Conditions(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    condition_relationship: Literal["and"] = "and"
    string_and_search: list[Condition] = []


class Body(msgspec.Struct, forbid_unknown_fields=True, rename="camel"):
    search_condition: Conditions | None = None
    sort_order: None = None


async def city_api(request: Request) -> Response:
    """Rows of the table whose id, name, resource or former id this is."""
    context = context_of(request)
    asked = request.path_params["id"]
    name = await context.work.aside(lambda: context.ckan.catalog.table_of(asked)) or asked
    try:
        table = await published_or_error(request, name, None)
    except ApiError:  # of a hidden table no more is told than was asked
        raise ApiError("table-not-found", table=asked) from None
    limit, offset = _number(request, "limit", DEFAULT_ROWS), _number(request, "offset", 0)
    if limit > MOST_ROWS:
        raise ApiError("city-api-part", part=f"limit={limit}", table=table.entry.name)
    where = tuple(_conditions(await _body(request, table), table))
    query = Query(
        columns=(_ROW, *_shown(table)), where=And(where) if where else None, limit=limit,
        offset=offset,
    )  # fmt: skip
    checked = check(query, table.layout)
    described = await context.work.aside(lambda: _described(context, table))
    body = await context.work.run(
        lambda: _answer(context.shelf.tables.get(table.path), checked, asked, described, table),
        request.receive,
    )
    headers = {"Cache-Control": ASK_AGAIN, "Content-Language": language(request)}
    return Response(body, headers=headers, media_type="application/json")


async def _body(request: Request, table: Published) -> Body:
    if request.method != "POST":
        return Body()
    try:
        return msgspec.convert(await given_of(request), Body)
    except (msgspec.ValidationError, BadJson) as error:
        raise ApiError("city-api-part", part=str(error), table=table.entry.name) from error


def _number(request: Request, name: str, default: int) -> int:
    told = request.query_params.get(name, "")
    if told and not (told.isascii() and told.isdigit() and len(told) < 10):
        raise ApiError("city-api-part", part=f"{name}={told}", table=request.path_params["id"])
    return int(told) if told else default


def _conditions(body: Body, table: Published) -> Iterator[Filter]:
    for one in body.search_condition.string_and_search if body.search_condition else ():
        column = table.layout.find(one.column)
        if column is None or column.kind != "text" or column.name in SYSTEM_COLUMNS:
            raise ApiError("city-api-part", part=one.column, table=table.entry.name)
        yield Contains(column.name, one.condition)


def _shown(table: Published) -> list[str]:
    return [c.name for c in table.layout.columns if c.name not in SYSTEM_COLUMNS]


def _described(context: Context, table: Published) -> tuple[Dataset, Distribution | None] | None:
    found = context.ckan.catalog.dataset(table.entry.dataset)
    if found is None:
        return None
    files = (f for f in found.distributions if any(t.id == table.entry.id for t in f.tables))
    return found, next(files, None)


def _answer(
    rows: Table,
    query: Checked,
    asked: str,
    described: tuple[Dataset, Distribution | None] | None,
    table: Published,
) -> bytes:
    answer = rows.answer(query)
    number = {_ROW: "row"} if "row" not in _shown(table) else {}
    frames = [frame.rename(number) for frame in answer.batches()]
    wide = rows.wide if answer.wide is None else answer.wide
    hits = b"".join(encode.json_rows(iter(frames), wide=wide))
    told = {
        "total": answer.matched,
        "subtotal": answer.returned,
        "limit": query.limit,
        "offset": query.offset,
        "hits": msgspec.Raw(b"[" + hits + b"]"),
        "metadata": _metadata(asked, described, table),
    }
    return msgspec.json.encode(told)


def _metadata(
    asked: str, described: tuple[Dataset, Distribution | None] | None, table: Published
) -> dict[str, Any]:
    dataset, file = described or (None, None)
    sheets = [t.sheet for t in file.tables if t.id == table.entry.id] if file else []
    return {
        "apiId": asked,
        "title": table.entry.title,
        "datasetId": dataset.id if dataset else table.entry.dataset,
        "datasetTitle": dataset.title if dataset else "",
        "datasetDesc": dataset.notes if dataset else "",
        "dataTitle": file.title if file else table.entry.title,
        "dataDesc": file.description if file else "",
        "sheetname": sheets[0] if sheets else "",
        "version": str(table.entry.version.number),
        "created": ckan_time(file.created_at) if file else None,
        "updated": ckan_time(table.modified),
    }
