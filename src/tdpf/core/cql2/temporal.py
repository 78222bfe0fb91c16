"""Relations in time of a column of instants or dates to an instant or interval (21-065r2, 7.9).

A row's value is an instant, for which start and end are the same. A date stands for its whole day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tdpf.core.cql2.tree import Interval, Moment
from tdpf.core.tables.query import And, Compare, Comparison, Filter, IsNull, Not
from tdpf.core.tables.schema import Column

Day = dt.date | dt.datetime

ALWAYS: Filter = Not(IsNull("_row"))
NEVER: Filter = IsNull("_row")
TURNED = {
    "t_after": "t_before",
    "t_before": "t_after",
    "t_contains": "t_during",
    "t_during": "t_contains",
    "t_finishedby": "t_finishes",
    "t_finishes": "t_finishedby",
    "t_meets": "t_metby",
    "t_metby": "t_meets",
    "t_overlappedby": "t_overlaps",
    "t_overlaps": "t_overlappedby",
    "t_startedby": "t_starts",
    "t_starts": "t_startedby",
}  # how the relation is called from the other side; the others are the same from both


@dataclass(frozen=True, slots=True)
class _Span:
    start: Day | None
    end: Day | None


def related_in_time(relation: str, column: Column, other: Moment | Interval) -> Filter:
    """Rows whose value is so related to the other."""
    span = _span(other, is_date=column.kind == "date")

    def side(op: Comparison, bound: Day | None, *, when_open: Filter = NEVER) -> Filter:
        return when_open if bound is None else Compare(column.name, op, bound)

    within = _both(side("ge", span.start, when_open=ALWAYS), side("le", span.end, when_open=ALWAYS))
    found: dict[str, Filter] = {
        "t_after": side("gt", span.end),
        "t_before": side("lt", span.start),
        "t_intersects": within,
        "t_disjoint": Not(within),
        "t_equals": within if isinstance(other, Moment) or span.start == span.end else NEVER,
        "t_during": _both(
            side("gt", span.start, when_open=ALWAYS), side("lt", span.end, when_open=ALWAYS)
        ),
        "t_meets": side("eq", span.start),
        "t_metby": side("eq", span.end),
        "t_starts": _both(side("eq", span.start), side("lt", span.end, when_open=ALWAYS)),
        "t_finishes": _both(side("eq", span.end), side("gt", span.start, when_open=ALWAYS)),
    }
    # An instant has no inside: it contains nothing, overlaps nothing, and nothing begins it.
    result = found.get(relation, NEVER)
    return _both(Not(IsNull(column.name)), result) if result in (ALWAYS, NEVER) else result


def _both(one: Filter, other: Filter) -> Filter:
    if NEVER in (one, other):
        return NEVER
    parts = tuple(part for part in (one, other) if part != ALWAYS)
    return And(parts) if len(parts) > 1 else parts[0] if parts else ALWAYS


def _span(other: Moment | Interval, *, is_date: bool) -> _Span:
    if isinstance(other, Moment):
        return _Span(
            _as(other.value, is_date, is_end=False), _as(other.value, is_date, is_end=True)
        )
    start = None if other.start is None else _as(other.start, is_date, is_end=False)
    end = None if other.end is None else _as(other.end, is_date, is_end=True)
    return _Span(start, end)


def _as(value: Day, is_date: bool, *, is_end: bool) -> Day:
    if isinstance(value, dt.datetime):
        return value.date() if is_date else value
    if is_date:
        return value
    return dt.datetime.combine(value, dt.time.max if is_end else dt.time.min, tzinfo=dt.UTC)
