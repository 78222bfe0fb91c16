"""Several values in one cell, and values from a list."""

from __future__ import annotations

import re

from tdpf.core.standardize.forms.text import Normal, clean
from tdpf.core.standards import fold

_STRONG = re.compile(r"\s*[;；、，,\n]\s*")
_WEAK = re.compile(r"\s*[／/・]\s*")
_ADDRESS_LIKE = re.compile(r"https?:|[0-9０-９]$|^[0-9０-９]")


def several(text: str) -> Normal:
    """`内科、小児科・眼科` → `内科;小児科;眼科`."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = [part for part in _STRONG.split(source) if part]
    if "http" not in source:
        parts = [piece for part in parts for piece in _weakly(part)]
    return ";".join(clean(part) for part in parts if clean(part)), None


def _weakly(part: str) -> list[str]:
    """`・` and `/` part values only where no piece begins or ends with a digit: 1・2丁目 is one."""
    pieces = [piece for piece in _WEAK.split(part) if piece]
    if len(pieces) < 2 or any(_ADDRESS_LIKE.search(piece) or len(piece) < 2 for piece in pieces):
        return [part]
    return pieces


def chosen(text: str, values: tuple[str, ...]) -> Normal:
    """The value of the list that the text means, else the text and a finding."""
    value = clean(text)
    if not value or value in values:
        return value, None
    for one in values:
        if fold(one) == fold(value):
            return one, None
    return value, "not-in-list"
