"""One line of address is split into the eight address columns."""

from __future__ import annotations

import pytest

from tdpf.core.places import Gazetteer, Level, split_address, town_names
from tdpf.core.places.install import install


def parts(text: str, publisher: str | None = None) -> tuple[str, str, str, str]:
    found = split_address(text, publisher=publisher)
    return found.city, found.town, found.rest, found.building


@pytest.mark.parametrize(
    ("text", "town", "rest", "building"),
    [
        ("東京都渋谷区神宮前4-12-1", "神宮前四丁目", "12-1", ""),
        ("渋谷区神宮前４丁目１２番１号", "神宮前四丁目", "12-1", ""),
        ("神宮前四丁目12番1号", "神宮前四丁目", "12-1", ""),
        ("東京都 渋谷区 神宮前 4 － 12 － 1", "神宮前四丁目", "12-1", ""),
        ("〒150-0001 東京都渋谷区神宮前4‐12–1", "神宮前四丁目", "12-1", ""),
        ("渋谷区神宮前四丁目十二番一号", "神宮前四丁目", "12-1", ""),
        ("渋谷区神宮前四－十二－一", "神宮前四丁目", "12-1", ""),
        ("渋谷区神宮前4の12の1", "神宮前四丁目", "12-1", ""),
        ("渋谷区神宮前4-12-1-101号室", "神宮前四丁目", "12-1-101", ""),
        ("渋谷区神宮前4-12-1 101号室", "神宮前四丁目", "12-1", "101号室"),
        ("渋谷区神宮前4-12-1　みどりビル２階", "神宮前四丁目", "12-1", "みどりビル2階"),
        ("渋谷区神宮前4-12-1みどりビル2F", "神宮前四丁目", "12-1", "みどりビル2F"),
        ("渋谷区神宮前4-12-1-2F", "神宮前四丁目", "12-1", "2F"),
        ("渋谷区神宮前4-12-1（地下）", "神宮前四丁目", "12-1", "地下"),
        ("渋谷区神宮前4-12-1B1F", "神宮前四丁目", "12-1", "B1F"),
        ("渋谷区神宮前4丁目12番の1", "神宮前四丁目", "12-1", ""),
        ("渋谷区神宮前4丁目12番1号の3", "神宮前四丁目", "12-1-3", ""),
        ("渋谷区神宮前4丁目-12", "神宮前四丁目", "12", ""),
        ("渋谷区神宮前4丁目（番地なし）", "神宮前四丁目", "番地なし", ""),
        ("渋谷区東1-27-22", "東一丁目", "27-22", ""),
        ("渋谷区鶯谷町7-21", "鶯谷町", "7-21", ""),
        ("渋谷区神宮前九丁目1", "神宮前九丁目", "1", ""),
    ],
)
def test_however_an_address_is_written_its_parts_are_the_same(text, town, rest, building) -> None:
    assert parts(text, "131130") == ("渋谷区", town, rest, building)


@pytest.mark.parametrize(
    ("text", "publisher", "expected"),
    [
        ("千代田区三番町6-12", None, ("千代田区", "三番町", "6-12", "")),
        ("港区麻布十番1-5-3", None, ("港区", "麻布十番一丁目", "5-3", "")),
        ("港区六本木六丁目10番1号", None, ("港区", "六本木六丁目", "10-1", "")),
        ("中央区八丁堀四丁目1番", None, ("中央区", "八丁堀四丁目", "1", "")),
        ("墨田区八広1-2-3", None, ("墨田区", "八広一丁目", "2-3", "")),
        ("葛飾区4つ木1-25-8", None, ("葛飾区", "四つ木一丁目", "25-8", "")),
        ("港区6本木6-10-1", None, ("港区", "六本木六丁目", "10-1", "")),
        ("三鷹市下連雀三丁目", None, ("三鷹市", "下連雀三丁目", "", "")),
        ("千代田区霞ヶ関3-1-1", None, ("千代田区", "霞ヶ関三丁目", "1-1", "")),
    ],
)
def test_numerals_and_small_letters_in_names_are_no_house_numbers(
    text, publisher, expected
) -> None:
    assert parts(text, publisher) == expected


