"""The table of normal forms in the design, line by line."""

from __future__ import annotations

import pytest

from tdpf.core.standardize.forms import FORMS, normaliser
from tdpf.core.standardize.forms.contact import split_extension
from tdpf.core.standardize.forms.position import pair
from tdpf.core.standardize.forms.time import opening_hours

RIGHT: dict[str, dict[str, str]] = {
    "code6": {
        "131130": "131130",
        "13113": "131130",
        "１３１０１６": "131016",
        "131016.0": "131016",
        "92011": "092011",
        "1100": "011002",
        "13": "130001",
    },
    "date": {
        "2016/4/1": "2016-04-01",
        "20160401": "2016-04-01",
        "201604": "2016-04",
        "R5.4.1": "2023-04-01",
        "令和5年4月1日": "2023-04-01",
        "令和５年４月１日（土）": "2023-04-01",
        "昭32. 7. 1": "1957-07-01",
        "平成元年": "1989",
        "43831": "2020-01-01",
        "1950-07-10 00:00:00": "1950-07-10",
        "2021/11/04 09:59:26": "2021-11-04",
        "1921-03": "1921-03",
    },
    "datetime": {
        "2024/2/29 9:05": "2024-02-29T09:05:00+09:00",
        "2024-02-29T12:00:00.250Z": "2024-02-29T12:00:00.25+00:00",
        "R6.2.29 13時30分": "2024-02-29T13:30:00+09:00",
        "令和６年２月２９日（木）　午後１時": "2024-02-29T13:00:00+09:00",
        "2024/2/29 24:00": "2024-03-01T00:00:00+09:00",
        "2024/2/29 12:30 AM": "2024-02-29T00:30:00+09:00",
        "2024年2月29日": "2024-02-29T00:00:00+09:00",
    },
    "time": {
        "9:00": "09:00",
        "09:00:00": "09:00",
        "９時": "09:00",
        "午後5時30分": "17:30",
        "22：00": "22:00",
        "24:00": "24:00",
        "9時半": "09:30",
        "0.375": "09:00",
        "1899-12-30 09:00:00": "09:00",
    },
    "weekdays": {
        "月;火": "月火",
        "月～金": "月火水木金",
        "平日": "月火水木金",
        "毎日": "月火水木金土日",
        "月曜日～金曜日": "月火水木金",
        "土・日": "土日",
    },
    "phone": {
        "03-3455-4669": "(03)3455-4669",
        "(047)374－1800　": "(047)374-1800",
        "042‐585‐1111": "(042)585-1111",
        "０４２（５８５）１１１１": "(042)585-1111",
        "TEL:03-1234-5678": "(03)1234-5678",
        "0422271377": "(0422)27-1377",
        "04992-2-1414": "(04992)2-1414",
        "0120-054-628": "(0120)054-628",
        "090-1234-5678": "(090)1234-5678",
        "334554669": "(03)3455-4669",
        "(054-625-7075)": "(054)625-7075",
        "03-1111-2222、03-3333-4444": "(03)1111-2222;(03)3333-4444",
        "03-1234-5678 内線12": "(03)1234-5678",
    },
    "yesno": {
        "○": "有",
        "〇": "有",
        "◯": "有",
        "×": "無",
        "あり": "有",
        "なし": "無",
        "1": "有",
        "0": "無",
        "Y": "有",
        "N": "無",
        "可": "有",
        "不可": "無",
    },
    "flag": {"○": "1", "〇": "1", "有": "1", "1": "1", "×": "", "0": ""},
    "integer": {"１，２３４": "1234", "32,500 ": "32500", "70名": "70", "12.0": "12", "0": "0"},
    "number": {"1,234.5": "1234.5", "３０㎡": "30", "12.7": "12.7"},
    "latitude": {
        "035.766250": "35.766250",
        "３５．７": "35.7",
        "35度41分22.1秒": "35.68947222",
        "35°41′22″": "35.68944444",
        "35689123": "35.689123",
        "北緯35.68": "35.68",
    },
    "longitude": {", 139.451301": "139.451301", "139702123": "139.702123"},
    "postal": {"123-4567": "1234567", "〒１２３－４５６７": "1234567", "600001": "0600001"},
    "kana": {"ｹﾝﾘﾂ": "ケンリツ", "しやくしょ": "シヤクショ", "センタ-": "センター"},
    "latin": {"Ｃｉｔｙ Ｈａｌｌ": "City Hall"},
    "url": {
        "www.city.example.jp/a": "http://www.city.example.jp/a",
        "https://a.example.jp/b/」": "https://a.example.jp/b/",
        "http://a.example.jp/ 詳しくはこちら": "http://a.example.jp/",
    },
    "town": {"稲越２丁目": "稲越二丁目", "高谷 2丁目": "高谷二丁目", "12丁目": "十二丁目"},
    "block": {
        "728番地2": "728-2",
        "5番5号": "5-5",
        "612番地の183 ": "612-183",
        "1‐7‐1": "1-7-1",
        "300-ｲ": "300-イ",
        "６７8": "678",
    },
    "city": {"西多摩郡 奥多摩町": "西多摩郡奥多摩町", "東京都千代田区": "千代田区"},
    "list": {"内科、小児科・眼科": "内科;小児科;眼科", "1・2丁目": "1・2丁目"},
    "name": {
        "ﾎﾞﾗﾝﾃｨｱ・ＮＰＯ活動ｾﾝﾀｰ　": "ボランティア・NPO活動センター",
        "塩焼２丁目広場": "塩焼2丁目広場",
        "（仮）広場": "（仮）広場",
    },
    "notes": {"一行目\r\n二行目 ": "一行目\n二行目"},
    "corporate": {"2010105000264 ": "2010105000264"},
    "extension": {"内線3769": "3769"},
    "town_id": {"0003-001": "0003-001", "3001": "0003001"},
    "support": {"○": "有", "可": "可", "一部あり": "一部あり"},
    "email": {"ａ@example.jp": "a@example.jp"},
}

