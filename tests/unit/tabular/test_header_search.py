"""Where the header is found, in shapes that real files have."""

from pathlib import Path

import pytest

from tests.unit.tabular.reading import codes, column, headers, numbers, rows, table_of

DATA = "渋谷図書館,渋谷区神南1-1,35.66,139.70\n港図書館,港区芝1-1,35.64,139.75\n"
HEAD = "名称,住所,緯度,経度\n"


@pytest.mark.parametrize(
    ("above", "notes"),
    [
        ("図書館一覧\n", ("図書館一覧",)),
        ("図書館一覧,,,\n,,,令和5年4月1日現在\n", ("図書館一覧", "令和5年4月1日現在")),
        ("図書館一覧,担当：図書館課,,\n\n", ("図書館一覧 担当：図書館課",)),
        (
            "※座標は世界測地系です。,,,\n作成日,2023/4/1,,\n",
            ("※座標は世界測地系です。", "作成日 2023/4/1"),
        ),
        ("\n\n\n", ()),
    ],
)
def test_titles_dates_and_remarks_above_the_header_are_notes(
    tmp_path: Path, above: str, notes: tuple[str, ...]
) -> None:
    table = table_of(tmp_path, above + HEAD + DATA)
    assert headers(table) == ["名称", "住所", "緯度", "経度"]
    assert table.source.header_row == above.count("\n") + 1
    assert table.source.notes == notes
    assert table.row_count == 2


def test_group_names_above_with_gaps_join_the_names_below(tmp_path: Path) -> None:
    text = (
        "名称,住所,男性トイレ,,女性トイレ,\n,,総数,洋式,総数,洋式\n"
        "A公園,渋谷区,3,1,2,2\nB公園,港区,4,2,3,3\n"
    )
    table = table_of(tmp_path, text)
    assert headers(table) == [
        "名称", "住所", "男性トイレ_総数", "男性トイレ_洋式", "女性トイレ_総数", "女性トイレ_洋式",
    ]  # fmt: skip
    assert (table.source.header_row, numbers(table)) == (2, [3, 4])


def test_a_thin_group_row_joins_where_names_below_repeat(tmp_path: Path) -> None:
    text = (
        "基本,,平日,,土日,\n名称,住所,開始,終了,開始,終了\n"
        "A,渋谷区,9:00,17:00,10:00,16:00\nB,港区,9:00,17:00,,\n"
    )
    assert headers(table_of(tmp_path, text))[2:] == [
        "平日_開始", "平日_終了", "土日_開始", "土日_終了",
    ]  # fmt: skip


def test_units_under_the_header_are_no_data(tmp_path: Path) -> None:
    text = "町名,世帯数,人口\n(町),(世帯),(人)\n神南,120,230\n桜丘,90,160\n"
    table = table_of(tmp_path, text)
    assert headers(table) == ["町名", "世帯数", "人口"]
    assert rows(table) == [["神南", "120", "230"], ["桜丘", "90", "160"]]
    assert (table.dropped, table.source.notes) == (((2, "header"),), ("(町) (世帯) (人)",))


