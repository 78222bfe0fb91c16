"""Everything that bytes hold: unpacked as far as it goes, tables written out as text."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import polars as pl
import zstandard

_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"


def layers(body: bytes) -> Iterator[bytes]:
    """The bytes, and what is packed in them: ZIP, gzip anywhere, zstd, Parquet, Arrow."""
    yield body
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    elif body.startswith(b"PAR1"):
        yield pl.read_parquet(io.BytesIO(body)).write_json().encode()
    elif body.startswith(b"\xff\xff\xff\xff"):
        yield pl.read_ipc_stream(io.BytesIO(body)).write_json().encode()
    elif body.startswith(_ZSTD):
        yield zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body)).read()
    at = body.find(_GZIP)
    while at >= 0:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16)
        with contextlib.suppress(zlib.error):
            yield unpacked.decompress(body[at:])
        at = body.find(_GZIP, at + 1)


def marks_in(body: bytes, marks: list[str]) -> set[str]:
    """Which of the marks the bytes hold, however they are written."""
    spellings = {mark: {mark, quote(mark), json.dumps(mark)[1:-1]} for mark in marks}
    found = set()
    for layer in layers(body):
        for mark, ways in spellings.items():
            if any(way.encode() in layer for way in ways):
                found.add(mark)
    return found


def zipped(text: str) -> bytes:
    return gzip.compress(text.encode())
