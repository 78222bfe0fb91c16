"""A body on its way into a file: hashed, unpacked, and never larger than allowed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tdpf.adapters.outbound.base import OutboundError

HEAD = 4096
RATIO = 200  # unpacked to packed; more is an attack or a mistake
_SURE_FROM = 10_000_000  # small bodies may well be very regular
_PIECE = 1 << 20
_ANY_HEADER = 47  # zlib: gzip or zlib, whichever comes


class Spilled(NamedTuple):
    size: int
    sha256: str
    head: bytes


def spill(chunks: Iterable[bytes], path: Path, *, most_bytes: int, encoding: str) -> Spilled:
    """Write the body to `path`; what it is, unpacked."""
    digest, size, head = hashlib.sha256(), 0, b""
    with path.open("wb") as file:
        for piece in _unpacked(chunks, encoding):
            size += len(piece)
            if size > most_bytes:
                raise OutboundError("too-large", f"more than {most_bytes} bytes")
            digest.update(piece)
            if len(head) < HEAD:
                head += piece[: HEAD - len(head)]
            file.write(piece)
    return Spilled(size, digest.hexdigest(), head)


def _unpacked(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    if encoding in {"", "identity"}:
        yield from chunks
    elif encoding in {"gzip", "x-gzip", "deflate"}:
        yield from _inflated(chunks)
    else:
        raise OutboundError("unknown-encoding", encoding[:40])


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(_ANY_HEADER)
    packed = unpacked = 0
    try:
        for chunk in chunks:
            packed += len(chunk)
            waiting = chunk
            while waiting:
                piece = inflater.decompress(waiting, _PIECE)
                waiting = inflater.unconsumed_tail
                unpacked += len(piece)
                if unpacked > _SURE_FROM and unpacked > RATIO * packed:
                    raise OutboundError("zip-bomb", f"{packed} bytes became {unpacked}")
                if piece:
                    yield piece
        yield inflater.flush()
    except zlib.error as error:
        raise OutboundError("cut-off", str(error), is_passing=True) from error
    if not inflater.eof:
        raise OutboundError("cut-off", "the packed body ends in the middle", is_passing=True)
