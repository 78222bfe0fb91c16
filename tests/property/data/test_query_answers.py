"""Whatever is asked, the answer is what a plain Python loop over the rows gives."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tdpf.core.maps.area import Area, Ring
from tdpf.core.maps.box import Box
from tdpf.core.maps.circle import EARTH_M, Circle
from tdpf.core.search.fold import fold
from tdpf.core.tables import codes, disk, fulltext
from tdpf.core.tables.check import check
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.load import load
from tdpf.core.tables.plan import Answer
from tdpf.core.tables.query import (
    Among,
    And,
    Checked,
    Compare,
    Contains,
    Filter,
    IsNull,
    Not,
    Or,
    Query,
    Sort,
    StartsWith,
    Text,
)
from tests.data.samples import schema_of, with_ours

TEXTS = ["", "東京", "東京都", "都", "é", "50%", "_", "a", "A", "ﾄｲﾚ、といれ\n男", None]
WHOLE = [None, 0, 1, -1, 7, 2**53, 2**53 + 1, -(2**63), 2**63 - 1]
NUMBERS = [None, 0.0, -1.5, 1e22, float("nan"), float("inf"), 0.1]
DATES = [None, dt.date(1, 1, 1), dt.date(2024, 2, 29), dt.date(2024, 3, 1)]
INSTANTS = [
    None,
    dt.datetime(2024, 2, 29, 1, tzinfo=dt.UTC),
    dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
]
DEGREES = [None, -179.5, -1.0, 0.0, 35.5, 139.7, 179.5]
CHOICES: dict[str, list[Any]] = {
    "文": TEXTS,
    "別": ["ａ b", "トイレ", "髙橋 ", ".", None],
    "整": WHOLE,
    "数": NUMBERS,
    "真": [None, True, False],
    "日": DATES,
    "時": INSTANTS,
    "_lon": DEGREES,
    "_lat": [None, -90.0, 0.0, 35.5, 90.0],
}
TYPES = {
    "文": pl.String,
    "別": pl.String,
    "整": pl.Int64,
    "数": pl.Float64,
    "真": pl.Boolean,
    "日": pl.Date,
    "時": pl.Datetime("us", "UTC"),
    "_lon": pl.Float64,
    "_lat": pl.Float64,
}
Row = dict[str, Any]
PLACES = ["memory", "memory, as if large", "disk"]


def finite(value: Any) -> Any:
    """NaN and infinities count as blanks."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def known(column: str) -> list[Any]:
    return [value for value in CHOICES[column] if value is not None and finite(value) is not None]


rows = st.lists(
    st.fixed_dictionaries({n: st.sampled_from(v) for n, v in CHOICES.items()}), max_size=25
)
ordered = [name for name in CHOICES if name != "真"]
compares = st.one_of(
    *(
        st.builds(Compare, st.just(name), st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"]),
                  st.sampled_from(known(name)))
        for name in ordered
    ),
    st.builds(Compare, st.just("真"), st.sampled_from(["eq", "ne"]), st.booleans()),
)  # fmt: skip
leaves = st.one_of(
    compares,
    st.builds(IsNull, st.sampled_from(list(CHOICES))),
    st.one_of(
        *(
            st.builds(
                Among, st.just(name), st.lists(st.sampled_from(known(name)), min_size=1).map(tuple)
            )
            for name in CHOICES
        )
    ),
    st.builds(Contains, st.just("文"), st.sampled_from([t for t in TEXTS if t])),
    st.builds(StartsWith, st.just("文"), st.sampled_from([t for t in TEXTS if t])),
)
filters = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)
degrees = st.sampled_from([-180.0, -179.5, 0.0, 35.5, 139.7, 180.0])
boxes = st.builds(
    lambda w, s, e, n: Box(w, min(s, n), e, max(s, n)),
    degrees, st.sampled_from([-90.0, 0.0, 35.5]), degrees, st.sampled_from([0.0, 35.5, 90.0]),
)  # fmt: skip
WORDS = ["東京", "ト", "トイレ", "といれ男", "Ａ", "a", "e", "50", "高橋", "京都男", "a\x00b"]
texts = st.builds(
    Text,
    st.lists(st.sampled_from([fold(word) for word in WORDS]), min_size=1, max_size=2).map(tuple),
)
circles = st.builds(
    Circle, st.sampled_from([0.0, 35.4, 89.9]), st.sampled_from([-180.0, 0.0, 139.6, 179.9]),
    st.sampled_from([0.0, 12_000.0, 300_000.0, 9e6, 3e7]),
)  # fmt: skip
rings = st.lists(
    st.tuples(st.sampled_from([-179.9, -80.3, 0.2, 100.1, 150.7, 179.8]),
              st.sampled_from([-89.3, -30.2, 0.7, 36.1, 89.9])), min_size=3, max_size=6,
).map(lambda points: (*points, points[0]))  # fmt: skip
areas = st.builds(
    Area, st.lists(st.lists(rings, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2)
    .map(tuple),
)  # fmt: skip
queries = st.builds(
    Query,
    circle=st.none() | circles,
    area=st.none() | areas,
    text=st.none() | texts,
    columns=st.none()
    | st.lists(st.sampled_from(list(CHOICES)), min_size=1, unique=True).map(tuple),
    where=st.none() | filters,
    box=st.none() | boxes,
    sort=st.lists(st.builds(Sort, st.sampled_from(list(CHOICES)), st.booleans()), max_size=3).map(
        tuple
    ),
    limit=st.none() | st.integers(0, 30),
    offset=st.integers(0, 30),
)


def _is_true(node: Filter, row: Row) -> bool | None:
    """Three-valued truth, as SQL has it."""
    if isinstance(node, Not):
        inner = _is_true(node.part, row)
        return None if inner is None else not inner
    if isinstance(node, And | Or):
        parts = [_is_true(part, row) for part in node.parts]
        decisive = isinstance(node, Or)
        if decisive in parts:
            return decisive
        return None if None in parts else not decisive
    cell = finite(row[node.column])
    if isinstance(node, IsNull):
        return cell is None
    return None if cell is None else _compare(node, cell)


def _compare(node: Filter, cell: Any) -> bool:
    if isinstance(node, Among):
        return cell in node.values
    if isinstance(node, Contains):
        return node.text in cell
    if isinstance(node, StartsWith):
        return bool(cell.startswith(node.text))
    assert isinstance(node, Compare)
    operators: dict[str, Callable[[Any, Any], bool]] = {
        "eq": lambda a, b: a == b,
        "ne": lambda a, b: a != b,
        "lt": lambda a, b: a < b,
        "le": lambda a, b: a <= b,
        "gt": lambda a, b: a > b,
        "ge": lambda a, b: a >= b,
    }
    return operators[node.op](cell, node.value)


def _is_inside(box: Box, row: Row) -> bool:
    lon, lat = row["_lon"], row["_lat"]
    if lon is None or lat is None or not box.south <= lat <= box.north:
        return False
    if box.west > box.east:
        return bool(lon >= box.west or lon <= box.east)
    return bool(box.west <= lon <= box.east)


def _has_words(text: Text, row: Row) -> bool:
    cells = [fold(row[name]) for name in ("文", "別") if row[name] is not None]
    return all(any(word in cell for cell in cells) for word in text.words)


def _metres(circle: Circle, row: Row) -> float | None:
    """By the angle between the two directions from the middle of the earth."""
    if row["_lon"] is None or row["_lat"] is None:
        return None
    one, other = (
        (math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b))
        for a, b in (
            (math.radians(row["_lon"]), math.radians(row["_lat"])),
            (math.radians(circle.lon), math.radians(circle.lat)),
        )
    )
    return EARTH_M * 2 * math.asin(min(1.0, math.dist(one, other) / 2))


