"""Rows as features: a page of them, and one (17-069r4, 7.15 and 7.16; 18-058r1, 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import msgspec
import polars as pl
from starlette.requests import Request
from starlette.responses import Response

from tdpf.core.maps.crs import Crs
from tdpf.core.maps.features import features
from tdpf.core.tables.cursor import Cursor, question_of, short_hash
from tdpf.core.tables.identity import trait_columns
from tdpf.core.tables.load import Table
from tdpf.core.tables.parameters import Pairs, parse_place
from tdpf.core.tables.plan import Answer
from tdpf.core.tables.query import Checked, Compare
from tdpf.data.context import context_of, published_or_error
from tdpf.data.credit import attribution_of, licence_of
from tdpf.data.ogc.answer import PAGE_HEADERS, header_links
from tdpf.data.ogc.asked import Form, form_of, only
from tdpf.data.ogc.collections import collection_path, crumbs_of
from tdpf.data.ogc.links import GEOJSON, HTML, JSON, Link, root_of
from tdpf.data.ogc.page import anchor, page, pager, paragraph, table
from tdpf.data.ogc.question import parse_question
from tdpf.data.ogc.tableschema import geometry_column, shown
from tdpf.data.ogc.words import say
from tdpf.data.problem import ApiError
from tdpf.data.published import Published
from tdpf.data.request import is_unchanged, pairs_of, with_pairs
from tdpf.data.respond import caching

_RULES = 1  # goes up when the same question gives other bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for features that has been understood."""

    found: Published
    query: Checked
    crs: Crs
    form: Form
    pairs: Pairs
    path: str
    root: str
    version: int | None  # as asked


@dataclass(frozen=True, slots=True)
class Made:
    body: bytes
    answer: Answer
    links: Sequence[Link]


async def items(request: Request) -> Response:
    """A page of features, the number of all that match, and where the next page is."""
    pairs = pairs_of(request)
    form = form_of(request, pairs, GEOJSON)
    place = parse_place([pair for pair in pairs if pair[0] in {"version", "cursor"}])
    found = await published_or_error(request, request.path_params["collection"], place.version)
    asked = parse_question(pairs, found.layout, place.cursor)
    root = root_of(request)
    path = f"{collection_path(root, found.entry)}/items"
    understood = Asked(found, asked.query, asked.crs, form, pairs, path, root, place.version)
    return await _answered(request, understood)


async def item(request: Request) -> Response:
    """One feature by its id."""
    pairs = only(request, "crs")
    form = form_of(request, pairs, GEOJSON)
    found = await published_or_error(request, request.path_params["collection"], None)
    key = request.path_params["feature"]
    crs = parse_question([p for p in pairs if p[0] == "crs"], found.layout, None).crs
    query = Checked(where=Compare("_id", "eq", key), limit=1)
    root = root_of(request)
    path = f"{collection_path(root, found.entry)}/items/{quote(key)}"
    return await _answered(request, Asked(found, query, crs, form, pairs, path, root, None), key)


async def _answered(request: Request, asked: Asked, key: str | None = None) -> Response:
    context, entry = context_of(request), asked.found.entry
    form = (asked.form.language if asked.form.is_html else "", asked.crs.uri, _RULES)
    about = (entry.version.sha256, entry.title, entry.licence, entry.is_synthetic)
    tag = short_hash((about, asked.query, asked.path, form))
    headers = caching(
        etag=f'"{tag}"', modified=asked.found.dated, is_pinned=asked.version is not None
    )
    headers |= {
        "Vary": f"Accept, Accept-Encoding{', Accept-Language' * asked.form.is_html}",
        "TDPF-Version": str(entry.version.number),
    }
    if entry.is_synthetic:
        headers["TDPF-Synthetic"] = "true"
    if is_unchanged(request.headers, headers["ETag"], asked.found.dated):
        return Response(status_code=304, headers=headers)
    made = await _made(request, asked, key)
    headers |= header_links([link for link in made.links if link.rel != "collection"])
    if asked.form.is_html:
        headers |= PAGE_HEADERS | {"Content-Language": asked.form.language}
        kind = "text/html; charset=utf-8"
    else:
        headers["Content-Crs"] = f"<{asked.crs.uri}>"
        kind = GEOJSON
    if key is None:
        headers["OGC-NumberReturned"] = str(made.answer.returned)
        headers["OGC-NumberMatched"] = str(made.answer.matched)
    response = Response(made.body, headers=headers, media_type=kind)
    if asked.form.is_html or not context.site_url:  # links follow the host that was asked
        return response
    return context.answers.keep(
        request,
        response,
        generation=asked.found.generation,
        table=asked.found,
        version=asked.version,
    )


async def _made(request: Request, asked: Asked, key: str | None) -> Made:
    """The answer, made at once where that takes less than changing threads twice."""
    context, path = context_of(request), asked.found.path
    tables = context.shelf.tables
    query = _read(asked)

    def make(here: Table) -> Made:
        answer = here.answer(query)
        if key is not None and not answer.returned:
            raise ApiError("no-such-feature", table=asked.found.entry.name, feature=key)
        batches = list(answer.batches())
        links = _links(asked, answer, is_one=key is not None)
        if asked.form.is_html:
            content = _page(request, asked, answer, batches, links, key)
        else:
            content = _document(asked, answer, batches, here.wide, links, is_one=key is not None)
        return Made(content, answer, links)

    here = tables.peek(path)
    if here is not None and here.is_light(query):
        return make(here)
    try:
        return await context.work.run(lambda: make(tables.get(path)), request.receive)
    except FileNotFoundError as error:
        entry = asked.found.entry
        raise ApiError("version-gone", table=entry.name, version=entry.version.number) from error


