"""Each finding has a file that brings it about, and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tdpf.core.standardize import Standardized
from tdpf.core.standardize.checks.personal import is_personal_number
from tdpf.core.standardize.messages import CATALOGUE

Maker = Callable[..., Standardized]

TOILET, FACILITY, EVENT = (
    "131130_public_toilet.csv",
    "131130_public_facility.csv",
    "131130_event.csv",
)


def table(header: str, *lines: str) -> str:
    return "\n".join([header, *lines]) + "\n"


def one_cell(item: str, value: str, *, name: str = FACILITY) -> tuple[str, str]:
    return name, table(f"名称,住所,{item}", f"所,渋谷区神南1-1-1,{value}", "館,渋谷区神南1-1-2,")


MANY_ON_ONE_POINT = table(
    "名称,住所,緯度,経度", *(f"所{n},渋谷区神南1-1-{n},35.66,139.7" for n in range(12))
)
CASES: dict[str, tuple[str, str]] = {
    "rewritten": one_cell("開始時間", "9:00"),
    "date-unreadable": one_cell("文化財指定日", "春頃", name="131130_cultural_property.csv"),
    "time-unreadable": one_cell("開始時間", "朝"),
    "weekdays-unreadable": one_cell("利用可能曜日", "祝日のみ"),
    "phone-unreadable": one_cell("電話番号", "区役所"),
    "phone-without-area-code": one_cell("電話番号", "22-1111"),
    "same-as-above": (FACILITY, table("名称,住所", "所,渋谷区神南1-1-1", "館,〃")),
    "extension-unreadable": one_cell("内線番号", "総務"),
    "postal-unreadable": one_cell("郵便番号", "150"),
    "email-unreadable": one_cell("連絡先メールアドレス", "区役所"),
    "url-unreadable": one_cell("URL", "準備中"),
    "code-unreadable": one_cell("全国地方公共団体コード", "渋谷"),
    "code-check-digit": one_cell("全国地方公共団体コード", "131131"),
    "corporate-number-unreadable": one_cell("法人番号", "12"),
    "corporate-number-check": one_cell("法人番号", "2010105000265"),
    "exponent-notation": one_cell("ID", "1.31E+11"),
    "town-id-unreadable": one_cell("町字ID", "町"),
    "number-unreadable": one_cell("高度の値", "高い"),
    "number-not-whole": one_cell("男性トイレ総数", "1.5", name=TOILET),
    "yesno-unreadable": one_cell("オストメイト設置トイレ有無", "△", name=TOILET),
    "flag-unreadable": one_cell("災害種別_洪水", "△", name="131130_evacuation_space.csv"),
    "kana-has-kanji": one_cell("名称_カナ", "区役所"),
    "latin-has-japanese": one_cell("名称_英字", "City 役所"),
    "not-in-list": one_cell("高度の種別", "深さ"),
    "blank-mark": one_cell("電話番号", "－"),
    "block-became-date": (FACILITY, table("名称,所在地_町字,所在地_番地以下", "所,神南,7-Feb")),
    "block-restored": (
        FACILITY,
        table("名称,所在地_連結表記,所在地_番地以下", "所,渋谷区神南1-2-3,2001/2/3"),
    ),
    "address-unreadable": (
        "x.csv",
        table("名称,住所,電話番号,開始時間", "所,どこか,,", "館,不明,,"),
    ),
    "coordinates-unreadable": one_cell("緯度", "不明"),
    "coordinates-swapped": (FACILITY, table("名称,住所,緯度,経度", "所,神南1-1-1,139.7,35.6")),
    "coordinates-zero": (FACILITY, table("名称,住所,緯度,経度", "所,神南1-1-1,0,0")),
    "coordinates-outside-japan": (FACILITY, table("名称,住所,緯度,経度", "所,神南,51.5,0.1")),
    "coordinates-old-datum": (
        FACILITY,
        table("名称,住所,緯度（日本測地系）,経度（日本測地系）", "所,神南1-1-1,35.6607,139.7022"),
    ),
    "coordinates-half": (FACILITY, table("名称,住所,緯度,経度", "所,神南1-1-1,35.6,")),
    "coordinates-outside-municipality": (
        FACILITY,
        table("名称,住所,緯度,経度", "所,神南1-1-1,35.0,135.7"),
    ),
    "coordinates-shared": (FACILITY, MANY_ON_ONE_POINT),
    "required-column-missing": (TOILET, table("名称,男性トイレ総数,緯度,経度", "所,1,35.6,139.7")),
    "required-blank": (FACILITY, table("ID,名称,住所", "1,,神南1-1-1")),
    "duplicate-id": (FACILITY, table("ID,名称,住所", "1,所,神南1-1-1", "1,館,神南1-1-2")),
    "duplicate-row": (FACILITY, table("名称,住所", "所,神南1-1-1", "館,神南1", "所,神南1-1-1")),
    "column-not-mapped": one_cell("合言葉の色", "赤"),
    "column-uncertain": (
        "131130_preschool.csv",
        table("名称,住所,標準時間開始時間", "保育園,渋谷区神南1-1-1,7:15"),
    ),
    "column-renamed": (
        "131130_preschool.csv",
        table("名称,住所,施設種別,種別", "保育園,神南1-1-1,認可保育所,区立"),
    ),
    "standard-none": ("x.csv", table("年度,冊数", "2020,3")),
    "standard-uncertain": (
        "x.csv",
        table(
            "名称,住所", *(f"{n}{('保育園', '診療所')[n % 2]},渋谷区神南1-1-{n}" for n in range(8))
        ),
    ),
    "publisher-unknown": ("x.csv", table("年度,冊数", "2020,3")),
    "more-of-these": (
        FACILITY,
        table("名称,住所,電話番号", *(f"所{n},神南{n},不明" for n in range(1_010))),
    ),
    "closes-before-opens": (
        FACILITY,
        table("名称,住所,開始時間,終了時間", "所,神南1-1-1,18:00,02:00"),
    ),
    "ends-before-start": (
        EVENT,
        table("イベント名,開始日,終了日", "祭,2024-05-02,2024-05-01"),
    ),
    "total-wrong": (
        "131130_population.csv",
        table("地域名,調査年月日,総人口,男性,女性", "神南,2024-01-01,10,4,5"),
    ),
    "personal-number": one_cell("備考", "担当 123456789018"),
    "personal-mail": one_cell("備考", "taro@gmail.com まで"),
    "personal-mobile": one_cell("電話番号", "090-1234-5678"),
    "personal-home": (
        "131130_food_business_all.csv",
        table(
            "屋号,営業者氏名,営業所所在地,業種",
            "甲食堂,山田 太郎,渋谷区神南1-1-1,飲食店営業",
            "乙食堂,佐藤 花子,渋谷区神南1-1-2,飲食店営業",
        ),
    ),
}


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_finding_can_be_brought_about(standardized: Maker, code: str) -> None:
    name, text = CASES[code]
    findings = standardized(text, name=name).report.findings
    if code == "more-of-these":
        assert any("10" in one.message.en and "more" in one.message.en for one in findings)
        return
    found = [one for one in findings if one.code == code]
    assert found
    assert found[0].severity == CATALOGUE[code].severity
    assert found[0].message.ja
    assert found[0].message.en


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_sentence_is_whole(code: str) -> None:
    message = CATALOGUE[code]
    assert message.ja.endswith("。")
    assert message.en.endswith(".")


def test_personal_data_stops_publishing_and_a_mobile_number_does_not(standardized: Maker) -> None:
    name, text = CASES["personal-mail"]
    assert [one.code for one in standardized(text, name=name).report.blocking()] == [
        "personal-mail"
    ]
    name, text = CASES["personal-mobile"]
    assert standardized(text, name=name).report.blocking() == []


def test_a_clean_file_has_nothing_to_fix(standardized: Maker) -> None:
    text = table(
        "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度",
        "131130,A1,区役所,東京都渋谷区宇田川町1-1,35.6639,139.6982",
    )
    findings = standardized(text, name=FACILITY).report.findings
    assert [one for one in findings if one.severity != "info"] == []


def test_midnight_is_the_end_of_a_day(standardized: Maker) -> None:
    text = table(
        "名称,住所,開始時間,終了時間", "所,神南1-1-1,09:00,24:00", "館,神南1-1-2,9:00,0:00"
    )
    codes = {one.code for one in standardized(text, name=FACILITY).report.findings}
    assert "closes-before-opens" not in codes


def test_blank_parts_are_not_zero(standardized: Maker) -> None:
    text = table(
        "名称,住所,男性トイレ総数,男性トイレ数（小便器）,男性トイレ数（和式）,男性トイレ数（洋式）",
        "所,神南1-1-1,5,2,,",
        "館,神南1-1-2,3,1,1,1",
    )
    codes = {one.code for one in standardized(text, name=TOILET).report.findings}
    assert "total-wrong" not in codes


def test_ids_of_twelve_digits_are_no_personal_numbers(standardized: Maker) -> None:
    lines = (f"1321521000{n:02d},所{n},神南1-1-{n}" for n in range(1, 40))
    text = table("ID,名称,住所", *lines)
    codes = {one.code for one in standardized(text, name=FACILITY).report.findings}
    assert "personal-number" not in codes


def test_the_check_digit_of_a_personal_number() -> None:
    assert is_personal_number("123456789018")
    assert not is_personal_number("123456789012")


def test_a_data_set_may_have_several_files(standardized: Maker) -> None:
    text = table(
        "データセット_ID,データセット_タイトル,ファイル_タイトル,ファイル形式",
        "d1,公園,公園 2020,CSV",
        "d1,公園,公園 2021,CSV",
    )
    findings = standardized(text, name="131130_open_data_list.csv").report.findings
    assert "duplicate-id" not in {one.code for one in findings}
