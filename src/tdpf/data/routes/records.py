"""`/api/v1/tables/{table}/records`: the rows of a table, chosen, ordered, paged, in any format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from tdpf.core.tables import encode
from tdpf.core.tables.cursor import Cursor, question_of, short_hash
from tdpf.core.tables.load import Table
from tdpf.core.tables.parameters import Pairs, parse, parse_place
from tdpf.core.tables.plan import Answer
from tdpf.core.tables.query import Checked
from tdpf.data.context import Context, context_of, published_or_error
from tdpf.data.credit import licence_of
from tdpf.data.describe import Link, RecordsPage, credit
from tdpf.data.formats import FORMATS, Format, negotiate
from tdpf.data.problem import ApiError
from tdpf.data.published import Published
from tdpf.data.request import is_unchanged, pairs_of, with_pairs
from tdpf.data.respond import caching, link_header

_IN_GEOMETRY = ("_id", "_lon", "_lat")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that has been understood."""

    context: Context
    table: Published
    query: Checked
    format: Format
    pairs: Pairs
    path: str
    etag: str
    version: int | None  # as asked; an answer that names its version never changes


async def records(request: Request) -> Response:
    """Rows of a table: see PARAMETERS and OPERATORS of `tdpf.core.tables.parameters`."""
    asked = await understand(request)
    headers = _headers(asked)
    if is_unchanged(request.headers, asked.etag, asked.table.modified):
        return Response(status_code=304, headers=headers)
    if asked.format.name == "parquet" and _is_whole(asked):
        return _file(asked, headers)
    return await _rows(request, asked, headers)


async def _rows(request: Request, asked: Asked, headers: dict[str, str]) -> Response:
    work, kind = asked.context.work, asked.format
    table = await _loaded(asked)
    query, properties = _to_read(asked)
    is_light = table.is_light(query)
    answer = await work.run(lambda: table.answer(query), is_light=is_light)
    headers |= _counts(asked, answer)
    if request.method == "HEAD":
        return Response(headers=headers, media_type=kind.content_type)
    chunks = _chunks(asked, answer, table, properties)
    if kind.name == "json":
        body = await work.run(lambda: b"".join(chunks), is_light=is_light)
        response = Response(body, headers=headers, media_type=kind.content_type)
        return asked.context.answers.keep(
            request, response, generation=asked.table.generation, table=asked.table,
            version=asked.version,
        )  # fmt: skip
    return StreamingResponse(work.stream(chunks), headers=headers, media_type=kind.content_type)


def _chunks(
    asked: Asked, answer: Answer, table: Table, properties: Sequence[str]
) -> Iterator[bytes]:
    batches = answer.batches()
    if asked.format.name == "csv":
        return encode.csv_lines(batches)
    if asked.format.name == "parquet":
        return encode.parquet_chunks(batches)
    facts = _page(asked, answer)
    if asked.format.name == "geojson":
        return encode.geojson_document(facts, batches, properties, wide=table.wide)
    return encode.json_document(facts, batches, wide=table.wide)


def _to_read(asked: Asked) -> tuple[Checked, Sequence[str]]:
    """The query with the columns that the format needs besides, and the columns to be shown."""
    if asked.format.name != "geojson":
        return asked.query, ()
    names = asked.table.layout.names()
    shown = asked.query.columns or [name for name in names if name not in _IN_GEOMETRY]
    needed = [name for name in _IN_GEOMETRY if name in names]
    columns = tuple(dict.fromkeys((*shown, *needed)))
    return msgspec.structs.replace(asked.query, columns=columns), shown


async def _loaded(asked: Asked) -> Table:
    tables, path = asked.context.shelf.tables, asked.table.path
    found = tables.peek(path)
    if found is not None:
        return found
    try:
        return await asked.context.work.run(lambda: tables.get(path))
    except FileNotFoundError as error:
        raise _gone(asked) from error


def _is_whole(asked: Asked) -> bool:
    """Whether the answer is the published file itself."""
    query = asked.query
    return not (query.columns or query.where or query.box or query.sort or query.offset) and (
        query.limit is None
    )


def _file(asked: Asked, headers: dict[str, str]) -> Response:
    path, rows = asked.table.path, asked.table.entry.version.rows
    if not path.is_file():
        raise _gone(asked)
    headers |= _counts(asked, Answer(rows, rows, lambda: iter(())))
    return FileResponse(path, headers=headers, media_type=asked.format.content_type)


def _gone(asked: Asked) -> ApiError:
    entry = asked.table.entry
    return ApiError("version-gone", table=entry.name, version=entry.version.number)


async def understand(request: Request) -> Asked:
    """The table, version, format and query of a request, or the error that says what is wrong."""
    context = context_of(request)
    found = _format(request)
    pairs = pairs_of(request)
    place = parse_place(pairs)
    table = await published_or_error(request, request.path_params["table"], place.version)
    query = parse(pairs, table.layout, limits=found.limits, cursor=place.cursor)
    return Asked(
        context=context,
        table=table,
        query=query,
        format=found,
        pairs=pairs,
        path=context.site_url + request.url.path,
        etag=_etag(table, query, found),
        version=place.version,
    )


def _etag(table: Published, query: Checked, kind: Format) -> str:
    entry = table.entry
    return f'"{short_hash((entry.version.sha256, credit(entry), query, kind.name))}"'


def _format(request: Request) -> Format:
    suffix = request.path_params.get("format")
    if suffix is not None:
        if suffix not in FORMATS:
            raise ApiError("unknown-format", format=suffix)
        return FORMATS[suffix]
    found = negotiate(request.headers.get("accept", ""))
    if found is None:
        raise ApiError("not-acceptable", offered=[f.media_type for f in FORMATS.values()])
    return found


def _headers(asked: Asked) -> dict[str, str]:
    entry = asked.table.entry
    headers = caching(
        etag=asked.etag, modified=asked.table.modified, is_pinned=asked.version is not None
    )
    headers["TDPF-Version"] = str(entry.version.number)
    if entry.is_synthetic:
        headers["TDPF-Synthetic"] = "true"
    if asked.format.name != "json":
        name = f"{entry.name}.{asked.format.name}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return headers


def _counts(asked: Asked, answer: Answer) -> dict[str, str]:
    links = [(f"{asked.context.site_url}/api/v1/tables/{asked.table.entry.name}", "describedby")]
    licence = licence_of(asked.table.entry)
    if licence.url:
        links.append((licence.url, "license"))
    following = _next(asked, answer)
    if following:
        links.append((following, "next"))
    return {
        "Link": link_header(links),
        "TDPF-Matched": str(answer.matched),
        "TDPF-Returned": str(answer.returned),
    }


def _next(asked: Asked, answer: Answer) -> str | None:
    end = asked.query.offset + answer.returned
    if end >= answer.matched or not answer.returned:
        return None
    cursor = Cursor(asked.table.entry.version.number, end, question_of(asked.query))
    kept = [pair for pair in asked.pairs if pair[0] != "cursor"]
    return with_pairs(asked.path, [*kept, ("cursor", cursor.text())])


def _self(asked: Asked) -> str:
    return with_pairs(asked.path, asked.pairs)


def _page(asked: Asked, answer: Answer) -> RecordsPage:
    links = [Link("self", _self(asked))]
    following = _next(asked, answer)
    if following:
        links.append(Link("next", following))
    return RecordsPage(
        **credit(asked.table.entry),
        number_matched=answer.matched,
        number_returned=answer.returned,
        links=tuple(links),
    )