def _read(asked: Asked) -> Checked:
    """The query with the columns that features are made of."""
    layout = asked.found.layout
    names = [column.name for column in shown(layout)]
    geometry = geometry_column(layout)
    columns = (*names, "_id", "_lon", "_lat", *([geometry] if geometry else []))
    return msgspec.structs.replace(asked.query, columns=tuple(dict.fromkeys(columns)))


def _document(
    asked: Asked,
    answer: Answer,
    batches: Sequence[pl.DataFrame],
    wide: Sequence[str],
    links: Sequence[Link],
    *,
    is_one: bool,
) -> bytes:
    layout = asked.found.layout
    names = [column.name for column in shown(layout)]
    texts = [
        text
        for batch in batches
        for text in features(
            batch, names, crs=asked.crs, geometry=geometry_column(layout), wide=wide
        )
    ]
    written = msgspec.json.encode(links).decode()
    if is_one:
        return f'{texts[0][:-1]},"links":{written}}}'.encode()
    entry = asked.found.entry
    facts = msgspec.json.encode(
        {
            "numberMatched": answer.matched,
            "numberReturned": answer.returned,
            "attribution": attribution_of(entry),
            "synthetic": entry.is_synthetic,
        }
    ).decode()
    head = f'{{"type":"FeatureCollection",{facts[1:-1]},"links":{written},"features":['
    return f"{head}{','.join(texts)}]}}".encode()


def _links(asked: Asked, answer: Answer, *, is_one: bool) -> list[Link]:
    entry, is_html = asked.found.entry, asked.form.is_html
    kept = [pair for pair in asked.pairs if pair[0] not in {"f", "lang"}]
    page_of = with_pairs(asked.path, [*kept, ("f", "html")])
    links = [
        Link(with_pairs(asked.path, kept), "alternate" if is_html else "self", GEOJSON),
        Link(page_of, "self" if is_html else "alternate", HTML),
        Link(collection_path(asked.root, entry), "collection", JSON, entry.title),
    ]
    licence = licence_of(entry)
    if licence.url:
        links.append(Link(licence.url, "license", HTML, licence.name))
    end = asked.query.offset + answer.returned
    if not is_one and answer.returned and end < answer.matched:
        cursor = Cursor(entry.version.number, end, question_of(asked.query))
        rest = [pair for pair in asked.pairs if pair[0] != "cursor"]
        following = with_pairs(asked.path, [*rest, ("cursor", cursor.text())])
        links.append(Link(following, "next", HTML if is_html else GEOJSON))
    return links


def _page(
    request: Request,
    asked: Asked,
    answer: Answer,
    batches: Sequence[pl.DataFrame],
    links: Sequence[Link],
    key: str | None,
) -> bytes:
    """Features for people: one as a list of its values, several as a table that links to each."""
    entry, words = asked.found.entry, asked.form.language
    names = [column.name for column in shown(asked.found.layout)]
    frame = pl.concat(batches)
    crumbs = crumbs_of(entry, words)
    machine = next(link for link in links if link.type == GEOJSON and link.rel == "alternate")
    foot = f'<p class="section__foot">{anchor(machine.href, say("as-geojson", words))}</p>'
    here = f"/ogc/collections/{quote(entry.name)}/items"
    if key is not None:
        row = frame.row(0, named=True)
        values = [(name, _shown(row[name])) for name in names]
        if row["_lon"] is not None and row["_lat"] is not None:
            values.append((say("position", words), f"{row['_lat']}, {row['_lon']}"))
        crumbs.append((f"{here}?f=html", say("items", words)))
        heads = (say("column", words), say("value", words))
        body = table(say("item", words), heads, values, spoken="ja")
        return page(request, words, title=key, crumbs=crumbs, parts=[body, foot])
    name_column, _ = trait_columns(entry.version.schema)
    rows = [
        (
            anchor(f"{here}/{quote(str(row['_id']))}?f=html", _named(row, name_column)),
            *(_escaped(row[name]) for name in names),
        )
        for row in frame.iter_rows(named=True)
    ]
    count = say("matched", words, matched=f"{answer.matched:,}", returned=f"{answer.returned:,}")
    following = next((link.href for link in links if link.rel == "next"), None)
    is_first = asked.query.offset == 0
    kept = [pair for pair in asked.pairs if pair[0] != "cursor"]
    columns = (say("item", words), *names)
    body = table(say("items", words), columns, rows, is_markup=True, spoken="ja")
    return page(
        request,
        words,
        title=say("items", words),
        lead=f"{entry.title} — {count}",
        crumbs=crumbs,
        parts=[
            body if rows else paragraph(say("empty", words)),
            pager(None if is_first else with_pairs(here, kept), following, words),
            foot,
        ],
    )


def _named(row: dict[str, object], column: str | None) -> str:
    """What the link to a feature says: its name, or its id."""
    return str((column and row[column]) or row["_id"])


def _shown(value: object) -> str:
    return "–" if value is None else str(value)


def _escaped(value: object) -> str:
    return escape(_shown(value))
