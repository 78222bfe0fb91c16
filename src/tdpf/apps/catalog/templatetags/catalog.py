"""One filter for each kind of value: dates with era years, numbers, shares, sizes, bands."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from tdpf.apps.catalog import labels
from tdpf.apps.catalog.documents import distribution_of
from tdpf.apps.catalog.models import Distribution
from tdpf.core.places import TOKYO

register = template.Library()

REIWA = 2018  # 令和N年 = 2018 + N
_YEAR_OR_MONTH = re.compile(r"([12]\d{3})(?:-(0[1-9]|1[0-2]))?")
BANDS = ((95, 5), (90, 4), (80, 3), (60, 2), (0, 1))


@register.filter
def date_text(value: datetime | date | str | None) -> str:
    """2026年11月24日（令和8年）, 24 November 2026; unreadable text stays as it is.

    A year or a month alone is told as far as it goes: 2023年（令和5年）.
    """
    if not value:
        return ""
    if isinstance(value, str) and (known := _YEAR_OR_MONTH.fullmatch(value)):
        return _part_of_date(int(known[1]), int(known[2] or 0))
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return str(value)
    if isinstance(value, datetime):
        value = (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    if labels.is_english():
        return f"{value.day} {value:%B} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日{_era(value.year)}"


def _era(year: int) -> str:
    return f"（令和{year - REIWA}年）" if year > REIWA else ""


def _part_of_date(year: int, month: int) -> str:
    if labels.is_english():
        return f"{date(year, month, 1):%B} {year}" if month else str(year)
    return f"{year}年{f'{month}月' if month else ''}{_era(year)}"


@register.filter
def file_address(file: Distribution) -> str:
    """Where a file that is only described can be had; nothing but web addresses are linked."""
    told = distribution_of(file)
    address = told.download_url or told.access_url
    return address if address.startswith(("https://", "http://")) else ""


@register.filter
def date_iso(value: datetime | None) -> str:
    return timezone.localtime(value).date().isoformat() if value else ""


@register.filter
def number(value: float | None) -> str:
    """12,345; an empty text for None."""
    return "" if value is None else f"{value:,}"


@register.filter
def percent(share: float | None) -> str:
    """A share from 0 to 1 as 97% or 99.6%; 100% and 0% only when they are exact."""
    if share is None:
        return "–"
    points = share * 100
    if share in {0.0, 1.0} or 1 <= points <= 99:
        return f"{points:.0f}%"
    return f"{min(max(points, 0.1), 99.9):.1f}%"


@register.filter
def size_text(size_bytes: int | None) -> str:
    """12 kB, 3.4 MB."""
    if size_bytes is None:
        return ""
    if size_bytes < 1000:
        return gettext("%(count)s bytes") % {"count": size_bytes}
    for unit, step in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if size_bytes < step * 1000:
            amount = size_bytes / step
            return f"{amount:.0f} {unit}" if amount >= 10 else f"{amount:.1f} {unit}"
    return f"{size_bytes / 1e9:.0f} GB"


@register.filter
def band(score: float | None) -> int:
    """Quality band of a score, 5 best to 1; 0 when there is none."""
    if score is None:
        return 0
    return next(level for least, level in BANDS if score >= least)


@register.filter
def missing_band(share: float | None) -> int:
    """The band of a missing rate: the less is missing the better."""
    return 0 if share is None else band(100 - share * 100)


@register.simple_tag
def municipality_points() -> str:
    """Names and centres of the 62 municipalities as JSON: what the map writes on its ground."""
    points = [[labels.publisher_name(city.code6), city.lon, city.lat] for city in TOKYO]
    return json.dumps(points, ensure_ascii=False, separators=(",", ":"))


register.filter("set_title", labels.set_title)
register.filter("set_label", labels.set_label)
register.filter("publisher_name", labels.publisher_name)
register.filter("format_label", labels.format_label)
register.filter("freshness_label", labels.freshness_label)
register.filter("frequency_label", labels.frequency_label)


@register.filter
def kind_label(kind: str) -> str:
    """What a column holds, in a word."""
    labels = {
        "text": gettext("text"),
        "integer": gettext("whole number"),
        "number": gettext("number"),
        "boolean": gettext("yes / no"),
        "date": gettext("date"),
        "datetime": gettext("date and time"),
    }
    return labels.get(kind, kind)


@register.filter
def severity_label(severity: str) -> str:
    labels = {
        "error": gettext("To mend"),
        "warning": gettext("To check"),
        "info": gettext("Note"),
    }
    return labels.get(severity, severity)


@register.filter
def level_label(level: str) -> str:
    """How binding an item of a standard is."""
    labels = {
        "required": gettext("required"),
        "recommended": gettext("recommended"),
        "optional": gettext("optional"),
    }
    return labels.get(level, "–")
