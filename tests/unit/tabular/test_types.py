"""Types are decided on whole columns, and values are read strictly."""

import datetime as dt
from pathlib import Path

import pytest

from tdpf.core.tabular import infer_types
from tdpf.core.tabular.dates import full_date, moment
from tests.unit.tabular.reading import table_of


def typed(folder: Path, header: str, values: list[str]):
    lines = [f'"{value}",x' for value in values]
    return infer_types(table_of(folder, f"{header},印\n" + "\n".join(lines) + "\n"))


def kind(folder: Path, header: str, values: list[str]) -> str:
    return typed(folder, header, values).schema.columns[0].kind


def values(folder: Path, header: str, cells: list[str]) -> list[object]:
    result = typed(folder, header, cells)
    name = result.schema.columns[0].name
    return [value for batch in result.batches() for value in batch[name].to_list()]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("人口", ["1", "20", "-3"], "integer"),
        ("人口", ["1,234", "２０", "▲3"], "integer"),
        ("面積", ["1", "2.50", "－"], "number"),
        ("面積", ["1.5E+03", "2"], "number"),
        ("番号", ["0037", "12"], "text"),
        ("番号", ["1234567890123456", "1"], "text"),
        ("定員", ["70名", "60名"], "text"),
        ("率", ["12.5%", "3%"], "text"),
        ("公開", ["TRUE", "false"], "boolean"),
        ("備考", ["－", "－"], "text"),
        ("備考", ["", "x"], "text"),
        ("指定日", ["2016/4/1", "令和5年4月1日"], "date"),
        ("指定日", ["2016/4/1", "2016年4月"], "text"),
        ("指定日", ["20160401", "20240229"], "date"),
        ("指定日", ["20160401", "20230229"], "integer"),
        ("品番", ["20160401", "20240229"], "integer"),
        ("更新日時", ["2021/11/04 09:59:26", "2021-11-05"], "datetime"),
        ("更新日時", ["2021-11-04T09:59:26+09:00", "2021-11-04T00:59Z"], "datetime"),
        ("郵便番号", ["1500041", "1500042"], "text"),
        ("全国地方公共団体コード", ["131130", "131130"], "text"),
    ],
)
def test_a_column_is_what_all_of_its_values_are(
    tmp_path: Path, header: str, cells: list[str], expected: str
) -> None:
    assert kind(tmp_path, header, cells) == expected


def test_marks_for_no_figure_are_null_and_told_once(tmp_path: Path) -> None:
    result = typed(tmp_path, "人口", ["1", "－", "…", "***", "x", "2"])
    assert result.schema.columns[0].nulls == 4
    assert values(tmp_path, "人口", ["1", "－", "x"]) == [1, None, None]
    (finding,) = result.findings
    assert (finding.code, finding.item) == ("missing-marks", "人口")
    assert "－" in finding.message.ja


def test_the_same_marks_stay_text_in_a_column_of_text(tmp_path: Path) -> None:
    assert values(tmp_path, "備考", ["－", "あり"]) == ["－", "あり"]


def test_values_come_as_their_type(tmp_path: Path) -> None:
    assert values(tmp_path, "人口", ["1,234", "２０", "▲3"]) == [1234, 20, -3]
    assert values(tmp_path, "指定日", ["昭32. 7. 1", "平成元年5月1日"]) == [
        dt.date(1957, 7, 1),
        dt.date(1989, 5, 1),
    ]
    assert values(tmp_path, "更新日時", ["2021/11/04 09:59:26", "2021-11-05"]) == [
        dt.datetime(2021, 11, 4, 0, 59, 26, tzinfo=dt.UTC),
        dt.datetime(2021, 11, 4, 15, 0, tzinfo=dt.UTC),
    ]


@pytest.mark.parametrize(
    "text", ["2016年4月", "2016", "4/1", "2016/13/1", "2016/2/30", "令和元年", "12.34.5", ""]
)
def test_less_than_a_full_date_is_no_date(text: str) -> None:
    assert full_date(text) is None
    assert moment(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2016/4/1",
        "2016-04-01",
        "2016.4.1",
        "2016年4月1日",
        "２０１６／４／１",
        "H28.4.1",
        "平成28年4月1日",
        "平28. 4. 1",
        "2016/4/1(金)",
    ],
)
def test_one_day_in_its_many_spellings(text: str) -> None:
    assert full_date(text) == dt.date(2016, 4, 1)


def test_rows_keep_their_spreadsheet_numbers(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,数\nA,1\n\nB,2\n")
    (batch,) = infer_types(table).batches()
    assert batch.to_dict(as_series=False) == {
        "名称": ["A", "B"],
        "数": [1, 2],
        "_source_row": [2, 4],
    }


def test_names_are_unique_filled_and_never_ours(tmp_path: Path) -> None:
    table = table_of(tmp_path, "_row,名称,名称_2,名称,,_row\n1,b,c,d,e,f\n2,b,c,d,e,g\n")
    names = infer_types(table).schema.names()
    assert names == ["row", "名称", "名称_2", "名称_3", "列5", "row_2"]
