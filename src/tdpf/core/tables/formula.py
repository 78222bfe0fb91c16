"""Conditions over values that are worked out: comparisons, patterns, relations in space."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from tdpf.core.maps.shape import related
from tdpf.core.tables.query import Comparison, Formula, Like, Located
from tdpf.core.tables.terms import Arithmetic, ColumnTerm, Constant, Folded, Term

# Any: a polars Series of a table in memory, or a polars Expr of one on disk.
Mask = Any
Columns = Callable[[str], Mask]

_COMPARE: dict[Comparison, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def _by(ufunc: np.ufunc) -> Callable[[pl.Expr, pl.Expr], pl.Expr]:
    """The operation of numpy: polars divides by a constant as it multiplies by its inverse, which
    rounds twice, so that 7 / (7 / 9) would not be 9.
    """

    def worked_out(pair: Sequence[pl.Series]) -> pl.Series:
        with np.errstate(all="ignore"):
            return pl.Series(ufunc(pair[0].to_numpy(), pair[1].to_numpy()), dtype=pl.Float64)

    def operation(left: pl.Expr, right: pl.Expr) -> pl.Expr:
        return pl.map_batches([left, right], worked_out, return_dtype=pl.Float64)

    return operation


_UFUNCS: dict[str, np.ufunc] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.mod,
    "div": np.floor_divide,
    "^": np.float_power,
}
_EXACT = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_ARITHMETIC: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    name: _EXACT.get(name) or _by(ufunc) for name, ufunc in _UFUNCS.items()
}
_ACCENTS = r"[\p{Mn}--[\u{3099}\u{309A}]]"


def columns_in(term: Term) -> Iterator[str]:
    """The columns that the term reads."""
    if isinstance(term, ColumnTerm):
        yield term.column
    elif isinstance(term, Folded):
        yield from columns_in(term.term)
    elif isinstance(term, Arithmetic):
        yield from columns_in(term.left)
        yield from columns_in(term.right)


def formula_mask(node: Formula, column: Columns) -> Mask:
    """Where the two terms compare so; null where one of them is blank."""
    names = [*columns_in(node.left), *columns_in(node.right)]

    def condition(cell: Callable[[str], pl.Expr]) -> pl.Expr:
        return _COMPARE[node.op](_expression(node.left, cell), _expression(node.right, cell))

    return _evaluated(condition, names, column)


def like_mask(node: Like, column: Columns) -> Mask:
    """Where the text fits the pattern."""
    pattern = like_pattern(node.pattern)
    return _evaluated(
        lambda cell: _expression(node.term, cell).str.contains(pattern),
        list(columns_in(node.term)),
        column,
    )


def located_mask(node: Located, column: Columns) -> Mask:
    """Where the position is so related to the shape; null where there is no position."""

    def mask(places: Sequence[pl.Series]) -> pl.Series:
        lon, lat = places
        found = related(node.shape, node.relation, lon.to_numpy(), lat.to_numpy())
        known = lon.is_not_null() & lat.is_not_null()
        both = pl.DataFrame({"found": found, "known": known})
        return both.select(pl.when("known").then("found").alias("found")).to_series()

    places = [column("_lon"), column("_lat")]
    if isinstance(places[0], pl.Series):
        return mask(places)
    return pl.map_batches(places, mask, return_dtype=pl.Boolean)


def like_pattern(pattern: str) -> str:
    r"""`%` any text, `_` one character, `\` in front of either of them for itself → a regex.

    >>> like_pattern("a\\%b_%")
    '(?s)^a%b..*$'
    """
    parts: list[str] = []
    is_escaped = False
    for letter in pattern:
        if is_escaped:
            parts.append(re.escape(letter) if letter in "%_\\" else re.escape("\\" + letter))
            is_escaped = False
        elif letter == "\\":
            is_escaped = True
        else:
            parts.append({"%": ".*", "_": "."}.get(letter) or re.escape(letter))
    if is_escaped:
        parts.append(re.escape("\\"))
    return f"(?s)^{''.join(parts)}$"


def folded_text(text: str, *, case: bool, accents: bool) -> str:
    """The text as `Folded` makes it."""
    found = pl.select(_folded(pl.lit(text), case=case, accents=accents)).item()
    assert isinstance(found, str)
    return found


def _evaluated(
    condition: Callable[[Callable[[str], pl.Expr]], pl.Expr], names: Sequence[str], column: Columns
) -> Mask:
    # Constants alone are as long as the table all the same.
    found = {name: column(name) for name in dict.fromkeys(names or ["_row"])}
    if not all(isinstance(cells, pl.Series) for cells in found.values()):
        return condition(lambda name: found[name])
    numbers = {name: f"c{place}" for place, name in enumerate(found)}
    frame = pl.DataFrame({numbers[name]: cells for name, cells in found.items()})
    mask = condition(lambda name: pl.col(numbers[name])).alias("mask")
    return frame.with_columns(mask).get_column("mask")


def _expression(term: Term, cell: Callable[[str], pl.Expr]) -> pl.Expr:
    if isinstance(term, ColumnTerm):
        return cell(term.column)
    if isinstance(term, Constant):
        return pl.lit(term.value)
    if isinstance(term, Arithmetic) and not any(columns_in(term)):
        return pl.lit(_constant(term), dtype=pl.Float64)
    if isinstance(term, Folded):
        return _folded(_expression(term.term, cell), case=term.case, accents=term.accents)
    left, right = (_expression(part, cell).cast(pl.Float64) for part in (term.left, term.right))
    result = _ARITHMETIC[term.op](left, right)
    return pl.when(result.is_finite()).then(result)


def _constant(term: Term) -> float | None:
    """What arithmetic over constants gives; None where it has no number as its result."""
    if isinstance(term, Constant):
        return float(term.value) if isinstance(term.value, int | float) else None
    assert isinstance(term, Arithmetic)
    left, right = _constant(term.left), _constant(term.right)
    if left is None or right is None:
        return None
    with np.errstate(all="ignore"):
        result = float(_UFUNCS[term.op](np.float64(left), np.float64(right)))
    return result if math.isfinite(result) else None


def _folded(text: pl.Expr, *, case: bool, accents: bool) -> pl.Expr:
    if accents:
        text = text.str.normalize("NFD").str.replace_all(_ACCENTS, "").str.normalize("NFC")
    return text.str.to_lowercase() if case else text
