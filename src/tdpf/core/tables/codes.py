"""The different values of columns as small numbers: rows are grouped without reading texts."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.tables.fulltext import MANY_ROWS
from tdpf.core.tables.groups import in_order, key_values
from tdpf.core.tables.query import Checked, Grouping, Key

KEPT = 4
"""How many columns of a table are kept as numbers."""
BYTES_A_ROW = KEPT * 20
_MOST_GROUPS = 1_000_000
_LARGEST = 2**63 - 1  # groups beyond it have no number of their own

Counts = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Coded:
    """For each row the place of its value among the different ones, blank being one of them."""

    codes: pl.Series
    values: pl.Series


class KeptCodes:
    """The codes of the columns that were asked last, each made once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Coded] = OrderedDict()

    def has(self, keys: Sequence[Key]) -> bool:
        return all(key in self._kept for key in keys)

    def of(self, frame: pl.DataFrame, key: Key) -> Coded:
        with self._lock:
            found = self._kept.pop(key, None) or _coded(frame, key)
            self._kept[key] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return found


def _coded(frame: pl.DataFrame, key: Key) -> Coded:
    values = key_values(key, frame)
    different = values.unique(maintain_order=True)
    places = values.to_frame("value").join(
        different.to_frame("value").with_row_index("code"),
        on="value",
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return Coded(places["code"], different)


def coded_keys(groups: Grouping, rows: int) -> tuple[Key, ...]:
    """The columns that are read as numbers to make these groups; none if that is of no use."""
    if rows < MANY_ROWS:
        return ()
    if groups.keys:
        is_counted = all(measure.function == "count" for measure in groups.measures)
        return groups.keys if is_counted and len(groups.keys) <= KEPT else ()
    measured = {measure.column for measure in groups.measures if measure.column is not None}
    is_counted = all(m.function in {"count", "distinct_count"} for m in groups.measures)
    return tuple(map(Key, sorted(measured))) if is_counted and len(measured) <= KEPT else ()


def grouped_by_codes(
    query: Checked, columns: Sequence[Coded], mask: pl.Series | None
) -> pl.DataFrame:
    """What `groups.grouped` makes of the rows, from the columns that `coded_keys` names."""
    groups = query.groups
    assert groups is not None
    codes = [one.codes if mask is None else one.codes.filter(mask) for one in columns]
    if not groups.keys:
        return _different(groups, columns, codes, len(codes[0]))
    places, counts = _counted([one.values.len() for one in columns], codes)
    named = zip(groups.keys, columns, places, strict=True)
    found = {key.name: one.values.gather(at) for key, one, at in named}
    found |= {one.name: counts for one in groups.measures}
    return in_order(pl.DataFrame(found), groups, query.sort)


def _counted(sizes: Sequence[int], codes: Sequence[pl.Series]) -> tuple[list[pl.Series], pl.Series]:
    """The groups that have rows, as the codes of each column, and how many rows."""
    if math.prod(sizes) > _LARGEST:
        found = pl.DataFrame([one.alias(str(place)) for place, one in enumerate(codes)])
        found = found.group_by(pl.all()).agg(pl.len().cast(pl.Int64).alias("rows"))
        *places, rows = found.iter_columns()
        return places, rows
    numbers, counts = _numbered(sizes, codes)
    apart = []
    for size in reversed(sizes):
        numbers, at = np.divmod(numbers, size)
        apart.append(pl.Series(at.astype(np.uint32)))
    return apart[::-1], pl.Series(counts.astype(np.int64))


def _numbered(sizes: Sequence[int], codes: Sequence[pl.Series]) -> tuple[Counts, Counts]:
    """The groups that have rows, each a number made of its codes, and how many rows."""
    together = codes[0].to_numpy()
    for size, more in zip(sizes[1:], codes[1:], strict=True):
        together = together.astype(np.int64) * size + more.to_numpy()
    if math.prod(sizes) > _MOST_GROUPS:
        found = pl.Series("place", together).value_counts(name="rows")
        return found["place"].to_numpy(), found["rows"].to_numpy()
    counts = np.bincount(together, minlength=1)
    places = np.flatnonzero(counts)
    return places, counts[places]


def _different(
    groups: Grouping, columns: Sequence[Coded], codes: Sequence[pl.Series], rows: int
) -> pl.DataFrame:
    """One row: how many rows, and how many different values, blanks apart."""
    numbers: dict[str | None, int] = {None: rows}
    for one, places in zip(columns, codes, strict=True):
        is_there = np.zeros(one.values.len(), np.bool_)
        is_there[places.to_numpy()] = True
        is_there &= one.values.is_not_null().to_numpy()
        numbers[one.values.name] = int(np.count_nonzero(is_there))
    named = {measure.name: [numbers[measure.column]] for measure in groups.measures}
    return pl.DataFrame(named, schema=dict.fromkeys(named, pl.Int64()))
