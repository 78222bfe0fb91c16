"""`/api/openapi.json`: the exact description of this API."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.core.tables.cursor import short_hash
from tdpf.data.context import context_of
from tdpf.data.openapi import document
from tdpf.data.request import is_unchanged, language
from tdpf.data.respond import caching


async def specification(request: Request) -> Response:
    """The OpenAPI document, its sentences in the reader's language."""
    words = language(request)
    body = msgspec.json.encode(document(context_of(request).site_url, language=words))
    headers = caching(etag=f'"{short_hash(body)}"')
    headers |= {"Vary": "Accept-Encoding, Accept-Language", "Content-Language": words}
    if is_unchanged(request.headers, headers["ETag"], None):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
