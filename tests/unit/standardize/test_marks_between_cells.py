"""Cells whose meaning is in their neighbours: ditto marks, days of the week, sums, groups."""

from __future__ import annotations

from collections.abc import Callable

from tdpf.core.standardize import Standardized

Maker = Callable[..., Standardized]
Rows = Callable[[Standardized], list[dict[str, str]]]


def found(done: Standardized, code: str) -> list[tuple[int | None, str | None, str | None]]:
    return [(one.row, one.before, one.after) for one in done.report.findings if one.code == code]


def items(done: Standardized) -> dict[str, list[str]]:
    return {column.source_header: column.items for column in done.report.columns}


def test_a_ditto_mark_gets_the_value_above_and_the_officer_is_told(
    standardized: Maker, rows: Rows
) -> None:
    text = (
        "名称,住所,備考\nA館,渋谷区神南1-2-3,〃\nB館,　〃,改修中\nC館,同上,\nD館,渋谷区東1-1,〃\n"
    )
    done = standardized(text, name="131130_public_facility.csv")
    towns = [row["所在地_町字"] for row in rows(done)]
    assert towns == ["神南一丁目", "神南一丁目", "神南一丁目", "東"]
    assert found(done, "same-as-above") == [
        (3, "　〃", "渋谷区神南1-2-3"),
        (4, "同上", "渋谷区神南1-2-3"),
    ]
    # Nothing stands above these: the mark stays for the officer to replace.
    assert [row["備考"] for row in rows(done)] == ["〃", "改修中", "", "〃"]


def test_marks_that_mean_other_things_too_are_dittos_only_beside_one_that_does_not(
    standardized: Maker, rows: Rows
) -> None:
    units = standardized("名称,記号\n時,h\n分,′\n秒,″\n", name="tani.csv")
    assert [row["記号"] for row in rows(units)] == ["h", "′", "″"]
    assert found(units, "same-as-above") == []
    towns = standardized("品名,産地\n米,渋谷区\n麦,″\n豆,〃\n仝,港区\n", name="sanchi.csv")
    assert [tuple(row.values()) for row in rows(towns)] == [
        ("米", "渋谷区"), ("麦", "渋谷区"), ("豆", "渋谷区"), ("仝", "港区")
    ]  # fmt: skip
    assert found(towns, "same-as-above") == [(3, "″", "渋谷区"), (4, "〃", "渋谷区")]


def test_a_record_says_nothing_of_the_one_above_it(standardized: Maker, rows: Rows) -> None:
    done = standardized('[{"u":"cm"},{"u":"″"},{"u":"〃"}]', name="units.json")
    assert [row["u"] for row in rows(done)] == ["cm", "″", "〃"]


def test_a_column_of_marks_for_each_day_becomes_the_days(standardized: Maker, rows: Rows) -> None:
    text = (
        "医療機関名,住所,月,火曜,診療日_水,木,金,土,祝日\n"
        "A医院,渋谷区神南1-1,○,○,×,○,○,○,×\n"
        "B医院,渋谷区神南1-2,○,○,○,○,△,×,×\n"
    )
    done = standardized(text, name="131130_hospital.csv")
    assert [row["診療曜日"] for row in rows(done)] == ["月火木金土", "月火水木"]
    assert found(done, "weekdays-unreadable") == [(3, "△", None)]
    assert items(done)["祝日"] == []


def test_days_on_which_a_place_is_closed_are_not_taken_for_open_ones(standardized: Maker) -> None:
    days = ",".join(f"休診日_{day}" for day in "月火水木金土日")
    text = f"医療機関名,住所,{days}\nA医院,渋谷区神南1-1,×,×,○,×,×,×,○\n"
    done = standardized(text, name="131130_hospital.csv")
    assert not any("診療曜日" in one for one in items(done).values())


def test_the_sum_of_a_group_is_what_the_group_is_about(standardized: Maker, rows: Rows) -> None:
    text = (
        "駐輪場名,所在地,収容台数_自転車,収容台数_原付,収容台数_計\n"
        "駅前駐輪場,渋谷区神南1-1,500,50,550\n"
        "南口駐輪場,渋谷区神南1-2,300,0,300\n"
    )
    done = standardized(text, name="131130_churin.csv")
    assert [row["公営駐輪場_最大駐輪台数"] for row in rows(done)] == ["550", "300"]


def test_ages_of_both_sexes_are_not_those_of_men(standardized: Maker) -> None:
    text = (
        "地区,性別,総数,0～4歳,5～9歳,10～14歳\n"
        "中央,男,300,100,100,100\n中央,女,330,110,110,110\n中央,計,630,210,210,210\n"
    )
    done = standardized(text, name="131130_age.csv")
    assert done.report.standard.slug == "population"
    assert not any(item.endswith(("男性", "女性")) for one in items(done).values() for item in one)


def test_a_number_in_kanji_with_its_counter_is_a_number(standardized: Maker, rows: Rows) -> None:
    text = (
        "名称,文化財分類,員数,所在地\n仏画,市指定,一幅,渋谷区東1\n土器,市指定,二十三点,渋谷区東2\n"
    )
    done = standardized(text, name="131130_cultural_property.csv")
    assert [row["員数（数）"] for row in rows(done)] == ["1", "23"]


def test_a_row_of_totals_may_carry_its_units(standardized: Maker) -> None:
    text = (
        "施設名,住所,収容人員\nA館,渋谷区神南1-1,１５０人\nB館,渋谷区神南1-2,300人\n合計,,450人\n"
    )
    done = standardized(text, name="131130_hinan.csv")
    assert [(one.row, one.reason) for one in done.report.rows.dropped] == [(4, "total")]


