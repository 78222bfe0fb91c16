"""Dates and instants as CQL2 writes them (RFC 3339)."""

from __future__ import annotations

import datetime as dt
import re

from tdpf.core.cql2.tree import Interval, Moment, refusal

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?[0-9]*"
    r"(Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)
_OPEN = ".."


def date_of(text: str, at: str) -> Moment:
    if not _DATE.fullmatch(text):
        raise refusal("date", at, text)
    try:
        return Moment(dt.date.fromisoformat(text), at)
    except ValueError as error:
        raise refusal("date", at, text) from error


def instant_of(text: str, at: str) -> Moment:
    if not _INSTANT.fullmatch(text):
        raise refusal("timestamp", at, text)
    try:
        return Moment(dt.datetime.fromisoformat(text.upper()).astimezone(dt.UTC), at)
    except (ValueError, OverflowError) as error:
        raise refusal("timestamp", at, text) from error


def interval_of(start: str, end: str, at: str) -> Interval:
    """The time from start to end, `..` being open."""
    first, last = (None if text == _OPEN else _either(text, at) for text in (start, end))
    if first is not None and last is not None:
        if type(first) is not type(last):
            raise refusal("interval-kinds", at, f"{start} {end}")
        if first > last:
            raise refusal("interval-order", at, f"{start} {end}")
    return Interval(first, last, at)


def _either(text: str, at: str) -> dt.date | dt.datetime:
    return (date_of if _DATE.fullmatch(text) else instant_of)(text, at).value
