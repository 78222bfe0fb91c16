"""Answers in fewer bytes, for those that take them: zstd, Brotli or gzip (RFC 9110, 12.5.3).

Whole answers from a kilobyte on, and every stream. Each coding is set to where it costs about as
much time as writing the rows does.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Generator, Iterable
from functools import lru_cache
from typing import Literal

import brotli  # type: ignore[import-untyped]
import zstandard

Coding = Literal["zstd", "br", "gzip"]

LEAST_BYTES = 1_000
CODINGS: tuple[Coding, ...] = ("zstd", "br", "gzip")  # the quickest first
_GZIP_LEVEL = 4  # twice as fast as the usual 6, and a tenth larger
_ZSTD_LEVEL = 3
_BROTLI_QUALITY = 4
_AS_GZIP = 31  # what zlib calls a gzip frame around 15 bits of window
_MARK = re.compile(r'-(zstd|br|gzip)"$')


@lru_cache(maxsize=256)
def codings_of(accept_encoding: str) -> tuple[Coding, ...]:
    """The codings that the header takes, the one it likes best first; ours decides among equals."""
    if not accept_encoding:
        return ()
    named: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameters = part.partition(";")
        named[name.strip()] = _quality(parameters.strip())
    taken = [(named.get(coding, named.get("*", 0.0)), coding) for coding in CODINGS]
    return tuple(c for quality, c in sorted(taken, key=lambda one: -one[0]) if quality > 0)


def _quality(parameters: str) -> float:
    if not parameters.startswith("q="):
        return 1.0
    try:
        return float(parameters[2:])
    except ValueError:
        return 0.0


def pack(body: bytes, coding: Coding) -> bytes:
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compress(body)
    if coding == "br":
        return bytes(brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY))
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def pack_stream(chunks: Iterable[bytes], coding: Coding) -> Generator[bytes]:
    """The same bytes in the coding, in pieces as they come."""
    step, end = _packer(coding)
    for chunk in chunks:
        if packed := step(chunk):
            yield packed
    yield end()


def _packer(coding: Coding) -> tuple[Callable[[bytes], bytes], Callable[..., bytes]]:
    if coding == "zstd":
        zstd = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj()
        return zstd.compress, zstd.flush
    if coding == "br":
        packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
        return packer.process, packer.finish
    zipper = zlib.compressobj(_GZIP_LEVEL, wbits=_AS_GZIP)
    return zipper.compress, zipper.flush


def packed_tag(etag: str, coding: Coding) -> str:
    """The ETag of the answer in the coding: other bytes have another tag (RFC 9110, 8.8.3.3)."""
    return f'{etag.removesuffix(chr(34))}-{coding}"'


def plain_tag(etag: str) -> str:
    return _MARK.sub('"', etag)


def known_tag(etag: str, if_none_match: str) -> str:
    """The tag by which the asker knows the answer: that of a coding, if it has that."""
    tags = (packed_tag(etag, coding) for coding in CODINGS)
    return next((tag for tag in tags if tag in if_none_match), etag)


def zip_whole(body: bytes) -> bytes:
    return pack(body, "gzip")


def zipped_tag(etag: str) -> str:
    return packed_tag(etag, "gzip")