@pytest.mark.parametrize(
    ("text", "publisher", "expected"),
    [
        ("奥多摩町氷川199-ロ福祉会館内", "133086", ("氷川", "199-ロ", "福祉会館内")),
        ("あきる野市小和田300-ｲ", None, ("小和田", "300-イ", "")),
        ("東京都檜原村字数馬7146-1", None, ("字数馬", "7146-1", "")),
        ("瑞穂町大字箱根ヶ崎2335番地", "133035", ("大字箱根ヶ崎", "2335", "")),
        ("日の出町大字平井字欠坂3078", "133051", ("大字平井字欠坂", "3078", "")),
        ("612番地の183", "222127", ("", "612-183", "")),
        ("2番1", "222127", ("", "2-1", "")),
        ("立川市富士見町7丁目3番地先", None, ("富士見町七丁目", "3地先", "")),
        ("青海二丁目地先", "131083", ("青海二丁目", "地先", "")),
        ("町田市小山町（無番地）", None, ("小山町", "無番地", "")),
        ("中清戸1-454-14", "132217", ("中清戸一丁目", "454-14", "")),
        ("国立市谷保6199", None, ("谷保", "6199", "")),
    ],
)
def test_lots_without_block_numbers_are_understood(text, publisher, expected) -> None:
    assert parts(text, publisher)[1:] == expected


@pytest.mark.parametrize(
    ("text", "code6", "city", "town"),
    [
        ("東京都八丈島八丈町大賀郷2551-2", "134015", "八丈町", "大賀郷"),
        ("三宅島三宅村阿古497", "133817", "三宅村", "阿古"),
        ("小笠原村父島字東町152", "134210", "小笠原村", "父島字東町"),
        ("利島村248", "133621", "利島村", ""),
        ("奥多摩町小丹波82", "133086", "西多摩郡奥多摩町", "小丹波"),
        ("東京都西多摩郡日の出町平井2780", "133051", "西多摩郡日の出町", "平井"),
    ],
)
def test_islands_and_counties_are_named_as_the_column_wants_them(text, code6, city, town) -> None:
    found = split_address(text)
    assert (found.code6, found.city, found.town) == (code6, city, town)


@pytest.mark.parametrize(
    ("text", "publisher", "code6"),
    [
        ("野毛1-25-2", "131121", "131121"),
        ("東京都中清戸1-454-14", "132217", "132217"),
        ("長野県茅野市北山1-2", "132012", "202142"),
        ("神奈川県相模原市緑区若葉台1-1", "132098", "141518"),
        ("府中市宮町1-1", "132021", "132063"),
        ("広島県府中市府川町315", "132063", "342084"),
        ("府中市宮町1-1", None, None),  # there are two
        ("鶴見区豊岡町18-1", "141003", "141011"),
        ("朝日町1-2-3", "132063", "132063"),  # a town there, and a municipality of five prefectures
        ("静岡県焼津三和60", "222127", "222127"),
        ("大阪府堺市1-1", "131016", "271403"),
        ("大阪府どこか1-1", "131016", None),
    ],
)
def test_a_full_address_that_names_another_city_wins_over_the_publisher(
    text, publisher, code6
) -> None:
    assert split_address(text, publisher=publisher).code6 == code6


@pytest.mark.parametrize(
    ("text", "town", "building"),
    [
        ("渋谷区役所", "", "渋谷区役所"),
        ("代々木公園", "", "代々木公園"),
        ("神宮　公園ビル", "神宮", "公園ビル"),
        ("非公開", "", ""),
        ("渋谷区立中央図書館", "", "渋谷区立中央図書館"),
    ],
)
def test_a_facility_is_not_taken_for_a_town(text, town, building) -> None:
    found = split_address(text, publisher="131130")
    assert (found.town, found.building, found.rest) == (town, building, "")


TOWNS = """code6,city,town,koaza,lat,lng
131130,渋谷区,渋谷一丁目,,,
131130,渋谷区,渋谷二丁目,,,
131130,渋谷区,神宮前一丁目,,,
131130,渋谷区,鶯谷町,,,
131016,千代田区,霞が関三丁目,,,
131032,港区,虎ノ門一丁目,,,
132039,武蔵野市,八幡町二丁目,,,
132063,府中市,宮町一丁目,,,
133035,瑞穂町,大字箱根ケ崎,,,
133078,檜原村,数馬,,,
342084,府中市,府川町,,,
"""


