"""Codes: municipality (6 digits with check digit), corporate number (13), plain identifiers."""

from __future__ import annotations

import re

from tdpf.core.standardize.forms.text import Normal, clean, plain

_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0+")
_PREFECTURES = frozenset(f"{number:02d}" for number in range(1, 48))
_MAX_DIGITS = 6


def check_digit(first_five: str) -> str:
    """The sixth digit of a municipality code: `13101` → `6`."""
    total = sum(
        int(digit) * weight for digit, weight in zip(first_five, (6, 5, 4, 3, 2), strict=True)
    )
    return str((11 - total % 11) % 10)


def is_code6(text: str) -> bool:
    return (
        len(text) == _MAX_DIGITS
        and text.isascii()
        and text.isdigit()
        and text[:2] in _PREFECTURES
        and check_digit(text[:5]) == text[5]
    )


def _candidates(digits: str) -> list[str]:
    """What a code may have been before a spreadsheet or a habit shortened it, likeliest first."""
    with_check = [five + check_digit(five) for five in (digits, "0" + digits) if len(five) == 5]
    if len(digits) == 2:
        with_check.append(digits + "000" + check_digit(digits + "000"))
    return [code for code in ("0" + digits, *with_check) if is_code6(code)]


def code6(text: str) -> Normal:
    """`13101`, `131016.0` and `１３１０１６` → `131016`; `92011` → `092011`."""
    if is_code6(text):
        return text, None
    short = plain(text).replace("-", "").replace(" ", "")
    if not short:
        return "", None
    whole = _WHOLE_FLOAT.fullmatch(short)
    digits = whole.group(1) if whole else short
    if is_code6(digits):
        return digits, None
    if digits.isascii() and digits.isdigit():
        found = _candidates(digits)
        if len(digits) < _MAX_DIGITS and found:
            # 5 digits that name a prefecture are a code without its check digit, unless only the
            # reading with a lost zero is possible.
            without_check = [code for code in found if code.startswith(digits)]
            return (without_check or found)[0], None
        if len(digits) == _MAX_DIGITS:
            return clean(text), "code-check-digit"
    return clean(text), "code-unreadable"


def identifier(text: str) -> Normal:
    """An identifier keeps its zeros; a number that a spreadsheet wrote as 1.31E+11 is lost."""
    value = clean(text)
    return value, ("exponent-notation" if _EXPONENT.fullmatch(value) else None)


def corporate(text: str) -> Normal:
    """A corporate number: 13 digits, the first of which checks the rest."""
    value = plain(text).replace("-", "").replace(" ", "")
    if not value:
        return "", None
    whole = _WHOLE_FLOAT.fullmatch(value)
    value = whole.group(1) if whole else value
    if _EXPONENT.fullmatch(value):
        return clean(text), "exponent-notation"
    if not (value.isascii() and value.isdigit() and len(value) == 13):
        return clean(text), "corporate-number-unreadable"
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(value[1:])))
    return (
        (value, None) if int(value[0]) == 9 - total % 9 else (clean(text), "corporate-number-check")
    )


def town_id(text: str) -> Normal:
    """An Address Base Registry town id, seven digits, with a hyphen or without, as published."""
    value = plain(text)
    if not value or re.fullmatch(r"[0-9]{4}-?[0-9]{3}", value):
        return value, None
    if value.isascii() and value.isdigit() and len(value) < 7:
        return value.zfill(7), None
    return clean(text), "town-id-unreadable"
