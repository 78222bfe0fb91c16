"""Whole columns that need no work: one look at all values together instead of one at each."""

from __future__ import annotations

import re
from collections.abc import Collection

from tdpf.core.standards import Form

_TEXT = [
    "text",
    "name",
    "notes",
    "organisation",
    "building",
    "address",
    "identifier",
    "choice",
    "support",
    "list",
]
_DIRTY = re.compile(
    r"[０-９Ａ-Ｚａ-ｚ｡-ﾟ\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200d\u2060\ufeff\ufffd]"
    r"|^[^\S\n]|[^\S\n]$",
    re.MULTILINE,
)
_NORMAL: dict[Form, str] = {
    "kana": "[ァ-ヶー・]+",
    "latin": r"[!-~](?:[ -~]*[!-~])?",
    "time": r"(?:[01][0-9]|2[0-3]):[0-5][0-9]",
    "phone": r"\(0[0-9]{1,4}\)[0-9]{1,4}-[0-9]{3,4}",
    "postal": r"[0-9]{7}",
    "yesno": "[有無]",
    "flag": "1",
    "integer": r"0|-?[1-9][0-9]*",
    "number": r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?",
    "latitude": r"[1-9][0-9]{0,2}\.[0-9]+",
    "longitude": r"[1-9][0-9]{0,2}\.[0-9]+",
    "url": r"https?://[^\s\"<>「」『』【】、。（）]+",
    "weekdays": "月?火?水?木?金?土?日?",
    "extension": r"[0-9]+",
}
_PATTERNS = {
    form: re.compile(rf"(?:(?:{pattern})\n)*+", re.ASCII) for form, pattern in _NORMAL.items()
}
_NOT_PLAIN: dict[Form, re.Pattern[str]] = {
    "identifier": re.compile(r"[0-9]E\+?[0-9]", re.IGNORECASE),
    "support": re.compile(r"^[^有無]|.[^\n]", re.MULTILINE),
    "list": re.compile(r"[；、，,／/・;]"),
}


def is_normal_column(form: Form, values: Collection[str]) -> bool:
    """True when every value is in its normal form already. False may only mean: look closer."""
    if not values:
        return True
    joined = "\n".join(values) + "\n"
    if joined.count("\n") != len(values):
        return False
    pattern = _PATTERNS.get(form)
    if pattern:
        return pattern.fullmatch(joined) is not None
    if form not in _TEXT or form == "choice" or _DIRTY.search(joined):
        return False
    closer = _NOT_PLAIN.get(form)
    return closer is None or not closer.search(joined)
