"""The headers that answers share: what caches may do, who may read, and links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Crs, Content-Disposition, "
    "Content-Language, Content-Range, ETag, Last-Modified, Link, OGC-NumberMatched, "
    "OGC-NumberReturned, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
    "TDPF-Matched, TDPF-Returned, TDPF-Synthetic, TDPF-Version, X-Request-Id",
}
PREFLIGHT = CORS | {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}


def caching(
    *, etag: str, modified: datetime | None = None, is_pinned: bool = False
) -> dict[str, str]:
    headers = {
        "ETag": etag,
        "Cache-Control": IMMUTABLE if is_pinned else ASK_AGAIN,
        "Vary": "Accept",
    }
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    return headers


def link_header(links: Sequence[tuple[str, str]]) -> str:
    """RFC 8288: (address, relation) pairs."""
    return ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)
