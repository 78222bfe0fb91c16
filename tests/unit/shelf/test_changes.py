"""What changed between two versions, as files say it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.tables.changes import Edition, difference, editions_between
from tdpf.core.tables.schema import Column, TableSchema
from tests.data.samples import schema_of, with_ours


def edition(folder: Path, number: int, frame: pl.DataFrame) -> Edition:
    path = folder / f"{number}.parquet"
    with_ours(frame).write_parquet(path)
    return Edition(number, path, schema_of(frame, {}))


def names(**rows: str) -> pl.DataFrame:
    return pl.DataFrame({"名称": list(rows.values()), "_id": list(rows)})


def test_each_kind_of_change_is_told_once_with_its_version(tmp_path: Path) -> None:
    old = edition(tmp_path, 4, names(a="公園", b="駅", c="橋"))
    new = edition(tmp_path, 5, names(d="坂", c="橋", b="駅前"))
    rows = difference(old, new).rows
    assert rows.select("_change", "_version", "_id", "_columns", "名称").rows() == [
        ("added", 5, "d", "", "坂"),
        ("changed", 5, "b", "名称", "駅前"),
        ("removed", 5, "a", "", "公園"),
    ]


def test_order_alone_is_no_change(tmp_path: Path) -> None:
    old = edition(tmp_path, 1, names(a="公園", b="駅"))
    new = edition(tmp_path, 2, names(b="駅", a="公園"))
    assert difference(old, new).rows.is_empty()


def test_a_position_that_moved_is_a_change(tmp_path: Path) -> None:
    here = names(a="公園").with_columns(_lon=pl.lit(139.7), _lat=pl.lit(35.6))
    there = here.with_columns(_lat=pl.lit(35.61))
    found = difference(edition(tmp_path, 1, here), edition(tmp_path, 2, there)).rows
    assert found.select("_change", "_columns").rows() == [("changed", "_lat")]


def test_columns_that_come_and_go_are_told_and_change_no_row(tmp_path: Path) -> None:
    old = edition(tmp_path, 1, names(a="公園").with_columns(旧=pl.lit("x")))
    new = edition(tmp_path, 2, names(a="公園").with_columns(新=pl.lit("y")))
    found = difference(old, new)
    assert (found.columns_added, found.columns_removed) == (("新",), ("旧",))
    assert found.rows.is_empty()


def test_a_column_that_became_a_number_is_compared_by_what_it_says(tmp_path: Path) -> None:
    old = edition(tmp_path, 1, pl.DataFrame({"数": ["12", "7"], "_id": ["a", "b"]}))
    new = edition(tmp_path, 2, pl.DataFrame({"数": [12.0, 7.5], "_id": ["a", "b"]}))
    assert difference(old, new).rows.select("_id", "_columns").rows() == [("b", "数")]


def test_going_back_is_one_step(tmp_path: Path) -> None:
    known = [edition(tmp_path, n, names(a=str(n))) for n in (1, 2, 3, 5)]
    forward = [(a.number, b.number) for a, b in editions_between(known, since=1, until=5)]
    back = [(a.number, b.number) for a, b in editions_between(known, since=5, until=1)]
    assert (forward, back) == ([(1, 2), (2, 3), (3, 5)], [(5, 1)])
    assert editions_between(known, since=3, until=3) == []


TABLES = st.dictionaries(
    st.sampled_from("abcdefgh"), st.one_of(st.none(), st.sampled_from(["", "公園", "駅", "橋"]))
)


@given(old=TABLES, new=TABLES)
def test_the_old_rows_and_the_changes_make_the_new_rows(
    tmp_path_factory: pytest.TempPathFactory, old: dict[str, str], new: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("changes")

    def made(number: int, rows: dict[str, str]) -> Edition:
        frame = pl.DataFrame(
            {"名称": list(rows.values()), "_id": list(rows)},
            schema={"名称": pl.String, "_id": pl.String},
        )
        path = folder / f"{number}.parquet"
        with_ours(frame).write_parquet(path)
        return Edition(number, path, TableSchema((Column("名称", "text", 1),)))

    now = dict(old)
    for kind, row_id, name in (
        difference(made(1, old), made(2, new)).rows.select("_change", "_id", "名称").iter_rows()
    ):
        if kind == "removed":
            assert now.pop(row_id) == name
        else:
            assert (row_id in now) == (kind == "changed")
            now[row_id] = name
    assert now == new
