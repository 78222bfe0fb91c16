"""An OGC resource → JSON for programs or a page for people, with its links and its tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from tdpf.core.tables.cursor import short_hash
from tdpf.data.ogc.asked import Form
from tdpf.data.ogc.links import Link
from tdpf.data.request import is_unchanged
from tdpf.data.respond import caching

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def answer(
    request: Request,
    form: Form,
    content: Any,  # whatever msgspec writes
    page: Callable[[], bytes],
    *,
    media_type: str = "application/json",
    links: Sequence[Link] = (),
    modified: datetime | None = None,
) -> Response:
    """The resource in the asked form; 304 where the asker has it already."""
    body = page() if form.is_html else msgspec.json.encode(content)
    kind = "text/html; charset=utf-8" if form.is_html else media_type
    headers = header_links(links)
    if form.is_html:
        headers |= PAGE_HEADERS | {"Content-Language": form.language}
    return finished(request, body, kind, headers, modified=modified)


def finished(
    request: Request,
    body: bytes,
    kind: str,
    headers: dict[str, str],
    *,
    modified: datetime | None = None,
) -> Response:
    """The bytes with tag and caching rules."""
    etag = f'"{short_hash((body.decode(), kind))}"'
    headers = caching(etag=etag, modified=modified) | headers
    headers["Vary"] = "Accept, Accept-Encoding, Accept-Language"
    if is_unchanged(request.headers, etag, None):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=kind)


def header_links(links: Sequence[Link]) -> dict[str, str]:
    """The `Link` header (RFC 8288) with the types, for clients that read no bodies."""
    if not links:
        return {}
    return {
        "Link": ", ".join(
            f'<{link.href}>; rel="{link.rel}"' + (f'; type="{link.type}"' if link.type else "")
            for link in links
            if link.href.isascii() and not link.templated
        )
    }
