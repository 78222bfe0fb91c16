"""`/api/v1/tables`: which tables there are, and what one of them holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.adapters.manifest import Manifest, TableEntry
from tdpf.core.tables.cursor import short_hash
from tdpf.core.tables.errors import BadValue, RepeatedParameter, UnknownParameter
from tdpf.core.tables.layout import near
from tdpf.core.tables.parameters import VERSION, Pairs, Parameter, parse_place
from tdpf.data.context import context_of, published_or_error
from tdpf.data.describe import Link, TableDescription, TableList, description, summary
from tdpf.data.identity import Actor, actor_of, for_this_asker, readable
from tdpf.data.request import is_unchanged, pairs_of, with_pairs
from tdpf.data.respond import caching, link_header

PAGE_DEFAULT = 100
PAGE_MAXIMUM = 1000
PARAMETERS = (
    Parameter(
        "standard",
        {"type": "string", "minLength": 1},
        "標準データセットの記号。その標準の表だけを返します。",
        "Slug of a standard set: only tables of that standard.",
        "public_toilet",
    ),
    Parameter(
        "publisher",
        {"type": "string", "pattern": "^[0-9]{6}$"},
        "公開団体の6桁のコード。その団体の表だけを返します。",
        "Six-digit code of a publisher: only its tables.",
        "131130",
    ),
    Parameter(
        "merged",
        {"type": "boolean"},
        "true は全団体を一つにした統合表だけ、false は団体ごとの表だけを返します。",
        "true: only tables merged over all publishers; false: only tables of one publisher.",
        "true",
    ),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": PAGE_MAXIMUM},
        f"表の数。既定{PAGE_DEFAULT}、最大{PAGE_MAXIMUM}。",
        f"Number of tables: {PAGE_DEFAULT} unless given, {PAGE_MAXIMUM} at most.",
        PAGE_DEFAULT,
    ),
    Parameter(
        "cursor",
        {"type": "string", "minLength": 1},
        "前の答えの next にあった続きの印。",
        "Where the previous answer ended, from its `next` link.",
    ),
)
TABLE_PARAMETERS = (VERSION,)


class Wanted(msgspec.Struct, frozen=True):
    """Which tables a list holds."""

    standard: str | None = None
    publisher: str | None = None
    merged: bool | None = None
    limit: int = PAGE_DEFAULT
    cursor: str | None = None


async def tables(request: Request) -> Response:
    """Tables by name, a page at a time."""
    context = context_of(request)
    pairs = pairs_of(request)
    wanted = parse_wanted(pairs)
    actor = actor_of(request.scope)
    matched, found = await context.shelf.ask(lambda: _listed(context.shelf.manifest, wanted, actor))
    page = found[: wanted.limit]
    seen = await context.shelf.seen_of(actor, page)
    if not all(entry.is_same_for_all for entry in page):
        for_this_asker(request.scope)
    path = context.site_url + request.url.path
    links = [Link("self", with_pairs(path, pairs))]
    if len(found) > wanted.limit:
        links.append(Link("next", _next(path, pairs, page)))
    content = TableList(
        number_matched=matched,
        number_returned=len(seen),
        links=tuple(links),
        tables=tuple(summary(entry, context.site_url) for entry in seen),
    )
    following = [(link.href, link.rel) for link in links[1:]]
    return _answer(request, content, {"Link": link_header(following)} if following else {})


def _listed(manifest: Manifest, wanted: Wanted, actor: Actor) -> tuple[int, list[TableEntry]]:
    """How many tables there are in all, and the asked ones with one more if there is more."""
    found = manifest.tables(
        standard=wanted.standard,
        publisher=wanted.publisher,
        is_merged=wanted.merged,
        after=wanted.cursor,
        limit=wanted.limit + 1,
        owners=readable(actor),
    )
    matched = manifest.count(
        standard=wanted.standard,
        publisher=wanted.publisher,
        is_merged=wanted.merged,
        owners=readable(actor),
    )
    return matched, list(found)


def _next(path: str, pairs: Pairs, page: Sequence[TableEntry]) -> str:
    kept = [pair for pair in pairs if pair[0] != "cursor"]
    return with_pairs(path, [*kept, ("cursor", page[-1].name)])


async def table(request: Request) -> Response:
    """One table: its columns, its version, its quality, and where its rows are."""
    context = context_of(request)
    pairs = pairs_of(request)
    _only(pairs, TABLE_PARAMETERS)
    version = parse_place(pairs).version
    found = await published_or_error(request, request.path_params["table"], version)
    content = description(found.entry, found.layout, context.site_url)
    return _answer(request, content, {}, modified=found.dated, is_pinned=version is not None)


def _answer(
    request: Request,
    content: TableList | TableDescription,
    extra: dict[str, str],
    *,
    modified: datetime | None = None,
    is_pinned: bool = False,
) -> Response:
    body = msgspec.json.encode(content)
    etag = f'"{short_hash(body)}"'
    headers = caching(etag=etag, modified=modified, is_pinned=is_pinned) | extra
    if is_unchanged(request.headers, etag, modified):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def parse_wanted(pairs: Pairs) -> Wanted:
    """The list that the parameters ask for, or the QueryError that says why they cannot."""
    _only(pairs, PARAMETERS)
    return msgspec.convert({name: _READ[name](value) for name, value in pairs}, Wanted)


def _only(pairs: Pairs, parameters: Sequence[Parameter]) -> None:
    """Every parameter is known and given once."""
    known = [parameter.name for parameter in parameters]
    seen: set[str] = set()
    for name, _ in pairs:
        if name not in known:
            raise UnknownParameter(name, near(name, known) or tuple(known))
        if name in seen:
            raise RepeatedParameter(name)
        seen.add(name)


def _text(name: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not value:
            raise BadValue(name, value, "text")
        return value

    return read


def _code(value: str) -> str:
    if len(value) != 6 or not (value.isascii() and value.isdigit()):
        raise BadValue("publisher", value, "code")
    return value


def _boolean(value: str) -> bool:
    if value.lower() not in {"true", "false"}:
        raise BadValue("merged", value, "boolean")
    return value.lower() == "true"


def _limit(value: str) -> int:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0
    if not 1 <= number <= PAGE_MAXIMUM:
        raise BadValue("limit", value, "page-size")
    return number


_READ: dict[str, Callable[[str], str | bool | int]] = {
    "standard": _text("standard"),
    "publisher": _code,
    "merged": _boolean,
    "limit": _limit,
    "cursor": _text("cursor"),
}
