"""The type of a column that is no item is decided on all its values, however many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

from tdpf.core.standardize import standardize
from tdpf.core.tabular import read_file

MANY = 41_000  # more different values than are remembered, in more than one chunk


def typed(folder: Path, **columns: Sequence[str]) -> pl.DataFrame:
    """The table that comes of a file with these columns."""
    path = folder / "表.csv"
    rows = zip(*columns.values(), strict=True)
    path.write_text("\n".join([",".join(columns), *map(",".join, rows)]) + "\n")
    return pl.concat(standardize(read_file(path)[0], standard="none").batches())


def test_times_of_day_stay(tmp_path: Path) -> None:
    times = typed(
        tmp_path,
        観測時刻=["2024-02-29T12:00:00", "2024/2/29 13:30", "2024-03-01"],
        測定年月日時=["令和6年2月29日 9時", "R6.2.29 午後1時30分", "R6.3.1 24:00"],
        公開日=["2024-02-29 00:00:00", "2024-03-01 00:00:00", "2024-03-02 00:00:00"],
        受付時刻=["1899-12-30 09:00:00", "1899-12-30 10:15:00", "1899-12-30 17:00:00"],
    )
    japan = dt.timezone(dt.timedelta(hours=9))
    assert times["観測時刻"].to_list() == [
        dt.datetime(2024, 2, 29, 12, tzinfo=japan),
        dt.datetime(2024, 2, 29, 13, 30, tzinfo=japan),
        dt.datetime(2024, 3, 1, tzinfo=japan),
    ]
    assert times["測定年月日時"].to_list() == [
        dt.datetime(2024, 2, 29, 9, tzinfo=japan),
        dt.datetime(2024, 2, 29, 13, 30, tzinfo=japan),
        dt.datetime(2024, 3, 2, tzinfo=japan),
    ]
    assert times["公開日"].to_list() == [
        dt.date(2024, 2, 29), dt.date(2024, 3, 1), dt.date(2024, 3, 2)
    ]  # fmt: skip
    assert times["受付時刻"].to_list() == ["09:00", "10:15", "17:00"]


def test_what_times_and_months_and_the_normal_form_say_stays(tmp_path: Path) -> None:
    months = [f"2024年{month}月" for month in range(1, 13)]
    found = typed(
        tmp_path,
        時期=[*months, "2024/1/5 9:30"],
        公表日時=[f"2024-01-{day:02d}T10:00:00+09:00" for day in range(1, 13)]
        + ["2024-02-30T10:00"],
    )
    assert found["時期"].to_list() == [*months, "2024/1/5 9:30"]
    assert found["公表日時"].dtype == pl.Datetime("us", "UTC")
    assert found["公表日時"].null_count() == 1  # a day that is none, and a finding says so


def test_a_cell_of_many_blanks_costs_no_time(tmp_path: Path) -> None:
    found = typed(
        tmp_path, 更新日=["2024/3/1" + " " * 30_000 + "(予定)", "2024/3/2"], 組=["あ", "い"]
    )
    assert found.height == 2


def test_a_long_column_that_ends_in_marks_holds_numbers(tmp_path: Path) -> None:
    cells = [*map(str, range(1, MANY)), *["-"] * 20_000]
    found = typed(tmp_path, 観測値=cells, 組=["あ"] * len(cells))["観測値"]
    assert found.dtype == pl.Int64
    assert found.null_count() == 20_000


@pytest.mark.parametrize(
    ("last", "kind"),
    [("41000", pl.Int64), ("12.7", pl.Float64), ("△3", pl.Int64), ("0037", pl.String)],
)
def test_a_long_column_is_what_its_last_value_lets_it_be(
    tmp_path: Path, last: str, kind: pl.DataType
) -> None:
    numbers = [str(number) for number in range(1, MANY)]
    found = typed(tmp_path, 観測値=[*numbers, last], 組=["あ", "い"] * (MANY // 2))["観測値"]
    assert found.dtype == kind
    assert found.null_count() == 0
    if kind == pl.String:
        assert found[-1] == "0037"


def test_a_long_column_of_times_keeps_them(tmp_path: Path) -> None:
    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    moments = [(start + dt.timedelta(minutes=at)).strftime("%Y/%m/%d %H:%M") for at in range(MANY)]
    found = typed(tmp_path, 観測時刻=moments, 組=["あ", "い"] * (MANY // 2))["観測時刻"]
    assert found.dtype == pl.Datetime("us", "UTC")
    assert found.n_unique() == MANY


def test_an_event_that_tells_day_and_time_together_feeds_both_items(tmp_path: Path) -> None:
    path = tmp_path / "イベント一覧.csv"
    path.write_text(
        "イベント名,開始日時,終了日時,場所名称\n祭り,2024/4/1 9:00,2024/4/1 16:30,公園\n"
    )
    done = standardize(read_file(path)[0])
    told = pl.concat(done.batches()).row(0, named=True)
    found = [told[name] for name in ("開始日", "開始時間", "終了日", "終了時間")]
    assert found == [dt.date(2024, 4, 1), "09:00", dt.date(2024, 4, 1), "16:30"]
