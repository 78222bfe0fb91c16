"""A sheet keeps its table wherever it stands; a table ends with its sheet, merged rows too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tdpf.apps.publishing.service import changes, heads, history, rollback, table_named, verify

HEADER = ["名称", "所在地_連結表記", "緯度", "経度", "男性トイレ_総数", "多機能トイレ_数"]
NAME = "131130-public-toilet"
Give = Callable[..., Any]


def toilets(part: str, count: int) -> list[list[Any]]:
    return [
        [
            f"{part}公衆トイレ{n}",
            f"東京都渋谷区{part}{n}-1",
            35.66 + n / 1000,
            139.7 + n / 1000,
            n,
            1,
        ]
        for n in range(1, count + 1)
    ]


NORTH, SOUTH = toilets("神宮前", 6), toilets("桜丘町", 4)


@pytest.fixture
def give(desk) -> Give:
    from tdpf.apps.publishing.service import PublishRequest

    def publish(**sheets: list[list[Any]]) -> Any:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            page = book.create_sheet(title)
            for row in (HEADER, *rows):
                page.append(row)
        path = desk.folder / "公衆トイレ一覧.xlsx"
        book.save(path)
        (outcome,) = desk.publish(PublishRequest(path=path, publisher="131130"))
        return outcome

    return publish


def current() -> dict[str, int]:
    """Rows of each table that is shown, by its name, the main one first."""
    return {
        head.table.name: head.version.rows
        for head in heads(is_merged=False).order_by("table__sheet")
    }


def test_sheets_in_another_order_are_the_same_tables(desk, give) -> None:
    give(北部=NORTH, 南部=SOUTH)
    before, ids = current(), set(desk.rows("public_toilet")["_id"])
    assert list(before.values()) == [6, 4]
    give(南部=SOUTH, 北部=NORTH)
    assert current() == before
    assert desk.rows(NAME)["名称"][0].startswith("神宮前")
    assert set(desk.rows("public_toilet")["_id"]) == ids


def test_a_sheet_that_is_gone_takes_its_rows_out_of_the_merged_table(desk, give) -> None:
    give(北部=NORTH, 南部=SOUTH)
    (south,) = set(current()) - {NAME}
    outcome = give(北部=NORTH)
    assert list(current().values()) == [6]
    assert desk.rows("public_toilet").height == 6
    assert south in outcome.message.ja
    assert "10行でした" in outcome.message.ja  # more than a fifth is gone
    assert "had 10 rows before" in outcome.message.en
    assert [line.is_current for line in history(south)] == [False]
    ((_, change),) = changes("public_toilet", since=1, storage=desk.storage)
    assert change.counts() == {"added": 0, "changed": 0, "removed": 4}
    assert not verify(storage=desk.storage).damages
    assert give(北部=NORTH).status == "unchanged"


def test_a_renamed_sheet_doubles_no_row(desk, give) -> None:
    give(一覧=NORTH, 令和5年度=SOUTH)
    give(一覧=NORTH, 令和6年度=SOUTH)
    assert sorted(current().values()) == [4, 6]
    assert desk.rows("public_toilet").height == 10


def test_a_sheet_that_comes_back_goes_on_in_its_table(desk, give) -> None:
    give(北部=NORTH, 南部=SOUTH)
    before = current()
    give(北部=NORTH)
    give(北部=NORTH, 南部=[*SOUTH, *toilets("恵比寿", 1)])
    (south,) = set(before) - {NAME}
    assert current() == {**before, south: 5}
    assert [line.number for line in history(south)] == [2, 1]


def test_the_main_table_takes_a_lone_sheet_whatever_its_name(desk, give) -> None:
    give(令和5年度=NORTH)
    give(令和6年度=SOUTH)
    assert current() == {NAME: 4}


def test_the_main_table_takes_over_where_its_sheet_is_gone(desk, give) -> None:
    give(北部=NORTH, 南部=SOUTH)
    give(南部=SOUTH)
    assert current() == {NAME: 4}
    assert desk.rows("public_toilet").height == 4


def test_a_table_that_ended_can_be_brought_back(desk, give) -> None:
    give(北部=NORTH, 南部=SOUTH)
    (south,) = set(current()) - {NAME}
    give(北部=NORTH)
    rollback(south, 1, at=desk.clock, actor="clerk", storage=desk.storage, index=desk.index)
    assert current()[south] == 4
    assert table_named(south).head.version.number == 1
    assert desk.rows("public_toilet").height == 10
