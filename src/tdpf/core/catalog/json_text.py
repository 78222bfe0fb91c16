"""JSON of other catalogues, of which single texts may be broken."""

from __future__ import annotations

import re
from typing import Any

import msgspec

LOST = "\N{REPLACEMENT CHARACTER}"
_MOST_LOST = 100  # letters read for each letter lost; a text that loses more is in another encoding
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}"  # a whole pair
    rb"|(?P<half>u[dD][89a-fA-F][\da-fA-F]{2})|(?P<nul>u0000)|.)",
    re.DOTALL,
)


def decoded(data: bytes) -> Any:  # Any: what JSON can hold
    """The document, a letter that is half of one or no letter shown as U+FFFD; NUL left out.

    PostgreSQL keeps no NUL in a text, and no text of a catalogue means one. What cannot be read
    for other reasons is msgspec.DecodeError, UnicodeDecodeError or RecursionError.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\\u0000" not in data:
        try:
            return msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass
    return msgspec.json.decode(_ESCAPE.sub(_mended, _letters(data)))


def is_whole(value: Any) -> bool:  # Any: JSON
    """Whether no letter of its texts was lost."""
    return LOST.encode() not in msgspec.json.encode(value)


def _letters(data: bytes) -> bytes:
    text = data.decode(errors="replace")
    if text.count(LOST) * _MOST_LOST > len(text):
        return data
    return text.encode()


def _mended(found: re.Match[bytes]) -> bytes:
    if found["nul"]:
        return b""
    return rb"\ufffd" if found["half"] else found[0]
