"""Workbooks as officers make them, in every format."""

import datetime as dt
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from tdpf.core.tabular import TextTable, read_file
from tests.unit.tabular.reading import (
    codes,
    column,
    headers,
    numbers,
    ods_row,
    rows,
    verdict_of,
    write_ods,
)

HEAD = ["名称", "住所", "緯度"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.xlsx"


def only(path: Path) -> TextTable:
    (table,) = read_file(path)
    assert isinstance(table, TextTable)
    return table


def test_typed_cells_read_as_a_spreadsheet_shows_them(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        shown = {
            "yyyy/m/d": dt.date(2016, 4, 1),
            "yyyy/m/d h:mm": dt.datetime(2016, 4, 1, 9, 30),  # noqa: DTZ001 — Excel knows no zone
            "h:mm": dt.time(9, 30),
            "[$-411]ge.m.d": dt.date(2020, 1, 2),
        }
        sheet.write_row(
            0, 0, ["名称", "指定日", "更新日時", "開始時間", "和暦", "数", "緯度", "可"]
        )
        sheet.write(1, 0, "A")
        for place, (form, value) in enumerate(shown.items(), 1):
            sheet.write_datetime(1, place, value, book.add_format({"num_format": form}))
        sheet.write_row(1, 5, [11002, 139.74771600000001, True])
    assert rows(only(path)) == [
        [
            "A",
            "2016-04-01",
            "2016-04-01 09:30:00",
            "09:30",
            "2020-01-02",
            "11002",
            "139.747716",
            "TRUE",
        ]
    ]


def test_zeros_that_only_the_format_shows_are_kept(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["名称", "町字ID", "郵便番号"])
        sheet.write(1, 0, "A")
        sheet.write_number(1, 1, 3000, book.add_format({"num_format": "0000000"}))
        sheet.write_number(1, 2, 1500041, book.add_format({"num_format": "000\\-0000"}))
    assert rows(only(path)) == [["A", "0003000", "150-0041"]]


def _offset(path: Path) -> None:
    """A title in C2, the header in row 4 from column C on."""
    grid = [
        [],
        ["", "", "施設一覧"],
        [],
        ["", "", *HEAD],
        ["", "", "A", "渋谷区", 35.5],
        ["", "", "B", "港区", 35.6],
    ]
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(grid):
                sheet.write_row(number, 0, row)
    elif path.suffix == ".xls":
        old = xlwt.Workbook()
        page = old.add_sheet("一覧")
        for number, row in enumerate(grid):
            for place, value in enumerate(row):
                if value:
                    page.write(number, place, value)
        old.save(str(path))
    else:
        write_ods(path, [ods_row(*[value or None for value in row] or [None]) for row in grid])


@pytest.mark.parametrize("suffix", ["xlsx", "xls", "ods"])
def test_a_table_that_starts_in_column_c_keeps_its_places(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"book.{suffix}"
    _offset(path)
    table = only(path)
    assert [(c.index, c.header) for c in table.columns] == [(2, "名称"), (3, "住所"), (4, "緯度")]
    assert (table.source.header_row, numbers(table)) == (4, [5, 6])
    assert (table.source.notes, table.source.format) == (("施設一覧",), suffix)
    assert rows(table)[1] == ["B", "港区", "35.6"]


def test_the_bytes_decide_not_the_name(tmp_path: Path) -> None:
    _offset(tmp_path / "book.xls")
    renamed = (tmp_path / "book.xls").rename(tmp_path / "data.csv")
    assert only(renamed).source.format == "xls"


def test_merged_cells_give_their_value_to_every_row(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:D1", "施設一覧")
        sheet.write_row(1, 0, ["地区", *HEAD])
        sheet.merge_range("A3:A5", "中央地区")
        for number in range(2, 6):
            sheet.write_row(number, 1, [f"施設{number}", "渋谷区", 35.5])
    table = only(path)
    assert column(table, "地区") == ["中央地区", "中央地区", "中央地区", ""]
    assert table.source.notes == ("施設一覧",)
    assert codes(table) == ["merged-cells"]


def test_a_header_of_merged_cells_in_two_rows_is_joined(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "名称")
        sheet.merge_range("B1:C1", "男性トイレ")
        sheet.merge_range("D1:E1", "女性トイレ")
        sheet.write_row(1, 1, ["総数", "洋式", "総数", "洋式"])
        for number in range(2, 5):
            sheet.write_row(number, 0, [f"公園{number}", 3, 1, 2, 2])
    table = only(path)
    assert headers(table) == [
        "名称", "男性トイレ_総数", "男性トイレ_洋式", "女性トイレ_総数", "女性トイレ_洋式",
    ]  # fmt: skip
    assert table.source.header_row == 2


def test_merged_cells_tell_how_deep_a_header_is(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:G1", "保育園一覧")
        for cells, name in (
            ("A2:A4", "番号"), ("B2:B4", "施設名"), ("C2:E2", "定員"), ("C3:C4", "0歳"),
            ("D3:E3", "1・2歳"), ("F2:G3", "開所時間"),
        ):  # fmt: skip
            sheet.merge_range(cells, name)
        sheet.write_row(3, 3, ["1歳", "2歳", "開始", "終了"])
        for number in range(4, 8):
            sheet.write_row(number, 0, [number, f"第{number}保育園", 6, 7, 8, "7:00", "18:00"])
    table = only(path)
    assert headers(table) == [
        "番号", "施設名", "定員_0歳", "定員_1・2歳_1歳", "定員_1・2歳_2歳",
        "開所時間_開始", "開所時間_終了",
    ]  # fmt: skip
    assert (table.source.header_row, table.row_count) == (4, 4)


def test_blank_merged_cells_beside_the_table_are_nothing(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(("名称住所電話", "公園神南一二", "広場桜丘三四"), 1):
            sheet.write_row(place, 0, [row[:2], row[2:4], row[4:]])
        for cells in ("F1:F2", "E2:E3"):
            sheet.merge_range(cells, "")
    table = only(path)
    assert [one.header for one in table.columns] == ["名称", "住所", "電話"]
    assert table.row_count == 2


def test_the_reading_aid_over_kanji_is_no_part_of_the_text(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, ["東京", "渋谷区", 35.5]]):
            sheet.write_row(number, 0, row)
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    aid = '<rPh sb="0" eb="2"><t>トウキョウ</t></rPh>'
    texts = parts["xl/sharedStrings.xml"].decode()
    parts["xl/sharedStrings.xml"] = texts.replace("東京</t>", f"東京</t>{aid}").encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    assert rows(only(path)) == [["東京", "渋谷区", "35.5"]]


def test_hidden_rows_columns_and_sheets_are_told(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一覧")
        for number, row in enumerate([HEAD, ["A", "渋谷区", 35.5], ["B", "港区", 35.6]]):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        secret = book.add_worksheet("名簿")
        secret.write_row(0, 0, ["氏名", "電話番号"])
        secret.write_row(1, 0, ["x", "y"])
        secret.hide()
    table = only(path)
    assert table.row_count == 2
    found = {finding.code: finding for finding in table.findings}
    assert set(found) == {"hidden-rows", "hidden-columns", "hidden-sheets"}
    assert found["hidden-rows"].row == 3
    assert "名簿" in found["hidden-sheets"].message.ja


def test_the_data_sheet_comes_before_the_sheet_that_explains(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        about = book.add_worksheet("項目説明")
        for number in range(9):
            about.write_row(number, 0, [f"項目{number}", "文字", "説明文"])
        for name in ["公共施設一覧", "旧施設"]:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEAD)
            sheet.write_row(1, 0, ["A", "渋谷区", 35.5])
        book.add_worksheet("Sheet3")
    tables = read_file(path)
    assert [table.source.sheet for table in tables] == ["公共施設一覧", "項目説明", "旧施設"]


def test_formulas_without_a_result_and_with_errors_are_told(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["A", "渋谷区"])
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
        sheet.write_row(2, 0, ["B", "港区"])
        sheet.write_formula(2, 2, "=35+1", None, "")
    table = only(path)
    assert column(table, "緯度") == ["", ""]
    assert set(codes(table)) == {"formula-errors", "formula-without-result"}


def test_a_cell_in_the_last_corner_is_refused_before_memory_is_taken(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD)
        sheet.write(1_048_575, 16_383, "x")
    (verdict,) = read_file(path)
    assert codes(verdict) == ["too-large"]


def test_an_old_workbook_with_a_forged_corner_is_refused(tmp_path: Path) -> None:
    _offset(tmp_path / "book.xls")
    data = bytearray((tmp_path / "book.xls").read_bytes())
    number = data.find(struct.pack("<HH", 0x027E, 10))  # an RK record: row, column, style, value
    data[number + 4 : number + 8] = struct.pack("<HH", 65_535, 65_535)
    assert verdict_of(tmp_path, bytes(data), "book.xls").finding.code == "too-large"


def test_an_ods_that_repeats_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    often = 'table:number-columns-repeated="16384"'
    cell = f'<table:table-cell office:value-type="string" {often}>x</table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    (verdict,) = read_file(write_ods(tmp_path / "a.ods", [row]))
    assert codes(verdict) == ["too-large"]


def test_an_ods_with_a_million_empty_rows_is_small(tmp_path: Path) -> None:
    lines = [ods_row(*HEAD), ods_row("A", "渋谷区", 35.5), ods_row(None, times=1_048_570)]
    assert only(write_ods(tmp_path / "a.ods", lines)).row_count == 1


def test_an_ods_whose_text_breaks_off_is_told_and_not_read_for_ever(tmp_path: Path) -> None:
    (verdict,) = read_file(write_ods(tmp_path / "a.ods", [ods_row("x"), "</table:table><tablee>"]))
    assert codes(verdict) == ["broken-file"]


def test_a_password_is_told_for_every_kind_of_workbook(tmp_path: Path) -> None:
    path = write_ods(
        tmp_path / "a.ods", [ods_row("x")], manifest="<m><manifest:encryption-data/></m>"
    )
    assert codes(read_file(path)[0]) == ["encrypted"]
    assert verdict_of(tmp_path, _compound("EncryptedPackage"), "a.xlsx").finding.code == "encrypted"


def test_a_letter_in_the_old_container_is_no_table(tmp_path: Path) -> None:
    assert verdict_of(tmp_path, _compound("WordDocument"), "a.xls").finding.code == "not-a-table"
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert codes(read_file(tmp_path / "letter.docx")[0]) == ["not-a-table"]


def _compound(stream: str) -> bytes:
    """The smallest compound file with one stream of this name."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    )
    head += bytes(6) + struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    head += struct.pack("<108I", *[free] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    directory = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<H", len(name) * 2 + 2)
        + bytes(50)
        + struct.pack("<III", end, 0, 0)
        for name in ["Root Entry", stream]
    )
    return head + table + directory.ljust(512, b"\0")
