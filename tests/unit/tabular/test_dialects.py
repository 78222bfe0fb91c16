from pathlib import Path

import pytest

from tests.unit.tabular.reading import codes, column, headers, numbers, rows, table_of

ROWS = [["名称", "住所", "緯度"], ["A", "渋谷区, 桜丘", "35.6"], ["B", "港区", "35.7"]]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|", "^", "~", "\x1f", "，"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"], ids=["crlf", "lf", "cr"])
def test_any_separator_and_line_end_gives_the_same_table(
    tmp_path: Path, separator: str, end: str
) -> None:
    text = end.join(separator.join(f'"{cell}"' for cell in row) for row in ROWS) + end
    table = table_of(tmp_path, text)
    assert headers(table) == ROWS[0]
    assert rows(table) == ROWS[1:]
    assert table.source.format == ("tsv" if separator == "\t" else "csv")


def test_times_with_colons_do_not_become_columns(tmp_path: Path) -> None:
    assert headers(table_of(tmp_path, "名称\n9:00\n10:00\n11:30\n")) == ["名称"]


def test_a_list_with_an_occasional_comma_stays_one_column(tmp_path: Path) -> None:
    lines = [f"施設{n}" for n in range(20)]
    lines[7] = "施設, 分館"
    table = table_of(tmp_path, "名称\n" + "\n".join(lines))
    assert (headers(table), rows(table)[7]) == (["名称"], ["施設, 分館"])


def test_single_quotes_and_backslashes_are_understood(tmp_path: Path) -> None:
    single = table_of(tmp_path, "'名称','住所'\n'A','渋谷区, 桜丘'\n")
    assert rows(single) == [["A", "渋谷区, 桜丘"]]
    escaped = table_of(tmp_path, '"名称","備考"\n"A","通称\\"会館\\", 2階"\n')
    assert rows(escaped) == [["A", '通称"会館", 2階']]


def test_a_quoted_cell_with_line_breaks_is_one_row_and_blank_lines_count(tmp_path: Path) -> None:
    table = table_of(tmp_path, '名称,備考\nA,"一行目\n二行目"\n\nB,x\n')
    assert numbers(table) == [2, 4]
    assert column(table, "備考") == ["一行目\n二行目", "x"]
    assert table.dropped == ((3, "blank"),)


def test_a_quote_that_never_closes_costs_one_row_not_the_rest_of_the_file(tmp_path: Path) -> None:
    lines = [f"{n},施設{n},備考{n}" for n in range(1, 400)]
    lines[9] = '10,"施設10,備考10'
    table = table_of(tmp_path, "番号,名称,備考\n" + "\n".join(lines) + "\n")
    assert table.row_count == 399
    assert rows(table)[9] == ["10", '"施設10', "備考10"]
    assert [(f.code, f.row) for f in table.findings] == [("unbalanced-quote", 11)]


def test_cells_over_several_lines_survive_a_damaged_quote_elsewhere(tmp_path: Path) -> None:
    text = '番号,名称,備考\n1,"A"x,y\n2,B,"一行目\n二行目"\n3,"C,z\n4,D,w\n'
    table = table_of(tmp_path, text)
    assert column(table, "備考") == ["y", "一行目\n二行目", "z", "w"]
    assert numbers(table) == [2, 3, 4, 5]


def test_bare_commas_at_line_ends_add_no_columns(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,住所,,,\nA,渋谷区,,,\nB,港区,,,\n")
    assert (headers(table), codes(table)) == (["名称", "住所"], [])


def test_a_cell_of_only_spaces_is_blank(tmp_path: Path) -> None:
    assert rows(table_of(tmp_path, "名称,住所\nA, \nB,\u3000\n")) == [["A", ""], ["B", ""]]


def test_the_mark_that_dos_puts_at_the_end_is_no_row(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,住所\r\nA,渋谷区\r\n\x1a")
    assert (rows(table), codes(table)) == ([["A", "渋谷区"]], [])


def test_the_line_that_tells_excel_the_separator_is_no_header(tmp_path: Path) -> None:
    table = table_of(tmp_path, "sep=;\r\n名称;曜日\r\nA;月,火\r\nB;水,木\r\n")
    assert (headers(table), rows(table)[0]) == (["名称", "曜日"], ["A", "月,火"])
