"""Numbers: plain ASCII digits without separators or units."""

from __future__ import annotations

import re

from tdpf.core.places.letters import kanji_number
from tdpf.core.standardize.forms.text import BLANK_MARKS, Normal, clean, plain

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"([-+]?[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")
_UNIT = re.compile(
    r"(?:人|名|台|m2|㎡|平米|平方メートル|m3|m|メートル|km|cm|mm|ha|a|件|戸|棟|箇所|か所|ヶ所|ケ所|カ所|ヵ所|個|基|席|室|床|円|歳|"
    r"冊|本|枚|幅|躯|軀|巻|通|振|領|株|対|双|曲|体|柱|両|帖|世帯|%|kg|g|mg|kcal|回|年|階|張|畳|口|組|頭|匹|校|園|館|店|社|点|脚|面|分|時間|日|穴|器|便器|番|号|位|丁|艘|隻|着|μg|µg|l|t)$",
    re.IGNORECASE,
)
_KANJI = re.compile("[〇一二三四五六七八九十百]{1,5}")
_MINUS = str.maketrans(
    {"−": "-", "‐": "-", "–": "-", "―": "-", "ー": "-", "▲": "-", "△": "-", "▼": "-"}
)


def _digits(text: str) -> str | None:
    value = plain(text).replace(" ", "").translate(_MINUS)
    value = value.removeprefix("¥").removeprefix("\\")
    grouped = _GROUPED.fullmatch(value)
    if not grouped:
        value = _UNIT.sub("", value, count=1)
        grouped = _GROUPED.fullmatch(value)
    if grouped:
        value = grouped[1].replace(",", "") + (grouped[2] or "")
    if _NUMBER.fullmatch(value):
        return value
    spelled = kanji_number(value) if _KANJI.fullmatch(value) else None
    return None if spelled is None else str(spelled)


def _shortest(value: str) -> str:
    """Without a plus sign or leading zeros; the digits after the point stay."""
    sign = "-" if value.startswith("-") else ""
    whole, point, rest = value.lstrip("+-").partition(".")
    return sign + (whole.lstrip("0") or "0") + point + rest


def number(text: str) -> Normal:
    """`１,２３４`, `32,500 `, `70名`, `一幅` → digits; what is not one number is a finding."""
    if _PLAIN.fullmatch(text):
        return text, None
    value = clean(text)
    if not value:
        return "", None
    if value in BLANK_MARKS or value == "X":  # X: too few to be told
        return value, "blank-mark"
    found = _digits(text)
    return (_shortest(found), None) if found else (value, "number-unreadable")


def integer(text: str) -> Normal:
    """As a number; `12.0` is 12, and 12.5 is a finding."""
    if text.isascii() and text.isdigit() and (text[0] != "0" or text == "0"):
        return text, None
    value, problem = number(text)
    if problem or not value:
        return value, problem
    whole, point, rest = value.partition(".")
    if point and rest.strip("0"):
        return value, "number-not-whole"
    return whole, None
