"""Times of day: `HH:MM`, 24 hours, `24:00` allowed as a closing time. And the range in one cell."""

from __future__ import annotations

import re

from tdpf.core.standardize.forms.text import Normal, clean, plain

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_DATED = re.compile(r"(?:1899-12-3[01]|1900-01-0[01])[ T]?([0-9]{1,2}:[0-9]{2})(?::[0-9]{2})?")
_TIME = re.compile(
    r"(?P<half>午前|午後|正午|AM|PM|am|pm)?"
    r"(?P<hour>[0-9]{1,2})(?:[:.]|時)(?P<minute>[0-9]{1,2}|半)?(?:分)?(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?P<after>AM|PM|am|pm)?"
)
_RUN = re.compile(r"([0-9]{2})([0-9]{2})")
_FRACTION = re.compile(r"0?\.[0-9]+|0|1")
_BETWEEN = re.compile(r"\s*(?:[~〜～\-‐–—―−ー]|から|より)\s*")
_ALL_DAY = re.compile(r"(?:24時間(?:営業|利用可能?|開放)?|終日(?:利用可能?|開放)?)")
_MORE = re.compile(r"[;、,\n/]|(?:平日|土日|祝|月|火|水|木|金|土|日)")


def _clock(hour: int, minute: int, half: str | None) -> str | None:
    if half in {"午後", "PM", "pm"} and hour < 12:
        hour += 12
    if half in {"午前", "AM", "am"} and hour == 12:
        hour = 0
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return f"{hour:02d}:{minute:02d}"


def _read(value: str) -> str | None:
    dated = _DATED.fullmatch(value)
    if dated:
        value = dated.group(1)
    if value == "正午":
        return "12:00"
    found = _TIME.fullmatch(value)
    if found:
        minute = found["minute"]
        if minute is None and value.endswith((":", ".")):
            return None
        number = 30 if minute == "半" else int(minute or 0)
        return _clock(int(found["hour"]), number, found["half"] or found["after"])
    run = _RUN.fullmatch(value)
    if run:
        return _clock(int(run[1]), int(run[2]), None)
    if _FRACTION.fullmatch(value):
        minutes = round(float(value) * 1440)
        return _clock(minutes // 60, minutes % 60, None)
    return None


def time(text: str) -> Normal:
    """`9:00`, `09:00:00`, `９時`, `午後5時30分` → `HH:MM`."""
    if _CLOCK.fullmatch(text):
        return text, None
    value = plain(text)
    if not value:
        return "", None
    found = _read(value.replace(" ", ""))
    return (found, None) if found else (clean(text), "time-unreadable")


def opening_hours(text: str) -> tuple[str, str] | None:
    """Opening and closing time where one cell holds just that: `9時～17時` → `09:00`, `17:00`."""
    value = plain(text).replace(" ", "")
    if not value or _MORE.search(value):
        return None
    if _ALL_DAY.fullmatch(value):
        return "00:00", "24:00"
    ends = _BETWEEN.split(value.removesuffix("まで"))
    if len(ends) != 2:
        return None
    opens, closes = _read(ends[0]), _read(ends[1])
    return (opens, closes) if opens and closes else None
