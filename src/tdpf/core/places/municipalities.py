"""The 62 municipalities of Tokyo, all others of Japan, and which of them a text speaks of."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tdpf.core.places.codes import code_readings, with_check_digit
from tdpf.core.places.letters import fold, read_data

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality, a ward of a big city, or a prefecture.

    `lon`, `lat` and `box` (west, south, east, north; rough, a little too large) are known for the
    62 of Tokyo. The box of an island municipality spans all its islands.
    """

    code6: str
    prefecture: str
    name: str  # 渋谷区, 横浜市鶴見区; 東京都 for a prefecture
    kind: str  # 区 市 町 村, or 都道府県
    county: str = ""  # 西多摩郡
    kana: str = ""
    name_en: str = ""
    lon: float | None = None
    lat: float | None = None
    box: Box | None = None

    @property
    def city(self) -> str:
        """The name as an address writes it, with 郡: 西多摩郡奥多摩町. Empty for a prefecture."""
        return "" if self.is_prefecture else self.county + self.name

    @property
    def full_name(self) -> str:
        """The name as 地方公共団体名 writes it: 東京都渋谷区."""
        return self.name if self.is_prefecture else self.prefecture + self.name

    @property
    def is_prefecture(self) -> bool:
        return self.kind == "都道府県"


def _read_tokyo() -> Iterator[Municipality]:
    for row in csv.DictReader(read_data("tokyo.csv").splitlines()):
        sides = ("west", "south", "east", "north")
        west, south, east, north = (float(row[side]) for side in sides)
        yield Municipality(
            code6=row["code6"],
            prefecture="東京都",
            name=row["name"],
            kind=row["name"][-1],
            county=row["county"],
            kana=row["kana"],
            name_en=row["name_en"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            box=(west, south, east, north),
        )


TOKYO: tuple[Municipality, ...] = tuple(_read_tokyo())
"""The 62 municipalities of Tokyo in code order: 23 wards, 26 cities, 5 towns, 8 villages."""

_TOKYO_BY_CODE = {city.code6: city for city in TOKYO}


PREFECTURES: tuple[str, ...] = tuple(
    line.split(" ", 2)[1] for line in read_data("japan.txt").splitlines()
)
"""The 47 prefectures in the order of their codes, 01 to 47."""


def _read_all() -> Iterator[Municipality]:
    for line in read_data("japan.txt").splitlines():
        number, prefecture, *cities = line.split()
        yield Municipality(
            with_check_digit(f"{number}000"), prefecture, prefecture, kind="都道府県"
        )
        for city in cities:
            code6 = with_check_digit(number + city[:3])
            yield Municipality(code6, prefecture, city[3:], kind=city[-1])


@cache
def japan() -> dict[str, Municipality]:
    """Every prefecture, municipality and ward of Japan by six-digit code."""
    return {city.code6: city for city in _read_all()} | _TOKYO_BY_CODE


def municipality(code6: str) -> Municipality | None:
    """The municipality or prefecture of a six-digit code, None when there is none."""
    return _TOKYO_BY_CODE.get(code6) or japan().get(code6)


def repair_code(text: str, *, near: str | None = None) -> str | None:
    """The one existing six-digit code that a damaged code stands for, None when unsure.

    12203 is 市川市 without its check digit or 士別市 without its zero; a code `near` it, such as
    the publisher's, decides by the prefecture.

    >>> repair_code("13113"), repair_code("１３１０１６"), repair_code("131016.0")
    ('131130', '131016', '131016')
    """
    known = [code for code in code_readings(text) if municipality(code)]
    if len(known) > 1 and near:
        known = [code for code in known if code[:2] == near[:2]]
    return known[0] if len(known) == 1 else None


@cache
def by_folded_name() -> dict[str, tuple[Municipality, ...]]:
    """Municipalities by name as `fold` leaves it; 府中市 is in two prefectures."""
    names: dict[str, tuple[Municipality, ...]] = {}
    for city in japan().values():
        if not city.is_prefecture:
            names[fold(city.name)] = (*names.get(fold(city.name), ()), city)
    return names


_CODE_IN_TEXT = re.compile(r"(?<![0-9])[0-9]{5,6}(?![0-9])")
_YEAR_AND_MONTH = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])")
_NAME_END = re.compile("[区市町村]")
_LETTER = re.compile(r"[\u3400-\u9fff々ヶケぁ-ん]")
_LONGEST_NAME = 12
_LONGEST_TEXT = 1000


def find_publisher(text: str) -> Municipality | None:
    """The municipality a file name, title, remark or address speaks of, None when unsure.

    A code with a right check digit counts most, then a name (with its prefecture, of Tokyo, or one
    of a kind in Japan), then the prefecture. Two municipalities in one text are no answer.

    >>> find_publisher("131130_public_toilet.csv").name
    '渋谷区'
    >>> find_publisher("令和5年度 檜原村 AED設置箇所").code6
    '133078'
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT])
    for found in (_by_code(plain), _by_name(plain), _by_prefecture(plain)):
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def _by_code(text: str) -> set[Municipality]:
    """Codes of six digits, and of five for Tokyo. 202011 is November 2020 sooner than 長野市."""
    found = set()
    for digits in _CODE_IN_TEXT.findall(text):
        codes = code_readings(digits)
        city = municipality(codes[0]) if codes else None
        if city is None or (len(digits) == 5 and city.code6 not in _TOKYO_BY_CODE):
            continue
        if not _YEAR_AND_MONTH.fullmatch(digits):
            found.add(city)
    return found


def _by_name(text: str) -> set[Municipality]:
    folded = fold(text)
    prefectures = {name for name in PREFECTURES if fold(name) in folded}
    found = set()
    taken = 0
    for end in (hit.end() for hit in _NAME_END.finditer(folded)):
        if city := _name_ending(folded, taken, end, prefectures):
            found.add(city)
            taken = end
    return {
        city for city in found if city.kind in "区市"
    } or found  # 大島町 may be a part of 江東区


def _name_ending(folded: str, begin: int, end: int, prefectures: set[str]) -> Municipality | None:
    """The municipality of the longest name that ends here: 東村山市 is not 村山市."""
    for start in range(max(begin, end - _LONGEST_NAME), end - 1):
        cities = by_folded_name().get(folded[start:end])
        if cities is None:
            continue
        before = folded[start - 1] if start else ""
        if end - start == 2 and before not in "都道府県" and _LETTER.match(before):
            return None  # 北区 of 港北区
        if prefectures:
            cities = tuple(city for city in cities if city.prefecture in prefectures)
        elif len(cities) > 1 or end - start == 2:
            cities = tuple(city for city in cities if city.code6 in _TOKYO_BY_CODE)
        return cities[0] if len(cities) == 1 else None
    return None


def _by_prefecture(text: str) -> set[Municipality]:
    folded = fold(text)
    return {one for name, one in _prefectures() if name in folded}


@cache
def _prefectures() -> tuple[tuple[str, Municipality], ...]:
    """Each prefecture under its folded name."""
    known = (city for city in japan().values() if city.is_prefecture)
    return tuple((fold(city.name), city) for city in known if city.name in PREFECTURES)
