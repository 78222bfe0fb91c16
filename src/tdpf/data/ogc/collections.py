"""Tables as collections (17-069r4, 7.13 to 7.14; 18-058r1, 6.2), their schema and queryables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from tdpf.adapters.manifest import Manifest, TableEntry
from tdpf.core.maps.crs import CRS84, KNOWN
from tdpf.core.tables.errors import BadValue
from tdpf.core.tables.layout import Layout, layout_of
from tdpf.core.tables.schema import Column
from tdpf.data.context import context_of, published_or_error
from tdpf.data.credit import attribution_of, licence_of
from tdpf.data.identity import Actor, actor_of, for_this_asker, readable
from tdpf.data.ogc.answer import answer
from tdpf.data.ogc.asked import Form, form_of, only, single
from tdpf.data.ogc.links import GEOJSON, HTML, JSON, JSON_SCHEMA, REL, Link, both, root_of
from tdpf.data.ogc.page import anchor, link_list, page, pager, section, table
from tdpf.data.ogc.tableschema import feature_schema, moment_column, shown, type_of
from tdpf.data.ogc.words import say
from tdpf.data.published import Published
from tdpf.data.words import Language

PAGE_DEFAULT = 1_000
PAGE_MAXIMUM = 10_000
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_CRS_LIST = tuple(KNOWN)

Json = dict[str, Any]  # Any: a JSON object


async def collections(request: Request) -> Response:
    """All tables by name, a page at a time."""
    pairs = only(request, "limit", "cursor")
    form = form_of(request, pairs)
    given = single(pairs, ("limit", "cursor"))
    limit, after = _limit(given.get("limit")), given.get("cursor")
    context, actor = context_of(request), actor_of(request.scope)
    matched, found = await context.shelf.ask(
        lambda: _listed(context.shelf.manifest, actor, after, limit)
    )
    following_name = found[limit - 1].name if len(found) > limit else None
    page_of = await context.shelf.seen_of(actor, found[:limit])
    if not all(entry.is_same_for_all for entry in found):
        for_this_asker(request.scope)
    root = root_of(request)
    links = list(both(f"{root}/collections", JSON, is_html=form.is_html))
    if following_name is not None:
        end = quote(following_name)
        following = f"{root}/collections?limit={limit}&cursor={end}"
        links.append(Link(following, "next", JSON, say("next", form.language)))
    content = {
        "links": links,
        "numberMatched": matched,
        "numberReturned": len(page_of),
        "crs": _CRS_LIST,
        "collections": [
            _collection(e, _layout(e), root, form.language, crs=["#/crs"]) for e in page_of
        ],
    }

    def people() -> bytes:
        words = form.language
        rows = [
            (
                anchor(f"/ogc/collections/{quote(e.name)}?f=html", e.title, spoken="ja"),
                f"<code>{e.name}</code>",
                f"{e.version.rows:,}",
            )
            for e in page_of
        ]
        heads = (say("name", words), "id", say("rows", words))
        following = next((link.href for link in links if link.rel == "next"), None)
        return page(
            request,
            words,
            title=say("collections", words),
            lead=say("collections-lead", words),
            crumbs=[("/ogc?f=html", say("title", words))],
            parts=[
                table(say("collections", words), heads, rows, is_markup=True),
                pager(
                    "/ogc/collections?f=html" if after else None,
                    f"{following}&f=html" if following else None,
                    words,
                ),
            ],
        )

    return answer(request, form, content, people, links=links)


def _listed(
    manifest: Manifest, actor: Actor, after: str | None, limit: int
) -> tuple[int, list[TableEntry]]:
    owners = readable(actor)
    found = manifest.tables(after=after, limit=limit + 1, owners=owners)
    return manifest.count(owners=owners), list(found)


def _limit(text: str | None) -> int:
    if text is None:
        return PAGE_DEFAULT
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if number < 1:
        raise BadValue("limit", text, "positive")
    return min(number, PAGE_MAXIMUM)


def _layout(entry: TableEntry) -> Layout:
    return layout_of(entry.version.schema, is_merged=entry.is_merged)


async def collection(request: Request) -> Response:
    """One table as a collection."""
    form = form_of(request, only(request))
    found = await collection_of(request)
    entry, root = found.entry, root_of(request)
    content = _collection(entry, found.layout, root, form.language, crs=list(_CRS_LIST))
    here = collection_path(root, entry)
    links = both(here, JSON, is_html=form.is_html)
    content["links"] = [*links, *content["links"][1:]]
    return answer(
        request,
        form,
        content,
        lambda: _collection_page(request, form, found, content["links"]),
        links=links,
        modified=found.dated,
    )


async def collection_of(request: Request) -> Published:
    """The table that the address names, or the error that says there is none."""
    return await published_or_error(request, request.path_params["collection"], None)


def collection_path(root: str, entry: TableEntry) -> str:
    return f"{root}/collections/{quote(entry.name)}"


def crumbs_of(entry: TableEntry | None, language: Language) -> list[tuple[str, str]]:
    """The way to the pages below a collection."""
    crumbs = [
        ("/ogc?f=html", say("title", language)),
        ("/ogc/collections?f=html", say("collections", language)),
    ]
    if entry is not None:
        crumbs.append((f"/ogc/collections/{quote(entry.name)}?f=html", entry.title))
    return crumbs


def _collection(
    entry: TableEntry, layout: Layout, root: str, language: Language, *, crs: list[str]
) -> Json:
    found: Json = {
        "id": entry.name,
        "title": entry.title,
        "attribution": attribution_of(entry),
        "itemType": "feature",
        "crs": crs,
    }
    if extent := _extent(entry, layout):
        found["extent"] = extent
    if layout.has_position:
        found["storageCrs"] = CRS84.uri
        found["dataType"] = "vector"
    found["links"] = _links(entry, layout, root, language)
    return found


def _extent(entry: TableEntry, layout: Layout) -> Json:
    extent: Json = {}
    if entry.version.bbox is not None:
        extent["spatial"] = {"bbox": [entry.version.bbox], "crs": CRS84.uri}
    moment = moment_column(layout)
    if moment is not None and moment.minimum is not None:
        ends = [_instant(moment.minimum), _instant(moment.maximum)]
        extent["temporal"] = {"interval": [ends], "trs": GREGORIAN}
    return extent


def _instant(text: str | None) -> str | None:
    """RFC 3339 of a date or an instant as the manifest keeps it."""
    if text is None:
        return None
    return f"{text}T00:00:00Z" if len(text) == 10 else text.replace("+00:00", "Z")


def _links(entry: TableEntry, layout: Layout, root: str, language: Language) -> list[Link]:
    here = collection_path(root, entry)
    site = root.removesuffix("/ogc")
    records = f"{site}/api/v1/tables/{quote(entry.name)}/records"
    found = [
        Link(here, "self", JSON),
        Link(f"{here}/items", "items", GEOJSON, say("items", language)),
        Link(f"{here}/items?f=html", "items", HTML, say("items", language)),
        Link(f"{here}/schema", "describedby", JSON_SCHEMA, say("schema", language)),
        Link(f"{here}/queryables", f"{REL}queryables", JSON_SCHEMA, say("queryables", language)),
        Link(f"{records}.csv", "enclosure", "text/csv", "CSV"),
        Link(f"{records}.parquet", "enclosure", "application/vnd.apache.parquet", "Parquet"),
    ]
    if layout.has_position:
        found += [
            Link(f"{here}/tiles", f"{REL}tilesets-vector", JSON, say("tilesets", language)),
            Link(f"{here}/styles", f"{REL}styles", JSON, say("styles", language)),
        ]
    licence = licence_of(entry)
    if licence.url:
        found.append(Link(licence.url, "license", HTML, licence.name))
    return found


def _collection_page(
    request: Request, form: Form, found: Published, links: Sequence[Link]
) -> bytes:
    entry, words = found.entry, form.language
    facts = [
        ("id", entry.name),
        (say("rows", words), f"{entry.version.rows:,}"),
        (say("version", words), str(entry.version.number)),
        (say("publisher", words), entry.publisher_name or "–"),
        (say("licence", words), licence_of(entry).name or entry.licence),
    ]
    if entry.version.bbox is not None:
        facts.append((say("bbox", words), ", ".join(f"{n:.5f}" for n in entry.version.bbox)))
    here = f"/ogc/collections/{quote(entry.name)}"
    doors = [(f"{here}/items?f=html", "items"), (f"{here}/queryables?f=html", "queryables")]
    if found.layout.has_position:
        doors += [(f"{here}/tiles?f=html", "tilesets"), (f"{here}/styles?f=html", "styles")]
    doors.append((f"/datasets/{quote(entry.dataset)}", "dataset"))
    chips = "".join(
        f'<a class="chip" href="{address}">{say(key, words)}</a>' for address, key in doors
    )
    machine = [link for link in links if link.rel not in {"self", "items"}]
    return page(
        request,
        words,
        title=entry.title,
        title_language="ja",
        crumbs=crumbs_of(None, words),
        parts=[
            f'<p class="chips">{chips}</p>',
            section(
                say("about", words),
                table(say("about", words), (say("name", words), say("value", words)), facts),
            ),
            section(say("links", words), link_list(machine)),
        ],
    )


async def schema(request: Request) -> Response:
    """What a feature of the collection holds, as JSON Schema."""
    return await _schema(request, "schema")


async def queryables(request: Request) -> Response:
    """What a collection may be asked for (19-079r2, 6.2), as JSON Schema."""
    return await _schema(request, "queryables")


async def _schema(request: Request, kind: str) -> Response:
    form = form_of(request, only(request), JSON_SCHEMA)
    found = await collection_of(request)
    address = f"{collection_path(root_of(request), found.entry)}/{kind}"
    columns = shown(found.layout)
    content = feature_schema(found, address, columns)
    links = both(address, JSON_SCHEMA, is_html=form.is_html)

    def people() -> bytes:
        words = form.language
        heads = (say("column", words), "key", say("type", words), say("description", words))
        return page(
            request,
            words,
            title=say(kind, words),
            crumbs=crumbs_of(found.entry, words),
            parts=[table(say(kind, words), heads, (_row(column) for column in columns))],
        )

    return answer(
        request, form, content, people, media_type=JSON_SCHEMA, links=links, modified=found.dated
    )


def _row(column: Column) -> tuple[str, str, str, str]:
    kind = type_of(column)
    return (
        column.name,
        column.key or "–",
        str(kind.get("format", kind["type"])),
        column.description or "–",
    )
