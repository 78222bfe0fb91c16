"""What the values of a column are like: from where to where, how they lie, how many kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tdpf.apps.catalog.page_data.rows import scan
from tdpf.core.tables.schema import Column, TableSchema

BINS = 24
HEIGHT = 24
MOST_ROWS = 200_000  # of larger tables only the ends are told
MOST_COLUMNS = 60
FEW_KINDS = 12
_MEASURES = frozenset({"integer", "number", "date", "datetime"})


@dataclass(frozen=True, slots=True)
class Spread:
    """The ends as text, and bars as an SVG path over `BINS` × `HEIGHT`; kinds of a short list."""

    low: str = ""
    high: str = ""
    path: str = ""
    kinds: tuple[tuple[str, int], ...] = ()  # the commonest values first, if there are few


def spreads(path: str | Path, schema: TableSchema, *, row_count: int) -> Mapping[str, Spread]:
    """By column. A column without values, or of long texts alone, has none."""
    shown = [column for column in schema.columns if not column.name.startswith("_")][:MOST_COLUMNS]
    if not 1 < row_count <= MOST_ROWS:
        return {one.name: found for one in shown if (found := _ends(one)) is not None}
    rows = scan(path).select(column.name for column in shown).collect()
    told = ((one.name, _spread(one, rows.get_column(one.name))) for one in shown)
    return {name: found for name, found in told if found is not None}


def _ends(column: Column) -> Spread | None:
    if column.kind not in _MEASURES or column.minimum is None or column.maximum is None:
        return None
    return Spread(_short(column.minimum), _short(column.maximum))


def _short(text: str) -> str:
    return text.removesuffix(".0")[:10]


def _spread(column: Column, values: pl.Series) -> Spread | None:
    if column.kind == "text":
        return _kinds(values)
    ends = _ends(column)
    if ends is None or ends.low == ends.high:
        return ends
    numbers = values.drop_nulls().to_physical().cast(pl.Float64)
    return Spread(ends.low, ends.high, _bars(numbers.drop_nans()))


def _bars(numbers: pl.Series) -> str:
    low, high = float(numbers.min() or 0), float(numbers.max() or 0)  # type: ignore[arg-type]
    if low >= high:
        return ""
    places = ((numbers - low) / (high - low) * BINS).cast(pl.Int64).clip(0, BINS - 1)
    counts = dict(places.value_counts().iter_rows())
    most = max(counts.values())
    return "".join(
        f"M{at} {HEIGHT}v-{max(1.0, counts[at] / most * HEIGHT):.1f}h.9V{HEIGHT}z"
        for at in sorted(counts)
    )


def _kinds(values: pl.Series) -> Spread | None:
    """A text that says the same few things again and again, such as a kind or a ward."""
    known = values.drop_nulls()
    if known.is_empty() or known.n_unique() > min(FEW_KINDS, max(len(known) // 2, 1)):
        return None
    counted = known.value_counts(sort=True)
    return Spread(kinds=_first(list(counted.iter_rows())))


def _first(counted: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    ordered = sorted(counted, key=lambda one: (-one[1], one[0]))
    return tuple((value[:30], count) for value, count in ordered[:3])
