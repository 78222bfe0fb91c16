"""Files that municipalities published, against answers that people gave by reading them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tdpf.core.tabular import NotATable, TextTable, read_file
from tests.unit.tabular.reading import headers, rows, table_of

pytestmark = pytest.mark.shared_data
Rows = list[list[str]]


def gold(shared: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    folder = shared / "data" / "municipal"
    for answer in sorted((folder / "gold").glob("*.json")):
        yield folder / answer.name.removesuffix(".json"), json.loads(answer.read_text("utf-8"))


def test_encoding_header_row_first_row_and_count_are_right_in_every_file(shared: Path) -> None:
    wrong = {}
    for path, answer in gold(shared):
        table = read_file(path)[0]
        first = next((chunk.rows[0] for chunk in table.chunks()), None) if is_table(table) else None
        count = table.row_count if is_table(table) else 0
        found = (table.source.encoding, table.source.header_row, first, count)
        keys = ("encoding", "header_row", "first_data_row", "data_rows")
        if found != tuple(answer[key] for key in keys):
            wrong[path.name] = found
    assert wrong == {}


def is_table(table: TextTable | NotATable) -> bool:
    return isinstance(table, TextTable)


def real_tables(shared: Path) -> Iterator[tuple[list[str], Rows]]:
    for path, _ in gold(shared):
        table = read_file(path)[0]
        if isinstance(table, TextTable):
            yield headers(table), rows(table)


def reread(folder: Path, grid: Rows) -> TextTable:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(grid)
    return table_of(folder, text.getvalue())


ABOVE = {
    "title": [["公共施設一覧"]],
    "title and date": [["○○市施設一覧", "令和5年4月1日現在"]],
    "title, contact and a blank row": [["一覧表"], ["", "", "担当：市民課", "03-1234-5678"], []],
    "a table number and a unit": [["表1　一覧"], ["（単位：人）"]],
    "a remark": [["※最新の情報は各施設にお問い合わせください。"], []],
    "a small block of facts": [["作成日", "2023/4/1"], ["作成者", "市民課"], []],
    "blank rows": [[], [""]],
}
BELOW = {
    "a remark after a blank row": [[], ["※令和5年4月1日現在"]],
    "numbered remarks": [["（注1）休館日は施設により異なる。"], ["（注2）要予約"]],
    "source and contact": [[], ["出典：○○市"], ["問い合わせ先：市民課 03-1234-5678"]],
    "source": [["資料：市民課"]],
}


@pytest.mark.parametrize("kind", ABOVE)
def test_the_header_is_found_below(shared: Path, tmp_path: Path, kind: str) -> None:
    for head, body in real_tables(shared):
        above = [row[: len(head)] for row in ABOVE[kind]]
        table = reread(tmp_path, [*above, head, *body])
        assert table.source.header_row == len(above) + 1
        assert (headers(table), table.row_count) == (head, len(body))


@pytest.mark.parametrize("kind", BELOW)
def test_the_rows_end_above(shared: Path, tmp_path: Path, kind: str) -> None:
    for head, body in real_tables(shared):
        table = reread(tmp_path, [head, *body, *BELOW[kind]])
        assert (headers(table), table.row_count) == (head, len(body))
        assert sum(reason == "footnote" for _, reason in table.dropped) == sum(
            map(any, BELOW[kind])
        )


def test_without_its_header_every_table_keeps_all_rows(shared: Path, tmp_path: Path) -> None:
    for _, body in real_tables(shared):
        table = reread(tmp_path, body)
        assert (table.source.header_row, table.row_count) == (None, len(body))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_rows_are_enough_to_find_the_header(shared: Path, tmp_path: Path, count: int) -> None:
    for head, body in real_tables(shared):
        table = reread(tmp_path, [head, *body[:count]])
        named = [name for name in headers(table) if name]
        assert (named, table.row_count) == ([*filter(None, head)], len(body[:count]))


def test_group_names_over_the_last_columns_are_joined(shared: Path, tmp_path: Path) -> None:
    for head, body in real_tables(shared):
        if len(head) < 6 or not all(head[-4:]):
            continue
        upper = [*head[:-4], "利用者用", "", "その他", ""]
        lower = [*[""] * (len(head) - 4), *head[-4:]]
        table = reread(tmp_path, [upper, lower, *body])
        groups = ["利用者用", "利用者用", "その他", "その他"]
        joined = [f"{group}_{name}" for group, name in zip(groups, head[-4:], strict=True)]
        assert headers(table) == [*head[:-4], *joined]
        assert (table.source.header_row, table.row_count) == (2, len(body))
