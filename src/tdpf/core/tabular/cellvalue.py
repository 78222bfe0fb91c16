"""A typed cell of a workbook as the text that a spreadsheet would show."""

from __future__ import annotations

import datetime as dt

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

HALF_SECOND = dt.timedelta(milliseconds=500)


def shown(value: Value) -> str:
    """11002.0 is 11002, a day is ISO, 0.1 + 0.2 is 0.3, TRUE is TRUE, 24 hours are 24:00."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dt.datetime):
        return _moment(value)
    if isinstance(value, dt.time):
        return _clock(dt.datetime.combine(dt.date(2000, 1, 1), value))
    if isinstance(value, dt.timedelta):
        return _hours(value)
    return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"  # a spreadsheet shows no more digits; the file keeps 17


def _moment(value: dt.datetime) -> str:
    if value.microsecond:
        try:
            value = (value + HALF_SECOND).replace(microsecond=0)
        except OverflowError:
            value = value.replace(microsecond=0)
    return str(value.date()) if value.time() == dt.time() else str(value)


def _clock(value: dt.datetime) -> str:
    value = (value + HALF_SECOND).replace(microsecond=0)
    if value.day == 2:  # a hair before midnight, rounded
        return "24:00"
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _hours(value: dt.timedelta) -> str:
    total = round(value.total_seconds())
    sign, total = ("-", -total) if total < 0 else ("", total)
    hours, minutes, seconds = total // 3600, total // 60 % 60, total % 60
    text = f"{sign}{hours:02d}:{minutes:02d}"
    return f"{text}:{seconds:02d}" if seconds else text
