"""Lists that follow no standard are recognised, and their columns found, whatever they are called.

Codes are not told by file names here: `data.csv`, `list.csv`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tdpf.core.standardize import Standardized, standardize
from tdpf.core.tabular import read_file

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("other_wordings.yaml").read_text(encoding="utf-8")
)


def done(folder: Path, name: str, text: str, encoding: str = "cp932") -> Standardized:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return standardize(read_file(path)[0], publisher="131130")


def rows_of(result: Standardized) -> list[dict[str, str]]:
    return [dict(zip(result.header(), row, strict=True)) for row in result.text_rows()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['set']}-{case['file']}")
def test_a_list_in_other_words_is_recognised(case, tmp_path):
    result = done(tmp_path, case["file"], case["text"], "utf-8-sig")
    assert result.report.standard.slug == case["set"]
    found = {
        column.source_header: column.items or [column.generic] for column in result.report.columns
    }
    for header, item in case.get("items", {}).items():
        assert item in found[header], (header, found[header])
    assert result.report.rows.written == 12


TWO_ROWS = """渋谷区公衆トイレ一覧,,,,,,
令和5年4月1日現在,,,,,,
,,男子,,女子,,
名称,所在地,小,大,洋式,和式,備考
1号公園トイレ,渋谷区神南1-1-2,2,1,2,1,改修中
2号公園トイレ,渋谷区神南1-2-2,2,1,2,1,
合計,,4,2,4,2,
※冬季は閉鎖します,,,,,,
出典：渋谷区,,,,,,
"""


def test_groups_over_the_header_are_part_of_the_names(tmp_path):
    result = done(tmp_path, "list.csv", TWO_ROWS)
    headers = [column.source_header for column in result.report.columns]
    assert headers == ["名称", "所在地", "男子_小", "男子_大", "女子_洋式", "女子_和式", "備考"]
    first, _ = rows_of(result)
    assert first["男性トイレ数（小便器）"] == "2"
    assert first["女性トイレ数（和式）"] == "1"
    assert first["備考"] == "改修中"


HOURS = """施設名称,所在地,電話番号,利用時間
A会館,渋谷区神南1-1-1,03-3463-1111,午前9時～午後9時30分
B会館,渋谷区神南1-1-2,03-3463-1112,24時間
C会館,渋谷区神南1-1-3,03-3463-1113,9:00-17:00
D会館,渋谷区神南1-1-4,03-3463-1114,館により違います
"""


def test_hours_in_one_cell_come_apart_and_none_is_lost(tmp_path):
    result = done(tmp_path, "list.csv", HOURS)
    rows = rows_of(result)
    times = [(row["開始時間"], row["終了時間"]) for row in rows[:3]]
    assert times == [("09:00", "21:30"), ("00:00", "24:00"), ("09:00", "17:00")]
    assert "館により違います" in rows[3].values()


PLACES = """施設名,住所,位置
A会館,渋谷区神南1-1-1,"35.66123,139.70123"
B会館,渋谷区神南1-1-2,"35.66223,139.70223"
C会館,渋谷区神南1-1-3,"35.66323,139.70323"
D会館,渋谷区神南1-1-4,駅前
"""


def test_positions_in_one_cell_come_apart_and_none_is_lost(tmp_path):
    result = done(tmp_path, "list.csv", PLACES)
    rows = rows_of(result)
    assert (rows[0]["緯度"], rows[0]["経度"]) == ("35.66123", "139.70123")
    assert "駅前" in rows[3].values()
    assert any(one.before == "駅前" for one in result.report.findings)


WIDE = """令和5年1月1日 町丁別人口（単位：人）,,,,
町丁名,世帯数（世帯）,人口総数（人）,男（人）,女（人）
神南一丁目,"1,234","2,345","1,100","1,245"
神南二丁目,１００,２１０,１００,１１０
総数,"1,334","2,555","1,200","1,355"
"""


def test_units_in_headers_and_total_rows_of_a_population(tmp_path):
    result = done(tmp_path, "data.csv", WIDE)
    assert result.report.standard.slug == "population"
    assert [(row.row, row.reason) for row in result.report.rows.dropped] == [(5, "total")]
    assert [row["総人口"] for row in rows_of(result)] == ["2345", "210"]


OF_2017 = """都道府県コード又は市区町村コード,都道府県名,市区町村名,調査年月日,地域名,総人口,男性
131130,東京都,渋谷区,R5.4.1,神南1丁目,"1,010",505
131130,東京都,渋谷区,R5.4.1,神南2丁目,20,10
"""


def test_the_layout_of_2017_names_the_municipality_in_two_columns(tmp_path):
    result = done(tmp_path, "data.csv", OF_2017)
    assert all(column.items for column in result.report.columns)
    assert {row["地方公共団体名"] for row in rows_of(result)} == {"東京都渋谷区"}
    assert {row["調査年月日"] for row in rows_of(result)} == {"2023-04-01"}


WIDE_LETTERS = """ＮＯ．,施　設　名,住　　所,ＴＥＬ,緯　度,経　度
１,神南区民館,渋谷区神南１－２－３,０３－３４６３－１２３４,３５．６６,１３９．７０
２,氷川区民館,渋谷区東１丁目２６番２３号,03(3407)1807（内線123）,35度39分10秒,139度42分36秒
３,総合会館,渋谷区無番地,03-3463-1236、03-3463-1237,35.67,139.71
"""


def test_full_width_headers_and_values(tmp_path):
    first, second, third = rows_of(done(tmp_path, "data.csv", WIDE_LETTERS))
    assert first["電話番号"] == "(03)3463-1234"
    assert (second["電話番号"], second["内線番号"]) == ("(03)3407-1807", "123")
    assert float(second["緯度"]) == pytest.approx(35.652778, abs=1e-6)
    assert third["所在地_番地以下"] == "無番地"
    assert third["電話番号"] == "(03)3463-1236;(03)3463-1237"


@pytest.mark.parametrize("encoding", ["utf-16", "euc-jp", "iso-2022-jp", "cp932", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_any_encoding_separator_and_line_end_gives_the_same(encoding, separator, end, tmp_path):
    lines = [
        "施設名,住所,緯度,経度",
        "A会館,渋谷区神南1-1,35.66,139.70",
        "B会館,渋谷区神南1-2,35.67,139.71",
    ]
    text = end.join(lines).replace(",", separator) + end
    rows = rows_of(done(tmp_path, "data.xlsx", text, encoding))
    assert [(row["名称"], row["緯度"]) for row in rows] == [("A会館", "35.66"), ("B会館", "35.67")]


OLD = """施設名,住所,緯度（日本測地系）,経度（日本測地系）
A会館,渋谷区神南1-1,35.6600,139.7000
B会館,渋谷区神南1-2,35.6610,139.7010
"""


def test_a_header_that_names_the_old_datum_moves_the_positions(tmp_path):
    result = done(tmp_path, "data.csv", OLD)
    assert [one.code for one in result.report.findings].count("coordinates-old-datum") >= 2
    first = rows_of(result)[0]
    assert float(first["緯度"]) == pytest.approx(35.66323, abs=2e-4)
