"""An address gets a position, and the level at which it is known."""

from __future__ import annotations

import pytest

from tdpf.core.places import (
    Gazetteer,
    Geocoder,
    Level,
    LocatedRow,
    Locator,
    boundaries_of,
    learn_towns,
    save_learned,
)
from tdpf.core.places.install import install

TOWNS = """code6,city,town,koaza,lat,lng
131130,渋谷区,神宮前一丁目,,35.6720,139.7040
131130,渋谷区,神宮前四丁目,,35.6677,139.7101
131130,渋谷区,神宮前六丁目,,35.6660,139.7030
131130,渋谷区,代官山町,,35.6490,139.7010
131130,渋谷区,広尾一丁目,,,
131016,千代田区,神田司町二丁目,,35.6930,139.7660
133612,大島町,元町,八重の水,34.7640,139.3550
133647,神津島村,（大字なし）,,34.2030,139.1370
132063,府中市,宮町一丁目,,35.6700,139.4800
342084,府中市,府川町,,34.5700,133.2400
"""
BLOCKS = (
    "都道府県名,市区町村名,大字・丁目名,小字・通称名,街区符号・地番,緯度,経度\n"
    "東京都,渋谷区,神宮前四丁目,,12,35.6669,139.7092\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    (folder / "towns.csv").write_text(TOWNS, encoding="utf-8")
    (folder / "blocks.csv").write_text(BLOCKS, encoding="utf-8")
    install(folder / "home", [folder / "towns.csv"])
    install(folder / "home", [folder / "blocks.csv"])
    return folder / "home"


@pytest.fixture(scope="module")
def geocoder(folder) -> Geocoder:
    return Geocoder(Gazetteer.open(folder))


def test_each_answer_states_its_level_and_what_it_does_not_know(geocoder) -> None:
    asked = ["神宮前4-12-1", "神宮前4-99-1", "神宮前", "広尾1-2-3", ""]
    found = [geocoder.find(text, publisher="131130") for text in asked]
    assert [place.level for place in found] == [
        Level.BLOCK,
        Level.TOWN,
        Level.TOWN,
        Level.CITY,
        Level.CITY,
    ]
    assert [place.matched for place in found] == [
        "東京都渋谷区神宮前四丁目12",
        "東京都渋谷区神宮前四丁目",
        "東京都渋谷区神宮前",
        "東京都渋谷区",
        "東京都渋谷区",
    ]
    assert [place.unmatched for place in found] == ["1", "99-1", "", "広尾1-2-3", ""]
    scores = [place.score for place in found]
    assert scores == sorted(scores, reverse=True)


def test_a_longer_number_is_never_taken_for_a_shorter_one(geocoder) -> None:
    assert geocoder.find("渋谷区神宮前4-123-1").level is Level.TOWN
    assert geocoder.find("渋谷区神宮前41-2-3").matched == "東京都渋谷区神宮前"


@pytest.mark.parametrize(
    ("text", "publisher", "matched"),
    [
        ("代官山1-2", "131130", "東京都渋谷区代官山町"),  # 町 left out
        ("司町2-9", "131016", "東京都千代田区神田司町二丁目"),  # the first word left out
        ("神官前4-1", "131130", "東京都渋谷区神官前四丁目"),  # a wrong letter: kept as written
        ("元町字八重の水149", "133612", "東京都大島町元町八重の水"),
        ("神津島村904", None, "東京都神津島村"),
        ("府中市府川町315", None, "広島県府中市府川町"),
        ("千代田区神田司町2-9", "131130", "東京都千代田区神田司町二丁目"),
    ],
)
def test_abbreviations_typing_errors_and_other_cities_are_understood(
    geocoder, text, publisher, matched
) -> None:
    place = geocoder.find(text, publisher=publisher)
    assert place.level is Level.TOWN
    assert place.matched == matched


def test_nothing_is_answered_for_nothing(geocoder) -> None:
    assert geocoder.find("") is None
    assert geocoder.find("神宮前4-12-1") is None
    assert geocoder.find("大阪府大阪市北区梅田1-1") is None


def test_what_was_guessed_scores_less_than_what_was_found(geocoder) -> None:
    exact, variant, typo = (
        geocoder.find(text).score
        for text in ("渋谷区代官山町1", "渋谷区代官山1", "渋谷区大官山町1")
    )
    assert exact > variant > typo
    assert (
        geocoder.find("渋谷区神宮前1-1").score
        > geocoder.find("神宮前1-1", publisher="131130").score
    )


def located(town: str, *points: tuple[float, float]) -> list[LocatedRow]:
    return [
        LocatedRow(f"{town}{i}-1", lon, lat, "131130") for i, (lon, lat) in enumerate(points, 40)
    ]


def test_a_town_without_an_entry_gets_the_middle_of_three_published_rows(folder, tmp_path) -> None:
    rows = [
        *located("広尾一丁目", (139.720, 35.650), (139.722, 35.652), (139.721, 35.651)),
        LocatedRow("広尾1-9-1", 139.70, 35.69, "131130"),  # kilometres off the others
        LocatedRow("広尾1-9-1", 139.2, 35.6, "131130"),  # outside 渋谷区
        *located("本町", (139.68, 35.68), (139.68, 35.68), (139.68, 35.68)),  # one place thrice
        *located("大山町", (139.67, 35.67), (139.671, 35.671)),
    ]
    gazetteer = Gazetteer.open(folder)
    learned = learn_towns(rows, gazetteer=gazetteer)
    assert [(town.name, town.rows) for town in learned["131130"]] == [("広尾一丁目", 3)]
    save_learned(tmp_path, learned)
    (tmp_path / "towns.places").write_bytes((folder / "towns.places").read_bytes())
    place = Geocoder(Gazetteer.open(tmp_path)).find("渋谷区広尾1-2-3")
    assert (place.lon, place.lat, place.level, place.rows) == (139.721, 35.651, Level.TOWN, 3)


def test_a_learned_point_never_replaces_one_of_a_dictionary(folder, tmp_path) -> None:
    rows = located("代官山町", (139.710, 35.650), (139.711, 35.651), (139.712, 35.652))
    save_learned(tmp_path, learn_towns(rows))
    (tmp_path / "towns.places").write_bytes((folder / "towns.places").read_bytes())
    place = Geocoder(Gazetteer.open(tmp_path)).find("渋谷区代官山町17-10")
    assert (place.lon, place.lat, place.rows) == (139.701, 35.649, 0)


def test_a_position_belongs_to_the_nearest_town_or_to_the_boundary_it_lies_in(
    folder, tmp_path
) -> None:
    gazetteer = Gazetteer.open(folder)
    found = Locator(gazetteer).find(139.7095, 35.667)
    assert (found.code6, found.basis) == ("131130", "town")
    assert Locator(gazetteer).find(139.9, 35.5) is None
    square = [[139.71, 35.66], [139.72, 35.66], [139.72, 35.68], [139.71, 35.68], [139.71, 35.66]]
    hole = [[139.714, 35.67], [139.716, 35.67], [139.716, 35.672], [139.714, 35.67]]
    (tmp_path / "n03.json").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"N03_007":"13103"},'
        f'"geometry":{{"type":"MultiPolygon","coordinates":[[{square},{hole}]]}}}}]}}'
    )
    install(tmp_path / "borders", [tmp_path / "n03.json"])
    locator = Locator(gazetteer, boundaries_of(tmp_path / "borders"))
    assert locator.find(139.711, 35.667).basis == "boundary"
    assert locator.find(139.711, 35.667).code6 == "131032"
    assert locator.find(139.7095, 35.667).code6 == "131130"  # outside; its nearest town knows
    assert locator.find(139.7155, 35.6705).basis == "town"  # in the hole
    alone = Locator(Gazetteer(), boundaries_of(tmp_path / "borders"))
    assert alone.find(139.7205, 35.67).basis == "near-boundary"
    assert alone.find(139.79, 35.67) is None
