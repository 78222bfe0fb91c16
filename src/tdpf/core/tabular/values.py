"""What one cell is, read strictly: an integer, a number, a day, a moment, missing, or text."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final, Literal

from tdpf.core.tabular.dates import compact_date, full_date, moment

Sort = Literal["integer", "number", "boolean", "date", "datetime", "missing", "text"]
Value = int | float | bool | dt.date | dt.datetime | None

MISSING: Final = frozenset(
    {
        "-",
        "--",
        "---",
        "...",
        "..",
        "…",
        "……",
        "*",
        "**",
        "***",
        "x",
        "X",
        "―",
        "—",
        "–",
        "ー",
        "−",
        "‐",
    }
)
"""Marks that statistics use for "no figure", after NFKC. In a column of text they stay text."""

PLAIN_INTEGER: Final = r"-?(?:0|[1-9][0-9]{0,14})"
PLAIN_NUMBER: Final = r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]+)?"
_NUMBER = re.compile(
    r"(?P<minus>[-−▲△]\s*)?(?P<whole>0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3}){1,4})"
    r"(?P<fraction>\.\d+)?(?P<power>[eE][+-]\d{1,3})?"
)


def read_value(text: str) -> tuple[Sort, Value]:
    """The sort of a cell that is not blank, and its value.

    >>> read_value("１，２３４"), read_value("0037"), read_value("－")
    (('integer', 1234), ('text', None), ('missing', None))
    """
    plain = text.strip()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKC", plain).strip()
    if plain in MISSING:
        return "missing", None
    if number := _NUMBER.fullmatch(plain):
        return _number(number)
    if plain.lower() in {"true", "false"}:
        return "boolean", plain.lower() == "true"
    if len(plain) > 40:
        return "text", None
    if (day := full_date(plain)) is not None:
        return "date", day
    if (point := moment(plain)) is not None:
        return "datetime", point
    return "text", None


def read_compact_date(text: str) -> dt.date | None:
    """20160401 as a day: for a column whose header speaks of dates."""
    return compact_date(text)


def _number(match: re.Match[str]) -> tuple[Sort, Value]:
    sign = "-" if match["minus"] else ""
    whole = match["whole"].replace(",", "")
    if match["fraction"] or match["power"]:
        value = float(sign + whole + (match["fraction"] or "") + (match["power"] or ""))
        return ("number", value) if abs(value) < 1e300 else ("text", None)
    return "integer", int(sign + whole)
