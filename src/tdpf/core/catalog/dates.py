"""Dates as publishers state them → ISO 8601 text of the precision that is known."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from typing import Literal

from tdpf.core.tabular.dates import full_date

Precision = Literal["year", "month", "day", "moment"]

_LONGEST = 100
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d(:\d\d(\.\d+)?)?)(Z|[+-]\d\d:\d\d)?")
_LOOSE_MONTH = re.compile(r"(\d{4})[年/.\-]\s*(\d{1,2})月?")
_LOOSE_YEAR = re.compile(r"(\d{4})年?")
_WITH_TIME = re.compile(
    r"(?P<day>.+?)[T\s]+(?P<h>\d{1,2}):(?P<m>[0-5]\d)(:(?P<s>[0-5]\d)(?P<f>\.\d+)?)?\s*"
    r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_RUN = re.compile(r"((?:1[89]|20)\d\d)(\d\d)(\d\d)?")


def precision_of(text: str) -> Precision | None:
    """What an ISO text tells; None when it is no date at all."""
    if _YEAR.fullmatch(text):
        return "year" if text != "0000" else None
    if _MONTH.fullmatch(text):
        return "month" if text[:4] != "0000" else None
    if _DAY.fullmatch(text):
        return "day" if _exists(text) else None
    moment = _MOMENT.fullmatch(text)
    return "moment" if moment and _exists(text) else None


def _exists(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def iso_date(text: str) -> str:
    """ISO 8601 for `2021/11/04 09:59:26`, `令和5年4月1日`, `20230401`; blank when unread.

    A time without an offset stays without one: nobody said where the clock stood.

    >>> iso_date("2021/11/04 09:59:26"), iso_date("令和5年4月1日"), iso_date("2023年4月")
    ('2021-11-04T09:59:26', '2023-04-01', '2023-04')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > _LONGEST:
        return ""
    if precision_of(plain):
        return plain
    found = _WITH_TIME.fullmatch(plain)
    if found:
        return _moment(found)
    day = full_date(plain)
    if day:
        return day.isoformat()
    run = _RUN.fullmatch(plain)
    if run:
        written = "-".join(part for part in run.groups() if part)
        return written if precision_of(written) else ""
    return _partial(plain)


def _moment(found: re.Match[str]) -> str:
    day = iso_date(found["day"])
    if precision_of(day) != "day":
        return ""
    zone = found["zone"] or ""
    if len(zone) == 5:
        zone = zone[:3] + ":" + zone[3:]
    clock = f"{int(found['h']):02d}:{found['m']}:{found['s'] or '00'}{found['f'] or ''}"
    written = f"{day}T{clock}{zone}"
    return written if precision_of(written) else ""


def _partial(plain: str) -> str:
    month = _LOOSE_MONTH.fullmatch(plain)
    if month:
        written = f"{month[1]}-{int(month[2]):02d}"
        return written if precision_of(written) else ""
    year = _LOOSE_YEAR.fullmatch(plain)
    return year[1] if year and precision_of(year[1]) else ""


def last_day(text: str) -> dt.date | None:
    """The latest day an ISO text may mean: of `2023-04` the 30th. None when it is no date."""
    precision = precision_of(text)
    if precision is None:
        return None
    if precision == "year":
        return dt.date(int(text), 12, 31)
    if precision == "month":
        year, month = int(text[:4]), int(text[5:7])
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date.fromisoformat(text[:10])


def utc_text(moment: dt.datetime | None) -> str:
    """The instant in UTC with Z; blank for None."""
    if moment is None:
        return ""
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def instant(text: str) -> dt.datetime | None:
    """The aware instant of an ISO text; one without an offset is UTC, as CKAN writes it."""
    if precision_of(text) not in {"day", "moment"}:
        return None
    moment = dt.datetime.fromisoformat(text)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except OverflowError:
        return None
