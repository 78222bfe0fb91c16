"""A merged table is the same whether it grew step by step or was built at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.tables.merge import MergePart, OldMerge, merge
from tdpf.core.tables.schema import Column, TableSchema

KINDS = {"text": pl.String, "integer": pl.Int64, "number": pl.Float64, "date": pl.Date}
VALUES = {
    "text": st.sampled_from(["あ", "い", None]),
    "integer": st.one_of(st.none(), st.integers(0, 9)),
    "number": st.one_of(st.none(), st.sampled_from([0.5, 2.0])),
    "date": st.one_of(st.none(), st.dates()),
}
kinds = st.sampled_from(sorted(KINDS))


@st.composite
def versions(draw):
    """One version of one publisher's table: kinds of its columns and its rows."""
    columns = draw(st.dictionaries(st.sampled_from(["名称", "個数", "開設日"]), kinds, min_size=1))
    rows = draw(st.integers(0, 4))
    values = {
        name: draw(st.lists(VALUES[kind], min_size=rows, max_size=rows))
        for name, kind in columns.items()
    }
    return columns, values, rows


histories = st.lists(st.tuples(st.sampled_from("1234"), versions()), min_size=1, max_size=6)


def part(folder: Path, number: int, publisher: str, version) -> MergePart:
    columns, values, rows = version
    path = folder / f"part-{number}.parquet"
    frame = pl.DataFrame(values, schema={name: KINDS[kind] for name, kind in columns.items()})
    frame.with_columns(
        pl.Series("独自の列", ["x"] * rows, dtype=pl.String),
        pl.Series("_row", range(1, rows + 1), dtype=pl.Int64),
        pl.Series("_id", [f"id{row}" for row in range(rows)], dtype=pl.String),
        pl.Series("_source_row", range(2, rows + 2), dtype=pl.Int64),
        pl.Series("_lon", [139.7] * rows, dtype=pl.Float64),
        pl.Series("_lat", [35.7] * rows, dtype=pl.Float64),
        pl.Series("_level", [None] * rows, dtype=pl.String),
    ).write_parquet(path)
    items = [Column(name, kind, 1, item=True) for name, kind in columns.items()]
    return MergePart(
        version=f"version-{number}",
        path=path,
        schema=TableSchema((*items, Column("独自の列", "text", 9)), has_position=True),
        rows=rows,
        publisher=publisher,
        publisher_name=f"市{publisher}",
        table=f"{publisher}-aed",
        dataset=f"{publisher}-aed",
    )


@given(histories)
@settings(deadline=None)
def test_step_by_step_and_at_once_give_the_same_table(history):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        current: dict[str, MergePart] = {}
        old = None
        for number, (publisher, version) in enumerate(history):
            current[publisher] = part(folder, number, publisher, version)
            target = folder / f"merged-{number}.parquet"
            done = merge(list(current.values()), target, old=old)
            old = OldMerge(path=target, schema=done.schema, first_rows=done.first_rows)
        assert old is not None
        at_once = folder / "at-once.parquet"
        merge(list(current.values()), at_once)
        one, other = pl.read_parquet(old.path), pl.read_parquet(at_once)
        assert one.equals(other)
        assert one.schema == other.schema


@given(histories)
@settings(deadline=None)
def test_every_row_of_every_part_is_there_once_and_says_where_it_is_from(history):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        current = {
            publisher: part(folder, number, publisher, version)
            for number, (publisher, version) in enumerate(history)
        }
        target = folder / "merged.parquet"
        done = merge(list(current.values()), target)
        rows = pl.read_parquet(target)
        expected = [
            (each.publisher, f"{each.table}.id{row}", row + 2)
            for each in sorted(current.values(), key=lambda each: each.order)
            for row in range(each.rows)
        ]
        assert rows.select("_publisher", "_id", "_source_row").rows() == expected
        assert rows["_row"].to_list() == list(range(1, len(expected) + 1))
        assert "独自の列" not in rows.columns
        assert done.rows == len(expected)
        assert set(done.schema.names()) <= set(rows.columns)
