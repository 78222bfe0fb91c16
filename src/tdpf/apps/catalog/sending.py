"""A file as its publisher gave it, whole or one range of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from tdpf.adapters.storage import open_storage
from tdpf.apps.catalog.models import Distribution
from tdpf.core.ranges import OutsideFile, Part, asked_part
from tdpf.settings import settings

_CHUNK_BYTES = 256 * 1024
_KIND = "application/octet-stream"


def sent(request: HttpRequest, file: Distribution) -> HttpResponseBase:
    """The file as a download, never shown in the browser; a broken one is taken up where it was."""
    tag = f'"{file.sha256}"'
    common = {"ETag": tag, "Accept-Ranges": "bytes"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=common)
    size = file.bytes or 0
    if request.method == "HEAD":  # ranges are of GET alone
        return HttpResponse(headers=common | _whole(file), content_type=_KIND)
    ranges, if_range = request.headers.get("Range"), request.headers.get("If-Range")
    try:
        part = asked_part(ranges, if_range, size=size, etag=tag)
    except OutsideFile:
        headers = common | {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=416, headers=headers, content_type=_KIND)
    content = open_storage(settings()).open(file.path)
    if part is None:
        headers = common | _whole(file)
        return FileResponse(
            content,
            as_attachment=True,
            filename=file.file_name,
            content_type=_KIND,
            headers=headers,
        )
    headers = common | _whole(file)
    headers["Content-Length"] = str(part.size_bytes)
    headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return StreamingHttpResponse(
        _bytes(content, part), status=206, content_type=_KIND, headers=headers
    )


def _whole(file: Distribution) -> dict[str, str]:
    named = content_disposition_header(as_attachment=True, filename=file.file_name)
    return {
        "Content-Length": str(file.bytes or 0),
        "Content-Disposition": named or "attachment",
    }


def _bytes(content: BinaryIO, part: Part) -> Iterator[bytes]:
    left = part.size_bytes
    with content:
        content.seek(part.first)
        while left and (chunk := content.read(min(_CHUNK_BYTES, left))):
            left -= len(chunk)
            yield chunk
