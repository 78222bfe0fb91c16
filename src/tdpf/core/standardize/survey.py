"""What the values of a column look like: a first look at the whole table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from tdpf.core.standardize.figures import Figures, figures, wider
from tdpf.core.standardize.forms.contact import email, is_local, phone, postal
from tdpf.core.standardize.forms.date import date
from tdpf.core.standardize.forms.number import number
from tdpf.core.standardize.forms.position import degrees, pair
from tdpf.core.standardize.forms.text import BLANK_MARKS, plain
from tdpf.core.standardize.forms.time import opening_hours, time
from tdpf.core.standardize.forms.weekdays import weekdays
from tdpf.core.tabular.model import Chunk, TextTable

SAMPLE = 40
DISTINCT_LIMIT = 20_000
"""Distinct values of a column that are remembered; beyond, it counts as all different."""

_MARKS = frozenset("○〇◯●×✕△有無可否レ✓01") | {"あり", "なし", "有り", "無し", "不可", "Y", "N"}
_INTEGER = re.compile(r"-?\d{1,3}(,\d{3})+|-?\d+(\.0+)?")
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?")
_COUNT = re.compile(r"[\d,]+(\.\d+)?\s*[^\d\s]{0,4}")
_KANA = re.compile(r"(?=.*[ァ-ヶｦ-ﾟぁ-ゖ])[ァ-ヶーｦ-ﾟ・･\sぁ-ゖ０-９0-9（）()A-Za-z]+")
_LATIN = re.compile(r"[\x20-\x7e’‘“”–]*[A-Za-z]{2}[\x20-\x7e’‘“”–]*")
_JAPANESE = re.compile(r"[ぁ-ヿ一-鿿々]")
_ADDRESS = re.compile(
    r"(?:(?:東京都|北海道|大阪府|京都府|[一-鿿]{2,3}県)?[一-鿿ぁ-んァ-ヶ]{1,8}[市区町村].{1,40})"
    r"|(?:[一-鿿ぁ-んァ-ヶ々]{1,12}[0-9０-９一二三四五六七八九十]{1,4}(?:丁目|番|[-‐−－ー‑―][0-9０-９]).{0,40})"
)
_STREET = re.compile(r"[0-9０-９]+(?:丁目|番|[-‐−－ー‑―][0-9０-９])|[0-9０-９]{1,5}$|丁目|番地")
_BUILDING = re.compile(
    r".{0,30}(?:[0-9０-９]+[階FＦ]|ビル|号室|棟|館内|館|会館|センター|内|マンション|ハイツ)\S{0,8}"
)
_CODE6 = re.compile(r"\d{5,6}(\.0)?")


def _accepts(form: Callable[[str], tuple[str, str | None]]) -> Callable[[str], bool]:
    return lambda value: form(value)[1] is None


def _degrees_between(low: float, high: float) -> Callable[[str], bool]:
    def test(value: str) -> bool:
        text, problem = degrees(value)
        return problem is None and "." in text and low <= float(text) <= high

    return test


def _phone(value: str) -> bool:
    return 9 <= len(value) <= 40 and phone(value)[1] is None


def _postal(value: str) -> bool:
    return 7 <= len(value) <= 12 and postal(value)[1] is None


_MAYBE_DATE = re.compile(r"\s*(?:[0-9０-９]|[令平昭大明RHSTMrhst]|[ＲＨＳＴ])")


def _date(value: str) -> bool:
    if not 5 < len(value) < 30 or not _MAYBE_DATE.match(value):
        return False
    if value.isdigit():  # a number of 4 or 5 digits is rather a number
        return len(value) in {6, 8} and _accepts(date)(value)
    return date(value)[1] is None


def _count(value: str) -> bool:
    """`1,234`, `70名`, `一幅`"""
    if _COUNT.fullmatch(plain(value)):
        return True
    return value[0] in _KANJI_DIGITS and len(value) <= _SHORT and number(value)[1] is None


_KANJI_DIGITS = frozenset("一二三四五六七八九十百")
_SHORT = 7


def _address(value: str) -> bool:
    return bool(_ADDRESS.match(value)) and bool(_STREET.search(value)) and "http" not in value


def _name(value: str) -> bool:
    return 2 <= len(value) <= 40 and bool(_JAPANESE.search(value)) and not _address(value)


_SHAPES: dict[str, Callable[[str], bool]] = {
    "latitude": _degrees_between(20.0, 46.0),
    "longitude": _degrees_between(122.0, 154.0),
    "position": lambda value: pair(value) is not None,
    "phone": _phone,
    "local_phone": is_local,
    "postal": _postal,
    "code6": lambda value: bool(_CODE6.fullmatch(value)),
    "date": _date,
    "time": lambda value: _accepts(time)(value) and not value.isdigit(),
    "hours": lambda value: opening_hours(value) is not None,
    "weekdays": _accepts(weekdays),
    "url": lambda value: value[:4].lower() == "http" or value.startswith("www."),
    "email": lambda value: "@" in value and _accepts(email)(value),
    "mark": lambda value: value in _MARKS,
    "integer": lambda value: bool(_INTEGER.fullmatch(value)),
    "number": lambda value: bool(_NUMBER.fullmatch(value)),
    "count": _count,
    "kana": lambda value: bool(_KANA.fullmatch(value)),
    "latin": lambda value: bool(_LATIN.fullmatch(value)),
    "japanese": lambda value: bool(_JAPANESE.search(value)),
    "address": _address,
    "building": lambda value: bool(_BUILDING.fullmatch(value)),
    "name": _name,
    "long": lambda value: len(value) > 40,
}


@dataclass(slots=True)
class Facts:
    """One column: its header, how full it is, and samples of what it holds."""

    index: int
    header: str
    rows: int
    filled: int
    distinct: dict[str, int]  # value → rows, values with visible characters only
    is_complete: bool  # False when there were more distinct values than we remember
    has_spaces: bool = False  # some blank cells hold blanks
    beyond: Figures | None = "integer"  # what the values are that are not remembered
    sample: list[str] = field(default_factory=list)
    _shares: dict[str, float] = field(default_factory=dict)

    def share(self, shape: str) -> float:
        """The share of the sample that has this shape; 0.0 for an empty column."""
        found = self._shares.get(shape)
        if found is None:
            test = _SHAPES[shape]
            found = sum(map(test, self.sample)) / len(self.sample) if self.sample else 0.0
            self._shares[shape] = found
        return found

    def figures(self) -> Figures | None:
        """What all values are, where most of them are no marks for "no figure"."""
        marks = sum(rows for value, rows in self.distinct.items() if value.strip() in BLANK_MARKS)
        told = 2 * marks < sum(self.distinct.values())
        return wider(figures(self.distinct), self.beyond) if told else None

    def is_running(self) -> bool:
        """True for numbers 1, 2, 3 … in which few are left out."""
        if self.filled < 3 or not self.is_complete or len(self.distinct) != self.filled:
            return False
        if not all(value.strip().isdecimal() for value in self.distinct):
            return False
        numbers = [int(value) for value in self.distinct]
        return min(numbers) in {0, 1} and max(numbers) <= 1.2 * len(numbers) + 2

    def usual(self) -> list[tuple[str, int]]:
        """The most frequent values with their rows, in no order that matters."""
        counts = self.distinct.items()
        if len(counts) <= SAMPLE:
            return list(counts)
        return sorted(counts, key=lambda one: (-one[1], one[0]))[:SAMPLE]

    @property
    def variety(self) -> float:
        """Distinct values per filled row: 1.0 for a key, near 0 for a category."""
        return len(self.distinct) / self.filled if self.filled else 0.0


def _spread(values: Collection[str]) -> list[str]:
    """Up to SAMPLE values, evenly from the whole column, without blanks around them.

    Which ones depends on the values alone and never on the order of the rows.
    """
    if len(values) <= SAMPLE:
        return [value.strip() for value in values]
    ordered = sorted(values)
    return [ordered[at * len(ordered) // SAMPLE].strip() for at in range(SAMPLE)]


def survey(table: TextTable, chunks: Iterable[Chunk]) -> list[Facts]:
    """Facts about every column, from every row."""
    counts: list[Counter[str]] = [Counter() for _ in table.columns]
    totals = [0] * len(table.columns)
    blanks = [0] * len(table.columns)
    beyond: list[Figures | None] = ["integer" for _ in table.columns]  # of what is not remembered
    for chunk in chunks:
        for place, cells in enumerate(chunk.cells):
            totals[place] += len(cells)
            if len(counts[place]) <= DISTINCT_LIMIT:
                counts[place].update(cells)
                continue
            blanks[place] += sum(not cell.strip() for cell in cells)
            if beyond[place]:
                beyond[place] = wider(beyond[place], figures(cells))
    return [
        _facts(column.index, column.header, counts[at], totals[at], blanks[at], beyond[at])
        for at, column in enumerate(table.columns)
    ]


def _facts(
    index: int, header: str, counts: Counter[str], rows: int, blanks: int, beyond: Figures | None
) -> Facts:
    blank_keys = [value for value in counts if not value or value.isspace()]
    has_spaces = any(blank_keys)
    blanks += sum(counts.pop(value) for value in blank_keys)
    return Facts(
        index=index,
        header=header,
        rows=rows,
        filled=rows - blanks,
        distinct=counts,
        is_complete=len(counts) <= DISTINCT_LIMIT,
        has_spaces=has_spaces,
        beyond=beyond,
        sample=_spread(counts),
    )
