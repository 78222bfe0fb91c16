"""Thirteen kinds of file that common loaders read wrongly without saying so."""

from pathlib import Path

import pytest

from tdpf.core.tabular import infer_types
from tests.unit.tabular.reading import codes, column, headers, numbers, rows, table_of

HEAD = "名称,コード,値\r\n"
PLACES = "髙島屋①,011002,1\r\n㈱～商店,0600001,2\r\n"


def kinds(table) -> dict[str, str]:
    return {column.name: column.kind for column in infer_types(table).schema.columns}


def test_a_tail_of_fifty_thousand_empty_rows_is_told_and_left_out(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + PLACES + ",,\r\n" * 50_000)
    assert table.row_count == 2
    assert [f.message.ja for f in table.findings] == [
        "表の終わりに空の行が50000行あります。消しても内容は変わりません。"
    ]
    assert len(table.dropped) <= 1_000


@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "utf-8-sig"])
def test_an_encoding_of_japanese_offices_keeps_every_character(
    tmp_path: Path, encoding: str
) -> None:
    table = table_of(tmp_path, (HEAD + PLACES).encode(encoding))
    assert table.source.encoding == encoding
    assert headers(table) == ["名称", "コード", "値"]
    assert column(table, "名称") == ["髙島屋①", "㈱～商店"]


def test_japanese_after_1500_rows_of_ascii_is_decoded_right(tmp_path: Path) -> None:
    ascii_rows = "".join(f"shop {n},{n:05},{n}\r\n" for n in range(1_500))
    table = table_of(tmp_path, ("name,code,value\r\n" + ascii_rows + PLACES).encode("cp932"))
    assert (table.source.encoding, table.row_count) == ("cp932", 1_502)
    assert column(table, "name")[-1] == "㈱～商店"


def test_two_headers_of_the_same_name_keep_both_columns(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,写真,写真\nA,a.jpg,b.jpg\n")
    typed = infer_types(table)
    assert typed.schema.names() == ["名称", "写真", "写真_2"]
    assert codes(table) == ["duplicate-header"]


def test_a_header_with_a_line_break_is_one_header(tmp_path: Path) -> None:
    table = table_of(tmp_path, '"施設\n名称",住所\nA,渋谷区\nB,渋谷区\n')
    assert headers(table) == ["施設\n名称", "住所"]
    assert numbers(table) == [2, 3]
    assert infer_types(table).schema.names() == ["施設 名称", "住所"]


def test_one_code_with_a_letter_among_30000_numbers_makes_the_column_text(tmp_path: Path) -> None:
    body = "".join(f"{n},x\n" for n in range(1, 30_001))
    table = table_of(tmp_path, f"値,種別\n{body}0164A,x\n")
    assert kinds(table)["値"] == "text"
    assert column(table, "値")[-1] == "0164A"


def test_a_fraction_in_row_30001_is_not_rounded(tmp_path: Path) -> None:
    body = "".join(f"{n},x\n" for n in range(1, 30_001))
    typed = infer_types(table_of(tmp_path, f"値,種別\n{body}12.7,x\n"))
    assert typed.schema.columns[0].kind == "number"
    assert [batch["値"][-1] for batch in typed.batches()][-1] == 12.7


def test_a_leading_zero_stays(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,番号\nA,0037\nB,1200\n")
    assert kinds(table)["番号"] == "text"
    assert column(table, "番号") == ["0037", "1200"]


def test_two_long_headers_with_the_same_beginning_stay_apart(tmp_path: Path) -> None:
    long = "男女共用トイレのうち車椅子使用者が利用できる洋式便器の数"
    table = table_of(tmp_path, f"名称,{long}（１階）,{long}（２階）\nA,1,2\n")
    assert infer_types(table).schema.names()[1:] == [f"{long}（１階）", f"{long}（２階）"]


def test_a_row_longer_than_the_header_loses_nothing_and_shifts_nothing(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,住所\nA,渋谷区\nB,渋谷区,あまり\nC\n")
    assert rows(table) == [["A", "渋谷区", ""], ["B", "渋谷区", "あまり"], ["C", "", ""]]
    assert [(f.code, f.row) for f in table.findings] == [("ragged", 3), ("short-rows", 4)]


def test_thousands_commas_are_numbers(tmp_path: Path) -> None:
    typed = infer_types(table_of(tmp_path, '町名,人口\nA,"1,234"\nB,"32,500 "\nC,９８７\n'))
    assert typed.schema.columns[1].kind == "integer"
    assert next(typed.batches())["人口"].to_list() == [1234, 32500, 987]


def test_a_title_above_the_header_is_a_note(tmp_path: Path) -> None:
    table = table_of(tmp_path, "公共施設一覧,令和5年4月1日現在\n\n名称,住所,緯度\nA,渋谷区,35.6\n")
    assert headers(table) == ["名称", "住所", "緯度"]
    assert table.source.header_row == 3
    assert table.source.notes == ("公共施設一覧 令和5年4月1日現在",)
    assert codes(table) == []


def on_its_side(items: int, facilities: int) -> str:
    every = range(1, facilities + 1)
    lines = [["施設名", *(f"第{n}会館" for n in every)]]
    lines.append(["電話番号", *(f"03-3463-{n:04}" for n in every)])
    lines += [[f"備考{item}", *(f"{item}の{n}" for n in every)] for item in range(3, items + 1)]
    return "".join(",".join(line) + "\n" for line in lines)


def test_a_wide_table_on_its_side_is_stood_up_to_its_last_row(tmp_path: Path) -> None:
    table = table_of(tmp_path, on_its_side(55, 2_200))
    assert (table.row_count, len(table.columns), codes(table)) == (2_200, 55, ["lying-table"])
    assert column(table, "備考55")[-1] == "55の2200"


def test_a_wide_table_with_more_rows_than_a_list_has_items_keeps_them(tmp_path: Path) -> None:
    table = table_of(tmp_path, on_its_side(90, 2_200))
    assert (table.row_count, len(table.columns), codes(table)) == (89, 2_201, [])
    assert rows(table)[-1][::2_200] == ["備考90", "90の2200"]


def test_a_table_folded_to_fit_the_paper_is_one_table(tmp_path: Path) -> None:
    text = (
        "AED一覧,,,,,,\n施設名,住所,電話,,施設名,住所,電話\n"
        "市役所,本町1-1,03-1111-1111,,第一小,東1-1,03-1111-4444\n"
        "公民館,本町1-2,03-1111-2222,,第二小,東1-2,03-1111-5555\n図書館,本町1-3,03-1111-3333,,,,\n"
    )
    table = table_of(tmp_path, text)
    assert column(table, "施設名") == ["市役所", "公民館", "図書館", "第一小", "第二小"]
    assert (len(table.columns), codes(table)) == (3, ["tables-side-by-side"])
    assert numbers(table) == [3, 4, 5, 6, 7]


def test_two_columns_of_one_name_that_repeat_their_values_stay_apart(tmp_path: Path) -> None:
    text = "路線名,台数,路線名,台数\n東線,3,西線,4\n東線,5,北線,6\n"
    assert len(table_of(tmp_path, text).columns) == 4
