"""How often data is renewed: EU codes ⇄ Japanese words ⇄ ISO 8601 durations, and what is overdue.

`MONTHLY_2` is twice a month and `BIMONTHLY` every two months; the EU list keeps them apart, and so
do we (月2回 is not 2か月).
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

import msgspec

from tdpf.core.catalog.lists import read_data
from tdpf.core.catalog.messages import finding
from tdpf.core.findings import Finding

EU_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"

Unit = Literal["month", "day", "second"]


class Frequency(msgspec.Struct, frozen=True):
    """A code of the EU list; `count` units are one period, 0 when there is none."""

    code: str
    ja: str
    en: str
    iso: str = ""  # the duration as data.json writes it after `R/`
    count: float = 0
    unit: Unit = "day"
    words: tuple[str, ...] = ()  # what files write, besides `ja` and `en`


def _read() -> Iterator[Frequency]:
    for row in csv.DictReader(read_data("frequencies.csv").splitlines()):
        yield Frequency(
            code=row["code"],
            ja=row["ja"],
            en=row["en"],
            iso=row["iso"],
            count=float(row["count"] or 0),
            unit=msgspec.convert(row["unit"] or "day", Unit),
            words=tuple(filter(None, row["words"].split(";"))),
        )


FREQUENCIES: dict[str, Frequency] = {one.code: one for one in _read()}


class FrequencyReading(msgspec.Struct, frozen=True):
    """The code for a text, blank when it is none; then `text` keeps what was told."""

    code: str
    text: str = ""
    finding: Finding | None = None


_LONGEST = 200
_ENDINGS = re.compile(r"(程度|頻度|の更新|更新|公開|以内|ほど|くらい|ぐらい|です)$")
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九](?=[年月週日回度ヶケヵカか箇時])")
_NUMBERS = str.maketrans("一二三四五六七八九", "123456789")


def _plain(text: str) -> str:
    """A spelling in which 三ヶ月ごと, ３カ月毎 and 3か月毎 are one."""
    folded = unicodedata.normalize("NFKC", text).strip()
    folded = re.sub(r"(?<![\d.])\.|\.(?!\d)", "", folded)  # a dot counts only inside a number
    folded = re.sub(r"[\s、。・,\-_()「」]+", "", folded).lower()
    folded = _KANJI_NUMBER.sub(lambda found: found[0].translate(_NUMBERS), folded)
    folded = folded.replace("十年", "10年").replace("ごと", "毎").replace("おき", "毎")
    folded = re.sub(r"(?<=\d)[ヶケヵカか箇個]月", "か月", folded)
    folded = re.sub(r"(?<=\d)月(?=毎|に)", "か月", folded)  # 3月 alone is March
    folded = folded.replace("1度", "1回").replace("1年間", "1年").replace("四半期毎に", "四半期毎")
    return re.sub(r"(\d年|\d週間|\d週|か月|年度|週|月|半年)(間)?に1回", r"\1に1回", folded)


def _index() -> Iterator[tuple[str, str]]:
    for one in FREQUENCIES.values():
        for word in (one.code, one.ja, one.en, one.iso and f"R/{one.iso}", *one.words):
            if word:
                yield _plain(word), one.code
    for one in FREQUENCIES.values():
        if one.iso:
            yield _plain(one.iso), one.code


def _first_wins(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for word, code in pairs:
        known.setdefault(word, code)
    return known


_KNOWN = _first_wins(_index())
_DUBLIN_CORE = {
    "continuous": "CONT",
    "semiweekly": "WEEKLY_2",
    "threetimesaweek": "WEEKLY_3",
    "threetimesamonth": "MONTHLY_3",
    "threetimesayear": "ANNUAL_3",
    "irregular": "IRREG",
    "asneeded": "AS_NEEDED",
    "unknown": "UNKNOWN",
    "notplanned": "NOT_PLANNED",
}


def match_frequency(text: str) -> FrequencyReading:
    """The EU code of a Japanese or English word, an EU or Dublin Core IRI, or an ISO duration.

    >>> match_frequency("月２回").code, match_frequency("1年").code, match_frequency("R/P1M").code
    ('MONTHLY_2', 'ANNUAL', 'MONTHLY')
    """
    told = text.strip()
    if not told:
        return FrequencyReading("")
    if len(told) > _LONGEST:
        return FrequencyReading("", told, _unknown(told[:100] + "…"))
    tail = told.rstrip("/").rsplit("/", 1)[-1] if "://" in told else told
    if told.startswith("http") and tail in FREQUENCIES:
        return FrequencyReading(tail)
    plain = _plain(tail)
    for spelling in (plain, _ENDINGS.sub("", plain), re.sub(r"^(約|およそ|概ね)", "", plain)):
        code = _KNOWN.get(spelling) or _DUBLIN_CORE.get(spelling)
        if code:
            return FrequencyReading(code)
    return FrequencyReading("", told, _unknown(told))


def _unknown(told: str) -> Finding:
    return finding("frequency-unknown", told=told, item="frequency", before=told)


def next_due(code: str, last: dt.date) -> dt.date | None:
    """The day by which the next update is due after `last`; None when no rhythm was promised.

    >>> next_due("MONTHLY", dt.date(2024, 1, 31))
    datetime.date(2024, 2, 29)
    """
    one = FREQUENCIES.get(code)
    if one is None or not one.count:
        return None
    try:
        if one.unit == "month":
            return _add_months(last, int(one.count))
        days = one.count if one.unit == "day" else one.count / 86_400
        return last + dt.timedelta(days=max(1, round(days)))
    except (OverflowError, ValueError):
        return None


def _add_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def freshness(code: str, last: dt.date, *, today: dt.date) -> float | None:
    """1.0 within one period of the last change, 0 after three, None when no rhythm was promised."""
    due = next_due(code, last)
    if due is None:
        return None
    periods = (today - last).days / (due - last).days
    return round(min(1.0, max(0.0, (3 - periods) / 2)), 4)
