"""Whether limits can be kept with a version: else nobody knows what would have to be left out.

A limit names columns. One that is gone, or that held something when the limit was decided and now
holds nothing, may stand in the version under another name. A condition that says what is *not*
shown (`<>`, `NOT`, `IS NULL`) and that leaves out no row any more may be spelled otherwise there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from tdpf.core.access import Cut
from tdpf.core.cql2 import parse_cql2
from tdpf.core.maps.outline import REACH
from tdpf.core.tables.errors import QueryError
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.query import And, Compare, Filter, Formula, IsNull, Like, Located, Not, Or
from tdpf.core.tables.schema import SYSTEM_COLUMNS, TableSchema
from tdpf.core.tables.terms import Arithmetic, ColumnTerm, Folded, Term

POSITION = ("_lon", "_lat", "_level")
Why = Literal["missing", "blank", "cannot-be-asked", "hides-none"]
Count = Callable[[Filter], int]
"""How many rows there are for which a condition holds."""

_TELLS_WHERE = re.compile(
    r"緯度|経度|座標|位置|所在地|住所|番地|地番|町丁|町字|geometry|geojson|wkt|latitude|longitude"
    r"|address|^(x|y|lat|lon|lng)$",
    re.IGNORECASE,
)


class DoesNotFit(Exception):
    """Nobody knows what would have to be left out of the version: a column that is not there or
    holds nothing, or a condition that cannot be asked of it or that leaves out no row.
    """

    def __init__(self, what: str, why: Why) -> None:
        super().__init__(what)
        self.what = what
        self.why = why


@dataclass(frozen=True, slots=True)
class Fit:
    """A cut in the version's own words: columns that are left out, what a row must be to stay."""

    hidden: frozenset[str]
    conditions: tuple[Filter, ...]  # in the order of the cut's

    @property
    def where(self) -> Filter | None:
        """All conditions at once; None: any row stays."""
        return And(self.conditions) if self.conditions else None


def fit_of(cut: Cut, schema: TableSchema, rows: int, layout: Layout) -> Fit:
    """What the cut leaves out of a version of that many rows. DoesNotFit."""
    conditions = tuple(_condition(text, layout) for text in cut.where)
    fit = Fit(_hidden(cut, schema, layout), conditions)
    for name in blank_columns(fit, schema, rows):
        if name not in cut.blank:
            raise DoesNotFit(name, "blank")
    return fit


def fit_rows(fit: Fit, cut: Cut, rows: int, count: Count) -> None:
    """DoesNotFit when a condition says what is not shown, left out rows once, and now does not."""
    for text, condition in zip(cut.where, fit.conditions, strict=True):
        is_asked = rows and text not in cut.hid_none and says_what_not(condition)
        if is_asked and count(condition) == rows:
            raise DoesNotFit(text, "hides-none")


def blank_columns(fit: Fit, schema: TableSchema, rows: int) -> list[str]:
    """Columns of which the limits speak and that hold nothing, in a version that has rows."""
    named = fit.hidden.union(*map(columns_in, fit.conditions))
    blank = [c.name for c in schema.columns if c.nulls >= rows and c.name in named]
    return blank if rows else []


def says_what_not(condition: Filter) -> bool:
    """Whether rows may come to be shown because a value is spelled otherwise than before."""
    if isinstance(condition, And | Or):
        return any(map(says_what_not, condition.parts))
    if isinstance(condition, Not):
        return not isinstance(condition.part, IsNull)
    return isinstance(condition, IsNull) or (
        isinstance(condition, Compare | Formula) and condition.op == "ne"
    )


def columns_in(condition: Filter) -> frozenset[str]:
    """Names of the columns that the condition looks at."""
    if isinstance(condition, And | Or):
        return frozenset[str]().union(*map(columns_in, condition.parts))
    if isinstance(condition, Not):
        return columns_in(condition.part)
    if isinstance(condition, Located):
        return frozenset()
    if isinstance(condition, Formula):
        return _columns_of(condition.left) | _columns_of(condition.right)
    if isinstance(condition, Like):
        return _columns_of(condition.term)
    return frozenset({condition.column})


def _columns_of(term: Term) -> frozenset[str]:
    if isinstance(term, ColumnTerm):
        return frozenset({term.column})
    if isinstance(term, Arithmetic):
        return _columns_of(term.left) | _columns_of(term.right)
    return _columns_of(term.term) if isinstance(term, Folded) else frozenset()


def _condition(text: str, layout: Layout) -> Filter:
    try:
        return parse_cql2(text, layout)
    except QueryError as error:
        raise DoesNotFit(text, "cannot-be-asked") from error


def _hidden(cut: Cut, schema: TableSchema, layout: Layout) -> frozenset[str]:
    """Names in the file that are left out; with what tells where a row is, its position as well."""
    found = set()
    for name in cut.columns:
        column = layout.find(name)
        if column is None or (column.name in SYSTEM_COLUMNS and column.name not in POSITION):
            raise DoesNotFit(name, "missing")
        found.add(column.name)
        if _TELLS_WHERE.search(column.name) or _TELLS_WHERE.search(column.key or ""):
            found.update(POSITION)
    if found.intersection(POSITION) or schema.geometry in found:
        found.update(POSITION, REACH, {schema.geometry} - {None})  # type: ignore[arg-type]
    return frozenset(found)
