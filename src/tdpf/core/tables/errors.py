"""What can be wrong with a question about a table, as data: wording and status live at the edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(eq=False)
class QueryError(Exception):
    """The question cannot be answered as asked."""

    code: ClassVar[str] = "bad-query"
    parameter: str  # what the asker wrote, as they wrote it


@dataclass(eq=False)
class UnknownParameter(QueryError):
    """Neither a parameter nor a column of the table."""

    code = "unknown-parameter"
    near: tuple[str, ...] = ()


@dataclass(eq=False)
class ReservedParameter(QueryError):
    """A word kept for a parameter to come; a column of that name needs `filter.`."""

    code = "reserved-parameter"


@dataclass(eq=False)
class RepeatedParameter(QueryError):
    code = "repeated-parameter"


@dataclass(eq=False)
class UnknownColumn(QueryError):
    code = "unknown-column"
    column: str = ""
    near: tuple[str, ...] = ()


@dataclass(eq=False)
class UnknownOperator(QueryError):
    """`column__word`, where the column exists and the word is no operator."""

    code = "unknown-operator"
    operator: str = ""
    near: tuple[str, ...] = ()


@dataclass(eq=False)
class OperatorNotForKind(QueryError):
    code = "operator-not-for-type"
    operator: str = ""
    kind: str = ""
    column: str = ""


@dataclass(eq=False)
class CannotCombine(QueryError):
    """Two things that make no sense together."""

    code = "cannot-combine"
    other: str = ""


@dataclass(eq=False)
class BadValue(QueryError):
    """The text is no value of the column's kind; `expected` is a kind or another short word."""

    code = "bad-value"
    value: str = ""
    expected: str = ""


@dataclass(eq=False)
class EmptyValue(QueryError):
    """`column=` with nothing behind it: looking for blanks is written with `isnull`."""

    code = "empty-value"
    column: str = ""


@dataclass(eq=False)
class BadBoundingBox(QueryError):
    code = "bad-bbox"
    value: str = ""
    reason: str = ""


@dataclass(eq=False)
class BadNear(QueryError):
    code = "bad-near"
    value: str = ""
    reason: str = ""


@dataclass(eq=False)
class BadWithin(QueryError):
    code = "bad-within"
    reason: str = ""


@dataclass(eq=False)
class OffsetNotOffered(QueryError):
    """Pages are reached by their cursor."""

    code = "offset-not-offered"


@dataclass(eq=False)
class NoPositions(QueryError):
    """A place was asked of a table without positions."""

    code = "no-positions"


@dataclass(eq=False)
class BadLimit(QueryError):
    code = "bad-limit"
    value: str = ""
    maximum: int = 0
    all_allowed: bool = False


@dataclass(eq=False)
class BadCursor(QueryError):
    """Not a cursor of ours, or one that belongs to another question."""

    code = "bad-cursor"


@dataclass(eq=False)
class BadFilter(QueryError):
    """CQL2 that cannot be read or does not fit the table: why, and where in it."""

    code = "bad-filter"
    value: str = ""
    reason: str = ""
    at: str = ""


@dataclass(eq=False)
class TooMuchForExcel(QueryError):
    """More rows, or a longer text, than a workbook can hold."""

    code = "too-much-for-excel"
    what: str = ""
    maximum: int = 0
