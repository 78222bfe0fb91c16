"""CKAN writes times in UTC without a zone."""

from __future__ import annotations

import datetime as dt

from tdpf.core.catalog.dates import instant, iso_date


def ckan_time(moment: dt.datetime | None) -> str | None:
    """`2026-11-22T05:13:44.950173`; None for None."""
    if moment is None:
        return None
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def read_time(text: object) -> dt.datetime | None:
    return instant(iso_date(text)) if isinstance(text, str) else None
