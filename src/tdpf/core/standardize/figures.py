"""Whether a whole column holds numbers: decided on every value, however many there are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Literal

from tdpf.core.standardize.forms.text import BLANK_MARKS, plain

Figures = Literal["integer", "number"]

_MINUS = re.compile(r"^[△▲−]\s?")
_WHOLE = r"(?:0|-?[1-9]\d{0,14}|-?[1-9]\d{0,2}(?:,\d{3})+)"
_ANY = r"-?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3})+)(?:\.\d+)?"
_COLUMNS: tuple[tuple[Figures, re.Pattern[str]], ...] = (
    ("integer", re.compile(rf"(?:{_WHOLE}?\n)*+", re.ASCII)),
    ("number", re.compile(rf"(?:(?:{_ANY})?\n)*+", re.ASCII)),
)


def figures(cells: Collection[str]) -> Figures | None:
    """What all cells are that say something; marks for "no figure" are passed over, △ is a minus.

    None when one of them is no number, such as `0037`, which is a code; where none tells anything,
    nothing speaks against integers.
    """
    if found := _all_of(cells):
        return found
    return _one_by_one(set(cells))


def wider(one: Figures | None, other: Figures | None) -> Figures | None:
    """What both parts of a column are."""
    if one is None or other is None:
        return None
    return "number" if "number" in (one, other) else "integer"


def _all_of(cells: Collection[str]) -> Figures | None:
    joined = "\n".join(cells) + "\n"
    if joined.count("\n") > len(cells):
        return None
    return next((sort for sort, column in _COLUMNS if column.fullmatch(joined)), None)


def _one_by_one(cells: Iterable[str]) -> Figures | None:
    sort: Figures = "integer"
    for cell in cells:
        if cell.strip() in BLANK_MARKS:
            continue
        found = _all_of([_written(cell)])
        if found is None:
            return None
        sort = "number" if found == "number" else sort
    return sort


def _written(cell: str) -> str:
    return _MINUS.sub("-", cell if cell.isascii() else plain(cell)).strip()
