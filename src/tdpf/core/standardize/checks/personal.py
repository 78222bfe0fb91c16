"""Personal data that should not be published unseen.

Errors whose code begins with `personal-` stop publishing until a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import mul

import polars as pl

from tdpf.core.standardize.checks.base import Check
from tdpf.core.standardize.rows import Part
from tdpf.core.tabular.model import Chunk

_TWELVE = re.compile(r"(?<![\d./=_\-])\d{4}[ \-]?\d{4}[ \-]?\d{4}(?![\d\-])")
_ABOUT_NUMBERS = re.compile(r"マイナンバー|個人番号")
_CODES = frozenset(
    {"identifier", "code", "place_code", "corporate", "phone", "fax", "url", "town_id"}
)
_SEVERAL = 3
_PRIVATE_MAIL = re.compile(
    r"[\w.+\-]+@(?:gmail\.com|googlemail\.com|yahoo\.(?:co\.jp|com|ne\.jp)|ybb\.ne\.jp|hotmail\.\w+(?:\.jp)?"
    r"|outlook\.(?:jp|com)|live\.jp|msn\.com|icloud\.com|me\.com|docomo\.ne\.jp|ezweb\.ne\.jp|au\.com"
    r"|(?:i\.)?softbank\.(?:ne\.)?jp|ymobile\.ne\.jp|rakuten\.jp|nifty\.com|excite\.co\.jp)\b",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"\(0[789]0\)\d{4}-\d{4}")
_ABOUT_PEOPLE = re.compile(
    r"氏名|代表者|世帯主|営業者|申請者|所有者|担当者|管理者名|会長|委員名|個人名"
)
_PERSON = re.compile(r"[一-鿿々]{1,4}[ \u3000][一-鿿々ぁ-ゖァ-ヶ]{1,5}")
_NOT_A_PERSON = re.compile(r"法人|会社|組合|市|区|寺|社|院|会|園|店|館|所|部|課|教|団|協|校")
_WORTH_A_WORD = 0.2
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def is_personal_number(digits: str) -> bool:
    """True for twelve digits of which the last checks the others, as in a My Number."""
    rest = sum(map(mul, map(int, digits[:11]), _WEIGHTS)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


class Personal(Check):
    """Personal numbers, private mail addresses, mobile numbers, names beside addresses."""

    def prepare(self) -> None:
        self._numbers: dict[int, list[tuple[int, str]]] = {}
        self._twelves: dict[int, int] = {}
        self._people: dict[int, tuple[int, int]] = {}
        self._texts = [
            place for place, column in enumerate(self.columns) if column.source is not None
        ]
        self._mails = [place for place in self._texts if self.columns[place].form in _MAY_HOLD_MAIL]
        self._names = [
            place
            for place in self._texts
            if _ABOUT_PEOPLE.search(self.header(place))
            and self.columns[place].form in {"text", "name", "notes", "organisation"}
        ]

    def look(self, chunk: Chunk, part: Part) -> None:
        del chunk
        for place in self._texts:
            if self.columns[place].form not in _NO_ROOM:
                self._look_for_numbers(place, part)
        for place in self._mails:
            if any("@" in text for text in part.texts[place]):
                self._add("personal-mail", place, part, _PRIVATE_MAIL)
        for place in self._texts:
            if self.columns[place].form == "phone":
                self._add("personal-mobile", place, part, _MOBILE)
        for place in self._names:
            texts = [text for text in part.texts[place] if text]
            people, filled = self._people.get(place, (0, 0))
            people += sum(_is_person(text) for text in texts)
            self._people[place] = (people, filled + len(texts))

    def _add(self, code: str, place: int, part: Part, pattern: re.Pattern[str]) -> None:
        column = self.columns[place]
        for row, text in zip(part.rows, part.texts[place], strict=True):
            if text and pattern.search(text):
                self.findings.add(
                    code, row=row, item=column.name, before=text, column=column.source
                )

    def _look_for_numbers(self, place: int, part: Part) -> None:
        texts = part.texts[place]
        if not _holds_twelve(texts):
            return
        for row, text in zip(part.rows, texts, strict=True):
            for digits in _twelve_digits(text) if len(text) >= 12 else ():
                self._twelves[place] = self._twelves.get(place, 0) + 1
                if is_personal_number(digits):
                    self._numbers.setdefault(place, []).append((row, text))

    def finish(self) -> None:
        for place, found in self._numbers.items():
            if self._are_meant(place, len(found)):
                column = self.columns[place]
                for row, text in found:
                    self.findings.add(
                        "personal-number",
                        row=row,
                        item=column.name,
                        before=text,
                        column=column.source,
                    )
        if self.place_of_concept("address") is None:
            return
        for place, (people, filled) in self._people.items():
            if people and people / filled >= _WORTH_A_WORD:
                column = self.columns[place]
                self.findings.add("personal-home", item=column.name, column=column.source)

    def _are_meant(self, place: int, found: int) -> bool:
        """One number of eleven passes the check by chance, so most of a column must."""
        column = self.columns[place]
        if _ABOUT_NUMBERS.search(self.header(place)):
            return True
        if found < 0.5 * self._twelves[place]:
            return False
        return column.concept not in _CODES or found >= _SEVERAL


_MAY_HOLD_MAIL = frozenset({"text", "notes", "email", "name", "list", "url", "organisation"})


_NO_ROOM = frozenset(
    {"latitude", "longitude", "date", "time", "postal", "yesno", "flag", "weekdays", "url", "kana"}
)
"""Forms that no number of twelve digits fits, or that hold such numbers for other reasons."""
_MANY = 2_000
_QUICK = r"[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}"


def _holds_twelve(texts: list[str]) -> bool:
    """A quick look at a whole column."""
    if len(texts) < _MANY:
        return re.search(_QUICK, "\n".join(texts)) is not None
    return bool(pl.Series(texts, dtype=pl.String).str.contains(_QUICK).any())


def _twelve_digits(text: str) -> Iterator[str]:
    if "://" not in text:
        for found in _TWELVE.findall(text):
            yield re.sub(r"\D", "", found)


def _is_person(text: str) -> bool:
    return bool(_PERSON.fullmatch(text)) and not _NOT_A_PERSON.search(text)
