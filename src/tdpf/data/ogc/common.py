"""OGC API Common (19-072): landing page, conformance, API definition, and the stylesheet."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from tdpf.data.context import context_of
from tdpf.data.identity import actor_of, for_this_asker, readable
from tdpf.data.ogc.answer import answer
from tdpf.data.ogc.apidoc import LISTED, api_document
from tdpf.data.ogc.asked import form_of, only
from tdpf.data.ogc.links import HTML, JSON, OAS30, REL, Link, both, root_of
from tdpf.data.ogc.page import anchor, page, paragraph, section, table
from tdpf.data.ogc.sheet import icon, stylesheet
from tdpf.data.ogc.standards import CONFORMS_TO
from tdpf.data.ogc.words import say
from tdpf.data.respond import IMMUTABLE


async def landing(request: Request) -> Response:
    """Where everything is (17-069r4, 7.2)."""
    form = form_of(request, only(request))
    root, words = root_of(request), form.language
    links = (
        *both(root, JSON, is_html=form.is_html),
        Link(f"{root}/api", "service-desc", OAS30, say("api", words)),
        Link(f"{root}/api?f=html", "service-doc", HTML, say("api-page", words)),
        Link(f"{root}/conformance", "conformance", JSON, say("conformance", words)),
        Link(f"{root}/conformance", f"{REL}conformance", JSON, say("conformance", words)),
        Link(f"{root}/collections", "data", JSON, say("collections", words)),
        Link(f"{root}/collections", f"{REL}data", JSON, say("collections", words)),
        Link(
            f"{root}/tileMatrixSets", f"{REL}tiling-schemes", JSON, say("tile-matrix-sets", words)
        ),
    )
    content = {
        "title": say("site", words),
        "description": say("lead", words),
        "links": links,
    }

    def people() -> bytes:
        doors = (
            ("/ogc/collections?f=html", "collections"),
            ("/ogc/conformance?f=html", "conformance"),
            ("/ogc/api?f=html", "api-page"),
            ("/ogc/tileMatrixSets?f=html", "tile-matrix-sets"),
        )
        rows = [
            (anchor(address, say(key, words)), f"<code>{address}</code>") for address, key in doors
        ]
        shown = table(
            say("links", words), (say("name", words), say("address", words)), rows, is_markup=True
        )
        return page(
            request,
            words,
            title=say("title", words),
            lead=say("lead", words),
            crumbs=[],
            parts=[f'<p><code class="code">{root}</code></p>', section(say("data", words), shown)],
        )

    return answer(request, form, content, people, links=links)


async def conformance(request: Request) -> Response:
    """Which requirements classes are fulfilled (17-069r4, 7.4)."""
    form = form_of(request, only(request))
    links = both(f"{root_of(request)}/conformance", JSON, is_html=form.is_html)
    content = {"conformsTo": CONFORMS_TO, "links": links}

    def people() -> bytes:
        words = form.language
        items = "".join(f"<li><code>{uri}</code></li>" for uri in CONFORMS_TO)
        return page(
            request,
            words,
            title=say("conformance", words),
            lead=say("conformance-lead", words),
            crumbs=[("/ogc?f=html", say("title", words))],
            parts=[f'<ul class="prose">{items}</ul>'],
        )

    return answer(request, form, content, people, links=links)


async def api(request: Request) -> Response:
    """The API definition (17-069r4, 7.3), with a path of its own for each of the first tables."""
    form = form_of(request, only(request), OAS30)
    context = context_of(request)
    actor = actor_of(request.scope)
    manifest = context.shelf.manifest

    def listed() -> list:  # type: ignore[type-arg]
        merged = list(manifest.tables(is_merged=True, limit=LISTED))
        left = LISTED - len(merged)
        rest = manifest.tables(is_merged=False, limit=left, owners=readable(actor))
        return [*merged, *rest]

    found = await context.shelf.ask(listed)
    entries = await context.shelf.seen_of(actor, found)
    if not all(entry.is_same_for_all for entry in found):
        for_this_asker(request.scope)
    document = api_document(root_of(request), entries, form.language)

    def people() -> bytes:
        words = form.language
        rows = [
            (f"<code>{path}</code>", item["get"]["summary"])
            for path, item in document["paths"].items()
            if "{" in path or path.count("/") < 3
        ]
        heads = (say("address", words), say("description", words))
        return page(
            request,
            words,
            title=say("api-page", words),
            crumbs=[("/ogc?f=html", say("title", words))],
            parts=[table(say("api-page", words), heads, rows, is_markup=True), paragraph("")],
        )

    return answer(request, form, document, people, media_type=OAS30)


async def sheet(request: Request) -> Response:
    """The stylesheet of these pages; its address changes with its content."""
    del request
    headers = {"Cache-Control": IMMUTABLE, "X-Content-Type-Options": "nosniff"}
    return Response(stylesheet(), headers=headers, media_type="text/css; charset=utf-8")


async def picture(request: Request) -> Response:
    """The icon of these pages."""
    del request
    headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return Response(icon(), headers=headers, media_type="image/svg+xml")
