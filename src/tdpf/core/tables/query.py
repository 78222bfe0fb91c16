"""A question about one table. URL parameters, CQL2 and other front doors all make this object.

Answers follow SQL: a comparison with a blank cell is neither true nor false, so such a row is left
out, by `Not` as well. Find blanks with `IsNull`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from tdpf.core.maps.area import Area
from tdpf.core.maps.box import Box
from tdpf.core.maps.circle import Circle
from tdpf.core.maps.shape import Relation, Shape
from tdpf.core.tables import terms

Value = terms.Value
Term = terms.Term
Bucket = Literal["year", "month", "day", "hour"]
Function = Literal["count", "sum", "avg", "min", "max", "distinct_count"]
Comparison = Literal["eq", "ne", "lt", "le", "gt", "ge"]


class Compare(msgspec.Struct, frozen=True, tag=True):
    column: str
    op: Comparison
    value: Value


class Among(msgspec.Struct, frozen=True, tag=True):
    column: str
    values: tuple[Value, ...]


class IsNull(msgspec.Struct, frozen=True, tag=True):
    column: str


class Contains(msgspec.Struct, frozen=True, tag=True):
    """The cell holds the text somewhere, letter for letter."""

    column: str
    text: str


class StartsWith(msgspec.Struct, frozen=True, tag=True):
    column: str
    text: str


class Like(msgspec.Struct, frozen=True, tag=True):
    r"""The text fits the pattern: `%` any text, `_` one character, `\` before them themselves."""

    term: Term
    pattern: str


class Formula(msgspec.Struct, frozen=True, tag=True):
    """Two values that are worked out compare so."""

    left: Term
    op: Comparison
    right: Term


class Located(msgspec.Struct, frozen=True, tag=True):
    """The row's position is so related to the shape."""

    relation: Relation
    shape: Shape
    has_reach: bool = False  # rows are lines and areas


class And(msgspec.Struct, frozen=True, tag=True):
    parts: tuple[Filter, ...]


class Or(msgspec.Struct, frozen=True, tag=True):
    parts: tuple[Filter, ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    part: Filter


Leaf = Compare | Among | IsNull | Contains | StartsWith | Like | Formula | Located
Filter = Leaf | And | Or | Not


# What `_distance` in `sort` stands for: metres from the centre of `circle`; no column's name.
DISTANCE = "\x00distance"


class Sort(msgspec.Struct, frozen=True):
    column: str
    descending: bool = False


class Text(msgspec.Struct, frozen=True):
    """Folded words, all of which a row holds somewhere in these columns of text."""

    words: tuple[str, ...]
    columns: tuple[str, ...] = ()  # filled in when the query is checked


class Key(msgspec.Struct, frozen=True):
    """What rows of one group have in common: a value, or the period an instant or date is in."""

    column: str
    bucket: Bucket | None = None

    @property
    def name(self) -> str:
        return f"{self.column}:{self.bucket}" if self.bucket else self.column


class Measure(msgspec.Struct, frozen=True):
    """What is said of a group; `count` alone has no column."""

    function: Function
    column: str | None = None

    @property
    def name(self) -> str:
        return f"{self.column}:{self.function}" if self.column is not None else self.function


class Grouping(msgspec.Struct, frozen=True):
    """No keys: all rows are one group. No measures: the different values alone."""

    keys: tuple[Key, ...]
    measures: tuple[Measure, ...]

    def names(self) -> tuple[str, ...]:
        return (*(key.name for key in self.keys), *(one.name for one in self.measures))


class Query(msgspec.Struct, frozen=True):
    """Rows are in the publisher's order unless `sort` says otherwise; blanks sort last."""

    columns: tuple[str, ...] | None = None  # None: all of the file, in its order
    where: Filter | None = None
    box: Box | None = None
    sort: tuple[Sort, ...] = ()
    limit: int | None = 100  # None: to the end
    offset: int = 0  # rows of the answer that earlier pages held
    text: Text | None = None
    circle: Circle | None = None
    area: Area | None = None
    groups: Grouping | None = None  # the answer, its order and its pages are of groups
    has_reach: bool = False  # rows are lines and areas


class Checked(Query, frozen=True):
    """A query whose names are real column names and whose values have their column's type."""
