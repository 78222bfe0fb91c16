"""`/api/v1/tables/{table}/records`: the rows of a table, chosen, ordered, paged, in any format."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from tdpf.core.tables.cursor import short_hash
from tdpf.core.tables.errors import CannotCombine
from tdpf.core.tables.parameters import (
    asked_names,
    parse,
    parse_place,
    wants_bom,
    wants_columns,
)
from tdpf.data.context import Context, context_of, published_or_error
from tdpf.data.credit import licence_of
from tdpf.data.describe import credit
from tdpf.data.formats import FORMATS, Format, negotiate
from tdpf.data.problem import ApiError
from tdpf.data.request import is_unchanged, pairs_of, with_pairs
from tdpf.data.respond import caching, link_header, refuse_odd_range
from tdpf.data.rows import Asked, Made, make, to_read
from tdpf.data.zipped import codings_of, known_tag, packed_tag


async def records(request: Request) -> Response:
    """Rows of a table: see PARAMETERS and OPERATORS of `tdpf.core.tables.parameters`."""
    context = context_of(request)
    if b"changes_since=" in request.scope["query_string"]:
        return _to_changes(request)
    asked = await understand(request, context)
    headers = _headers(asked)
    if is_unchanged(request.headers, headers["ETag"], asked.table.dated):
        return Response(status_code=304, headers=headers | _as_known(request, headers["ETag"]))
    if asked.format.name == "parquet" and asked.is_whole:
        return _file(request, asked, headers, context)
    return await _rows(request, asked, headers, context)


def _to_changes(request: Request) -> Response:
    """The change feed has rows of its own shape, and so an address of its own."""
    renamed = {"changes_since": "since"}
    pairs = [(renamed.get(name, name), value) for name, value in pairs_of(request)]
    path = request.url.path.replace("/records", "/changes", 1)
    return RedirectResponse(with_pairs(path, pairs), status_code=308)


async def understand(request: Request, context: Context) -> Asked:
    """The table, version, format and query of a request, or the error that says what is wrong."""
    found = _format(request)
    pairs = pairs_of(request)
    place = parse_place(pairs)
    table = await published_or_error(request, request.path_params["table"], place.version)
    query = parse(pairs, table.layout, limits=found.limits, cursor=place.cursor)
    if query.groups is not None and found.name == "geojson":
        raise CannotCombine("distinct" if not query.groups.measures else "group_by", "GeoJSON")
    path = context.site_url + request.url.path
    has_bom = wants_bom(pairs, is_csv=found.name == "csv")
    codings = codings_of(request.headers.get("accept-encoding", ""))
    return Asked(
        table,
        query,
        found,
        pairs,
        path,
        place.version,
        has_bom,
        coding=next(iter(codings), None),
        renamed=asked_names(pairs, query, table.layout),
        is_columnar=wants_columns(pairs, is_json=found.name == "json"),
    )


def _as_known(request: Request, etag: str) -> dict[str, str]:
    """The tag by which the asker knows the answer: that of the zipped one, if it has that."""
    return {"ETag": known_tag(etag, request.headers.get("if-none-match", ""))}


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


async def _rows(
    request: Request, asked: Asked, headers: dict[str, str], context: Context
) -> Response:
    made = await _made(request, asked, context)
    headers |= _counts(asked, context, made.answer.matched, made.answer.returned, made.next)
    if made.coding:
        headers |= {
            "Content-Encoding": made.coding,
            "ETag": packed_tag(headers["ETag"], made.coding),
        }
    media_type = asked.format.content_type
    if made.body is None:
        if request.method == "HEAD":
            return StreamingResponse(iter(()), headers=headers, media_type=media_type)
        if asked.format.is_file:
            chunks = await context.work.begun(made.chunks, request.receive)
        else:
            chunks = context.work.stream(made.chunks)
        return StreamingResponse(chunks, headers=headers, media_type=media_type)
    response = Response(made.body, headers=headers, media_type=media_type)
    return context.answers.keep(
        request,
        response,
        generation=asked.table.generation,
        table=asked.table,
        version=asked.version,
    )


async def _made(request: Request, asked: Asked, context: Context) -> Made:
    """The answer, made at once where that takes less than changing threads twice."""
    tables, path = context.shelf.tables, asked.table.path
    here = tables.peek(path)
    if here is not None and here.is_light(to_read(asked)[0]):
        return make(asked, here)
    try:
        return await context.work.run(lambda: make(asked, tables.get(path)), request.receive)
    except FileNotFoundError as error:
        raise _gone(asked) from error


def _file(request: Request, asked: Asked, headers: dict[str, str], context: Context) -> Response:
    """The published file itself, or one range of it."""
    path, rows = asked.table.path, asked.table.entry.version.rows
    if not path.is_file():
        raise _gone(asked)
    refuse_odd_range(request.headers.get("range"), path.stat().st_size)
    headers |= _counts(asked, context, rows, rows, None)
    return FileResponse(path, headers=headers, media_type=asked.format.content_type)


def _gone(asked: Asked) -> ApiError:
    entry = asked.table.entry
    return ApiError("version-gone", table=entry.name, version=entry.version.number)


def _headers(asked: Asked) -> dict[str, str]:
    entry = asked.table.entry
    shape = (asked.format.name, asked.has_bom, dict(asked.renamed), asked.is_columnar)
    answer = (entry.version.sha256, credit(entry), asked.query, shape)
    etag = f'"{short_hash(answer)}"'
    is_pinned = asked.version is not None
    headers = caching(etag=etag, modified=asked.table.dated, is_pinned=is_pinned)
    headers["Vary"] = "Accept, Accept-Encoding"
    headers["TDPF-Version"] = str(entry.version.number)
    if entry.is_synthetic:
        headers["TDPF-Synthetic"] = "true"
    if asked.format.name != "json":
        name = f"{entry.name}.{asked.format.name}"
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return headers


def _counts(
    asked: Asked, context: Context, matched: int, returned: int, following: str | None
) -> dict[str, str]:
    links = [(f"{context.site_url}/api/v1/tables/{asked.table.entry.name}", "describedby")]
    licence = licence_of(asked.table.entry)
    if licence.url:
        links.append((licence.url, "license"))
    if following:
        links.append((following, "next"))
    return {
        "Link": link_header(links),
        "TDPF-Matched": str(matched),
        "TDPF-Returned": str(returned),
    }
