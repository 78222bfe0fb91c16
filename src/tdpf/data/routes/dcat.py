"""The catalogue for other catalogues: DCAT in three syntaxes, data.json, and the list of set 06."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.syntaxes import MEDIA_TYPES, SUFFIXES, Syntax, preferred, suffix_of
from tdpf.core.tables.cursor import short_hash
from tdpf.core.tables.errors import BadValue, UnknownParameter
from tdpf.data.catalogue import (
    PageOfDatasets,
    catalogue_text,
    dataset_text,
    every_dataset,
    organisation_text,
    page_of,
)
from tdpf.data.context import Context, context_of
from tdpf.data.identity import ANONYMOUS, actor_of, finds, is_known
from tdpf.data.problem import ApiError
from tdpf.data.request import is_unchanged, pairs_of
from tdpf.data.respond import caching, link_header

LAST_PAGE = 100_000
_Build = Callable[[], tuple[bytes, PageOfDatasets | None]]


async def catalogue(request: Request) -> Response:
    """`/catalog`: to the page for people, or to the syntax that `Accept` likes best."""
    syntax = preferred(request.headers.get("accept", ""))
    site = context_of(request).site_url
    target = f"{site}/catalog.{suffix_of(syntax)}" if syntax else f"{site}/search"
    return RedirectResponse(target, 303, {"Vary": "Accept"})


async def catalogue_in(request: Request) -> Response:
    """A page of the catalogue in one syntax."""
    context, syntax, actor = context_of(request), _syntax(request), actor_of(request.scope)
    number, after = _page(request)
    at = Addresses(_site(context))
    url = f"{at.site}{request.url.path}"

    def build() -> tuple[bytes, PageOfDatasets]:
        page = page_of(context.ckan.catalog, number, after, None, actor)
        return catalogue_text(context.ckan.catalog, at, page, url, syntax), page

    return await _answer(request, syntax, build, url)


async def organisation_in(request: Request) -> Response:
    """A page of what one organisation publishes."""
    context, syntax, actor = context_of(request), _syntax(request), actor_of(request.scope)
    number, after = _page(request)
    at = Addresses(_site(context))
    name = request.path_params["name"]
    url = f"{at.site}{request.url.path}"

    def build() -> tuple[bytes, PageOfDatasets]:
        owner = context.ckan.catalog.organisation(name)
        if owner is None:
            raise ApiError("not-found")
        page = page_of(context.ckan.catalog, number, after, owner.id, actor)
        return organisation_text(at, owner, page, url, syntax), page

    return await _answer(request, syntax, build, url)


async def dataset_in(request: Request) -> Response:
    """One dataset with its files, by id, name or former name."""
    context, syntax, actor = context_of(request), _syntax(request), actor_of(request.scope)
    at, name = Addresses(_site(context)), request.path_params["name"]

    def build() -> tuple[bytes, None]:
        found = context.ckan.catalog.dataset(name, everything=actor != ANONYMOUS)
        if found is None or not finds(actor, found):
            raise ApiError("not-found")
        return dataset_text(found, at, syntax), None

    return await _answer(request, syntax, build, "")


async def _answer(request: Request, syntax: Syntax, build: _Build, url: str) -> Response:
    """The document as it was made since the last publication, or made now."""
    context = context_of(request)
    generation = await context.shelf.refresh()
    key = (request.url.path, request.url.query, *_asker(request))
    links = context.pages.find(generation, ("links", key))
    document = None if is_known(request.scope) else context.pages.find(generation, key)
    if document is None or links is None:
        made, page = await context.work.run(build, request.receive)
        document, links = made, _links(page, url).encode() if page else b""
        if not is_known(request.scope):
            context.pages.keep(generation, ("links", key), links)
            context.pages.keep(generation, key, document)
    etag = f'"{short_hash((generation, *key))}"'
    headers = caching(etag=etag) | {"Vary": "Accept-Encoding"}
    if links:
        headers["Link"] = links.decode()
    if is_unchanged(request.headers, etag, None):
        return Response(status_code=304, headers=headers)
    media_type = MEDIA_TYPES[syntax]
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Response(document, headers=headers, media_type=media_type + charset)


def _links(page: PageOfDatasets, url: str) -> str:
    from tdpf.core.catalog.dcat import Page

    paging = Page(url, page.number, page.total, after=page.last_id)
    return link_header([(target, relation) for relation, target in paging.links()])


async def data_document(request: Request) -> Response:
    """`/data.json` of all datasets, sent as it is made."""
    context = context_of(request)
    at = Addresses(_site(context))
    from tdpf.core.catalog import data_json  # brings rdflib with it

    document = data_json.write(every_dataset(context.ckan.catalog, actor_of(request.scope)), at)
    return await _streamed(request, document, "application/json", "")


async def list_document(request: Request) -> Response:
    """`/catalog.csv`: one row a file in the 42 columns of the open data list (set 06)."""
    context = context_of(request)
    from tdpf.core.catalog.opendata_list import write

    document = write(every_dataset(context.ckan.catalog, actor_of(request.scope)))
    media_type = "text/csv; charset=utf-8; header=present"
    return await _streamed(request, document, media_type, "catalog.csv")


async def _streamed(
    request: Request, document: Iterator[bytes], media_type: str, name: str
) -> Response:
    """The document, sent piece by piece; nothing is made for one that is known."""
    context = context_of(request)
    generation = await context.shelf.refresh()
    etag = f'"{short_hash((generation, request.url.path, *_asker(request)))}"'
    headers = caching(etag=etag) | {"Vary": "Accept-Encoding"}
    if name:
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    if is_unchanged(request.headers, etag, None):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    chunks = context.work.stream(piece for piece in document)
    return StreamingResponse(chunks, headers=headers, media_type=media_type)


def _asker(request: Request) -> tuple[str, ...]:
    """What the answer depends on besides its address: nothing for everybody."""
    actor = actor_of(request.scope)
    return (actor.name, *sorted(actor.roles)) if actor != ANONYMOUS else ()


def _site(context: Context) -> str:
    return context.ckan.at.site


def _syntax(request: Request) -> Syntax:
    found = SUFFIXES.get(request.path_params["suffix"])
    if found is None:
        raise ApiError("not-found")
    return found


def _page(request: Request) -> tuple[int, str]:
    """(number, id of the dataset behind which it begins)."""
    given = dict(pairs_of(request))
    if unknown := sorted(given.keys() - {"page", "after"}):
        raise UnknownParameter(unknown[0])
    text = given.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LAST_PAGE):
        raise BadValue("page", text, "integer")
    return int(text), given.get("after", "")[:100]


DCAT_ROUTES = (
    Route("/catalog", catalogue),
    Route("/catalog.csv", list_document),
    Route("/catalog.{suffix}", catalogue_in),
    Route("/data.json", data_document),
    Route("/datasets/{name}.{suffix}", dataset_in),
    Route("/publishers/{name}.{suffix}", organisation_in),
)
