"""The parts of an address where a file has a column for each."""

from __future__ import annotations

import re

from tdpf.core.standardize.forms.text import HYPHENS, Normal, clean, plain

_CHOME = re.compile(r"([0-9０-９]{1,2})\s*丁目")
_WORDS = re.compile(r"([0-9]+|[ァ-ヶ])\s*(?:番地の?|番の?|の|号|地の)\s*(?=[0-9ァ-ヶ])")
_LAST = re.compile(r"([0-9]+|[ァ-ヶ])\s*(?:番地先?|番|号)$")
_HYPHEN = re.compile(rf"(?<=[0-9ァ-ヶ])\s*[{HYPHENS}]\s*(?=[0-9ァ-ヶ])")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|京都府|大阪府|[一-鿿]{2,3}県)(?=.*[市区町村]$)")
_BLOCK = re.compile(r"[0-9ァ-ヶ]+(?:-[0-9ァ-ヶA-Z]+)*")
_DATE_LIKE = re.compile(
    r"[0-9]{4}[/-][0-9]{1,2}[/-][0-9]{1,2}|[0-9]{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-[0-9]{1,2}|[0-9]{1,2}月[0-9]{1,2}日"
)
_DIGITS = "〇一二三四五六七八九"


def is_date_like(text: str) -> bool:
    """True for a house number that a spreadsheet made a date of: `2003/1/3`, `7-Feb`."""
    return bool(text) and bool(_DATE_LIKE.fullmatch(plain(text)))


def kanji(number: int) -> str:
    """A number below 100 in kanji, as 丁目 are written: 12 → 十二."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "") or _DIGITS[0]


def with_kanji_chome(text: str) -> str:
    """`稲越２丁目` → `稲越二丁目`."""
    return _CHOME.sub(lambda found: kanji(int(found[1])) + "丁目", text)


def prefecture(text: str) -> Normal:
    return clean(text), None


def city(text: str) -> Normal:
    """The municipality alone, without inner blanks: `東京都 千代田区` → `千代田区`."""
    value = clean(text).replace(" ", "").replace("　", "")
    return _PREFECTURE.sub("", value), None


def town(text: str) -> Normal:
    """The town with its 丁目 in kanji numerals."""
    value = clean(text)
    return with_kanji_chome(re.sub(r"\s+", "", value)) if value else value, None


def block(text: str) -> Normal:
    """`728番地2`, `５番５号`, `1‐7‐1` → numbers joined by ASCII hyphens."""
    value = plain(clean(text))
    if not value:
        return "", None
    if _DATE_LIKE.fullmatch(value):
        return clean(text), "block-became-date"
    value = _LAST.sub(r"\1", _WORDS.sub(r"\1-", value))
    value = _HYPHEN.sub("-", value)
    return (value if _BLOCK.fullmatch(value) else _HYPHEN.sub("-", clean(text))), None


def building(text: str) -> Normal:
    return clean(text), None
