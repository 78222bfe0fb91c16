"""Random questions, each by its number: the same number always asks the same."""

from __future__ import annotations

import random

from benchmarks.answers.table import KINDS, LAYOUT, WORDS, value_of
from tdpf.core.maps.area import Area
from tdpf.core.maps.box import Box
from tdpf.core.maps.circle import Circle
from tdpf.core.maps.shape import Shape
from tdpf.core.tables.check import check
from tdpf.core.tables.fulltext import words_of
from tdpf.core.tables.query import (
    Among,
    And,
    Checked,
    Compare,
    Contains,
    Filter,
    Formula,
    Grouping,
    IsNull,
    Key,
    Like,
    Located,
    Measure,
    Not,
    Or,
    Query,
    Sort,
    StartsWith,
    Text,
)
from tdpf.core.tables.terms import Arithmetic, ColumnTerm, Constant, Folded, Term

_COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
_NUMBERS = ("数", "率", "_row")


def question(number: int) -> Checked:
    """The question of that number."""
    dice = random.Random(number)
    query = Query(
        where=_filter(dice, 3) if dice.random() < 0.8 else None,
        box=_box(dice) if dice.random() < 0.2 else None,
        circle=_circle(dice) if dice.random() < 0.1 else None,
        area=_area(dice) if dice.random() < 0.1 else None,
        text=Text(words_of(dice.choice(WORDS) or "公園")) if dice.random() < 0.2 else None,
        limit=dice.choice([None, 0, 1, 10, 100]),
        offset=dice.choice([0, 0, 0, 7]),
    )
    replace = _grouped if dice.random() < 0.3 else _listed
    return check(replace(query, dice), LAYOUT)


def _listed(query: Query, dice: random.Random) -> Query:
    names = [*KINDS, "_row", "_lon"]
    sort = tuple(Sort(name, dice.random() < 0.5) for name in dice.sample(names, dice.randint(0, 3)))
    columns = None if dice.random() < 0.5 else tuple(dice.sample(names, dice.randint(1, 5)))
    return _with(query, sort=sort, columns=columns)


def _grouped(query: Query, dice: random.Random) -> Query:
    names = dice.sample(list(KINDS), dice.randint(0, 2))
    buckets = {"日": ("year", "month", "day"), "時": ("year", "month", "day", "hour")}
    keys = tuple(Key(n, dice.choice([None, *buckets[n]]) if n in buckets else None) for n in names)
    measures = [Measure("count")]
    for function in ("sum", "avg", "min", "max", "distinct_count"):
        if dice.random() < 0.4:
            is_sum = function in {"sum", "avg"}
            column = dice.choice(["数", "率"] if is_sum else ["数", "名", "日", "時", "大"])
            measures.append(Measure(function, column))  # type: ignore[arg-type]  # one of five
    return _with(query, groups=Grouping(keys, tuple(measures)))


def _with(query: Query, **changes: object) -> Query:
    return Query(**{name: getattr(query, name) for name in query.__struct_fields__} | changes)


def _filter(dice: random.Random, depth: int) -> Filter:
    if depth and dice.random() < 0.5:
        kind = dice.choice(["and", "or", "not"])
        if kind == "not":
            return Not(_filter(dice, depth - 1))
        parts = tuple(_filter(dice, depth - 1) for _ in range(dice.randint(2, 3)))
        return And(parts) if kind == "and" else Or(parts)
    return _leaf(dice)


def _leaf(dice: random.Random) -> Filter:
    column = dice.choice(list(KINDS))
    kind = dice.randrange(8)
    if kind == 0:
        return IsNull(column)
    if kind == 1:
        return Among(column, tuple(value_of(column, dice) for _ in range(dice.randint(1, 4))))
    if kind == 2:
        return Contains("名", dice.choice([word for word in WORDS if word]))
    if kind == 3:
        return StartsWith("名", dice.choice([word for word in WORDS if word]))
    if kind == 4:
        return Located(dice.choice(["intersects", "disjoint"]), Shape(boxes=(_box(dice),)))
    if kind == 5:
        op = dice.choice(_COMPARISONS)
        return Formula(_term(dice, 2), op, _term(dice, 1))
    if kind == 6:
        term: Term = ColumnTerm("名")
        pattern = dice.choice(["%カ_", "_園%", "%50\\%%", "caf%", "%", "a\\_b%", "東京都_%"])
        return Like(Folded(term, case=True) if dice.random() < 0.5 else term, pattern)
    op = dice.choice(["eq", "ne"] if column == "有" else _COMPARISONS)
    return Compare(column, op, value_of(column, dice))


def _term(dice: random.Random, depth: int) -> Term:
    if depth and dice.random() < 0.6:
        sign = dice.choice(["+", "-", "*", "/"])
        return Arithmetic(sign, _term(dice, depth - 1), _term(dice, depth - 1))
    return (
        ColumnTerm(dice.choice(_NUMBERS)) if dice.random() < 0.7 else Constant(dice.randint(0, 9))
    )


def _box(dice: random.Random) -> Box:
    west, south = 139 + dice.randint(0, 800) / 1000, 35 + dice.randint(0, 800) / 1000
    if dice.random() < 0.1:
        return Box(west, south, 139.1, south + 0.3)  # most of the earth, round the back
    return Box(west, south, west + dice.random() / 2, south + dice.random() / 2)


def _circle(dice: random.Random) -> Circle:
    return Circle(35 + dice.random(), 139 + dice.random(), dice.choice([500.0, 20_000.0, 1e6]))


def _area(dice: random.Random) -> Area:
    points = [(139 + dice.random(), 35 + dice.random()) for _ in range(dice.randint(3, 7))]
    return Area((((*points, points[0]),),))