def test_numbers_that_only_work_in_town_are_telephone_numbers(standardized: Maker) -> None:
    text = (
        "学校名,所在地,電話\n第一小学校,渋谷区神南1-1,22-1001\n第二小学校,渋谷区神南1-2,22-1002\n"
    )
    done = standardized(text, name="131130_gakkou.csv")
    assert items(done)["電話"] == ["教育機関_連絡先電話番号"]
    assert [row for row, *_ in found(done, "phone-without-area-code")] == [2, 3]


def test_both_sides_of_a_span_of_hours_are_told_apart(standardized: Maker, rows: Rows) -> None:
    text = (
        "施設名称,所在地,開館時間（自）,開館時間（至）\n"
        "中央図書館,渋谷区神南1-1,9時30分,19時\n東分館,渋谷区東1-1,10時,17時\n"
    )
    done = standardized(text, name="131130_library.csv")
    times = [(row["開始時間"], row["終了時間"]) for row in rows(done)]
    assert times == [("09:30", "19:00"), ("10:00", "17:00")]


def test_one_of_several_parts_is_not_taken_for_the_whole(standardized: Maker) -> None:
    text = (
        "施設名,所在地,男子（大）,男子（小）,女子\n"
        "駅前公衆トイレ,渋谷区神南1-1,1,2,3\n公園公衆トイレ,渋谷区東1-1,2,4,6\n"
    )
    done = standardized(text, name="131130_toilet.csv")
    assert items(done)["男子（大）"] == []
    assert items(done)["男子（小）"] == ["男性トイレ数（小便器）"]
    assert items(done)["女子"] == ["女性トイレ総数"]


def test_a_calendar_of_collections_is_no_list_of_things_to_separate(standardized: Maker) -> None:
    text = (
        "地区,燃やすごみ,燃やさないごみ,資源物\n中央,月・木,第1水曜,火曜\n北,火・金,第2水曜,木曜\n"
    )
    assert standardized(text, name="131130_gomi.csv").report.standard.slug is None


def test_group_names_may_be_days_or_written_over_each_column(standardized: Maker) -> None:
    days = "町名,令和5年1月1日,,,令和6年1月1日,,\n,世帯,男,女,世帯,男,女\n大町,1,2,3,4,5,6\n"
    headers = [one.source_header for one in standardized(days).report.columns]
    assert headers[:3] == ["町名", "令和5年1月1日_世帯", "令和5年1月1日_男"]
    over = "施設,施設,連絡先,連絡先\n名称,種別,電話番号,備考\nA館,会館,03-3463-1111,裏\n"
    headers = [one.source_header for one in standardized(over).report.columns]
    assert headers == ["施設_名称", "施設_種別", "連絡先_電話番号", "連絡先_備考"]


def test_figures_with_signs_of_statistics_are_numbers(standardized: Maker, rows: Rows) -> None:
    text = (
        '款,増減,率,番号\n総務費,"34,567",1.5,001\n土木費,"△54,322",－,002\n民生費,▲ 3,２．５,003\n'
    )
    done = standardized(text, name="yosan.csv")
    assert [column.kind for column in done.schema.columns] == ["text", "integer", "number", "text"]
    assert [row["増減"] for row in rows(done)] == ["34567", "-54322", "-3"]
    assert [row["番号"] for row in rows(done)] == ["001", "002", "003"]
    assert found(done, "blank-mark") == [(3, "－", None)]


LYING = (
    "施設名,中央公民館,東公民館,西公民館\n所在地,渋谷区神南1-1,渋谷区東2-2,渋谷区恵比寿3-3\n"
    "電話番号,03-3463-1111,03-3463-2222,03-3463-3333\n開館時間,9:00～22:00,9:00～21:00,9:00～21:00\n"
)


def test_a_list_on_its_side_is_stood_up(standardized: Maker, rows: Rows) -> None:
    done = standardized(LYING, name="131130_shisetsu.csv")
    assert [row["名称"] for row in rows(done)] == ["中央公民館", "東公民館", "西公民館"]
    assert [row["電話番号"] for row in rows(done)][1] == "(03)3463-2222"
    assert done.report.rows.source_rows == [2, 3, 4]  # the columns of the source
    assert found(done, "lying-table") == [(None, None, None)]


def test_a_statistic_with_names_down_its_side_stays_as_it_is(standardized: Maker) -> None:
    text = (
        "区分,令和4年,令和5年,令和6年\n総数,30,31,32\n男性,10,11,12\n女性,20,20,20\n世帯数,9,9,9\n"
    )
    done = standardized(text, name="tokei.csv")
    assert done.report.columns[0].source_header == "区分"
    assert done.report.rows.written == 4


def test_a_total_may_stand_beside_means_and_rates(standardized: Maker) -> None:
    text = (
        "地区名,人口（人）,うち男（人）,うち女（人）,1世帯当たり\n"
        '東,"5,432","2,700","2,732",2.4\n西,"3,210","1,600","1,610",2.2\n計,"8,642","4,300","4,342",2.3\n'
    )
    done = standardized(text, name="131130_jinkou.csv")
    assert items(done)["うち男（人）"] == ["男性"]
    assert [(one.row, one.reason) for one in done.report.rows.dropped] == [(4, "total")]


def test_the_hours_of_one_day_are_not_those_of_the_place(standardized: Maker) -> None:
    days = ",".join(f"{day}曜日" for day in "月火水木金土日")
    hours = ",".join(["8:30-21:00"] * 5 + ["9:00-17:00", "休館"])
    text = f"名称,所在地,設置場所,{days}\n体育館,渋谷区神南1-1,事務室,{hours}\n"
    done = standardized(text, name="131130_aed.csv")
    assert all(items(done)[f"{day}曜日"] == [] for day in "月火水木金土日")
