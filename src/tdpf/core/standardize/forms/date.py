"""Dates: `YYYY-MM-DD`, or `YYYY-MM` or `YYYY` where no more is known; points in time.

A point in time is written as RFC 3339, section 5.6, has it, with Japan's offset where none is told.
"""

from __future__ import annotations

import datetime as dt
import re

from tdpf.core.standardize.forms.text import Normal, clean, plain

_TIME = re.compile(
    r"(?<![T\s])[T\s]*+(?:(?P<half>午前|午後|AM|PM)\s*+)?(?P<hour>[0-9]{1,2})"
    r"(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?P<fraction>\.[0-9]{1,9})?)?"
    r"|時(?:(?P<minutes>[0-9]{1,2})分(?:(?P<seconds>[0-9]{1,2})秒)?|(?P<thirty>半))?)"
    r"\s*+(?:(?P<after>AM|PM)\s*+)?(?P<zone>Z|[+-][0-9][0-9]:?[0-9][0-9])?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\(?[月火水木金土日](曜日?)?\)?$")
_ERA_NAME = "令和|平成|昭和|大正|明治|令|平|昭|大|明|R|H|S|T|M"
_ERA_START = {"令": 2018, "R": 2018, "平": 1988, "H": 1988, "昭": 1925, "S": 1925,
              "大": 1911, "T": 1911, "明": 1867, "M": 1867}  # fmt: skip
_SEP = r"[年./\-・,]"
_ERA = re.compile(
    rf"(?P<era>{_ERA_NAME})\.?(?P<year>元|[0-9]{{1,2}})"
    rf"(?:{_SEP}(?P<month>[0-9]{{1,2}})(?:[月./\-・,](?P<day>[0-9]{{1,2}})日?|月?)|年)?"
)
_ERA_RUN = re.compile(
    rf"(?P<era>{_ERA_NAME})(?P<year>[0-9][0-9])(?P<month>[0-9][0-9])(?P<day>[0-9][0-9])"
)
_WESTERN = re.compile(
    rf"(?P<year>[0-9]{{4}})(?:{_SEP}(?P<month>[0-9]{{1,2}})(?:[月./\-・,](?P<day>[0-9]{{1,2}})日?|月?)|年)?"
)
_RUN = re.compile(r"(?P<year>(?:1[6-9]|20)[0-9][0-9])(?P<month>[0-9][0-9])(?P<day>[0-9][0-9])?")
_SERIAL = re.compile(r"([2-6][0-9]{4})(?:\.[0-9]+)?")
_EPOCH = dt.date(1899, 12, 30)
_JAPAN = frozenset({None, "+09:00", "+0900"})
_DAY = 10  # letters of YYYY-MM-DD
_FIRST_YEAR, _LAST_YEAR = 500, 2200


def _written(year: int, month: str | None, day: str | None) -> str | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if month is None:
        return f"{year:04d}"
    if not 1 <= int(month) <= 12:
        return None
    if day is None:
        return f"{year:04d}-{int(month):02d}"
    try:
        return dt.date(year, int(month), int(day)).isoformat()
    except ValueError:
        return None


def _western(found: re.Match[str]) -> str | None:
    return _written(int(found["year"]), found["month"], found["day"])


def _era(found: re.Match[str]) -> str | None:
    number = 1 if found["year"] == "元" else int(found["year"])
    if number == 0:
        return None
    return _written(_ERA_START[found["era"][0]] + number, found["month"], found["day"])


def _serial(found: re.Match[str]) -> str | None:
    return (_EPOCH + dt.timedelta(days=int(found.group(1)))).isoformat()


_READERS = (
    (_RUN, _western),
    (_SERIAL, _serial),
    (_WESTERN, _western),
    (_ERA_RUN, _era),
    (_ERA, _era),
)


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).year >= _FIRST_YEAR
    except ValueError:
        return False


def date(text: str) -> Normal:
    """`R5.4.1`, `令和5年4月1日`, `2023/4/1`, `20230401`, `45017` → `2023-04-01`."""
    if len(text) == 10 and text[4] == text[7] == "-" and _is_day(text):
        return text, None
    value = plain(text)
    if not value:
        return "", None
    value = _TIME.sub("", value).strip()
    value = _WEEKDAY.sub("", value) if len(value) > 3 and not value.endswith("日") else value
    value = re.sub(r"[(（][月火水木金土日祝・]+(曜日?)?[)）]$", "", value)
    value = re.sub(r"\s+", "", value).translate(
        {0x2010: "-", 0x2212: "-", 0x30FC: "-", 0x2013: "-"}
    )
    value = value[:1].upper() + value[1:]
    for pattern, reader in _READERS:
        found = pattern.fullmatch(value)
        if found:
            result = reader(found)
            if result:
                return result, None
    return clean(text), "date-unreadable"


def moment(text: str) -> Normal:
    """`2024/2/29 9:05` → `2024-02-29T09:05:00+09:00`; a day alone is its midnight in Japan."""
    value = plain(text)
    if not value:
        return "", None
    clock = _TIME.search(value)
    day, problem = date(value[: clock.start()] if clock else value)
    written = None if problem or len(day) != _DAY else _moment(dt.date.fromisoformat(day), clock)
    return (written, None) if written else (clean(text), "date-unreadable")


def names_time(text: str) -> bool:
    """Whether a date names a time of day that is not midnight, which spreadsheets add to days."""
    return time_of(text) not in {"", "00:00"}


def time_of(text: str) -> str:
    """The time of day that stands behind a date, as HH:MM; nothing where there is none."""
    if not (":" in text or "：" in text or "時" in text):
        return ""
    value = plain(text)
    clock = _TIME.search(value)
    if clock is None or clock.start() == 0 or clock["zone"] not in _JAPAN:
        return ""
    seconds = _seconds(clock)
    return "" if seconds is None else f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def _moment(day: dt.date, clock: re.Match[str] | None) -> str | None:
    seconds = _seconds(clock) if clock else 0
    zone = (clock and clock["zone"]) or "+09:00"
    if seconds is None:
        return None
    try:
        point = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=seconds)
    except OverflowError:
        return None
    fraction = ((clock and clock["fraction"]) or "").rstrip("0.")[:7]
    zone = "+00:00" if zone in "Zz" else f"{zone[:3]}:{zone[-2:]}"
    return f"{point.isoformat()}{fraction}{zone}"


def _seconds(clock: re.Match[str]) -> int | None:
    """Seconds since midnight, up to 24:00:00; None for a time that no clock shows."""
    hour = int(clock["hour"])
    half = (clock["half"] or clock["after"] or "").upper()
    if half and hour > 12:
        return None
    if half:
        hour = hour % 12 + 12 * (half in {"午後", "PM"})
    minute = 30 if clock["thirty"] else int(clock["minute"] or clock["minutes"] or 0)
    second = int(clock["second"] or clock["seconds"] or 0)
    total = hour * 3600 + minute * 60 + second
    return total if minute < 60 and second < 60 and total <= 86_400 else None


def day_of_serial(text: str) -> bool:
    """True for a day number of a spreadsheet, such as 45017."""
    return bool(_SERIAL.fullmatch(text.strip()))
