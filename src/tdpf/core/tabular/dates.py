"""Full dates and points in time as Japanese files write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

JAPAN: Final = dt.timezone(dt.timedelta(hours=9))
ERAS: Final = {
    "令和": 2018, "令": 2018, "R": 2018,
    "平成": 1988, "平": 1988, "H": 1988,
    "昭和": 1925, "昭": 1925, "S": 1925,
    "大正": 1911, "大": 1911, "T": 1911,
    "明治": 1867, "明": 1867, "M": 1867,
}  # fmt: skip

_DATE = re.compile(
    r"(?:(?P<year>[12]\d{3})|(?P<era>令和|平成|昭和|大正|明治|[令平昭大明RHSTM])\s*"
    r"(?P<era_year>\d{1,2}|元))"
    r"\s*(?P<mark>[年/.\-])\s*(?P<month>\d{1,2})\s*(?:(?P=mark)|月)\s*(?P<day>\d{1,2})(?:\s*日)?"
    r"(?:\s*\([月火水木金土日]\))?",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[T\s]+(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d{1,9})?)?"
    r"\s*(?P<zone>Z|[+-](?:0\d|1[0-4]):?[0-5]\d)?"
)
_COMPACT = re.compile(r"(1[89]|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")


def full_date(text: str) -> dt.date | None:
    """The day a text names, or None when it names less or something else.

    >>> full_date("令和5年4月1日"), full_date("2016/4/1"), full_date("2016年4月")
    (datetime.date(2023, 4, 1), datetime.date(2016, 4, 1), None)
    """
    match = _DATE.fullmatch(_plain(text))
    return _day(match) if match else None


def compact_date(text: str) -> dt.date | None:
    """The day in eight digits: 20160401. Only a column that is about dates may read it so."""
    plain = _plain(text)
    if not _COMPACT.fullmatch(plain):
        return None
    return _checked(int(plain[:4]), int(plain[4:6]), int(plain[6:]))


def moment(text: str) -> dt.datetime | None:
    """The point in time a text names, in UTC. Without an offset it is Japan's time."""
    plain = _plain(text)
    match = _DATE.match(plain)
    clock = _TIME.fullmatch(plain, match.end()) if match else None
    day = _day(match) if match else None
    if match is None or clock is None or day is None:
        return None
    at = dt.time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0))
    zone = clock["zone"]
    local = dt.datetime.combine(day, at, JAPAN if zone is None else _zone(zone))
    try:
        return local.astimezone(dt.UTC)
    except OverflowError:
        return None


def start_of(day: dt.date) -> dt.datetime:
    """Midnight of the day in Japan, in UTC."""
    return dt.datetime.combine(day, dt.time(), JAPAN).astimezone(dt.UTC)


def _plain(text: str) -> str:
    text = text.strip()
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _day(match: re.Match[str]) -> dt.date | None:
    if match["mark"] == "年" and "月" not in match[0]:
        return None
    if match["year"]:
        year = int(match["year"])
    else:
        number = 1 if match["era_year"] == "元" else int(match["era_year"])
        year = ERAS[match["era"].upper()] + number
    return _checked(year, int(match["month"]), int(match["day"]))


def _checked(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _zone(text: str) -> dt.timezone:
    if text == "Z":
        return dt.UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if text[0] == "-" else minutes))
