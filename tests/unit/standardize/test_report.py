"""`report.json` and the rows: nothing disappears silently, a blank stays blank."""

from __future__ import annotations

import json
from collections.abc import Callable

import polars as pl

from tdpf.core.standardize import Standardized
from tdpf.core.standardize.findings import KEPT

Maker = Callable[..., Standardized]
Rows = Callable[[Standardized], list[dict[str, str]]]

TOILETS = (
    "名称,住所,緯度,経度,男性トイレ総数,オストメイト,利用開始時間,管理用電話\n"
    "駅前便所,渋谷区神南1-1-1,35.661,139.701,２,○,8:30,03-1234-5678\n"
    "公園便所,渋谷区神南1-1-2,139.702,35.662,,△,未定,\n"
    ",,,,,,,\n"
    "川端便所,渋谷区神南1-1-3,,,約3,×,9:00,－\n"
)


def test_the_report_has_every_field_of_the_contract(standardized: Maker) -> None:
    tree = json.loads(standardized(TOILETS, name="131130_public_toilet.csv").report.to_json())
    assert {"input", "standard", "publisher", "columns", "rows", "findings", "quality"} <= set(tree)
    assert tree["input"]["name"] == "131130_public_toilet.csv"
    assert {"sha256", "bytes", "format", "encoding", "header_row", "sheet"} <= set(tree["input"])
    assert tree["standard"]["slug"] == "public_toilet"
    assert tree["standard"]["layout"] == "2023"
    assert tree["rows"]["source_rows"] == [2, 3, 5]
    assert tree["rows"]["dropped"] == [{"row": 4, "reason": "blank"}]
    finding = tree["findings"][0]
    assert {"row", "item", "code", "severity", "before", "after", "message"} <= set(finding)
    assert {"ja", "en"} == set(finding["message"])
    parts = {"completeness", "required_filled", "validity", "located", "score", "columns"}
    assert parts == set(tree["quality"])


def test_a_bad_value_keeps_its_text_and_is_null_when_typed(standardized: Maker, rows: Rows) -> None:
    done = standardized(TOILETS, name="131130_public_toilet.csv")
    last = rows(done)[2]
    assert last["男性トイレ総数"] == "約3"
    typed = pl.concat(done.batches())
    assert typed["男性トイレ総数"].to_list() == [2, None, None]
    assert typed["男性トイレ総数"].dtype == pl.Int64
    assert typed["オストメイト設置トイレ有無"].to_list() == ["有", None, "無"]


def test_a_blank_stays_blank(standardized: Maker, rows: Rows) -> None:
    done = standardized(TOILETS, name="131130_public_toilet.csv")
    assert rows(done)[1]["男性トイレ総数"] == ""
    assert rows(done)[0]["女性トイレ総数"] == ""


def test_a_swapped_position_is_put_right_and_said(standardized: Maker, rows: Rows) -> None:
    done = standardized(TOILETS, name="131130_public_toilet.csv")
    assert (rows(done)[1]["緯度"], rows(done)[1]["経度"]) == ("35.662", "139.702")
    found = [one for one in done.report.findings if one.code == "coordinates-swapped"]
    assert [(one.row, one.item, one.before, one.after) for one in found] == [
        (3, "緯度", "139.702", "35.662"),
        (3, "経度", "35.662", "139.702"),
    ]


def test_every_change_is_in_the_report(standardized: Maker, rows: Rows) -> None:
    done = standardized(TOILETS, name="131130_public_toilet.csv")
    changes = {
        (one.row, one.item): (one.before, one.after)
        for one in done.report.findings
        if one.code == "rewritten"
    }
    assert changes[2, "利用開始時間"] == ("8:30", "08:30")
    assert changes[2, "男性トイレ総数"] == ("２", "2")
    assert changes[2, "管理用電話"] == ("03-1234-5678", "(03)1234-5678")


def test_typed_rows_carry_row_numbers_and_positions(standardized: Maker) -> None:
    typed = pl.concat(standardized(TOILETS, name="131130_public_toilet.csv").batches())
    assert typed["_row"].to_list() == [1, 2, 3]
    assert typed["_source_row"].to_list() == [2, 3, 5]
    assert typed["_lat"].to_list() == [35.661, 35.662, None]
    assert typed["_level"].to_list() == ["source", "source", None]
    assert typed.columns[-5:] == ["_row", "_source_row", "_lon", "_lat", "_level"]


