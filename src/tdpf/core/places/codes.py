"""Local government codes (全国地方公共団体コード): check digit, and repair of damaged ones."""

from __future__ import annotations

import re
import unicodedata

_DAMAGE = re.compile(r"[\s,'’]+|\.0*$")
_WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(code5: str) -> str:
    """The sixth digit that belongs to a five-digit code.

    >>> check_digit("13113")
    '0'
    """
    total = sum(int(digit) * weight for digit, weight in zip(code5, _WEIGHTS, strict=True))
    return str((11 - total % 11) % 10)


def with_check_digit(code5: str) -> str:
    """The six-digit code: `13113` → `131130`."""
    return code5 + check_digit(code5)


def is_code6(text: str) -> bool:
    """True when the text is six ASCII digits of a prefecture 01 to 47 and its check digit fits."""
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        return False
    return 1 <= int(text[:2]) <= 47 and check_digit(text[:5]) == text[5]


def code_readings(text: str) -> list[str]:
    """Every six-digit code that a damaged one may stand for, most literal first.

    Damage seen in files: full-width digits, `131016.0`, five digits without the check digit, a
    leading zero lost in a spreadsheet (`11002` for `011002`), both at once (`1100`).

    >>> code_readings("１３１０１６.0")
    ['131016']
    >>> code_readings("13113")
    ['131130']
    """
    digits = _DAMAGE.sub("", unicodedata.normalize("NFKC", text))
    if not (digits.isascii() and digits.isdigit()):
        return []
    if len(digits) == 6:
        tries = [digits]
    elif len(digits) == 5:
        tries = [with_check_digit(digits), "0" + digits]
    elif len(digits) == 4:
        tries = [with_check_digit("0" + digits)]
    else:
        tries = []
    return [code for code in tries if is_code6(code)]
