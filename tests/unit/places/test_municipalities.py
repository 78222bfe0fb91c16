"""Who published a file, and which municipality a damaged code means."""

from __future__ import annotations

import csv
import doctest
import importlib
import json
import pkgutil

import pytest

import tdpf.core.places
from tdpf.core.places import (
    PREFECTURES,
    TOKYO,
    check_digit,
    find_publisher,
    lies_in,
    municipality,
    repair_code,
)


def test_tokyo_has_its_62_municipalities_in_code_order() -> None:
    assert len(TOKYO) == 62
    assert [city.code6 for city in TOKYO] == sorted(city.code6 for city in TOKYO)
    kinds = [city.kind for city in TOKYO]
    assert [kinds.count(kind) for kind in "区市町村"] == [23, 26, 5, 8]


def test_every_code_of_tokyo_has_a_right_check_digit_and_a_centre_in_its_box() -> None:
    for city in TOKYO:
        assert city.code6[5] == check_digit(city.code6[:5])
        assert city.lon is not None
        assert city.lat is not None
        assert lies_in(city.code6, (city.lon, city.lat))


def test_towns_of_nishitama_are_named_with_their_county() -> None:
    okutama = municipality("133086")
    assert okutama is not None
    assert (okutama.city, okutama.full_name) == ("西多摩郡奥多摩町", "東京都奥多摩町")


def test_a_prefecture_is_a_publisher_too() -> None:
    tokyo = municipality("130001")
    assert tokyo is not None
    assert (tokyo.full_name, tokyo.city) == ("東京都", "")
    assert len(PREFECTURES) == 47


@pytest.mark.parametrize(
    ("damaged", "code6"),
    [
        ("131130", "131130"),
        ("13113", "131130"),
        ("１３１０１６", "131016"),
        ("131016.0", "131016"),
        (" 131,016 ", "131016"),
        ("11002", "011002"),
        ("1100", "011002"),
        ("131131", None),
        ("999999", None),
        ("渋谷区", None),
        ("", None),
        ("²³", None),
    ],
)
def test_a_damaged_code_is_repaired_or_left_alone(damaged: str, code6: str | None) -> None:
    assert repair_code(damaged) == code6


def test_five_digits_that_mean_two_municipalities_are_no_answer_without_a_hint() -> None:
    assert repair_code("12203") is None  # 市川市 without check digit, or 士別市 without zero
    assert repair_code("12203", near="122246") == "122033"


@pytest.mark.parametrize(
    ("text", "code6"),
    [
        ("131130_public_toilet.csv", "131130"),
        ("13103hoikuen201612.csv", "131032"),
        ("令和5年度 檜原村 AED設置箇所", "133078"),
        ("港区内認可保育園等一覧,Ver201612", "131032"),
        ("東京都府中市", "132063"),
        ("府中市の公園", "132063"),
        ("広島県府中市", "342084"),
        ("八王子市 市立小学校一覧", "132012"),
        ("千葉県鎌が谷市", "122246"),
        ("横浜市鶴見区の公園", "141003"),
        ("東京都オープンデータ", "130001"),
        ("東京都立川市", "132021"),
        ("東京都北区", "131172"),
        ("東村山市", "132136"),
        ("江東区大島町内会一覧", "131083"),
        ("港北区の公園", None),
        ("aed_202011.csv", None),
        ("202011_檜原村.csv", "133078"),
        ("千代田区・中央区", None),
        ("GIS_toilet.csv", None),
        ("20230401_hinan.csv", None),
        ("", None),
    ],
)
def test_a_publisher_is_found_by_code_or_name_or_not_at_all(text: str, code6: str | None) -> None:
    found = find_publisher(text)
    assert (found.code6 if found else None) == code6


@pytest.mark.parametrize(
    "name",
    [m.name for m in pkgutil.walk_packages(tdpf.core.places.__path__, "tdpf.core.places.")],
)
def test_examples_in_the_code_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.shared_data
def test_all_codes_and_names_of_japan_are_those_of_the_official_list(shared) -> None:
    path = shared / "data" / "geo" / "municipality_codes.csv"
    with path.open(encoding="utf-8-sig", newline="") as source:
        for row in csv.DictReader(source):
            found = municipality(row["code6"])
            assert found is not None
            assert found.prefecture == row["prefecture"]
            assert found.name == (row["municipality"] or row["prefecture"])


@pytest.mark.shared_data
def test_the_rough_boxes_hold_every_corner_of_the_official_boundaries(shared) -> None:
    path = shared / "data" / "geo" / "tokyo_municipalities_n03_2021_s0010.geojson"
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        code = feature["properties"]["N03_007"]
        if not code:
            continue
        geometry = feature["geometry"]
        shapes = geometry["coordinates"]
        for shape in [shapes] if geometry["type"] == "Polygon" else shapes:
            for lon, lat in shape[0]:
                assert lies_in(code + check_digit(code), (lon, lat))
