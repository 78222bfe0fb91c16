"""The `datetime` parameter (17-069r4, 7.15.4): an instant, or an interval that may be open."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tdpf.core.tables.query import And, Compare, Filter
from tdpf.core.tables.schema import Column

_OPEN = frozenset({"", ".."})


class BadMoment(ValueError):
    """The text is no instant and no interval."""


@dataclass(frozen=True, slots=True)
class Span:
    """From and until, both included; None is open. A day stands for all of its instants."""

    start: dt.datetime | None
    end: dt.datetime | None


def parse_moment(text: str) -> Span:
    """`2024-05-01T00:00:00Z`, `2024-05-01`, `2024-01-01/..` → Span; else BadMoment.

    >>> parse_moment("2024-05-01").end
    datetime.datetime(2024, 5, 1, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)
    """
    first, mark, second = text.partition("/")
    if not mark:
        second = first
        if first in _OPEN:
            raise BadMoment(text)
    if "/" in second:
        raise BadMoment(text)
    start = None if first in _OPEN else _instant(first, is_end=False)
    end = None if second in _OPEN else _instant(second, is_end=True)
    if start is not None and end is not None and start > end:
        raise BadMoment(text)
    return Span(start, end)


def _instant(text: str, *, is_end: bool) -> dt.datetime:
    if not text.isascii():
        raise BadMoment(text)
    try:
        if len(text) == 10:
            time = dt.time.max if is_end else dt.time.min
            return dt.datetime.combine(dt.date.fromisoformat(text), time, tzinfo=dt.UTC)
        if text[10:11] not in {"T", "t", " "}:
            raise BadMoment(text)
        found = dt.datetime.fromisoformat(text.upper())
    except ValueError as error:
        raise BadMoment(text) from error
    if found.tzinfo is None:
        raise BadMoment(text)
    return found.astimezone(dt.UTC)


def within_span(column: Column, span: Span) -> Filter | None:
    """Rows whose value in the column meets the span; None when the span is open at both ends."""
    parts: list[Filter] = []
    is_day = column.kind == "date"
    if span.start is not None:
        value = span.start.date() if is_day else span.start
        parts.append(Compare(column.name, "ge", value))
    if span.end is not None:
        value = span.end.date() if is_day else span.end
        parts.append(Compare(column.name, "le", value))
    if len(parts) == 2:
        return And(tuple(parts))
    return parts[0] if parts else None
