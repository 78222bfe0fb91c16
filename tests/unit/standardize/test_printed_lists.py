"""Lists as offices print them: matrices of marks, cells that hold two things, words for nothing."""

from __future__ import annotations

from collections.abc import Callable

from tdpf.core.standardize import Standardized
from tdpf.core.standardize.forms import FORMS
from tdpf.core.standardize.forms.position import pair

Maker = Callable[..., Standardized]
Rows = Callable[[Standardized], list[dict[str, str]]]


def items(done: Standardized) -> dict[str, list[str]]:
    return {column.source_header: column.items for column in done.report.columns}


def codes(done: Standardized) -> list[str]:
    return [one.code for one in done.report.findings]


def test_a_matrix_of_marks_under_a_group_name_is_read_column_by_column(
    standardized: Maker, rows: Rows
) -> None:
    text = (
        "名称,住所,対象とする異常な現象の種類,,,,電話\n"
        ",,洪水,崖崩れ等,地震,火山現象,\n"
        "第一小,羽村市栄町1-2,○,－,◎,-,042-554-0001\n"
        "第二小,羽村市栄町1-3,△（2階以上）,○,○,,042-554-0002\n"
        "第三小,羽村市栄町1-4,×,○,○,,042-554-0003\n"
    )
    done = standardized(text, name="132276_hinan.csv")
    assert [row["災害種別_洪水"] for row in rows(done)] == ["1", "△（2階以上）", ""]
    assert [row["災害種別_地震"] for row in rows(done)] == ["1", "1", "1"]
    fed = items(done)
    assert fed["対象とする異常な現象の種類_崖崩れ等"] == ["災害種別_崖崩れ、土石流及び地滑り"]
    assert fed["対象とする異常な現象の種類_火山現象"] == ["災害種別_火山現象"]


def test_men_and_women_under_two_groups_are_not_the_whole_population(standardized: Maker) -> None:
    text = (
        "町名,世帯数,日本人_男,日本人_女,外国人_男,外国人_女\n神南,20,30,20,1,2\n東,30,40,30,3,4\n"
    )
    fed = items(standardized(text, name="131130_population.csv"))
    assert [fed[name] for name in fed if name.endswith(("男", "女"))] == [[], [], [], []]


def test_degrees_minutes_and_seconds_of_both_may_share_a_cell() -> None:
    assert pair("35度41分11.2秒,139度25分1.3秒") == ("35.68644444", "139.41702778")
    assert pair("N35°44′10″ E139°19′50″") == ("35.73611111", "139.33055556")
    assert pair("35.6895,139.6917 (2020/1/5)") == ("35.6895", "139.6917")


def test_the_old_datum_may_be_named_in_the_title(standardized: Maker) -> None:
    text = "避難所一覧（{}）,,,\n名称,住所,緯度,経度\nA会館,渋谷区神南1-1,35.6600,139.7000\n"
    old = standardized(text.format("日本測地系"), name="131130_a.csv")
    assert codes(old).count("coordinates-old-datum") == 2
    new = standardized(text.format("日本測地系2011"), name="131130_b.csv")
    assert "coordinates-old-datum" not in codes(new)
    city = standardized(text.format('"Public halls of Shibuya, Tokyo"'), name="131130_c.csv")
    assert "coordinates-old-datum" not in codes(city)


def test_words_for_nothing_are_no_mistakes() -> None:
    told = {(form, FORMS[form](text)[1]) for form, text in NOTHING}
    assert {problem for _, problem in told} == {"blank-mark"}


NOTHING = (
    ("phone", "なし"), ("url", "無"), ("yesno", "－"), ("flag", "-"), ("integer", "Ｘ"),
    ("number", "#N/A"),
)  # fmt: skip


def test_a_city_of_two_prefectures_is_neither_until_the_publisher_is_known(
    standardized: Maker, rows: Rows
) -> None:
    text = "名称,所在地\nA寺,府中市宮町3-1\nB社,府中市宮町2-5-3\nC碑,府中市南町6-32\n"
    unknown = standardized(text, name="bunkazai.csv")
    assert {row["所在地_都道府県"] for row in rows(unknown)} == {""}
    known = standardized(text, name="bunkazai.csv", publisher="132063")
    assert {row["所在地_都道府県"] for row in rows(known)} == {"東京都"}


def test_addresses_without_a_header_tell_parts_and_publisher(standardized: Maker) -> None:
    text = (
        "1,第一小学校,東大和市奈良橋4-573,042-561-1111\n"
        "2,第二小学校,東大和市清水6-1132,042-561-2222\n"
        "3,第三小学校,東大和市奈良橋4-573,042-561-3333\n"
    )
    report = standardized(text, name="list.csv").report
    assert (report.standard.slug, report.publisher.code) == ("educational_institution", "132209")
    assert "教育機関_学校所在地（町字）" in report.columns[2].items


def test_stops_of_a_timetable_have_positions(standardized: Maker) -> None:
    text = "stop_id,stop_name,stop_lat,stop_lon\n1,役所前,35.6945,139.4131\n2,駅,35.6987,139.4136\n"
    generic = [one.generic for one in standardized(text, name="stops.txt").report.columns]
    assert generic[2:] == ["緯度", "経度"]
