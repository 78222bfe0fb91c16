"""An id belongs to the thing a row is about, not to the place where the row stands."""

from __future__ import annotations

from collections import Counter

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tdpf.core.tables.identity import Rows, row_ids
from tdpf.core.tables.schema import Column, TableSchema

SCHEMA = TableSchema(
    columns=(
        Column("ID", "text", 1, key="identifier", item=True),
        Column("名称", "text", 2, key="name", item=True),
        Column("所在地_連結表記", "text", 3, key="fullAddress", item=True),
        Column("個数", "integer", 4),
    ),
    has_position=True,
)
DTYPES = {
    "ID": pl.String,
    "名称": pl.String,
    "所在地_連結表記": pl.String,
    "個数": pl.Int64,
    "_lon": pl.Float64,
    "_lat": pl.Float64,
}

few = st.sampled_from([None, "", "あ", "い", "う", "え え", "A"])
facilities = st.tuples(
    st.one_of(few, st.integers(1, 6).map(str)),
    few,
    few,
    st.one_of(st.none(), st.integers(0, 3)),
    st.one_of(st.none(), st.sampled_from([139.7, 139.70001, 139.8])),
    st.one_of(st.none(), st.sampled_from([35.6, 35.7])),
)
tables = st.lists(facilities, max_size=12)


def frame(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=DTYPES, orient="row")


def ids_of(rows: list[tuple], previous: pl.DataFrame | None = None) -> list[str]:
    before = Rows(previous.lazy(), SCHEMA) if previous is not None else None
    return row_ids(Rows(frame(rows).lazy(), SCHEMA), before).to_list()


def published(rows: list[tuple], ids: list[str]) -> pl.DataFrame:
    return frame(rows).with_columns(pl.Series("_id", ids, dtype=pl.String))


def owners(rows: list[tuple], ids: list[str]) -> Counter:
    return Counter(zip(rows, ids, strict=True))


@settings(deadline=None)
@given(tables, st.randoms())
def test_shuffled_rows_have_the_same_ids_in_a_first_publication(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert owners(shuffled, ids_of(shuffled)) == owners(rows, ids_of(rows))


@settings(deadline=None)
@given(tables, st.randoms())
def test_publishing_again_with_shuffled_rows_changes_no_id(rows, random):
    ids = ids_of(rows)
    shuffled = random.sample(rows, len(rows))
    again = ids_of(shuffled, published(rows, ids))
    assert owners(shuffled, again) == owners(rows, ids)


@settings(deadline=None)
@given(tables, tables, st.randoms())
def test_rows_that_come_or_go_change_no_id_of_the_rows_that_stay(rows, others, random):
    ids = ids_of(rows)
    following = random.sample(rows + others, len(rows + others))
    again = ids_of(following, published(rows, ids))
    stayed = owners(following, again)
    assert all(stayed[pair] >= 1 for pair in owners(rows, ids))


@settings(deadline=None)
@given(tables, tables)
def test_every_row_has_an_id_of_its_own(rows, others):
    ids = ids_of(rows)
    again = ids_of(others, published(rows, ids))
    assert len(set(ids)) == len(rows)
    assert len(set(again)) == len(others)
    assert all(ids)
    assert all(again)


@settings(deadline=None)
@given(tables, st.randoms())
def test_any_chain_of_shuffles_and_edits_is_independent_of_row_order(rows, random):
    """Two officers who keep the same rows in different order end with the same ids."""
    first, second = list(rows), random.sample(rows, len(rows))
    one, two = ids_of(first), ids_of(second)
    edited = [(*row[:3], (row[3] or 0) + 1, *row[4:]) for row in rows]
    left = random.sample(edited, len(edited))
    right = random.sample(edited, len(edited))
    after_one = ids_of(left, published(first, one))
    after_two = ids_of(right, published(second, two))
    assert owners(left, after_one) == owners(right, after_two)


@given(tables)
def test_a_small_table_in_memory_gets_the_ids_that_a_plan_gives(rows):
    assert row_ids(Rows(frame(rows), SCHEMA)).to_list() == ids_of(rows)
