"""Cells of a list that hold more than a word: several values, standards, areas, periods."""

from __future__ import annotations

import re
from functools import cache

from tdpf.core.catalog.dates import iso_date
from tdpf.core.catalog.model import Coverage, Period
from tdpf.core.places import TOKYO
from tdpf.core.standards import standards

_SEMICOLON = re.compile(r"[;\n]+")
_SEPARATOR = re.compile(r"[；\n]+")
KEYWORDS = re.compile(r"[；,，、\n]+")
"""Marks between keywords, in cells that do not use the layout's own `;`."""


def read_standards(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(slugs, other standards) of a cell that names sets by title, slug or number."""
    slugs: list[str] = []
    others: list[str] = []
    for word in several(text):
        slug = next((s for s, one in standards().items() if word in {s, one.title_ja}), None)
        (slugs if slug else others).append(slug or word)
    return tuple(dict.fromkeys(slugs)), tuple(others)


def several(text: str, separator: re.Pattern[str] = _SEPARATOR) -> tuple[str, ...]:
    """The values between `;`; where there is none, between the other marks."""
    parts = (_SEMICOLON if ";" in text else separator).split(text)
    return tuple(dict.fromkeys(filter(None, (part.strip() for part in parts))))


def read_coverage(text: str) -> Coverage:
    """Areas whose full name is written are known by code; the rest stays words."""
    codes: list[str] = []
    words: list[str] = []
    for word in several(text):
        code6 = _full_names().get(word)
        (codes if code6 else words).append(code6 or word)
    return Coverage(tuple(codes), ";".join(words))


@cache
def _full_names() -> dict[str, str]:
    return {city.full_name: city.code6 for city in TOKYO} | {"東京都": "130001"}


def read_period(text: str) -> Period:
    start, mark, end = text.partition("/")
    if mark and iso_date(start) == start and iso_date(end) == end:
        return Period(start, end)
    parts = re.split(r"\s*[~〜～]\s*", text.strip())
    if len(parts) == 2:
        return Period(iso_date(parts[0]), iso_date(parts[1]))
    return Period(iso_date(text), iso_date(text)) if text else Period()
