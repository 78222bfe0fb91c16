"""Groups and their measures are what a plain Python loop over the rows gives."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tdpf.core.tables.check import check
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.load import load
from tdpf.core.tables.query import Grouping, Key, Measure, Query, Sort
from tests.data.samples import schema_of, with_ours
from tests.property.data.test_query_answers import (
    CHOICES,
    PLACES,
    TYPES,
    Row,
    _expected,
    answer_from,
    filters,
    finite,
    rows,
    texts,
)

FITTING = {
    "sum": ["整", "数"],
    "avg": ["整", "数"],
    "min": ["文", "整", "数", "日", "時"],
    "max": ["文", "整", "数", "日", "時"],
    "distinct_count": list(CHOICES),
}
keys = st.one_of(
    st.builds(Key, st.sampled_from(list(CHOICES))),
    st.builds(Key, st.just("日"), st.sampled_from(["year", "month", "day"])),
    st.builds(Key, st.just("時"), st.sampled_from(["year", "month", "day", "hour"])),
)
measures = st.one_of(
    st.just(Measure("count")),
    *(st.builds(Measure, st.just(name), st.sampled_from(of)) for name, of in FITTING.items()),
)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    made_keys = draw(st.lists(keys, max_size=2, unique_by=lambda key: key.name))
    made = draw(st.lists(measures, min_size=not made_keys, max_size=3, unique=True))
    grouping = Grouping(tuple(made_keys), tuple(made))
    exact = [name for name in grouping.names() if name not in {"数:sum", "数:avg", "整:avg"}]
    by = [Sort(name, descending) for name in exact for descending in (False, True)]
    sort = draw(st.lists(st.sampled_from(by), max_size=2)) if by else []
    return Query(
        groups=grouping,
        where=draw(st.none() | filters),
        text=draw(st.none() | texts),
        sort=tuple(sort),
        limit=draw(st.none() | st.integers(0, 12)),
        offset=draw(st.integers(0, 5)),
    )


def _key_of(key: Key, row: Row) -> Any:
    cell = finite(row[key.column])
    if key.bucket is None or cell is None:
        return cell
    if isinstance(cell, dt.datetime):
        cell = cell.astimezone(dt.timezone(dt.timedelta(hours=9)))
    length = {"year": 4, "month": 7, "day": 10, "hour": 13}[key.bucket]
    return cell.isoformat()[:length]


def _measure_of(measure: Measure, group: list[Row]) -> Any:
    if measure.column is None:
        return len(group)
    cells = [c for row in group if (c := finite(row[measure.column])) is not None]
    if measure.function == "distinct_count":
        return len(set(cells))
    if not cells:
        return None
    if measure.function == "avg":
        return math.fsum(cells) / len(cells)
    return {"sum": sum, "min": min, "max": max}[measure.function](cells)


def _groups(query: Query, table: list[Row]) -> list[Row]:
    assert query.groups is not None
    grouping = query.groups
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    if not grouping.keys:
        found[()] = []
    for row in _expected(Query(where=query.where, text=query.text), table):
        found[tuple(_key_of(key, row) for key in grouping.keys)].append(row)
    made = []
    for values, group in found.items():
        line = dict(zip((key.name for key in grouping.keys), values, strict=True))
        made.append(line | {m.name: _measure_of(m, group) for m in grouping.measures})
    for key in reversed((*query.sort, *(Sort(key.name) for key in grouping.keys))):
        blank = [line for line in made if line[key.column] is None]
        filled = [line for line in made if line[key.column] is not None]
        filled.sort(key=lambda line, name=key.column: line[name], reverse=key.descending)
        made = filled + blank
    return made


def _same(found: Any, expected: Any) -> bool:
    if isinstance(found, str) and isinstance(expected, int):
        return found == str(expected)
    if isinstance(expected, float) and found is not None:
        return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-6)
    return bool(found == expected)


@pytest.mark.parametrize("place", PLACES)
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(table=rows, query=queries())
def test_groups_are_what_a_plain_loop_over_the_rows_gives(
    tmp_path: Path, place: str, table: list[Row], query: Query
) -> None:
    frame = with_ours(pl.DataFrame(table, schema=TYPES))
    path = tmp_path / f"{place}.parquet"
    frame.write_parquet(path, row_group_size=4)
    layout = layout_of(schema_of(frame, {}), is_merged=False)

    answer = answer_from(place, path, check(query, layout))
    found = pl.concat(list(answer.batches()))

    assert query.groups is not None
    expected = _groups(query, table)
    end = None if query.limit is None else query.offset + query.limit
    shown = expected[query.offset : end]
    assert found.columns == list(query.groups.names())
    assert (answer.matched, answer.returned, found.height) == (
        len(expected), len(shown), len(shown)
    )  # fmt: skip
    for line, wanted in zip(found.to_dicts(), shown, strict=True):
        assert all(_same(line[name], wanted[name]) for name in wanted), (line, wanted)


def test_groups_of_four_columns_that_tell_every_row_apart_are_the_rows(tmp_path: Path) -> None:
    height = 60_000  # to the fourth power more than a whole number of 64 bits holds
    frame = pl.DataFrame({name: range(height) for name in "甲乙丙丁"})
    path = tmp_path / "apart.parquet"
    with_ours(frame).write_parquet(path)
    layout = layout_of(schema_of(frame, {}), is_merged=False)
    grouping = Grouping(tuple(map(Key, frame.columns)), (Measure("count"),))

    answer = load(path, limit_bytes=10**9).answer(check(Query(groups=grouping, limit=None), layout))
    found = pl.concat(list(answer.batches()))
    assert found.select(frame.columns).equals(frame)
    assert found["count"].unique().to_list() == [1]
