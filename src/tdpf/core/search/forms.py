"""Other spellings of the same word: kanji numerals, era years, the two letters of 霞が関."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = "〇一二三四五六七八九"
_ERAS = {"令和": ("r", 2018), "平成": ("h", 1988), "昭和": ("s", 1925)}
_LAST_YEAR = {"令和": 99, "平成": 31, "昭和": 64}

_BEFORE_COUNTER = r"(?=丁目|番|号|年|月|条|街区|学年|歳|級|次)"
_KANJI_NUMBER = re.compile(
    rf"[一二三四五六七八九十]+{_BEFORE_COUNTER}|(?<=第)[一二三四五六七八九十]+"
)
_PLAIN_NUMBER = re.compile(rf"[0-9]{{1,2}}{_BEFORE_COUNTER}|(?<=第)[0-9]{{1,2}}(?![0-9])")
_ERA_YEAR = re.compile(r"^(令和|平成|昭和)(元|[0-9]{1,2}|[一二三四五六七八九十]+)(年度?)?$")
_ERA_SHORT = re.compile(r"^([rhs])([0-9]{1,2})(年度?)?$")
_WESTERN = re.compile(r"^((?:19|20)[0-9]{2})(年度?)?$")
YEAR = re.compile(
    r"(?:令和|平成|昭和)(?:元|[0-9０-９]{1,2})年度?|(?<![0-9])(?:19|20)[0-9]{2}(?:年度?|(?![0-9]))"
)
"""A year as titles write it."""
_KE = re.compile(r"(?<=[\u4e00-\u9fff])[ケガ](?=[\u4e00-\u9fff])")


def to_number(kanji: str) -> int:
    """The value of a kanji numeral below one hundred.

    >>> to_number("二十三")
    23
    """
    tens, ten, ones = kanji.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS.index(char)) for char in kanji))
    return (_DIGITS.index(tens[-1]) if tens else 1) * 10 + (_DIGITS.index(ones[0]) if ones else 0)


def to_kanji(number: int) -> str:
    """A number below one hundred in kanji.

    >>> to_kanji(23)
    '二十三'
    """
    tens, ones = divmod(number, 10)
    head = ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "")
    return head + (_DIGITS[ones] if ones or not tens else "")


def _numerals(word: str) -> list[str]:
    plain = _KANJI_NUMBER.sub(lambda m: str(to_number(m[0])), word)
    kanji = _PLAIN_NUMBER.sub(lambda m: to_kanji(int(m[0])), word)
    return [plain, kanji]


def western_year(text: str) -> int | None:
    """The year that 令和5年度, R5 or 2023年 names; None when it names none.

    >>> western_year("令和元年度"), western_year("2019年")
    (2019, 2019)
    """
    return _western_year(unicodedata.normalize("NFKC", text).lower())


def _western_year(word: str) -> int | None:
    if match := _WESTERN.match(word):
        return int(match[1])
    if match := _ERA_SHORT.match(word):
        short = dict(_ERAS.values())
        return short[match[1]] + int(match[2])
    if match := _ERA_YEAR.match(word):
        count = match[2]
        if count == "元":
            return _ERAS[match[1]][1] + 1
        return _ERAS[match[1]][1] + (int(count) if count.isdigit() else to_number(count))
    return None


def _years(word: str) -> list[str]:
    year = _western_year(word)
    if year is None:
        return []
    found = [str(year)]
    for era, (letter, start) in _ERAS.items():
        count = year - start
        if 1 <= count <= _LAST_YEAR[era]:
            found += [f"{era}{count}", f"{era}{to_kanji(count)}年", f"{letter}{count}"]
            found += [f"{era}元年"] if count == 1 else []
    return found


def forms(word: str) -> tuple[str, ...]:
    """The folded word itself, then the spellings that mean exactly the same.

    >>> forms("新宿1丁目")
    ('新宿1丁目', '新宿一丁目')
    >>> "2023" in forms("令和5年") and "r5" in forms("令和5年")
    True
    """
    found = [word, *_numerals(word), *_years(word)]
    if _KE.search(word):
        found += [_KE.sub(letter, word) for letter in "ケガ"]
    return tuple(dict.fromkeys(found))
