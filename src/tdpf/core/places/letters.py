"""Spelling: one form for an address to be shown in, one to be compared by, and kanji numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files


def read_data(name: str) -> str:
    """A data file of this package without its comment lines."""
    lines = (files(__package__) / name).read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


HYPHENS = "‐‑‒–—―−─━ー"
"""Signs people type for a hyphen between numbers, as NFKC leaves them. ～ is none: 1～3丁目."""

_HYPHEN = re.compile(rf"(?<=[0-9]) *[{HYPHENS}-] *(?=[0-9ァ-ヶA-Za-z])")
_BLANKS = re.compile(r"\s+")

_FOLD = {
    ord(letter): family[0] for family in read_data("variants.txt").split() for letter in family[1:]
}


_REMEMBERED = 16_384


def tidy(text: str) -> str:
    """The text in NFKC without outer blanks, with an ASCII hyphen between numbers."""
    plain = _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip()
    return _HYPHEN.sub("-", plain)


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """The text for comparing: NFKC, no blanks, one letter for each family of variants.

    >>> fold("霞ヶ関") == fold("霞が関") == fold("霞 ケ関")
    True
    """
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFKC", plain).translate(_FOLD)


KANJI_DIGITS = "〇一二三四五六七八九"
_VALUE = {digit: value for value, digit in enumerate(KANJI_DIGITS)}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def kanji_number(text: str) -> int | None:
    """The value of a number in kanji below 10,000, None when it is none.

    >>> kanji_number("二十三"), kanji_number("一〇五"), kanji_number("千住")
    (23, 105, None)
    """
    if text and all(letter in _VALUE for letter in text):
        return int("".join(str(_VALUE[letter]) for letter in text))
    total, digit = 0, None
    for letter in text:
        if letter in _VALUE and digit is None:
            digit = _VALUE[letter]
        elif letter in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[letter]
            digit = None
        else:
            return None
    return total + (digit or 0) if text else None


def to_kanji(number: int) -> str:
    """A number from 1 to 99 as 丁目 are written: 12 → 十二."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else KANJI_DIGITS[tens]) + "十" if tens else ""
    return head + (KANJI_DIGITS[ones] if ones else "")
