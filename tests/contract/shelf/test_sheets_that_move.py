"""A sheet keeps its table wherever it stands; a table ends with its sheet, merged rows too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tdpf.apps.publishing.service import (
    PublishRequest,
    changes,
    heads,
    history,
    preview,
    rollback,
    table_named,
    verify,
)

HEADER = ["名称", "所在地_連結表記", "緯度", "経度", "男性トイレ_総数", "多機能トイレ_数"]
NAME = "131130-public-toilet"


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


class Give:
    """Publishes a workbook of these sheets."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def file(self, **sheets: list[list[Any]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            page = book.create_sheet(title)
            for row in (HEADER, *rows):
                page.append(row)
        path: Path = self._desk.folder / "公衆トイレ一覧.xlsx"
        book.save(path)
        return path

    def __call__(self, publisher: str | None = "131130", /, **sheets: list[list[Any]]) -> Any:
        asked = PublishRequest(path=self.file(**sheets), publisher=publisher)
        (outcome,) = self._desk.publish(asked)
        assert outcome.status == "published", outcome.message
        return outcome


@pytest.fixture
def give(desk) -> Give:
    return Give(desk)


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


def test_the_order_does_not_matter_where_the_publisher_is_found_in_the_file(desk, give) -> None:
    give(None, 北部=NORTH, 南部=SOUTH)
    before = current()
    give(None, 南部=SOUTH, 北部=NORTH)
    assert current() == before


def test_the_newest_of_sheets_by_year_is_the_main_one(desk, give) -> None:
    give(令和5年度=NORTH)
    give(令和6年度=SOUTH, 令和5年度=NORTH)
    assert current()[NAME] == 4
    give(令和5年度=NORTH, 令和6年度=SOUTH)  # only the order is another
    assert current()[NAME] == 4


def test_a_sheet_that_is_gone_takes_its_rows_out_of_the_merged_table(desk, give) -> None:
    give(北部=NORTH, 南部=SOUTH)
    (south,) = set(current()) - {NAME}
    outcome = give(北部=NORTH)
    assert list(current().values()) == [6]
    assert desk.rows("public_toilet").height == 6
    assert south in outcome.message.ja
    assert f"10行でした。違うファイルなら tdpf rollback {NAME} 1" in outcome.message.ja
    assert "had 10 rows before" in outcome.message.en
    assert [line.is_current for line in history(south)] == [False]
    ((_, change),) = changes("public_toilet", since=1, storage=desk.storage)
    assert change.counts() == {"added": 0, "changed": 0, "removed": 4}
    assert not verify(storage=desk.storage).damages
    again = PublishRequest(path=desk.folder / "公衆トイレ一覧.xlsx", publisher="131130")
    assert desk.publish(again)[0].status == "unchanged"


def test_a_renamed_sheet_doubles_no_row(desk, give) -> None:
    give(一覧=NORTH, 令和5年度=SOUTH)
    give(一覧=NORTH, 令和6年度=SOUTH)
    assert sorted(current().values()) == [4, 6]
    assert desk.rows("public_toilet").height == 10


def test_a_sheet_that_comes_back_goes_on_in_its_table(desk, give) -> None:
    give(北部=NORTH, 南部=SOUTH)
    before = current()
    give(北部=NORTH)
    book = give.file(北部=NORTH, 南部=[*SOUTH, *toilets("恵比寿", 1)])
    (told,) = preview([PublishRequest(path=book, publisher="131130")], storage=desk.storage)
    assert [table.version for table in told.tables] == [3, 2]
    desk.publish(PublishRequest(path=book, publisher="131130"))
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
