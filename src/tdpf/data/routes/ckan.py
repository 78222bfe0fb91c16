"""`/api/3/action/NAME` and `/datastore/dump/ID`: what CKAN's clients call."""

from __future__ import annotations

import inspect
import logging
import re
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tdpf.core.catalog.ckan.datastore_answer import datastore_type
from tdpf.core.catalog.ckan.datastore_values import ROW, shown_name
from tdpf.core.catalog.ckan.envelope import (
    CONTENT_TYPE,
    BadSearch,
    Invalid,
    bad_search,
    failure,
    internal,
    invalid,
    not_allowed,
    not_found,
    success,
    unknown_action,
)
from tdpf.core.tables.check import check
from tdpf.core.tables.cursor import short_hash
from tdpf.core.tables.query import Query
from tdpf.data.ckan.absent import REFUSED
from tdpf.data.ckan.call import JSON, BadJson, Call, NotFound, given_of
from tdpf.data.ckan.datastore import ROWS, dump_lines, kind_of_dump, table_of
from tdpf.data.ckan.sql import SqlOff
from tdpf.data.ckan.table import READS
from tdpf.data.ckan.writes import AT_PAGES
from tdpf.data.context import context_of
from tdpf.data.identity import ask_for_nobody, token_of
from tdpf.data.problem import ApiError
from tdpf.data.request import is_unchanged
from tdpf.data.respond import caching
from tdpf.data.work import ClientGoneError

_log = logging.getLogger(__name__)
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,100}")


async def version(request: Request) -> Response:
    """The version of the API, at the address that clients are set up with."""
    del request
    return Response(b'{"version": 3}', media_type=CONTENT_TYPE)


async def action(request: Request) -> Response:
    """One action, in CKAN's envelope."""
    context = context_of(request)
    name = request.path_params["action"]
    site = context.site_url
    if name not in KNOWN:
        return _json(unknown_action(name), 400)
    if name in REFUSED:
        told = not_allowed(f"Access denied: {REFUSED[name]}")
        return _json(failure(site, name, told), 403)
    try:
        given = await given_of(request)
        callback = _callback(given, request)
        if callback and not token_of(request.scope):  # any page may have sent the reader's cookie
            ask_for_nobody(request.scope)
        result = await _result(name, Call(given, context.ckan, context, request))
        return _told(request, success(site, name, result), callback)
    except BadJson as error:
        return _json(f"Bad request - {error}", 400)
    except Invalid as error:
        return _json(failure(site, name, invalid(error.problems)), 409)
    except NotFound as error:
        return _json(failure(site, name, not_found(error.what)), 404)
    except BadSearch as error:
        return _json(failure(site, name, bad_search(error)), 400)
    except SqlOff:
        told = not_allowed() | {"message": "datastore_search_sql is not turned on at this site"}
        return _json(failure(site, name, told), 403)
    except ClientGoneError:
        raise
    except Exception as error:  # noqa: BLE001 — the request edge, in CKAN's own words
        _log.exception("%s failed", name)
        status = 503 if isinstance(error, ApiError | OSError) else 500
        return _json(failure(site, name, internal()), status)


async def _result(name: str, call: Call) -> JSON:
    if name == "help_show":
        return _help(call)
    if name in ROWS:
        return await ROWS[name](call)
    if name in AT_PAGES:  # the pages server takes them; see docs/operate/two-processes.md
        raise Invalid({"action": [f"{name} is answered by the pages server"]})
    return await call.context.work.run(lambda: READS[name](call), call.request.receive)


def _help(call: Call) -> str:
    """What an action does. Parameter: name."""
    name = call.text("name")
    found = READS.get(name) or ROWS.get(name)
    if found is None and name not in KNOWN:
        raise NotFound(f"Action name not known: {name}")
    if found is None:
        return (AT_PAGES | REFUSED).get(name) or "What an action does. Parameter: name."
    return inspect.getdoc(found) or name


KNOWN = frozenset({*READS, *ROWS, *AT_PAGES, *REFUSED, "help_show"})


def _callback(given: dict[str, JSON], request: Request) -> str | None:
    """The function that a JSONP caller names; only GET has it."""
    named = given.pop("callback", None)
    if named is None or request.method != "GET":
        return None
    if not isinstance(named, str) or not _CALLBACK.fullmatch(named):
        raise BadJson("JSON Error: callback is no name of a function")
    return named


def _told(request: Request, envelope: dict[str, JSON], callback: str | None) -> Response:
    body = msgspec.json.encode(envelope)
    etag = f'"{short_hash(msgspec.Raw(body))}"'
    headers = caching(etag=etag) | {"Vary": "Accept, Authorization"}
    if request.method != "POST" and is_unchanged(request.headers, etag, None):
        return Response(status_code=304, headers=headers)
    if callback:
        script = callback.encode() + b"(" + body + b");"
        kind = "application/javascript;charset=utf-8"
        return Response(script, headers=headers, media_type=kind)
    return Response(body, headers=headers, media_type=CONTENT_TYPE)


def _json(body: Any, status: int) -> Response:
    return Response(msgspec.json.encode(body), status, {"Cache-Control": "no-store"}, CONTENT_TYPE)


async def dump(request: Request) -> Response:
    """All rows of a resource, streamed without a cap."""
    context = context_of(request)
    given = {"resource_id": request.path_params["resource"], **dict(request.query_params)}
    call = Call(given, context.ckan, context, request)
    try:
        kind = kind_of_dump(call)
        table = await table_of(call)
    except Invalid as error:
        return _json(failure(context.site_url, "datastore_dump", invalid(error.problems)), 409)
    except NotFound:
        return _json("Not found: DataStore resource not found", 404)
    columns = [c for c in table.layout.columns if c.name == ROW or not c.name.startswith("_")]
    ordered = sorted(columns, key=lambda column: column.name != ROW)
    query = check(Query(columns=tuple(c.name for c in ordered), limit=None), table.layout)
    found = await context.work.aside(lambda: context.shelf.tables.get(table.path).answer(query))
    fields = [{"id": shown_name(c.name), "type": datastore_type(c)} for c in ordered]
    chunks = context.work.stream(
        dump_lines(kind, found.batches(), fields, has_bom=call.flag("bom"))
    )
    kinds = {"csv": "text/csv", "tsv": "text/tab-separated-values", "json": "application/json"}
    headers = {
        "Content-Disposition": f'attachment; filename="{table.entry.name}.{kind}"',
        "ETag": f'"{short_hash((table.entry.version.sha256, kind, call.flag("bom")))}"',
    }
    media_type = f"{kinds.get(kind, 'text/xml')}; charset=utf-8"
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(chunks, headers=headers, media_type=media_type)
