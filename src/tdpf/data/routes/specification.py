"""`/api/openapi.json`: the exact description of this API, the standard tables included."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.adapters.manifest import TableEntry
from tdpf.core.tables.cursor import short_hash
from tdpf.data.context import Context, context_of
from tdpf.data.identity import ANONYMOUS, visible
from tdpf.data.openapi import document
from tdpf.data.problem import ApiError
from tdpf.data.request import is_unchanged, language
from tdpf.data.respond import caching

MOST_SETS = 100  # so that the document stays as long as people and tools can read


async def specification(request: Request) -> Response:
    """The OpenAPI document in the reader's language; it tells of what everybody may see."""
    context = context_of(request)
    words = language(request)
    generation = await _generation(context)
    kept = context.documents.get(words)
    if kept is None or kept[0] != generation:
        try:
            sets = await context.shelf.ask(lambda: _sets(context))
        except ApiError:  # what does not depend on the shelf can be told all the same
            sets = []
        seen = tuple(entry for entry in sets if visible(ANONYMOUS, entry))
        site = context.site_url
        body = await context.work.aside(
            lambda: msgspec.json.encode(document(site, language=words, sets=seen))
        )
        kept = context.documents[words] = (generation, body, f'"{short_hash(body)}"')
    _, body, etag = kept
    headers = caching(etag=etag)
    headers |= {"Vary": "Accept-Encoding, Accept-Language", "Content-Language": words}
    if is_unchanged(request.headers, etag, None):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


async def _generation(context: Context) -> int:
    """That of the shelf; -1 while it cannot be read."""
    try:
        return await context.shelf.refresh()
    except ApiError:
        return -1


def _sets(context: Context) -> list[TableEntry]:
    found = context.shelf.manifest.tables(
        standard=None, publisher=None, is_merged=True, after=None, limit=MOST_SETS
    )
    return [entry for entry in found if entry.standard is not None]