def _is_near(circle: Circle, row: Row) -> bool:
    metres = _metres(circle, row)
    return metres is not None and metres <= circle.metres


def _is_in(area: Area, row: Row) -> bool:
    """In the outer ring and in no hole of one of the polygons."""
    if row["_lon"] is None or row["_lat"] is None:
        return False
    x, y = Fraction(row["_lon"]), Fraction(row["_lat"])
    return any(
        _is_in_ring(outer, x, y) and not any(_is_in_ring(hole, x, y) for hole in holes)
        for outer, *holes in area.polygons
    )


def _is_in_ring(ring: Ring, x: Fraction, y: Fraction) -> bool:
    """By exact fractions: an odd number of edges lies to the east."""
    east = 0
    for start, end in pairwise(ring):
        (x1, y1), (x2, y2) = map(Fraction, start), map(Fraction, end)
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            east += 1
    return east % 2 == 1


def _expected(query: Query, table: list[Row]) -> list[Row]:
    found = [
        row
        for row in table
        if (query.where is None or _is_true(query.where, row))
        and (query.circle is None or _is_near(query.circle, row))
        and (query.area is None or _is_in(query.area, row))
        and (query.text is None or _has_words(query.text, row))
        and (query.box is None or _is_inside(query.box, row))
    ]
    for key in reversed(query.sort):
        blank = [row for row in found if finite(row[key.column]) is None]
        filled = [row for row in found if finite(row[key.column]) is not None]
        filled.sort(key=lambda row, name=key.column: row[name], reverse=key.descending)
        found = filled + blank
    return found


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(table=rows, query=queries)
def test_an_answer_is_what_a_plain_loop_over_the_rows_gives(
    folder: Path, place: str, table: list[Row], query: Query
) -> None:
    frame = with_ours(pl.DataFrame(table, schema=TYPES))
    path = folder / f"{place}.parquet"
    frame.write_parquet(path, row_group_size=4)
    layout = layout_of(schema_of(frame, {}), is_merged=False)

    answer = answer_from(place, path, check(query, layout))
    batches = list(answer.batches())

    expected = _expected(query, table)
    end = None if query.limit is None else query.offset + query.limit
    names = list(query.columns or frame.columns)
    shown = [[finite(row[n]) for n in names if n in row] for row in expected[query.offset : end]]
    assert answer.matched == len(expected)
    assert answer.returned == len(shown)
    assert batches, "an empty answer still has its columns"
    assert all(batch.columns == names for batch in batches)
    rows_found = pl.concat(batches).select([n for n in names if n in TYPES]).rows()
    assert [list(row) for row in rows_found] == shown


def answer_from(place: str, path: Path, query: Checked) -> Answer:
    """The answer of the table in memory, there with all that is kept about many, or from disk."""
    table = load(path, limit_bytes=-1 if place == "disk" else 10**9)
    with pytest.MonkeyPatch.context() as patch:
        for module in (codes, fulltext):
            patch.setattr(module, "MANY_ROWS", 0 if "large" in place else 10**9)
        return table.answer(query)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that answers from disk are put together from several parts."""
    monkeypatch.setattr(disk, "READ_ROWS", 7)
    monkeypatch.setattr(disk, "_GATHER_ROWS", 3)
