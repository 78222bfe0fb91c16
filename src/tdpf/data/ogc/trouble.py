"""What is wrong, as a page, where a browser asks; programs get problem+json as everywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.core.tables.errors import QueryError
from tdpf.data.ogc.answer import PAGE_HEADERS
from tdpf.data.ogc.asked import likes_html
from tdpf.data.ogc.links import GEOJSON, JSON, JSON_SCHEMA, OAS30
from tdpf.data.ogc.page import anchor, page
from tdpf.data.ogc.words import say
from tdpf.data.problem import ApiError, Problem, problem
from tdpf.data.request import language, pairs_of
from tdpf.data.words import Language

Endpoint = Callable[[Request], Awaitable[Response]]
_KINDS = (JSON, GEOJSON, JSON_SCHEMA, OAS30)


def for_people(endpoint: Endpoint) -> Endpoint:
    """The endpoint, its errors as pages for whoever asked for a page."""

    @wraps(endpoint)
    async def answered(request: Request) -> Response:
        try:
            return await endpoint(request)
        except (QueryError, ApiError) as error:
            told = _asked_for_a_page(request)
            if told is None:
                raise
            return _page(request, error, told)

    return answered


def _asked_for_a_page(request: Request) -> Language | None:
    """The language of the page, or None for who takes no page."""
    try:
        given = dict(pairs_of(request))
        accept = request.headers.get("accept", "")
        is_page = given.get("f") == "html" or (given.get("f") != "json" and _likes(accept))
    except ApiError:  # not even the address can be read
        return None
    if not is_page:
        return None
    named = given.get("lang")
    return ("en" if named == "en" else "ja") if named in {"ja", "en"} else language(request)


def _likes(accept: str) -> bool:
    try:
        return likes_html(accept, _KINDS)
    except ApiError:  # takes neither
        return False


def _page(request: Request, error: QueryError | ApiError, words: Language) -> Response:
    plain = problem(error, words)
    told = msgspec.json.decode(bytes(plain.body), type=Problem)
    body = page(
        request,
        words,
        title=told.title,
        lead=told.detail,
        crumbs=[("/ogc?f=html", say("title", words))],
        parts=[
            f"<p>{anchor('/ogc/collections?f=html', say('collections', words))}</p>",
            f'<p class="soft small"><code>{told.code}</code></p>',
        ],
    )
    headers = {
        name: text
        for name, text in plain.headers.items()
        if name not in {"content-type", "content-length"}
    }
    headers |= PAGE_HEADERS | {"vary": "Accept, Accept-Encoding, Accept-Language"}
    return Response(body, plain.status_code, headers, "text/html; charset=utf-8")
