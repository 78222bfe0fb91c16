"""Rows that are not data go, each with its number and reason; nothing goes silently."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

from tdpf.core.tabular.layout import Grid, lay_out
from tdpf.core.tabular.model import Source, TextTable
from tdpf.core.tabular.rows import Row
from tests.unit.tabular.reading import codes, column, numbers, table_of

HEAD = "名称,人口,世帯数\n"
BODY = "神南,120,60\n桜丘,80,50\n"


def test_footnotes_go_with_their_row_numbers(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + BODY + "\n※1 外国人を含む。,,\n資料：市民課,,\n")
    assert column(table, "名称") == ["神南", "桜丘"]
    assert table.dropped == ((4, "blank"), (5, "footnote"), (6, "footnote"))


def test_a_lone_remark_after_a_blank_row_is_a_footnote(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + BODY + "\n令和5年4月1日現在,,\n")
    assert table.dropped[-1] == (5, "footnote")


def test_a_place_whose_name_begins_like_a_remark_stays(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + BODY + "資料館,,\n備前町,1,1\n注連寺,,\n")
    assert table.row_count == 5


def test_a_comment_line_in_the_middle_goes(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + "# 暫定値,,\n" + BODY)
    assert (table.dropped, numbers(table)) == (((2, "comment"),), [3, 4])


def test_a_total_that_adds_up_goes(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + BODY + '合　計,"200",110\n')
    assert (table.row_count, table.dropped) == (2, ((4, "total"),))


def test_a_total_may_say_of_what_it_is_one(tmp_path: Path) -> None:
    table = table_of(tmp_path, "款,6年度,5年度\n市税,120,100\n一般会計,80,50\n歳入合計,200,150\n")
    assert (column(table, "款"), table.dropped) == (["市税", "一般会計"], ((4, "total"),))


def test_a_total_that_does_not_add_up_stays_and_is_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + BODY + "合計,999,110\n")
    assert (table.row_count, table.dropped, codes(table)) == (3, (), ["total-row"])


def test_a_total_in_front_stays_and_is_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + "総数,200,110\n" + BODY)
    assert (table.row_count, codes(table)) == (3, ["total-row"])


def test_a_header_repeated_on_every_page_goes(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + BODY + HEAD + "宇田川,10,5\n")
    assert column(table, "名称") == ["神南", "桜丘", "宇田川"]
    assert table.dropped == ((4, "repeated-header"),)


def test_a_title_and_a_header_of_two_rows_on_every_page_go(tmp_path: Path) -> None:
    head = "名称,人口,,世帯数\n,男,女,\n"
    page = "町別人口 {}/2ページ,,,\n" + head + "{},60,60,50\n{},40,40,30\n"
    table = table_of(tmp_path, page.format(1, "神南", "桜丘") + page.format(2, "東", "西"))
    assert column(table, "名称") == ["神南", "桜丘", "東", "西"]
    assert table.dropped == ((6, "title"), (7, "repeated-header"), (8, "repeated-header"))


def test_the_second_of_two_tables_in_a_sheet_goes_on_under_its_own_title(tmp_path: Path) -> None:
    table = table_of(tmp_path, "公設,,\n" + HEAD + BODY + ",,\n民設,,\n" + HEAD + "東,1,1\n")
    assert column(table, "名称") == ["神南", "桜丘", "東"]
    assert table.dropped == ((5, "blank"), (6, "heading"), (7, "repeated-header"))
    assert codes(table) == ["heading-rows"]


def test_a_row_above_a_repeated_header_that_is_no_title_stays(tmp_path: Path) -> None:
    head = "番号,名称,備考\n"
    table = table_of(
        tmp_path, "公園一覧,,\n" + head + "1,A公園,\n2,B公園,\n" + head + "3,C公園,池\n"
    )
    assert column(table, "番号") == ["1", "2", "3"]


def test_values_that_stand_again_below_are_no_explanation(tmp_path: Path) -> None:
    rows = "A館,非公表,非公表,x\nB館,非公表,非公表,x\nC館,12,34,x\nD館,5,6,x\n"
    table = table_of(tmp_path, "施設名,男,女,備考\n" + rows)
    assert column(table, "施設名") == ["A館", "B館", "C館", "D館"]


def test_places_without_details_are_no_headings(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + "●東,,\n●西,,\n●南,,\n" + BODY)
    assert table.row_count == 5


def test_tables_side_by_side_keep_what_stands_right_of_them_and_their_remarks(
    tmp_path: Path,
) -> None:
    head = "施設名,人数,施設名,人数"
    beside = table_of(tmp_path, head + ",\nA館,1,B館,2,改修中\nC館,3,D館,4,\nE館,5,F館,6,\n")
    assert beside.row_count == 3
    folded = table_of(tmp_path, head + "\nA館,1,B館,2\nC館,3,D館,4\nE館,5,F館,6\n※見込み,,,\n")
    assert column(folded, "施設名") == ["A館", "C館", "E館", "B館", "D館", "F館"]


def test_a_heading_of_a_section_is_no_place_and_is_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + "【東部】,,\n" + BODY + "■西部,,\n東,1,1\n【未定】,2,1\n")
    assert column(table, "名称") == ["神南", "桜丘", "東", "【未定】"]
    assert (table.dropped, codes(table)) == (((2, "heading"), (5, "heading")), ["heading-rows"])


def test_blank_rows_between_are_dropped_one_by_one(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD + "神南,1,2\n , ,\n\u3000,,\n桜丘,3,4\n")
    assert table.dropped == ((3, "blank"), (4, "blank"))
    assert numbers(table) == [2, 5]


def test_a_long_table_with_a_total_takes_no_more_memory_than_a_short_one() -> None:
    def most_kept(height: int) -> int:
        def rows() -> Iterator[Row]:
            yield ["町名", *(f"値{n}" for n in range(20))]
            for n in range(height):
                yield [f"町{n}", *["1.5"] * 20]
            yield ["合計", *[str(1.5 * height)] * 20]

        tracemalloc.start()
        try:
            table = lay_out(Grid(rows), Source("a.csv", "", 0, "csv", "utf-8", None))
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert isinstance(table, TextTable)
        assert table.dropped == ((height + 2, "total"),)
        return most

    assert most_kept(12_000) < 1.5 * most_kept(4_000)