WRONG: dict[str, dict[str, str]] = {
    "code6": {"131017": "code-check-digit", "渋谷": "code-unreadable"},
    "date": {"4月頃": "date-unreadable", "2020-02-30": "date-unreadable", "1": "date-unreadable"},
    "datetime": {
        "2024-02-29 25:00": "date-unreadable",
        "2024-02 9:00": "date-unreadable",
        "12:00": "date-unreadable",
        "9999-12-31 24:00": "date-unreadable",
    },
    "time": {"25:00": "time-unreadable", "9:00～17:00": "time-unreadable"},
    "weekdays": {"特記事項のとおり": "weekdays-unreadable", "月火祝": "weekdays-unreadable"},
    "phone": {
        "なし": "blank-mark",
        "市民課": "phone-unreadable",
        "2234-5678": "phone-without-area-code",
        "－": "blank-mark",
    },
    "yesno": {"△": "yesno-unreadable", "有（要予約）": "yesno-unreadable"},
    "flag": {"△": "flag-unreadable"},
    "integer": {"12.5": "number-not-whole", "約70": "number-unreadable", "…": "blank-mark"},
    "number": {"無料": "number-unreadable"},
    "latitude": {"不明": "coordinates-unreadable"},
    "postal": {"12-345": "postal-unreadable"},
    "url": {"準備中": "url-unreadable"},
    "kana": {"東京": "kana-has-kanji"},
    "latin": {"City 広場": "latin-has-japanese"},
    "identifier": {"1.31E+11": "exponent-notation"},
    "corporate": {"2010105000265": "corporate-number-check", "123": "corporate-number-unreadable"},
    "block": {"7-Feb": "block-became-date", "2003/1/3": "block-became-date"},
    "email": {"役所": "email-unreadable"},
    "extension": {"総務": "extension-unreadable"},
    "town_id": {"町": "town-id-unreadable"},
}


@pytest.mark.parametrize(
    ("form", "source", "wanted"),
    [(form, source, wanted) for form, lines in RIGHT.items() for source, wanted in lines.items()],
)
def test_a_spelling_becomes_the_normal_form(form: str, source: str, wanted: str) -> None:
    assert FORMS[form](source) == (wanted, None)  # type: ignore[index]


@pytest.mark.parametrize(
    ("form", "source", "problem"),
    [(form, source, problem) for form, lines in WRONG.items() for source, problem in lines.items()],
)
def test_a_value_without_a_normal_form_keeps_its_text(form: str, source: str, problem: str) -> None:
    assert FORMS[form](source) == (source, problem)  # type: ignore[index]


def test_a_choice_is_found_in_its_list_whatever_its_width() -> None:
    choose = normaliser("choice", ("階数", "標高"))
    assert choose(" 階数") == ("階数", None)
    assert choose("高さ") == ("高さ", "not-in-list")


def test_leading_zeros_of_identifiers_stay() -> None:
    assert FORMS["identifier"]("0037") == ("0037", None)


@pytest.mark.parametrize(
    ("cell", "hours"),
    [
        ("9:00～17:00", ("09:00", "17:00")),
        ("8時30分から17時15分まで", ("08:30", "17:15")),
        ("平日9:00～17:00", None),
        ("24時間", ("00:00", "24:00")),
    ],
)
def test_opening_hours_in_one_cell_are_read_only_when_they_are_one_span(
    cell: str, hours: tuple[str, str] | None
) -> None:
    assert opening_hours(cell) == hours


def test_a_position_in_one_cell_is_read_in_either_order() -> None:
    assert pair("35.68,139.76") == ("35.68", "139.76")
    assert pair("(139.76 35.68)") == ("35.68", "139.76")
    assert pair("0.1,0.2") is None


def test_an_extension_is_cut_off_its_number() -> None:
    assert split_extension("03-1111-2222（内線 345）") == ("03-1111-2222", "345")
