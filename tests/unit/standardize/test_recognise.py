"""Which set a table is, and that none of the 27 is a normal answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tdpf.core.standardize import Standardized

Maker = Callable[..., Standardized]

POI = "名称,住所,緯度,経度\n" + "".join(
    f"{{name}}{n},東京都渋谷区神南1-{n}-1,35.66{n},139.70{n}\n" for n in range(1, 8)
)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("131130_aed.csv", "aed"),
        ("131130_polling_place.csv", "polling_place"),
        ("131130_public_facility.csv", "public_facility"),
        ("131130_baby_station.csv", "baby_station"),
        ("渋谷区　公衆トイレ一覧（令和5年）.csv", "public_toilet"),
        ("hoikuen_ichiran.csv", "preschool"),
    ],
)
def test_the_same_places_are_what_their_file_is_called(
    standardized: Maker, name: str, slug: str
) -> None:
    assert standardized(POI.format(name="場所"), name=name).report.standard.slug == slug


@pytest.mark.parametrize(
    ("row", "slug"),
    [
        ("中央保育園", "preschool"),
        ("中央公衆便所", "public_toilet"),
        ("中央内科クリニック", "hospital"),
        ("中央自転車駐車場", "bicycle_parking"),
        ("中央児童遊園", "public_facility"),
    ],
)
def test_without_a_telling_name_the_rows_tell(standardized: Maker, row: str, slug: str) -> None:
    assert standardized(POI.format(name=row), name="data.csv").report.standard.slug == slug


def test_a_title_row_tells(standardized: Maker) -> None:
    text = "渋谷区AED設置箇所一覧,,,\n" + POI.format(name="場所")
    report = standardized(text, name="data.csv").report
    assert report.standard.slug == "aed"
    assert report.input.header_row == 2


def test_item_names_tell_even_under_a_wrong_file_name(standardized: Maker) -> None:
    text = (
        "名称,住所,男性トイレ総数,女性トイレ総数,バリアフリートイレ数,オストメイト設置トイレ有無\n"
        "駅前,渋谷区神南1-1-1,2,3,1,有\n公園,渋谷区神南1-1-2,1,1,0,無\n"
    )
    assert standardized(text, name="list.csv").report.standard.slug == "public_toilet"


@pytest.mark.parametrize(
    "text",
    [
        "款,項,予算額,前年度予算額\n議会費,議会費,1000,900\n総務費,総務管理費,2000,1800\n",
        "年度,貸出冊数,来館者数\n2020,1000,300\n2021,1200,350\n",
        "駅名,路線,乗車人員\n渋谷,山手線,300000\n恵比寿,山手線,140000\n",
        "地名,プラスチック,びん,可燃ごみ,不燃ごみ\n暁町,火,水,月,隔金\n旭町,金,木,火,隔水\n",
        "a,b,c\n1,2,3\n4,5,6\n",
    ],
)
def test_another_table_is_none_of_the_27(standardized: Maker, text: str) -> None:
    done = standardized(text, name="131130_data.csv")
    assert done.report.standard.slug is None
    assert done.report.standard.layout is None
    assert done.header() == text.split("\n", maxsplit=1)[0].split(",")


def test_a_set_needs_what_it_is_about(standardized: Maker) -> None:
    text = "年度,保育園数,定員\n2020,12,900\n2021,13,950\n"
    assert standardized(text, name="131130_hoikuen.csv").report.standard.slug is None


def test_rubbish_by_item_and_kind_is_known_by_its_values(standardized: Maker) -> None:
    items = ["アイロン", "空き缶", "新聞", "電池", "傘", "枕", "皿", "鍋"]
    kinds = ["不燃ごみ", "資源", "資源", "有害ごみ", "不燃ごみ", "可燃ごみ", "不燃ごみ", "不燃ごみ"]
    text = "type,name\n" + "".join(f"{k},{i}\n" for k, i in zip(kinds, items, strict=True))
    report = standardized(text, name="list.csv").report
    assert report.standard.slug == "garbage_separation"
    assert [column.items for column in report.columns] == [["分別区分"], ["ゴミの品目"]]


def test_the_officer_may_say_which_set_it_is(standardized: Maker) -> None:
    text = POI.format(name="場所")
    given = standardized(text, name="131130_aed.csv", standard="tourism").report.standard
    assert (given.slug, given.confidence) == ("tourism", 1.0)
    none = standardized(text, name="131130_aed.csv", standard="none").report.standard
    assert none.slug is None


def test_an_unknown_slug_is_refused(standardized: Maker) -> None:
    with pytest.raises(ValueError, match="toilets"):
        standardized("a\n1\n", standard="toilets")


def test_the_verdict_says_why_and_what_else_it_may_be(standardized: Maker) -> None:
    standard = standardized(
        POI.format(name="中央保育園"), name="131130_hoikuen.csv"
    ).report.standard
    assert 0.5 < standard.confidence <= 1.0
    assert any("hoikuen" in line for line in standard.evidence)
    assert "public_facility" in dict(standard.alternatives)


@pytest.mark.parametrize(
    ("name", "code", "basis"),
    [
        ("131130_x.csv", "131130", "file_name"),
        ("八王子市_トイレ.csv", "132012", "file_name"),
        ("x.csv", "131130", "address"),
    ],
)
def test_the_publisher_is_found_and_how(
    standardized: Maker, name: str, code: str, basis: str
) -> None:
    publisher = standardized(POI.format(name="場所"), name=name).report.publisher
    assert (publisher.code, publisher.basis) == (code, basis)


def test_a_given_publisher_wins(standardized: Maker) -> None:
    publisher = standardized(POI.format(name="場所"), publisher="131041").report.publisher
    assert (publisher.code, publisher.name, publisher.basis) == ("131041", "東京都新宿区", "given")


def test_a_fax_number_makes_no_list_of_places_one_of_carers(standardized: Maker) -> None:
    text = "施設名称,所在地,方書,電話番号,FAX番号\n市民会館,渋谷区神南1-1,1階,03-1111-2222,なし\n"
    assert standardized(text, name="list.csv").report.standard.slug == "public_facility"


def test_places_with_a_district_and_a_kind_are_no_rubbish_to_separate(standardized: Maker) -> None:
    text = "地区,施設名,所在地,種別\n北部,北館,渋谷区神南1-1-1,集会\n南部,南館,渋谷区東2-2-2,集会\n"
    assert standardized(text, name="list.csv").report.standard.slug != "garbage_separation"
