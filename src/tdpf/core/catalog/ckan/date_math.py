"""Dates of search expressions: ISO instants, and NOW with steps such as `NOW/DAY-7DAYS`."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_ISO = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?")
_STEP = re.compile(r"(?P<sign>[+-])(?P<count>\d{1,6})(?P<unit>[A-Z]+)|/(?P<floor>[A-Z]+)")
_KEPT = {"YEAR": 1, "MONTH": 2, "DAY": 3, "HOUR": 4, "MINUTE": 5, "SECOND": 6}
_SECONDS = {"SECOND": 1, "MINUTE": 60, "HOUR": 3600, "DAY": 86_400, "WEEK": 604_800}


def read_moment(text: str, *, now: dt.datetime | None) -> dt.datetime | None:
    """The instant in UTC; None when the text is no date, or says NOW where there is none."""
    bare = text.replace("\\", "")
    if bare.startswith("NOW"):
        return None if now is None else _stepped(now.astimezone(dt.UTC), bare[3:])
    start = _ISO.match(bare)
    moment = _instant(start[0]) if start else None
    return None if moment is None or start is None else _stepped(moment, bare[start.end() :])


def _instant(text: str) -> dt.datetime | None:
    """A date of any precision at its first instant; without an offset it is UTC."""
    whole = text + "-01-01T00:00"[{4: 0, 7: 3}.get(len(text), 12) :] if "T" not in text else text
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d", whole):
        whole += ":00"
    try:
        moment = dt.datetime.fromisoformat(whole)
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def _stepped(moment: dt.datetime, steps: str) -> dt.datetime | None:
    at = 0
    while at < len(steps):
        step = _STEP.match(steps, at)
        moved = _step(moment, step) if step else None
        if step is None or moved is None:
            return None
        moment, at = moved, step.end()
    return moment


def _step(moment: dt.datetime, step: re.Match[str]) -> dt.datetime | None:
    if step["floor"]:
        return _floored(moment, step["floor"].removesuffix("S"))
    count = int(step["count"]) * (1 if step["sign"] == "+" else -1)
    unit = step["unit"].removesuffix("S")
    try:
        if unit in _SECONDS:
            return moment + dt.timedelta(seconds=count * _SECONDS[unit])
        if unit in {"MONTH", "YEAR"}:
            return _months_later(moment, count * (12 if unit == "YEAR" else 1))
    except (OverflowError, ValueError):
        return None
    return None


def _months_later(moment: dt.datetime, months: int) -> dt.datetime:
    index = moment.year * 12 + moment.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return moment.replace(year=year, month=month, day=min(moment.day, last))


def _floored(moment: dt.datetime, unit: str) -> dt.datetime | None:
    kept = _KEPT.get(unit)
    if kept is None:
        return None
    whole = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
    first = (1, 1, 1, 0, 0, 0)
    year, month, day, hour, minute, second = whole[:kept] + first[kept:]
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
