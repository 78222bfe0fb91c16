"""The headers that answers share: what caches may do, who may read, and links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from starlette.datastructures import MutableHeaders

from tdpf.data.problem import ApiError
from tdpf.data.zipped import LEAST_BYTES, codings_of, pack, packed_tag

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Crs, Content-Disposition, "
    "Content-Encoding, Content-Language, Content-Length, Content-Range, ETag, Last-Modified, "
    "Link, OGC-NumberMatched, OGC-NumberReturned, RateLimit-Limit, RateLimit-Remaining, "
    "RateLimit-Reset, Retry-After, TDPF-Matched, TDPF-Returned, TDPF-Synthetic, "
    "TDPF-Version, X-Request-Id",
}
PREFLIGHT = CORS | {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "*, Authorization",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}


def caching(
    *, etag: str, modified: datetime | None = None, is_pinned: bool = False
) -> dict[str, str]:
    headers = {
        "ETag": etag,
        "Cache-Control": IMMUTABLE if is_pinned else ASK_AGAIN,
        "Vary": "Accept, Accept-Encoding",
    }
    if modified is not None:
        headers["Last-Modified"] = format_datetime(modified, usegmt=True)
    return headers


def is_worth_packing(headers: MutableHeaders, body: bytes) -> bool:
    """Whether a whole answer is text that is not packed yet."""
    kind = headers.get("content-type", "").split(";")[0]
    is_text = kind.startswith("text/") or kind.endswith(("json", "xml", "vector-tile"))
    is_plain = "content-encoding" not in headers and "content-range" not in headers
    return is_text and is_plain and len(body) >= LEAST_BYTES


def packed_for(accept_encoding: str, headers: MutableHeaders, body: bytes) -> bytes:
    """The body in the coding that the asker likes best, and headers that say so."""
    if "accept-encoding" not in headers.get("vary", "").lower():
        headers.add_vary_header("Accept-Encoding")
    coding = next(iter(codings_of(accept_encoding)), None)
    if coding is None:
        return body
    packed = pack(body, coding)
    headers["Content-Encoding"] = coding
    headers["Content-Length"] = str(len(packed))
    if "etag" in headers:
        headers["ETag"] = packed_tag(headers["ETag"], coding)
    return packed


def refuse_odd_range(asked: str | None, size: int) -> None:
    """Stop where `Range` asks several ranges, or one that is not in the file (RFC 9110, 14.2)."""
    if asked is None or not asked.lower().startswith("bytes"):
        return
    found = _RANGE.fullmatch(asked.replace(" ", "").lower())
    first, last = found.groups() if found else ("", "")
    is_inside = int(first) < size if first else bool(last) and int(last) > 0
    if not is_inside or (first and last and int(last) < int(first)):
        raise ApiError("many-ranges", size=size)


def link_header(links: Sequence[tuple[str, str]]) -> str:
    """RFC 8288: (address, relation) pairs."""
    return ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links)
