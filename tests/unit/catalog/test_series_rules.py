"""What titles say of each other: dates that make a series, and marks of what is replaced."""

from __future__ import annotations

import pytest

from tdpf.core.catalog.series import Titled, replaced, together, undated


@pytest.mark.parametrize(
    ("title", "rest", "period"),
    [
        ("街路樹本数（令和5年度）", "街路樹本数", (2023, 0, 0)),
        ("2023年　街路樹本数", "街路樹本数", (2023, 0, 0)),
        ("平成30年度版 統計書", "統計書", (2018, 0, 0)),
        ("統計書(R5)", "統計書", (2023, 0, 0)),
        ("令和元年度予算", "予算", (2019, 0, 0)),
        ("第5回調査 2023年度（令和5年度）", "第5回調査", (2023, 0, 0)),
        ("町丁別人口 令和６年４月１日現在", "町丁別人口", (2024, 4, 1)),
        ("人口_20240401", "人口", (2024, 4, 1)),
        ("H30.4.1現在 人口", "人口", (2018, 4, 1)),
        ("昭和六十年 国勢調査", "国勢調査", (1985, 0, 0)),
    ],
)
def test_a_date_is_read_from_a_title_however_it_is_written(
    title: str, rest: str, period: tuple[int, int, int]
) -> None:
    assert undated(title) == (rest, period)


@pytest.mark.parametrize(
    "title",
    ["予算", "PM2.5", "交通量 2018年～2022年", "人口 2018-2022", "2024", "電話 03-2024-2025", ""],
)
def test_a_title_without_one_date_has_none(title: str) -> None:
    assert undated(title) is None


def titled(*titles: str, state: str = "active") -> list[Titled]:
    return [Titled(id=title, title=title, state=state) for title in titles]  # type: ignore[arg-type]


def test_titles_that_differ_by_their_date_are_a_series_from_the_oldest() -> None:
    years = titled("人口 2024年", "人口（令和5年）", "2019年 人口", "予算 2024年", "人口")
    (series,) = together(years)
    assert series.title == "人口"
    assert series.members == ("2019年 人口", "人口（令和5年）", "人口 2024年")


def test_two_of_the_same_date_or_one_alone_or_a_draft_make_none() -> None:
    assert together(titled("人口 2023年", "人口（令和5年）")) == []
    assert together(titled("人口 2023年")) == []
    assert together([*titled("人口 2023年"), *titled("人口 2024年", state="draft")]) == []


def test_what_says_that_it_is_old_is_replaced_by_the_one_that_does_not() -> None:
    known = titled("岸壁一覧", "【旧】岸壁一覧", "岸壁一覧（廃止）", "旧東宮御所", "東宮御所")
    assert replaced(known) == {"【旧】岸壁一覧": "岸壁一覧", "岸壁一覧（廃止）": "岸壁一覧"}


def test_what_its_source_took_back_is_replaced_by_the_only_one_of_its_title() -> None:
    gone = Titled(id="gone", title="岸壁一覧", state="withdrawn")
    assert replaced([gone, *titled("岸壁一覧")]) == {"gone": "岸壁一覧"}
    twins = [Titled(id=one, title="岸壁一覧") for one in ("a", "b")]
    assert replaced([gone, *twins]) == {}
