"""Which item each column feeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tdpf.core.standardize import ColumnMatch, Standardized

Maker = Callable[..., Standardized]
Rows = Callable[[Standardized], list[dict[str, str]]]

PLACES = ["区役所", "図書館", "体育館", "公民館", "文化会館", "児童遊園", "出張所", "美術館"]


def by_header(done: Standardized) -> dict[str, ColumnMatch]:
    return {column.source_header: column for column in done.report.columns}


def places(header: str, line: Callable[[int, str], str]) -> str:
    return header + "\n" + "".join(line(n, name) + "\n" for n, name in enumerate(PLACES, 1))


def test_the_names_of_the_layout_are_exact(standardized: Maker) -> None:
    text = places(
        "全国地方公共団体コード,ID,名称,所在地_連結表記,緯度,経度",
        lambda n, name: f"131130,{n},{name},東京都渋谷区神南1-{n},35.66{n},139.70{n}",
    )
    done = standardized(text, name="131130_public_facility.csv")
    assert {column.basis for column in done.report.columns} == {"exact"}
    assert by_header(done)["名称"].items == ["名称"]


def test_names_of_the_2017_layout_lead_to_the_2023_items(standardized: Maker, rows: Rows) -> None:
    text = places(
        "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,名称,住所,方書,緯度,経度",
        lambda n, name: (
            f"131130,{n},東京都,渋谷区,{name},東京都渋谷区神南1-{n}-1,{n}階,35.66,139.70{n}"
        ),
    )
    done = standardized(text, name="131130_public_facility.csv")
    columns = by_header(done)
    assert columns["NO"].items == ["ID"]
    assert columns["都道府県名"].items == columns["市区町村名"].items == ["地方公共団体名"]
    assert columns["方書"].items == ["建物名等(方書)"]
    first = rows(done)[0]
    assert first["地方公共団体名"] == "東京都渋谷区"
    assert first["所在地_町字"] == "神南一丁目"
    assert first["所在地_番地以下"] == "1-1"
    assert first["所在地_全国地方公共団体コード"] == "131130"


def test_cities_that_differ_are_places_not_the_publisher(standardized: Maker) -> None:
    text = places(
        "市区町村名,名称,所在地,緯度,経度",
        lambda n, name: f"{'渋谷区' if n % 2 else '港区'},{name},神南{n}-1,35.66,139.70{n}",
    )
    done = standardized(text, name="130001_public_facility.csv")
    assert by_header(done)["市区町村名"].items == ["所在地_市区町村"]


def test_one_address_column_fills_the_parts(standardized: Maker, rows: Rows) -> None:
    text = places("施設名,所在地,TEL", lambda n, name: f"{name},神南1-{n}-2,03-1234-567{n}")
    done = standardized(text, name="131130_public_facility.csv")
    second = rows(done)[1]
    assert second["所在地_連結表記"] == "東京都渋谷区神南一丁目2-2"
    assert second["所在地_都道府県"] == "東京都"
    assert second["所在地_市区町村"] == "渋谷区"
    assert second["電話番号"] == "(03)1234-5672"


def test_a_town_column_beside_the_address_takes_nothing_away(
    standardized: Maker, rows: Rows
) -> None:
    text = places("名称,町名,住所", lambda n, name: f"{name},神南,渋谷区神南1-{n}-2")
    first = rows(standardized(text, name="131130_public_facility.csv"))[0]
    assert (first["所在地_町字"], first["所在地_番地以下"]) == ("神南一丁目", "1-2")


def test_a_number_column_beside_the_address_completes_it(standardized: Maker, rows: Rows) -> None:
    text = places("名称,所在地,番地", lambda n, name: f"{name},渋谷区神南一丁目,{n}-2")
    first = rows(standardized(text, name="131130_public_facility.csv"))[0]
    assert (first["所在地_町字"], first["所在地_番地以下"]) == ("神南一丁目", "1-2")


def test_english_keys_of_the_standard_are_headers_too(standardized: Maker) -> None:
    text = places(
        "identifier,name,nameKana,fullAddress,latitude,longitude,telephoneNumber,remarks",
        lambda n, name: f"{n},{name},カナ,渋谷区神南1-{n}-2,35.66{n},139.70{n},03-1234-567{n},",
    )
    done = standardized(text, name="131130_aed.csv")
    items = [column.items[:1] for column in done.report.columns]
    wanted = ["ID", "名称", "名称_カナ", "所在地_連結表記", "緯度", "経度", "電話番号", "備考"]
    assert items == [[name] for name in wanted]


def test_an_address_feeds_the_parts_of_a_set_without_an_item_for_it(
    standardized: Maker, rows: Rows
) -> None:
    text = places("学校名,所在地,電話番号", lambda n, name: f"{name}小学校,渋谷区神南1-{n}-2,")
    done = standardized(text, name="131130_educational_institution.csv")
    prefix = "教育機関_学校所在地"
    items = [f"{prefix}（市区町村）", f"{prefix}（町字）", f"{prefix}（番地以下）"]
    assert by_header(done)["所在地"].items == items
    assert [rows(done)[0][item] for item in items] == ["渋谷区", "神南一丁目", "1-2"]


def test_age_bands_are_read_however_they_are_written(standardized: Maker) -> None:
    text = places(
        "町丁目,0～4歳男,女性_10-14歳,85歳以上（女）,総数",
        lambda n, name: f"{name}町,{n},{n},{n},{n}",
    )
    done = standardized(text, name="131130_population.csv")
    items = [column.items for column in done.report.columns]
    wanted = ["地域名", "0-4歳の男性", "10-14歳の女性", "85歳以上の女性", "総人口"]
    assert items == [[name] for name in wanted]


def test_opaque_headers_are_read_by_their_values(standardized: Maker) -> None:
    text = places(
        "X,Y,FIELD0,FIELD1,FIELD2",
        lambda n, name: f"139.70{n},35.66{n},{name}第{n},神南{n}-1-2,http://city.example.jp/{n}",
    )
    done = standardized(text, name="131130_public_facility.csv")
    columns = by_header(done)
    assert columns["X"].items == ["経度"]
    assert columns["FIELD0"].items == ["名称"]
    assert columns["FIELD1"].items == ["所在地_連結表記"]
    assert columns["FIELD2"].items == ["URL"]
    assert columns["FIELD1"].basis == "value"


def test_x_and_y_the_other_way_round_are_seen_from_the_values(standardized: Maker) -> None:
    text = places("名称,住所,X,Y", lambda n, name: f"{name},神南{n}-1-2,35.66{n},139.70{n}")
    done = standardized(text, name="131130_public_facility.csv")
    columns = by_header(done)
    assert columns["X"].items == ["緯度"]
    assert columns["Y"].items == ["経度"]


def test_opening_hours_in_one_cell_feed_both_times(standardized: Maker, rows: Rows) -> None:
    text = places("名称,住所,開館時間", lambda n, name: f"{name},神南{n}-1-2,{8 + n % 2}:30～17時")
    done = standardized(text, name="131130_public_facility.csv")
    assert {"開始時間", "終了時間"} <= set(by_header(done)["開館時間"].items)
    assert (rows(done)[0]["開始時間"], rows(done)[0]["終了時間"]) == ("09:30", "17:00")
    assert rows(done)[0]["利用可能時間特記事項"] == "9:30～17時"


def test_a_position_in_one_cell_feeds_both_coordinates(standardized: Maker, rows: Rows) -> None:
    text = places("名称,住所,位置座標", lambda n, name: f'{name},神南{n}-1-2,"35.66{n},139.70{n}"')
    done = standardized(text, name="131130_public_facility.csv")
    assert by_header(done)["位置座標"].items == ["緯度", "経度"]
    assert rows(done)[0]["緯度"] == "35.661"
    assert next(done.batches())["_lon"][0] == 139.701


def test_a_flag_is_no_count(standardized: Maker) -> None:
    text = places("名称,住所,多機能トイレ", lambda n, name: f"{name}トイレ,神南{n}-1-2,有")
    done = standardized(text, name="131130_public_toilet.csv")
    assert by_header(done)["多機能トイレ"].items == []
    assert by_header(done)["多機能トイレ"].proposed is not None


def test_of_columns_with_one_name_only_the_first_is_taken(standardized: Maker) -> None:
    text = places(
        "名称,住所,画像URL,画像URL",
        lambda n, name: f"{name},神南{n}-1-2,http://a.jp/{n},http://b.jp/{n}",
    )
    done = standardized(text, name="131130_public_toilet.csv")
    assert [column.items for column in done.report.columns[2:]] == [["画像"], []]


def test_what_has_no_item_is_kept_at_the_end_under_its_own_header(
    standardized: Maker, rows: Rows
) -> None:
    text = places("名称,住所,管理課の電話色", lambda n, name: f"{name},神南{n}-1-2,赤{n}")
    done = standardized(text, name="131130_public_toilet.csv")
    assert done.header()[-1] == "管理課の電話色"
    assert rows(done)[0]["管理課の電話色"] == "赤1"
    assert any(finding.code == "column-not-mapped" for finding in done.report.findings)


def test_a_column_with_the_name_of_another_item_gets_a_name_of_its_own(
    standardized: Maker,
) -> None:
    text = places(
        "施設種別,名称,住所,種別",
        lambda n, name: f"認可保育所,{name}保育園,神南{n}-1-2,{'区立' if n % 2 else '私立'}",
    )
    done = standardized(text, name="131130_preschool.csv")
    assert by_header(done)["施設種別"].items == ["種別"]
    assert done.header()[-1] == "種別_2"
    assert len(set(done.header())) == len(done.header())


def test_a_confirmed_mapping_wins(standardized: Maker) -> None:
    text = places("呼び名,ばしょ,住所", lambda n, name: f"{name},入口{n},神南{n}-1-2")
    saved: dict[str, Any] = {"呼び名": ["名称"], "ばしょ": []}
    done = standardized(text, name="131130_public_toilet.csv", saved={"public_toilet": saved})
    columns = by_header(done)
    assert (columns["呼び名"].items, columns["呼び名"].basis) == (["名称"], "saved")
    assert columns["ばしょ"].items == []


def test_a_set_without_a_layout_keeps_its_columns_and_knows_the_general_ones(
    standardized: Maker,
) -> None:
    text = places(
        "駐車場名,所在地,緯度,経度,電話,駐車台数",
        lambda n, name: f"{name}駐車場,神南{n}-1-2,35.66{n},139.70{n},03-1234-567{n},{n}0",
    )
    done = standardized(text, name="131130_parking.csv")
    assert done.report.standard.slug == "parking"
    assert done.header() == ["駐車場名", "所在地", "緯度", "経度", "電話", "駐車台数"]
    assert all(column.items == [] for column in done.report.columns)
    assert by_header(done)["駐車場名"].generic == "名称"
    assert done.schema.has_position
    assert next(done.text_rows())[4] == "(03)1234-5671"
