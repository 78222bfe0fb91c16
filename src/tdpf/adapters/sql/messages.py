"""What a worker and its owner say to each other: length, then MessagePack."""

from __future__ import annotations

import struct
from typing import BinaryIO

import msgspec

from tdpf.adapters.sql.base import Bounds, SqlAnswer, SqlTable

_LENGTH = struct.Struct(">I")


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The worker has an engine and waits."""


class Ask(msgspec.Struct, frozen=True, tag=True):
    text: str
    bounds: Bounds


class Needs(msgspec.Struct, frozen=True, tag=True):
    """The statement is allowed and reads these tables."""

    tables: tuple[str, ...]


class Tables(msgspec.Struct, frozen=True, tag=True):
    tables: dict[str, SqlTable]


class Answer(msgspec.Struct, frozen=True, tag=True):
    answer: SqlAnswer


class Refusal(msgspec.Struct, frozen=True, tag=True):
    code: str
    what: str


Message = Ready | Ask | Needs | Tables | Answer | Refusal

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def write(stream: BinaryIO, message: Message) -> None:
    body = _encoder.encode(message)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read(stream: BinaryIO) -> Message:
    """The next message; EOFError when the other side is gone."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _decoder.decode(_exactly(stream, length))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
