"""Values that are worked out row by row: columns, constants, arithmetic, folded text."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

Value = str | int | float | bool | dt.date | dt.datetime


class ColumnTerm(msgspec.Struct, frozen=True, tag=True):
    """The cell of the column."""

    column: str


class Constant(msgspec.Struct, frozen=True, tag=True):
    value: Value


class Arithmetic(msgspec.Struct, frozen=True, tag=True):
    """Worked out in 64-bit floats; what has no number as its result is blank."""

    op: Literal["+", "-", "*", "/", "%", "div", "^"]
    left: Term
    right: Term


class Folded(msgspec.Struct, frozen=True, tag=True):
    """The text in lower case (`case`) or without accents; the marks of kana stay."""

    term: Term
    case: bool = False
    accents: bool = False


Term = ColumnTerm | Constant | Arithmetic | Folded
