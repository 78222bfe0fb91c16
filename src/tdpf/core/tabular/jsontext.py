"""Elements of a JSON text: all at once when it is small, one after another when it is large."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Element = Any  # whatever JSON holds: every use looks before it trusts

WHOLE = 8 << 20
BLOCK = 1 << 20
MOST_ELEMENT = 64 << 20
PREFIX = 64 << 10
DEEPEST = 4
USUAL_NAMES = {"records", "data", "items", "results", "rows", "member", "@graph", "hits"}
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_RECORDS = re.compile(r":\s*\[(?=\s*\{)")
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Found:
    """The elements that make the rows. `elements()` starts anew each time."""

    elements: Callable[[], Iterator[Element]]
    is_geojson: bool = False
    is_grid: bool = False  # each element is a list of cells
    is_cut: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Nothing:
    """JSON it is, but nothing in it makes rows."""


def whole(text: str) -> Found | Nothing | None:
    """The rows of a JSON text; None when it is no complete JSON."""
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return _records(value, 0) or Nothing()


def compact(value: Element) -> str:
    """The JSON text of a value in one line; blank when it is nested beyond reason."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (RecursionError, ValueError):
        return ""


def _records(value: Element, depth: int) -> Found | None:
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, dict) or value.get("type") == "Topology":
        return None
    features = value.get("features")
    if isinstance(features, list) and features and all(isinstance(f, dict) for f in features):
        return Found(lambda: iter(features), is_geojson=True)
    if value.get("type") == "Feature":
        return Found(lambda: iter([value]), is_geojson=True)
    return _of_columns(value) or _inside(value, depth)


def _of_list(value: list[Element]) -> Found | None:
    if value and all(isinstance(one, dict) for one in value):
        is_geojson = all(one.get("type") == "Feature" and "geometry" in one for one in value)
        return Found(lambda: iter(value), is_geojson=is_geojson)
    if len(value) > 1 and all(isinstance(one, list) for one in value):
        return Found(lambda: iter(value), is_grid=True)
    if len(value) > 1 and not any(isinstance(one, list | dict) for one in value):
        return Found(lambda: iter(value))
    return None


def _of_columns(value: dict[str, Element]) -> Found | None:
    """{"名称": ["a", "b"], "数": [1, 2]}: a list for each column."""
    columns = list(value.values())
    if len(columns) < 2 or not all(isinstance(column, list) for column in columns):
        return None
    lengths = {len(column) for column in columns}
    if len(lengths) != 1 or any(isinstance(x, list | dict) for column in columns for x in column):
        return None
    rows = [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)]
    return Found(lambda: iter(rows)) if rows else None


def _inside(value: dict[str, Element], depth: int) -> Found | None:
    """The records inside the answer of an API: by their usual name, else the longest list."""
    if depth >= DEEPEST:
        return None
    best: Found | None = None
    weight = (False, -1)
    for name, inner in value.items():
        size = len(inner) if isinstance(inner, list) else 0
        rank = (name.lower() in USUAL_NAMES, size)
        found = _records(inner, depth + 1) if rank > weight else None
        if found is not None and (rank[0] or not found.is_grid):  # else lists are coordinates
            best, weight = found, rank
    return best or _keyed(value)


def _keyed(value: dict[str, Element]) -> Found | None:
    """{"001": {…}, "002": {…}}: the name of each member is a column as well."""
    members = list(value.items())
    if len(members) < 2 or not all(isinstance(inner, dict) for _, inner in members):
        return None
    shared = set.intersection(*(set(inner) for _, inner in members))
    if not shared:
        return None
    rows = [{"key": key, **inner} for key, inner in members]
    return Found(lambda: iter(rows))


def streamed(opened: Callable[[], io.TextIOBase]) -> Found | None:
    """The elements of the array in a large, cut or line-by-line JSON text; None without any."""
    with opened() as file:
        prefix = file.read(PREFIX)
    start, is_geojson = _start(prefix)
    stream = _Stream(opened, start)
    first = next(stream.elements(), None)
    if not isinstance(first, dict | list):
        return None
    if isinstance(first, dict) and first.get("type") == "Feature":
        is_geojson = True
    is_grid = isinstance(first, list)
    return Found(stream.elements, is_geojson, is_grid, stream.is_cut)


def _start(prefix: str) -> tuple[int, bool]:
    text = prefix.lstrip("\ufeff \t\r\n")
    lead = len(prefix) - len(text)
    if text.startswith("["):
        return lead + 1, False
    if features := _FEATURES.search(prefix):
        return features.end(), True
    first_line = text.partition("\n")[0].rstrip("\r")
    if first_line.endswith("}"):
        return lead, False  # one object a line
    records = _RECORDS.search(prefix)
    return (records.end() if records else lead), False


class _Stream:
    def __init__(self, opened: Callable[[], io.TextIOBase], start: int) -> None:
        self._opened = opened
        self._start = start
        self._cut = False

    def is_cut(self) -> bool:
        """True when the text ended, or stopped making sense, before its array did."""
        return self._cut

    def elements(self) -> Iterator[Element]:
        reader = json.JSONDecoder()
        with self._opened() as file:
            buffer, place, step = file.read(self._start + BLOCK), self._start, BLOCK
            while True:
                place = _after_commas(buffer, place)
                if buffer[place : place + 1] in {"]", "}"}:
                    return
                try:
                    element, place = reader.raw_decode(buffer, place)
                except (ValueError, RecursionError):
                    more = file.read(step) if step <= MOST_ELEMENT else ""
                    if not more:
                        self._cut = buffer[place:].strip() != "" or self._start > 0
                        return
                    buffer, place, step = buffer[place:] + more, 0, step * 2
                    continue
                yield element
                if place > BLOCK:
                    buffer, place, step = buffer[place:], 0, BLOCK


def _after_commas(buffer: str, place: int) -> int:
    match = _BETWEEN.match(buffer, place)
    return match.end() if match else place