def test_the_schema_is_the_layout_and_its_kinds(standardized: Maker) -> None:
    done = standardized(TOILETS, name="131130_public_toilet.csv")
    kinds = {column.name: column.kind for column in done.schema.columns}
    assert kinds["緯度"] == "number"
    assert kinds["女性トイレ総数"] == "integer"
    assert done.schema.columns[0].item
    assert done.schema.columns[0].key == "localGovernmentCode"
    assert done.schema.has_position
    assert [column.field_id for column in done.schema.columns] == list(
        range(1, len(done.schema.columns) + 1)
    )
    frame = pl.concat(done.batches())
    assert frame.columns[: len(kinds)] == list(kinds)


def test_a_date_column_that_knows_only_months_stays_text(standardized: Maker) -> None:
    text = "名称,住所,文化財指定日\n" + "".join(
        f"塚{n},渋谷区神南1-1-{n},{day}\n"
        for n, day in enumerate(["昭和32年7月1日", "1921-03", "平成元年"], 1)
    )
    done = standardized(text, name="131130_cultural_property.csv")
    kinds = {column.name: column.kind for column in done.schema.columns}
    assert kinds["文化財指定日"] == "text"
    assert pl.concat(done.batches())["文化財指定日"].to_list() == ["1957-07-01", "1921-03", "1989"]


def test_a_date_column_of_whole_days_is_a_date(standardized: Maker) -> None:
    text = "名称,住所,文化財指定日\n塚,渋谷区神南1-1-1,昭和32年7月1日\n丘,渋谷区神南1-1-2,\n"
    done = standardized(text, name="131130_cultural_property.csv")
    assert {column.name: column.kind for column in done.schema.columns}["文化財指定日"] == "date"


def test_no_type_comes_from_a_sample(standardized: Maker) -> None:
    numbers = ["7"] * 30_000 + ["12.7"]
    done = standardized("番号,値\n" + "".join(f"{n:05d},{v}\n" for n, v in enumerate(numbers)))
    typed = pl.concat(done.batches())
    assert typed["値"][30_000] == 12.7
    assert typed["番号"][37] == "00037"


def test_a_thousand_findings_of_a_kind_are_kept_and_the_rest_counted(standardized: Maker) -> None:
    text = "名称,住所,電話番号\n" + "".join(f"所{n},神南{n},不明{n}\n" for n in range(KEPT + 500))
    findings = standardized(text, name="131130_public_facility.csv").report.findings
    phones = [one for one in findings if one.code == "phone-unreadable"]
    assert len(phones) == KEPT + 1
    assert "500" in phones[-1].message.en


def test_the_same_file_gives_the_same_report(standardized: Maker) -> None:
    one = standardized(TOILETS, name="131130_public_toilet.csv")
    other = standardized(TOILETS, name="131130_public_toilet.csv")
    assert one.report.to_json() == other.report.to_json()
    assert pl.concat(one.batches()).equals(pl.concat(other.batches()))


def test_rows_can_be_had_more_than_once(standardized: Maker) -> None:
    done = standardized(TOILETS, name="131130_public_toilet.csv")
    assert list(done.text_rows()) == list(done.text_rows())


def test_a_file_that_is_no_table_has_a_report_without_rows(standardized: Maker) -> None:
    report = standardized("<!DOCTYPE html><html><body>404</body></html>", name="x.csv").report
    assert (report.rows.read, report.columns, report.standard.slug) == (0, [], None)
    assert report.findings[0].severity == "error"


def test_an_excel_house_number_that_became_a_date_is_taken_from_the_address(
    standardized: Maker, rows: Rows
) -> None:
    text = (
        "名称,所在地_連結表記,所在地_町字,所在地_番地以下\n"
        "甲便所,東京都町田市木曽東3-1-3,木曽東,2003/1/3\n"
        "乙便所,東京都町田市相原町5307-2,相原町,7-Feb\n"
    )
    done = standardized(text, name="132098_public_toilet.csv")
    first, second = rows(done)
    assert (first["所在地_町字"], first["所在地_番地以下"]) == ("木曽東三丁目", "1-3")
    assert second["所在地_番地以下"] == "5307-2"
    assert [one.row for one in done.report.findings if one.code == "block-restored"] == [2, 3]
