"""What a CQL2 filter says before a table is known: the same tree from text and from JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tdpf.core.maps.shape import Shape
from tdpf.core.tables.errors import BadFilter
from tdpf.core.tables.query import Comparison

DEEPEST = 40  # operations within operations
LONGEST = 20_000  # characters
MOST_PARTS = 1_000

LOGIC = frozenset({"and", "or", "not"})
COMPARISONS: dict[str, Comparison] = {
    "=": "eq",
    "<>": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
}
ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "div", "^"})
FOLDS = frozenset({"casei", "accenti"})
SPATIAL = frozenset(
    f"s_{name}"
    for name in (
        "intersects", "disjoint", "within", "contains", "equals", "touches", "crosses", "overlaps",
    )
)  # fmt: skip
TEMPORAL = frozenset(
    f"t_{name}"
    for name in (
        "after", "before", "contains", "disjoint", "during", "equals", "finishedby", "finishes",
        "intersects", "meets", "metby", "overlappedby", "overlaps", "startedby", "starts",
    )
)  # fmt: skip
ARGUMENTS = (
    dict.fromkeys((*COMPARISONS, *ARITHMETIC, *SPATIAL, *TEMPORAL, "like", "in"), 2)
    | dict.fromkeys(("not", "isNull", *FOLDS), 1)
    | {"between": 3}
)


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | int | float | bool
    at: str


@dataclass(frozen=True, slots=True)
class Moment:
    value: dt.date | dt.datetime
    at: str


@dataclass(frozen=True, slots=True)
class Interval:
    """From and until; None is open."""

    start: dt.date | dt.datetime | None
    end: dt.date | dt.datetime | None
    at: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape, in the numbers of its reference system."""

    shape: Shape
    at: str


@dataclass(frozen=True, slots=True)
class Items:
    """The values of a list."""

    items: tuple[Node, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Op:
    name: str
    args: tuple[Node, ...]
    at: str


Node = Property | Literal | Moment | Interval | Drawn | Items | Op


def refusal(reason: str, at: str, found: str = "") -> BadFilter:
    """The error that says what is wrong and where: a character's number or a path into JSON."""
    return BadFilter("filter", found[:80], reason, at)