def test_column_numbers_under_the_header_are_no_data(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,住所,備考\n①,②,③\nA,渋谷区,x\nB,港区,y\n")
    assert (table.row_count, table.dropped) == (2, ((2, "header"),))


def test_rules_of_a_template_left_under_the_header_are_no_data(tmp_path: Path) -> None:
    text = (
        "ID,名称,緯度,経度\n必須,必須,推奨,任意\n半角数字4桁,全角,半角,半角\n"
        "0001,A館,35.7,139.7\n0002,B館,35.8,139.8\n"
    )
    table = table_of(tmp_path, text)
    assert (table.row_count, table.dropped) == (2, ((2, "header"), (3, "header")))


def test_a_header_in_three_rows_is_joined(tmp_path: Path) -> None:
    text = (
        "名称,定員,,,電話\n,0歳,1・2歳,,\n,,1歳,2歳,\n"
        "A園,6,7,8,03-1111-2222\nB園,1,2,3,03-1111-3333\n"
    )
    table = table_of(tmp_path, text)
    assert headers(table) == ["名称", "定員_0歳", "定員_1・2歳_1歳", "定員_1・2歳_2歳", "電話"]
    assert table.row_count == 2


def test_a_first_row_with_words_among_figures_is_data_when_it_has_a_figure(tmp_path: Path) -> None:
    text = "町名,世帯数,人口\n不明,－,12\n桜丘,90,160\n神南,91,161\n"
    assert table_of(tmp_path, text).row_count == 3


def test_years_across_the_columns_are_a_header(tmp_path: Path) -> None:
    table = table_of(tmp_path, "町名,2018,2019,2020\n神南,120,121,122\n桜丘,90,91,92\n")
    assert headers(table) == ["町名", "2018", "2019", "2020"]
    assert table.row_count == 2


def test_months_across_the_columns_are_a_header(tmp_path: Path) -> None:
    table = table_of(tmp_path, "町名,2018/4,2018/5,2018/6\n神南,120,121,122\n桜丘,90,91,92\n")
    assert headers(table) == ["町名", "2018/4", "2018/5", "2018/6"]


def test_a_two_row_header_over_mostly_empty_columns_is_joined(tmp_path: Path) -> None:
    text = "名称,緯度,備考,,写真,\n,,公開,内部,表,裏\nA,35.1,,,,\nB,35.2,,x,,\nC,35.3,,,,\n"
    table = table_of(tmp_path, text)
    assert headers(table)[2:] == ["備考_公開", "備考_内部", "写真_表", "写真_裏"]
    assert table.row_count == 3


def test_a_title_and_a_date_above_repeated_names_are_no_group_names(tmp_path: Path) -> None:
    text = "施設一覧,令和5年4月1日現在,,\n名称,住所,写真,写真\nA,渋谷区1,a,b\nB,港区1,c,d\n"
    assert headers(table_of(tmp_path, text)) == ["名称", "住所", "写真", "写真"]


def test_a_file_without_a_header_keeps_its_first_row(tmp_path: Path) -> None:
    table = table_of(tmp_path, DATA + "目黒図書館,目黒区1-1,35.63,139.69\n")
    assert (table.source.header_row, headers(table)) == (None, [""] * 4)
    assert (numbers(table), codes(table)) == ([1, 2, 3], ["no-header"])


def test_no_header_is_seen_when_values_of_row_one_repeat_below(tmp_path: Path) -> None:
    text = "".join(f"東京都,渋谷区,施設{n},あり\n" for n in range(9))
    table = table_of(tmp_path, text)
    assert (table.source.header_row, table.row_count) == (None, 9)


def test_a_header_that_swallowed_a_comma_is_cut_in_two(tmp_path: Path) -> None:
    text = (
        'ID,名称,"住所,電話番号",定員\n'
        "1,A,渋谷区1-1,03-1234-5678,70名\n2,B,港区1-1,03-1234-5679,60名\n"
    )
    table = table_of(tmp_path, text)
    assert headers(table) == ["ID", "名称", "住所", "電話番号", "定員"]
    assert column(table, "定員") == ["70名", "60名"]
    assert codes(table) == ["header-comma"]


def test_opaque_headers_are_headers(tmp_path: Path) -> None:
    table = table_of(
        tmp_path, "X,Y,OBJECTID,SAFIELD000\n139.7,35.6,1,A保育園\n139.6,35.5,2,B保育園\n"
    )
    assert headers(table) == ["X", "Y", "OBJECTID", "SAFIELD000"]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    table = table_of(tmp_path, HEAD)
    assert (headers(table), table.row_count, list(table.chunks())) == (
        ["名称", "住所", "緯度", "経度"], 0, [],
    )  # fmt: skip


def test_a_blank_header_over_values_is_kept_with_its_values(tmp_path: Path) -> None:
    table = table_of(tmp_path, "名称,,住所,\nA,x,渋谷区,\nB,y,港区,\n")
    assert [(c.index, c.header) for c in table.columns] == [(0, "名称"), (1, ""), (2, "住所")]


def test_a_single_column_with_a_header_word_is_a_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, "町名\n神南\n桜丘\n宇田川町\n")
    assert (headers(table), table.row_count) == (["町名"], 3)
