"""A cursor: where the next page begins, in which version, of which question."""

from __future__ import annotations

import base64
import binascii
from hashlib import blake2b
from typing import Any

import msgspec

from tdpf.core.tables.errors import BadCursor
from tdpf.core.tables.query import Query


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Versions are immutable, so a place in the order of an answer never moves."""

    version: int
    offset: int
    question: str

    def text(self) -> str:
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


def parse_cursor(text: str) -> Cursor:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = msgspec.json.decode(raw, type=Cursor)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadCursor("cursor") from error
    if cursor.version < 1 or not 0 <= cursor.offset < 2**63:
        raise BadCursor("cursor")
    return cursor


def question_of(query: Query) -> str:
    """A short name for which rows are asked, in which order; columns and limit may change."""
    return short_hash(msgspec.structs.replace(query, columns=None, limit=None, offset=0))


def short_hash(value: Any) -> str:  # Any: whatever msgspec can write
    return blake2b(msgspec.json.encode(value), digest_size=9).hexdigest()
