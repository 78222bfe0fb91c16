"""Bad input is normal input: each gets a verdict in plain words, none an exception."""

import os
import random
import zipfile
from pathlib import Path

import pytest

from tdpf.core.tabular import TextTable, read_file
from tests.unit.tabular.reading import codes, headers, read_bytes, rows, table_of, verdict_of

PAGE = "\n<!DOCTYPE html>\n<html lang='ja'><head><title>一覧</title></head><body>表</body></html>"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "empty-file"),
        (b"\r\n \r\n,,,\r\n", "a.csv", "empty-file"),
        (b"\xef\xbb\xbf", "a.csv", "empty-file"),
        (b"\0" * 500, "a.csv", "empty-file"),
        (PAGE.encode(), "a.csv", "html-not-data"),
        (PAGE.encode("cp932"), "a.xls", "html-not-data"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"x" * 50, "a.xlsx", "not-a-table"),
        (b"%PDF-1.7\n...", "a.csv", "not-a-table"),
        (b"<?xml version='1.0'?><a><b/></a>", "a.csv", "not-a-table"),
        (b'{"error": "not found"}', "a.json", "not-a-table"),
        (b"Internal Server Error", "a.csv", "not-a-table"),
        (
            "お知らせ\nご利用ありがとうございます。\n次回もご利用ください。\n".encode(),
            "a.csv",
            "not-a-table",
        ),
        (b"PK\x03\x04 broken", "a.xlsx", "broken-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "broken-file"),
    ],
)
def test_what_is_no_table_gets_a_verdict_in_both_languages(
    tmp_path: Path, data: bytes, name: str, code: str
) -> None:
    finding = verdict_of(tmp_path, data, name).finding
    assert (finding.code, finding.severity) == (code, "error")
    assert finding.message.ja.endswith("。")
    assert finding.message.en.endswith(".")
    assert "{" not in finding.message.ja + finding.message.en


def _bomb(path: Path, megabytes: int) -> bytes:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(megabytes):
                sheet.write(b" " * (1 << 20))
    return path.read_bytes()


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    verdict = verdict_of(tmp_path, _bomb(tmp_path / "bomb.xlsx", 120), "bomb.xlsx")
    assert verdict.finding.code == "zip-bomb"


def test_a_zip_bomb_that_lies_about_its_size_is_refused_too(tmp_path: Path) -> None:
    data = bytearray(_bomb(tmp_path / "bomb.xlsx", 120))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")
    verdict = verdict_of(tmp_path, bytes(data), "bomb.xlsx")
    assert verdict.finding.code == "zip-bomb"


def test_five_thousand_columns_are_read(tmp_path: Path) -> None:
    wide = ",".join(f"項目{n}" for n in range(5_000))
    body = "\n".join(",".join(map(str, range(n, n + 5_000))) for n in range(20))
    table = table_of(tmp_path, f"{wide}\n{body}\n")
    assert (len(table.columns), table.row_count) == (5_000, 20)
    assert rows(table)[19][4_999] == "5018"


def test_more_columns_than_a_spreadsheet_has_are_too_large(tmp_path: Path) -> None:
    wide = ",".join(f"項目{n}" for n in range(20_000))
    assert verdict_of(tmp_path, f"{wide}\n{wide}\n".encode()).finding.code == "too-large"


def test_one_row_of_ten_thousand_cells_does_not_widen_the_table_without_end(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,住所\nA,渋谷区\nB,港区" + ",x" * 10_000 + "\n")
    assert len(table.columns) <= 70
    assert "".join(rows(table)[1]).count("x") == 10_000


def test_a_cell_beyond_a_million_characters_is_cut_and_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,備考\nA," + "あ" * 1_200_000 + "\nB,x\n")
    assert [len(row[1]) for row in rows(table)] == [1_000_000, 1]
    assert codes(table) == ["long-cell"]


def test_a_folder_and_a_missing_file_are_the_operating_systems_errors(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_file(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "missing.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_the_operating_systems_error(tmp_path: Path) -> None:
    path = tmp_path / "closed.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    path.chmod(0)
    with pytest.raises(PermissionError):
        read_file(path)


def test_damaged_copies_of_a_good_file_never_raise(tmp_path: Path) -> None:
    good = '名称,住所,緯度\r\n図書館,"渋谷区, 神南",35.6\r\n保育園,港区,35.7\r\n'.encode("cp932")
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        for table in read_bytes(tmp_path, bytes(data)):
            if isinstance(table, TextTable):
                assert len(rows(table)) == table.row_count
                assert all(len(row) == len(headers(table)) for row in rows(table))


def test_a_line_without_end_is_refused_before_it_is_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        for _ in range(40):
            file.write(b"abcdefg," * (1 << 17))
    (verdict,) = read_file(path)
    assert codes(verdict) == ["too-large"]
