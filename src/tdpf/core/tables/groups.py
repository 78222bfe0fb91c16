"""Rows → groups with counts, sums and the like. Blanks are a group of their own, and count in no
measure but `count`, as in SQL; a sum of nothing is blank.
"""

from __future__ import annotations

import polars as pl

from tdpf.core.tables.query import Grouping, Key, Measure, Sort

_JAPAN_HOURS = 9  # a day, month or year of an instant is that of Japan, the whole year round
_EVERY = {"year": "1y", "month": "1mo", "day": "1d", "hour": "1h"}
_WRITTEN = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "hour": "%Y-%m-%dT%H"}
_WHOLE = pl.Int128


def grouped(grouping: Grouping, rows: pl.LazyFrame, sort: tuple[Sort, ...]) -> pl.LazyFrame:
    """One row a group: the keys, then the measures; in the order of `sort`, then of the keys."""
    kinds = rows.collect_schema()
    keys = [_key(key, kinds).alias(f"key {n}") for n, key in enumerate(grouping.keys)]
    measured = list(dict.fromkeys(m.column for m in grouping.measures if m.column))
    used = [*keys, *(pl.col(name).alias(f"of {name}") for name in measured)]
    asked = rows.select(used) if used else rows  # only counted
    measures = [_measure(m, kinds).alias(f"measure {n}") for n, m in enumerate(grouping.measures)]
    names = [f"key {n}" for n in range(len(keys))]
    groups = asked.group_by(names).agg(measures) if names else asked.select(measures)
    named = groups.select(
        *(pl.col(f"key {n}").alias(key.name) for n, key in enumerate(grouping.keys)),
        *(pl.col(f"measure {n}").alias(m.name) for n, m in enumerate(grouping.measures)),
    )
    order = (*sort, *(Sort(key.name) for key in grouping.keys))
    if not order:
        return named
    return named.sort(
        [pl.col(s.column) for s in order],
        descending=[s.descending for s in order],
        nulls_last=True,
        maintain_order=True,
    )


def finished(grouping: Grouping, groups: pl.DataFrame) -> pl.DataFrame:
    """The groups with periods as text, and whole numbers that fit into no column as text."""
    written = [
        pl.col(key.name).dt.strftime(_WRITTEN[key.bucket]) for key in grouping.keys if key.bucket
    ]
    groups = groups.with_columns(written).with_columns(
        pl.when(pl.col(pl.Float64).is_finite()).then(pl.col(pl.Float64))
    )
    return groups.with_columns(_whole(cells) for cells in groups.select(pl.col(_WHOLE)))


def _whole(sums: pl.Series) -> pl.Series:
    fits = sums.cast(pl.Int64, strict=False)
    return fits if fits.null_count() == sums.null_count() else sums.cast(pl.String)


def _key(key: Key, kinds: pl.Schema) -> pl.Expr:
    cells = pl.col(key.column)
    if key.bucket is None:
        return cells
    if kinds[key.column] != pl.Date:
        cells = cells.dt.replace_time_zone(None) + pl.duration(hours=_JAPAN_HOURS)
    return cells.dt.truncate(_EVERY[key.bucket])


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
        return cells.drop_nulls().n_unique().cast(pl.Int64)
    return cells.min() if measure.function == "min" else cells.max()
