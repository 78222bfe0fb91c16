"""`/api/v1/tables/{table}/changes`: rows added, changed and removed since a version."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

import msgspec
import polars as pl
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from tdpf.adapters.manifest import Version
from tdpf.core.tables import encode
from tdpf.core.tables.changes import Difference, Edition, difference, editions_between
from tdpf.core.tables.cursor import Cursor, parse_cursor, short_hash
from tdpf.core.tables.errors import (
    BadCursor,
    BadLimit,
    BadValue,
    RepeatedParameter,
    UnknownParameter,
)
from tdpf.core.tables.parameters import Pairs, Parameter
from tdpf.data.context import Context, context_of, published_or_error
from tdpf.data.describe import Credit, Link, credit
from tdpf.data.formats import FORMATS, Format, negotiate
from tdpf.data.problem import ApiError
from tdpf.data.published import Edition as Kept
from tdpf.data.published import Published
from tdpf.data.request import is_unchanged, pairs_of, with_pairs
from tdpf.data.respond import caching, link_header

PAGE_DEFAULT = 1_000
PAGE_MAXIMUM = 10_000
OFFERED = ("json", "csv", "ndjson")
PARAMETERS = (
    Parameter(
        "since",
        {"type": "integer", "minimum": 1},
        "手元にある版の番号。その版から今の版までの違いを、版ごとに返します。",
        "Number of the version you have: the differences from it to the current one, by version.",
        1,
    ),
    Parameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": PAGE_MAXIMUM},
        f"一度に返す行数(JSON)。既定{PAGE_DEFAULT}、最大{PAGE_MAXIMUM}。",
        f"Rows of a page of JSON: {PAGE_DEFAULT} unless given, {PAGE_MAXIMUM} at most.",
        PAGE_DEFAULT,
    ),
    Parameter(
        "cursor",
        {"type": "string", "minLength": 1},
        "前の答えの next にあった続きの印。",
        "Where the previous answer ended, from its `next` link.",
    ),
)


class VersionChanges(msgspec.Struct, frozen=True, rename="camel"):
    """How one version differs from the one before it."""

    version: int
    published: str
    added: int
    changed: int
    removed: int
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]


class Changes(Credit, frozen=True, rename="camel"):
    """What changed since a version; the rows follow as `records`.

    Each has `_change` (added, changed, removed), `_version` (in which it happened), `_id`,
    `_columns` (which cells changed, with ; between) and the row: now, or as it last was.
    """

    since: int
    number_matched: int
    number_returned: int
    versions: tuple[VersionChanges, ...]
    links: tuple[Link, ...]


class Wanted(msgspec.Struct, frozen=True):
    since: int
    limit: int
    offset: int
    until: int


async def changes(request: Request) -> Response:
    """The change feed of a table."""
    context = context_of(request)
    kind = _format(request)
    pairs = pairs_of(request)
    table = await published_or_error(request, request.path_params["table"], None)
    wanted = _wanted(pairs, table)
    editions = await context.shelf.editions(table)
    known = {one.version.number: one for one in editions}
    for number in (wanted.since, wanted.until):
        if number not in known:
            raise ApiError("version-not-found", table=table.entry.name, version=number)
    seen = table.entry.id, table.cut.key if table.cut else None
    etag = f'"{short_hash((*seen, msgspec.to_builtins(wanted), kind.name))}"'
    headers = caching(etag=etag) | {"TDPF-Version": str(wanted.until)}
    if is_unchanged(request.headers, etag, None):
        return Response(status_code=304, headers=headers)
    feed = _Feed(context, table, known, wanted)
    try:
        if kind.name == "json":
            body, following = await context.work.run(
                lambda: feed.page(context.site_url + request.url.path, pairs), request.receive
            )
            if following:
                headers["Link"] = link_header([(following, "next")])
            return Response(body, headers=headers, media_type=kind.content_type)
        found = await context.work.run(feed.differences, request.receive)
    except FileNotFoundError as error:
        raise ApiError("version-gone", table=table.entry.name, version=wanted.since) from error
    chunks = context.work.stream(_lines(kind, found))
    return StreamingResponse(chunks, headers=headers, media_type=kind.content_type)


def _format(request: Request) -> Format:
    suffix = request.path_params.get("format")
    if suffix is not None:
        if suffix not in OFFERED:
            raise ApiError("unknown-format", format=suffix)
        return FORMATS[suffix]
    found = negotiate(request.headers.get("accept", ""))
    if found is None or found.name not in OFFERED:
        offered = [FORMATS[name].media_type for name in OFFERED]
        raise ApiError("not-acceptable", offered=offered)
    return found


def _wanted(pairs: Pairs, table: Published) -> Wanted:
    given: dict[str, str] = {}
    for name, value in pairs:
        if name not in {"since", "limit", "cursor"}:
            raise UnknownParameter(name, ("since",))
        if name in given:
            raise RepeatedParameter(name)
        given[name] = value
    since = _number("since", given.get("since", "1"), "version")
    limit = _number("limit", given.get("limit", str(PAGE_DEFAULT)), "page-size")
    if limit > PAGE_MAXIMUM:
        raise BadLimit("limit", given["limit"], PAGE_MAXIMUM)
    until, offset = table.entry.version.number, 0
    if "cursor" in given:
        cursor = parse_cursor(given["cursor"])
        if cursor.question != f"changes {since}":
            raise BadCursor("cursor")
        until, offset = cursor.version, cursor.offset
    return Wanted(since, limit, offset, until)


def _number(name: str, text: str, expected: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if number < 1:
        raise BadValue(name, text, expected)
    return number


class _Feed:
    """The differences that a request asks for; made beside the loop."""

    def __init__(
        self, context: Context, table: Published, known: dict[int, Kept], wanted: Wanted
    ) -> None:
        self._context = context
        self._table = table
        self._known = known
        self._wanted = wanted

    def differences(self) -> list[tuple[Version, Difference]]:
        """Version by version. FileNotFoundError where a file is no longer kept."""
        editions = [
            Edition(one.version.number, one.path, one.version.schema)
            for one in self._known.values()
        ]
        steps = editions_between(editions, since=self._wanted.since, until=self._wanted.until)
        return [(self._known[new.number].version, difference(old, new)) for old, new in steps]

    def page(self, path: str, pairs: Pairs) -> tuple[bytes, str | None]:
        """One page as JSON, and where the next one is."""
        found = self.differences()
        wanted = self._wanted
        matched = sum(one.rows.height for _, one in found)
        end = min(wanted.offset + wanted.limit, matched)
        links = [Link("self", with_pairs(path, pairs))]
        following = None
        if end < matched:
            cursor = Cursor(wanted.until, end, f"changes {wanted.since}")
            kept = [pair for pair in pairs if pair[0] != "cursor"]
            following = with_pairs(path, [*kept, ("cursor", cursor.text())])
            links.append(Link("next", following))
        facts = Changes(
            **credit(self._table.entry),
            since=wanted.since,
            number_matched=matched,
            number_returned=max(end - wanted.offset, 0),
            versions=tuple(_summary(version, one) for version, one in found),
            links=tuple(links),
        )
        rows = _sliced([one.rows for _, one in found], wanted.offset, end)
        return b"".join(encode.json_document(facts, rows, wide=_wide(found))), following


def _summary(version: Version, found: Difference) -> VersionChanges:
    return VersionChanges(
        version=version.number,
        published=version.published_at,
        **found.counts(),
        columns_added=found.columns_added,
        columns_removed=found.columns_removed,
    )


def _sliced(frames: Sequence[pl.DataFrame], start: int, end: int) -> Iterator[pl.DataFrame]:
    """The rows from start to end of all frames together."""
    at = 0
    for frame in frames:
        first, last = max(start - at, 0), min(end - at, frame.height)
        if first < last:
            yield frame.slice(first, last - first)
        at += frame.height


def _wide(found: Sequence[tuple[Version, Difference]]) -> tuple[str, ...]:
    names = (name for _, one in found for name in encode.wide_integers(one.rows))
    return tuple(dict.fromkeys(names))


def _lines(kind: Format, found: Sequence[tuple[Version, Difference]]) -> Generator[bytes]:
    """All rows; in CSV under the columns of all versions together."""
    frames = [one.rows for _, one in found]
    if kind.name == "ndjson":
        yield from encode.ndjson_lines(iter(frames), wide=_wide(found))
    elif frames:
        kinds = {name: kind for frame in frames for name, kind in frame.schema.items()}
        alike = (
            frame.select(
                (
                    pl.col(name).cast(kind, strict=False)
                    if name in frame.columns
                    else pl.lit(None, kind)
                ).alias(name)
                for name, kind in kinds.items()
            )
            for frame in frames
        )
        yield from encode.csv_lines(alike)
