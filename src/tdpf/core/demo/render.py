"""Facts in the spelling of one file: headers, columns of text, and what was soiled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tdpf.core.demo.columns import Column
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts
from tdpf.core.demo.pens import BIG_NUMBERS, DATES, Hand
from tdpf.core.demo.style import Style

_COUNTS = frozenset({"men", "women", "both", "accessible", "fee", "bore", "number"})
_KINDS = {"opens": "time", "closes": "time", "lat": "coordinate", "lon": "coordinate"}


@dataclass(slots=True)
class Grid:
    """A table about to be written. `soiled` counts what was done to it, by kind."""

    headers: list[str]
    columns: list[list[str]]
    items: list[str]  # the item of the standard that each column feeds, or nothing
    kinds: list[str]  # date, time, number, coordinate or text
    soiled: Counter[str]

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0


def render(
    dice: Dice, style: Style, columns: Sequence[Column], facts: Facts, items: Sequence[str]
) -> Grid:
    """The grid of a file."""
    hand = Hand(dice, style, facts)
    return Grid(
        headers=[column.header for column in columns],
        columns=[hand.column(column.fact) for column in columns],
        items=list(items),
        kinds=[_kind(column.fact) for column in columns],
        soiled=hand.soiled,
    )


def _kind(fact: str) -> str:
    if fact in DATES:
        return "date"
    if fact in BIG_NUMBERS or fact in _COUNTS:
        return "number"
    return _KINDS.get(fact, "text")
