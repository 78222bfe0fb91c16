"""Rows → groups with counts, sums and the like. Blanks are a group of their own, and count in no
measure but `count`, as in SQL; a sum of nothing is blank.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TypeVar

import polars as pl

from tdpf.core.tables.query import Bucket, Grouping, Key, Measure, Sort

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

_JAPAN_HOURS = 9  # a day, month or year of an instant is that of Japan, the whole year round
_EVERY = {"year": "1y", "month": "1mo", "day": "1d", "hour": "1h"}
_FIRST_DAY, _DAYS = -62_091, 146_097  # from 1800-01-01 to 2199-12-31
_WRITTEN = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "hour": "%Y-%m-%dT%H"}
_WHOLE = pl.Int128


def grouped(grouping: Grouping, rows: Frame, sort: tuple[Sort, ...]) -> Frame:
    """One row a group: the keys, then the measures; in the order of `sort`, then of the keys."""
    kinds = rows.collect_schema()
    keys: list[pl.Expr] = [
        _key(key, kinds).alias(f"key {n}") for n, key in enumerate(grouping.keys)
    ]
    measured: list[str] = list(dict.fromkeys(m.column for m in grouping.measures if m.column))
    used = [*keys, *(pl.col(name).alias(f"of {name}") for name in measured)]
    asked = rows.select(used) if used else rows  # only counted
    measures = [_measure(m, kinds).alias(f"measure {n}") for n, m in enumerate(grouping.measures)]
    names = [f"key {n}" for n in range(len(keys))]
    groups = asked.group_by(names).agg(measures) if names else asked.select(measures)
    named = groups.select(
        *(pl.col(f"key {n}").alias(key.name) for n, key in enumerate(grouping.keys)),
        *(pl.col(f"measure {n}").alias(m.name) for n, m in enumerate(grouping.measures)),
    )
    return in_order(named, grouping, sort)


def in_order(groups: Frame, grouping: Grouping, sort: tuple[Sort, ...]) -> Frame:
    """The groups in the order of `sort`, then of the keys."""
    order = (*sort, *(Sort(key.name) for key in grouping.keys))
    if not order:
        return groups
    return groups.sort(
        [pl.col(s.column) for s in order],
        descending=[s.descending for s in order],
        nulls_last=True,
        maintain_order=True,
    )


def key_values(key: Key, rows: pl.DataFrame) -> pl.Series:
    """Of each row the value, or the period, that it is grouped by."""
    if key.bucket is None:
        return rows.get_column(key.column)
    return rows.select(_key(key, rows.schema)).to_series()


def narrowed(groups: pl.DataFrame) -> pl.DataFrame:
    """The groups with whole numbers that fit into no column as text."""
    whole = [_whole(cells) for cells in groups.iter_columns() if cells.dtype == _WHOLE]
    return groups.with_columns(whole) if whole else groups


def written(grouping: Grouping, groups: pl.DataFrame) -> pl.DataFrame:
    """The groups as they are shown: periods as text, and no number that is not finite."""
    periods = [
        pl.col(key.name).dt.strftime(_WRITTEN[key.bucket]) for key in grouping.keys if key.bucket
    ]
    numbers = pl.col(pl.Float64)
    return groups.with_columns(*periods, pl.when(numbers.is_finite()).then(numbers))


def _whole(sums: pl.Series) -> pl.Series:
    fits = sums.cast(pl.Int64, strict=False)
    return fits if fits.null_count() == sums.null_count() else sums.cast(pl.String)


def _key(key: Key, kinds: pl.Schema) -> pl.Expr:
    cells = pl.col(key.column)
    if key.bucket is None:
        return cells
    if kinds[key.column] != pl.Date:
        cells = cells.dt.replace_time_zone(None) + pl.duration(hours=_JAPAN_HOURS)
        if key.bucket == "hour":
            return cells.dt.truncate("1h")
        cells = cells.dt.date()
    if key.bucket == "day":
        return cells
    start = partial(period_starts, bucket=key.bucket)
    return cells.map_batches(start, return_dtype=pl.Date, is_elementwise=True)


def period_starts(days: pl.Series, *, bucket: Bucket) -> pl.Series:
    """The first day of each day's month or year, looked up where it is in the calendar below."""
    places = days.to_physical() - _FIRST_DAY
    least, most = places.min(), places.max()
    if least is None or (isinstance(least, int) and least >= 0 and _is_below(most)):
        return _calendar(bucket).gather(places)
    return days.dt.truncate(_EVERY[bucket])


def _is_below(place: object) -> bool:
    return isinstance(place, int) and place < _DAYS


@lru_cache(maxsize=2)
def _calendar(bucket: Bucket) -> pl.Series:
    """For each day of four centuries the first of its period: 60 kB, made once."""
    days = pl.Series(range(_FIRST_DAY, _FIRST_DAY + _DAYS), dtype=pl.Int32).cast(pl.Date)
    return days.dt.truncate(_EVERY[bucket])


def _measure(measure: Measure, kinds: pl.Schema) -> pl.Expr:
    if measure.column is None:
        return pl.len().cast(pl.Int64)
    cells = pl.col(f"of {measure.column}")
    if measure.function == "sum":
        is_whole = kinds[measure.column] == pl.Int64
        total = cells.cast(_WHOLE).sum() if is_whole else cells.sum()
        return pl.when(cells.count() > 0).then(total)
    if measure.function == "avg":
        return cells.mean()
    if measure.function == "distinct_count":
        return cells.n_unique().cast(pl.Int64) - cells.has_nulls().cast(pl.Int64)
    return cells.min() if measure.function == "min" else cells.max()
