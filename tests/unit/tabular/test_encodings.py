from pathlib import Path

import pytest

from tests.unit.tabular.reading import codes, column, headers, table_of, verdict_of

TEXT = "施設名,所在地,備考\r\n高輪図書館,港区高輪1-16-25,カナはｶﾅ\r\n保育園,渋谷区桜丘町,\r\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "utf-32"],
)
def test_the_encoding_is_found_and_named(tmp_path: Path, encoding: str) -> None:
    table = table_of(tmp_path, TEXT.encode(encoding))
    assert table.source.encoding == encoding
    assert headers(table) == ["施設名", "所在地", "備考"]
    assert column(table, "備考") == ["カナはｶﾅ", ""]


def test_mail_encoding_iso_2022_jp_is_read(tmp_path: Path) -> None:
    table = table_of(tmp_path, "施設名,所在地\r\n図書館,港区\r\n".encode("iso2022_jp"))
    assert (table.source.encoding, column(table, "所在地")) == ("iso2022_jp", ["港区"])


@pytest.mark.parametrize(
    "data",
    [
        "施設名,備考\r\n図書館,".encode("euc_jp") + b"\xad\xa1\xad\xea\r\n",
        "施設名,備考\r\n図書館,".encode("iso2022_jp") + b"\x1b$B\x2d\x21\x2d\x6a\x1b(B\r\n",
    ],
    ids=["euc-jp", "iso-2022-jp"],
)
def test_circled_digits_of_vendors_are_read_in_old_encodings(tmp_path: Path, data: bytes) -> None:
    table = table_of(tmp_path, data)
    assert (column(table, "備考"), codes(table)) == (["①㈱"], [])


def test_a_file_of_half_width_kana_is_not_taken_for_latin_letters(tmp_path: Path) -> None:
    table = table_of(tmp_path, "ﾃｽﾄ,ｶﾅ\r\nﾃｽ,ﾄｲﾚ\r\nﾃｽ,ﾄｲﾚ\r\n".encode("cp932"))
    assert (table.source.encoding, headers(table)) == ("cp932", ["ﾃｽﾄ", "ｶﾅ"])


def test_a_cut_last_character_does_not_make_it_another_encoding(tmp_path: Path) -> None:
    table = table_of(tmp_path, "施設名,所在地\n図書館,港区".encode()[:-1])
    assert (table.source.encoding, codes(table)) == ("utf-8", ["undecodable"])
    assert column(table, "所在地") == ["港\ufffd"]


def test_bad_bytes_are_counted_and_the_file_is_kept(tmp_path: Path) -> None:
    table = table_of(tmp_path, TEXT.encode() + b"\xff\xfe,x,y\r\n")
    assert table.source.encoding == "utf-8"
    assert (table.row_count, codes(table)) == (3, ["undecodable"])
    assert table.findings[0].message.ja.startswith("2文字を読めませんでした")


def test_nul_bytes_are_taken_out_and_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,住所\nA\0B,渋谷\0区\n")
    assert (column(table, "名称"), codes(table)) == (["AB"], ["nul-bytes"])


def test_random_bytes_are_no_table(tmp_path: Path) -> None:
    assert verdict_of(tmp_path, bytes(range(256)) * 9).finding.code == "not-a-table"


def test_an_escape_that_leads_nowhere_is_read_and_counted(tmp_path: Path) -> None:
    data = "施設名,所在地\r\n図書館,港区\r\n".encode("iso2022_jp") + b"a,b\x1b$(((((((((((("
    table = table_of(tmp_path, data)
    assert table.source.encoding in {"iso2022_jp", "iso2022_jp_ext"}
    assert column(table, "施設名")[0] == "図書館"
    assert codes(table) == ["undecodable"]
