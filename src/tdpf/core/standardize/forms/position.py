"""Latitude and longitude of one cell: decimal degrees as text. Pairs are judged in `positions`."""

from __future__ import annotations

import re

from tdpf.core.standardize.forms.text import BLANK_MARKS, Normal, clean, plain

_DECIMAL = re.compile(r"[0-9]{1,3}\.[0-9]+|[0-9]{1,3}")
_JUNK = re.compile(r"^[\s,、;:]+|[\s,、;:°度]+$")
_PREFIX = re.compile(r"^(?:北緯|東経|緯度|経度|N|E|lat|lon|lng)[:\s]*", re.IGNORECASE)
_SUFFIX = re.compile(r"[NE]$")
_SEXAGESIMAL = re.compile(
    r"([0-9]{1,3})\s*(?:°|度|[:/ ])\s*([0-9]{1,2})\s*(?:'|′|’|分|[:/ ])\s*"
    r"([0-9]{1,2}(?:\.[0-9]+)?)\s*(?:\"|″|”|''|′′|秒)?"
)
_DOTTED = re.compile(r"([0-9]{2,3})\.([0-9]{1,2})\.([0-9]{1,2}(?:\.[0-9]+)?)")
LATITUDES, LONGITUDES = (20.0, 46.0), (122.0, 154.0)


def in_japan(latitude: float, longitude: float) -> bool:
    return LATITUDES[0] <= latitude <= LATITUDES[1] and LONGITUDES[0] <= longitude <= LONGITUDES[1]


def _degrees(value: str) -> str | None:
    if _DECIMAL.fullmatch(value):
        whole, point, rest = value.partition(".")
        return (whole.lstrip("0") or "0") + point + rest
    found = _SEXAGESIMAL.fullmatch(value) or _DOTTED.fullmatch(value)
    if found and int(found[2]) < 60 and float(found[3]) < 60:
        return f"{int(found[1]) + int(found[2]) / 60 + float(found[3]) / 3600:.8f}".rstrip(
            "0"
        ).rstrip(".")
    return None


def _with_point(value: str) -> str | None:
    """Digits that a spreadsheet left without their point: `35689123` → `35.689123`."""
    if not (value.isascii() and value.isdigit() and len(value) >= 6):
        return None
    for width, (low, high) in ((2, LATITUDES), (3, LONGITUDES)):
        if low <= float(f"{value[:width]}.{value[width:]}") <= high:
            return f"{value[:width]}.{value[width:]}"
    return None


def degrees(text: str) -> Normal:
    """`035.766250`, `３５．７`, `35度41分22秒`, `35.41.22`, `, 139.45` → decimal degrees."""
    if _DECIMAL.fullmatch(text) and text[0] != "0":
        return text, None
    value = _JUNK.sub("", _JUNK.sub("", plain(text)))
    value = _SUFFIX.sub("", _PREFIX.sub("", value)).strip()
    if not value:
        return ("", None) if not text.strip() else (clean(text), "coordinates-unreadable")
    found = _degrees(value)
    if found:
        return found, None
    restored = _with_point(value)
    if restored:
        return restored, None
    problem = "blank-mark" if value in BLANK_MARKS else "coordinates-unreadable"
    return clean(text), problem


def pair(text: str) -> tuple[str, str] | None:
    """Both coordinates of one cell, latitude first: `35.68,139.76`, `35度41分22秒,139度25分1秒`."""
    value = plain(text)
    exact = [_degrees(found[0]) for found in _SEXAGESIMAL.finditer(value)]
    for parts in (re.findall(r"[0-9]{2,3}\.[0-9]+", value), [one for one in exact if one]):
        if len(parts) != 2:
            continue
        first, second = float(parts[0]), float(parts[1])
        if in_japan(first, second):
            return parts[0], parts[1]
        if in_japan(second, first):
            return parts[1], parts[0]
    return None
