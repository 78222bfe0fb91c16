"""How an office writes one and the same value: dates, times, yes and no, telephones, addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.words import rows

YES_NO: tuple[tuple[str, str], ...] = tuple((yes, no) for yes, no in rows("yes_no"))
"""31 pairs. The first are far more frequent than the last."""

_ERAS = (
    (date(2019, 5, 1), "令和", "R", "令"),
    (date(1989, 1, 8), "平成", "H", "平"),
    (date(1926, 12, 25), "昭和", "S", "昭"),
)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = "〇一二三四五六七八九"
_FULL_KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
    "ァィゥェォャュョッー"
)
_SMALL_KANA = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｬｭｮｯｰ"
_HALF_KANA = {ord(full): half for full, half in zip(_FULL_KANA, _SMALL_KANA, strict=True)}
_HALF_KANA |= {
    ord(full) + step: half + mark
    for group, mark, step in (
        ("カキクケコサシスセソタチツテトハヒフヘホ", "ﾞ", 1),
        ("ハヒフヘホ", "ﾟ", 2),
    )
    for full in group
    for half in [_SMALL_KANA[_FULL_KANA.index(full)]]
}
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}

SERIAL_START = date(1899, 12, 30)


def wide(text: str) -> str:
    """The text with full-width digits."""
    return text.translate(_WIDE)


def half_kana(text: str) -> str:
    """Katakana in half width."""
    return text.translate(_HALF_KANA)


def hiragana(text: str) -> str:
    """Katakana as hiragana."""
    return text.translate(_HIRAGANA)


def _era(on: date) -> tuple[str, str, str, int]:
    for start, name, letter, short in _ERAS:
        if on >= start:
            return name, letter, short, on.year - start.year + 1
    return "昭和", "S", "昭", 1


def _first_year(count: int) -> str:
    return "元" if count == 1 else str(count)


def _dotted_era(on: date) -> str:
    _, letter, _, count = _era(on)
    return f"{letter}{count}.{on.month}.{on.day}"


def long_era(on: date) -> str:
    """The day in the Japanese calendar: 令和8年10月1日."""
    name, _, _, count = _era(on)
    return f"{name}{_first_year(count)}年{on.month}月{on.day}日"


def _short_era(on: date) -> str:
    _, _, short, count = _era(on)
    return f"{short}{count}. {on.month}. {on.day}"


DATES: tuple[tuple[Callable[[date], str], float], ...] = (
    (lambda on: f"{on:%Y-%m-%d}", 12),
    (lambda on: f"{on.year}/{on.month}/{on.day}", 12),
    (lambda on: f"{on:%Y/%m/%d}", 6),
    (lambda on: f"{on:%Y%m%d}", 4),
    (long_era, 6),
    (_dotted_era, 4),
    (lambda on: str((on - SERIAL_START).days), 3),
    (lambda on: f"{on.year}年{on.month}月{on.day}日", 4),
    (lambda on: f"{on.year}.{on.month}.{on.day}", 1),
    (lambda on: f"{on:%Y.%m.%d}", 1),
    (_short_era, 1),
    (lambda on: wide(long_era(on)), 1),
    (lambda on: wide(f"{on.year}/{on.month}/{on.day}").replace("/", "／"), 0.5),
    (lambda on: f"{on:%Y/%m/%d} 00:00:00", 1),
    (lambda on: f"{on:%Y-%m-%d} 00:00", 0.5),
    (lambda on: f"{on.year}-{on.month}-{on.day}", 1),
    (lambda on: f"{_era(on)[1]}{_era(on)[3]:02}/{on:%m/%d}", 1),
    (lambda on: f"{_era(on)[1]}{_era(on)[3]}年{on.month}月{on.day}日", 1),
    (lambda on: f"{_era(on)[0]}{_era(on)[3]:02}年{on:%m月%d日}", 1),
    (lambda on: f"{on:%Y}年{on:%m}月{on:%d}日", 1),
    (lambda on: f" {on.year}/{on.month}/{on.day} ", 0.5),
)
"""21 spellings of a date with their weights."""


def _clock(value: str) -> tuple[int, int]:
    hour, _, minute = value.partition(":")
    return int(hour), int(minute)


def _noon(value: str) -> str:
    hour, minute = _clock(value)
    name, shown = ("午前", hour) if hour < 12 else ("午後", hour - 12)
    return f"{name}{shown}時" + (f"{minute}分" if minute else "")


def _hour(value: str) -> str:
    hour, minute = _clock(value)
    return f"{hour}時" + (f"{minute:02}分" if minute else "")


TIMES: tuple[tuple[Callable[[str], str], float], ...] = (
    (lambda value: value, 8),
    (lambda value: value.removeprefix("0"), 8),
    (lambda value: f"{value}:00", 2),
    (_noon, 1),
    (_hour, 1),
    (lambda value: wide(_hour(value)), 0.7),
    (lambda value: wide(value.removeprefix("0")).replace(":", "："), 0.7),
)

ASCII_HYPHEN = "-"
CP932_HYPHENS = ("-", "－", "‐", "―", "ー", "ｰ")
ALL_HYPHENS = ("-", "－", "‐", "−", "–", "ー")


def phone_in_brackets(value: str) -> str:
    """03-0123-4567 → (03)0123-4567"""
    area, hyphen, rest = value.partition("-")
    return f"({area}){rest}" if hyphen else value


def odd_phone(dice: Dice, value: str) -> str:
    """A telephone number as few write it: full width, blanks, TEL, extension."""
    way = dice.below(4)
    if way == 0:
        return wide(value).replace("-", "－")
    if way == 1:
        return value.replace("-", " ")
    if way == 2:
        return f"TEL:{value}"
    return f"{value}（内線{dice.between(1000, 9999)}）"


def kanji_number(text: str) -> str:
    """A number below ten as 丁目 has it in kanji."""
    return _DIGITS[int(text)]


def town(name: str, chome: str, way: str) -> str:
    """Town with 丁目 in kanji, in digits, or in full-width digits."""
    if not chome:
        return name
    number = {"kanji": kanji_number(chome), "digit": chome, "wide": wide(chome)}[way]
    return f"{name}{number}丁目"


def address_tail(name: str, chome: str, block: str, way: str) -> str:
    """Town and rest: 本町一丁目2-3, 本町1-2-3, 本町1丁目2番3号 …"""
    if way == "dashes":
        return name + (f"{chome}-{block}" if chome else block)
    if way == "words":
        lot, _, house = block.partition("-")
        rest = f"{lot}番{house}号" if house else f"{lot}番地"
        return (town(name, chome, "digit") if chome else name) + rest
    return town(name, chome, way) + block