@pytest.fixture(scope="module")
def dictionary(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    (folder / "towns.csv").write_text(TOWNS, encoding="utf-8")
    install(folder / "installed", [folder / "towns.csv"])
    return Gazetteer.open(folder / "installed")


@pytest.mark.parametrize(
    ("text", "publisher", "known", "alone"),
    [
        ("渋谷区渋谷2-23", None, ("渋谷二丁目", "23"), ("渋谷", "2-23")),
        ("渋谷区渋谷2", None, ("渋谷二丁目", ""), ("渋谷", "2")),
        ("渋谷区鶯谷町2-23", None, ("鶯谷町", "2-23"), ("鶯谷町", "2-23")),
        ("渋谷区鶯谷町2-2-3", None, ("鶯谷町", "2-2-3"), ("鶯谷町二丁目", "2-3")),
        ("神宮前　公園ビル", "131130", ("神宮前", ""), ("", "")),
        ("千代田区霞ヶ関3-1-1", None, ("霞が関三丁目", "1-1"), ("霞ヶ関三丁目", "1-1")),
        ("港区虎の門1-1", None, ("虎ノ門一丁目", "1"), ("虎の門", "1-1")),
        ("檜原村字数馬7146-1", None, ("数馬", "7146-1"), ("字数馬", "7146-1")),
        ("箱根ヶ崎2335", "133035", ("箱根ケ崎", "2335"), ("箱根ヶ崎", "2335")),
    ],
)
def test_a_dictionary_tells_what_the_text_leaves_open(
    dictionary, text, publisher, known, alone
) -> None:
    found = split_address(text, publisher=publisher, gazetteer=dictionary)
    assert (found.town, found.rest) == known
    assert found.basis == "gazetteer"
    found = split_address(text, publisher=publisher)
    assert (found.town, found.rest) == alone
    assert found.basis == "text"


def test_of_two_cities_of_one_name_the_one_with_the_town_is_meant(dictionary) -> None:
    assert split_address("府中市宮町1-1", gazetteer=dictionary).code6 == "132063"
    assert split_address("府中市府川町1-1", gazetteer=dictionary).code6 == "342084"
    assert split_address("府中市大町1-1", gazetteer=dictionary).code6 is None


def test_a_wrong_letter_is_kept_as_written_and_said_to_be_one(dictionary) -> None:
    found = split_address("武蔵野市八番町2-1", gazetteer=dictionary)
    assert (found.town, found.rest, found.how) == ("八番町二丁目", "1", "typo")


@pytest.mark.parametrize(
    ("text", "publisher", "town", "rest"),
    [
        ("市川南1-1-1", "122033", "市川南一丁目", "1-1"),
        ("市川南1-1", "122033", "市川南", "1-1"),
        ("市川南1-5番3号", "122033", "市川南一丁目", "5-3"),
        ("市川南1", "122033", "市川南", "1"),
        ("大町280-4-1", "122033", "大町", "280-4-1"),
        ("北1条西2丁目5-3", "011011", "北一条西二丁目", "5-3"),
        ("氷川1-2-3", "133086", "氷川", "1-2-3"),  # in a 町 or 村 lots are split too
        ("氷川1丁目2-3", "133086", "氷川一丁目", "2-3"),
        ("1-2-3", "122033", "", "1-2-3"),
    ],
)
def test_without_a_dictionary_only_the_text_decides(text, publisher, town, rest) -> None:
    found = split_address(text, publisher=publisher)
    assert (found.town, found.rest, found.basis) == (town, rest, "text")


def split(column: list[str], publisher: str = "122033") -> list[str]:
    """The towns of a column that is read as one table."""
    names = town_names(column, publisher=publisher)
    return [split_address(one, publisher=publisher, towns=names).town for one in column]


def test_the_other_addresses_of_a_table_tell_which_towns_have_chome() -> None:
    column = ["市川南1丁目2-3", "大町280", "市川南3-1", "市川南2", "八幡2-3", "大町2-3"]
    assert split(column) == ["市川南一丁目", "大町", "市川南三丁目", "市川南二丁目", "八幡", "大町"]
    names = town_names(column, publisher="122033")
    basis = [split_address(one, publisher="122033", towns=names).basis for one in column]
    assert basis == ["table", "table", "table", "table", "text", "table"]


def test_a_number_too_high_for_a_block_tells_that_the_one_before_is_a_chome() -> None:
    assert split(["中里2-1471", "中里5-7"], "132217") == ["中里二丁目", "中里五丁目"]
    assert split(["中里15-1471", "中里5-7"], "132217") == ["中里", "中里"]
    assert split(["氷川2-1471", "氷川5-7"], "133086") == ["氷川", "氷川"]  # 奥多摩町


def test_a_town_with_lots_besides_its_chome_has_no_more_of_them_than_were_named() -> None:
    column = ["下柚木2丁目3-1", "下柚木1-5", "下柚木3-5", "下柚木15-1", "下柚木1750"]
    assert split(column) == ["下柚木二丁目", "下柚木一丁目", "下柚木", "下柚木", "下柚木"]


def test_a_table_has_no_spelling_of_its_own() -> None:
    assert split(["千駄が谷1-2-3", "千駄ヶ谷1-2"]) == ["千駄が谷一丁目", "千駄ヶ谷一丁目"]


CHOME = ["栄1-2-3", "泉2-3-4", "緑3-4-5", "旭4-5-6", "末広5-6-7"]
BLOCKS = ["栄10-2", "泉23-3", "緑340", "旭14-5", "末広5-6"]
MACHI = ["栄町1-2", "泉町2-3", "緑町3-14", "旭町4-5", "末広町5-6"]


@pytest.mark.parametrize(
    ("others", "text", "town"),
    [
        (CHOME, "平田2-3", "平田二丁目"),
        (CHOME, "平田2", "平田"),  # a single number is a lot sooner than a 丁目
        (CHOME, "平田10-3", "平田"),
        (CHOME, "平田町2-3", "平田町"),  # 町 are told by 町 alone
        (CHOME[:3], "平田2-3", "平田"),  # too few to tell
        ([*CHOME, "曙14-5"], "平田2-3", "平田"),  # not all agree
        (BLOCKS, "平田2-3", "平田"),
        (MACHI, "平田町2-3", "平田町二丁目"),
        (MACHI, "平田2-3", "平田"),
        ([*MACHI, "本町23-4"], "平田町2-3", "平田町"),
        ([one.replace("町", "町一丁目") for one in MACHI], "平田町2-3", "平田町"),
        ([f"船橋市{one}" for one in CHOME], "平田2-3", "平田"),  # another city
    ],
)
def test_a_table_whose_towns_all_have_chome_tells_of_one_that_is_written_short(
    others, text, town
) -> None:
    assert split([*others, text])[-1] == town


@pytest.mark.parametrize(
    ("text", "town", "rest", "building", "unmatched"),
    [
        ("相之川4丁目10-81階", "相之川四丁目", "10-8", "1階", "81階"),
        ("南行徳1丁目20-132F", "南行徳一丁目", "20-13", "2F", "132F"),
        ("八幡3-24-15-10階", "八幡三丁目", "24-15", "10階", ""),
        ("八幡3丁目24番15号 12階", "八幡三丁目", "24-15", "12階", ""),
        ("八幡3-16・19", "八幡", "3-16・19", "", "・19"),
        ("八幡3丁目16-2、4階", "八幡三丁目", "16-2", "4階", ""),
        ("八幡1～3丁目", "八幡", "1~3丁目", "", "~3丁目"),
        ("大町280、281-2", "大町", "280、281-2", "", "、281-2"),
        ("大町2丁目付近（西公園）", "大町二丁目", "付近", "西公園", ""),
        ("坂本　地先", "坂本", "地先", "", ""),
    ],
)
def test_what_is_not_one_plain_address_is_kept_and_pointed_at(
    text, town, rest, building, unmatched
) -> None:
    found = split_address(text, publisher="122033")
    assert (found.town, found.rest, found.building) == (town, rest, building)
    assert found.unmatched == unmatched


def test_the_level_says_how_much_of_an_address_was_told() -> None:
    levels = [split_address(text).level for text in ("渋谷区渋谷2-1-3", "渋谷区渋谷", "渋谷区", "")]
    assert levels == [Level.NUMBER, Level.TOWN, Level.CITY, None]


def test_the_joined_form_has_the_building_after_an_ideographic_blank() -> None:
    found = split_address("神宮前4-12-1 みどりビル", publisher="131130")
    assert found.joined == "東京都渋谷区神宮前四丁目12-1\u3000みどりビル"


def test_text_past_two_hundred_letters_is_kept_but_not_read() -> None:
    found = split_address("渋谷区神宮前4-12-1 " + "あ" * 300)
    assert len(found.building) + len(found.unmatched) == 300
