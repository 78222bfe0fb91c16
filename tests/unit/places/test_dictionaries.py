"""Dictionaries are installed from other people's files, checked, listed and taken away."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tdpf.core.places import Gazetteer, boundaries_of
from tdpf.core.places.dictionary import Dictionary, PlacesFileError, UnknownDictionaryError
from tdpf.core.places.install import install, installed, remove
from tdpf.core.places.loaders.base import Loader, register

GEOLONIA = (
    "都道府県コード,都道府県名,都道府県名カナ,都道府県名ローマ字,市区町村コード,市区町村名,市区町村名カナ,"
    "市区町村名ローマ字,大字町丁目名,大字町丁目名カナ,大字町丁目名ローマ字,小字・通称名,緯度,経度\n"
    "13,東京都,トウキョウト,TOKYO TO,13113,渋谷区,シブヤク,SHIBUYA KU,神宮前四丁目,ジングウマエ 4,"
    "JINGUMAE 4,,35.6677,139.7101\n"
)
ISJ_TOWN = (
    '"都道府県コード","都道府県名","市区町村コード","市区町村名","大字町丁目コード","大字町丁目名","緯度","経度",'
    '"原典資料コード","大字・字・丁目区分コード"\n'
    '"13","東京都","13113","渋谷区","131130016004","神宮前四丁目","35.6677","139.7101","0","3"\n'
)
ISJ_BLOCK = (
    '"都道府県名","市区町村名","大字・丁目名","小字・通称名","街区符号・地番","座標系番号","Ｘ座標","Ｙ座標",'
    '"緯度","経度","住居表示フラグ","代表フラグ","更新前履歴フラグ","更新後履歴フラグ"\n'
    '"東京都","渋谷区","神宮前四丁目","","12","9","1","2","35.66690","139.70920","1","1","0","0"\n'
    '"東京都","渋谷区","神宮前四丁目","","12","9","1","2","35.0","139.0","1","0","0","0"\n'
    '"東京都","渋谷区","神宮前四丁目","","13","9","1","2","35.0","139.0","1","1","0","3"\n'
    '"東京都","西多摩郡瑞穂町","大字石畑","","1837","9","1","2","35.7770","139.3660","0","1","0","0"\n'
)
ABR_TOWN = (
    "lg_code,machiaza_id,machiaza_type,pref,city,ward,oaza_cho,chome,chome_number,koaza,ablt_date\n"
    "131130,0016004,2,東京都,渋谷区,,神宮前,４丁目,4,,\n"
    "131130,0099000,1,東京都,渋谷区,,旧町,,,,1970-01-01\n"
)
ABR_TOWN_POINTS = (
    "lg_code,machiaza_id,rsdt_addr_flg,rep_lon,rep_lat,rep_srid\n"
    "131130,0016004,1,139.7101,35.6677,EPSG:6668\n"
)
ABR_HOUSE_POINTS = (
    "lg_code,machiaza_id,blk_id,rsdt_id,rsdt2_id,rsdt_addr_flg,rsdt_addr_mtd_code,rep_lon,rep_lat\n"
    "131130,0016004,012,001,,1,1,139.7093,35.6668\n"
)
KEN_ALL = (
    '13113,"150  ","1500001","ﾄｳｷﾖｳﾄ","ｼﾌﾞﾔｸ","ｼﾞﾝｸﾞｳﾏｴ","東京都","渋谷区","神宮前",0,0,1,0,0,0\n'
    '13113,"150  ","1500000","ﾄ","ｼ","ｲ","東京都","渋谷区","以下に掲載がない場合",0,0,0,0,0,0\n'
    '13113,"150  ","1506001","ﾄ","ｼ","ｴ","東京都","渋谷区","恵比寿タワー（１階）",0,0,0,0,0,0\n'
)
SQUARE = [[139.6, 35.6], [139.8, 35.6], [139.8, 35.7], [139.6, 35.7], [139.6, 35.6]]
N03 = (
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"N03_007":"13113"},'
    f'"geometry":{{"type":"Polygon","coordinates":[{SQUARE}]}}}},'
    '{"type":"Feature","properties":{"N03_007":null},"geometry":null}]}'
)


def file(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("text", "encoding", "kind"),
    [
        (GEOLONIA, "utf-8", "geolonia"),
        (GEOLONIA, "utf-8-sig", "geolonia"),
        (ISJ_TOWN, "cp932", "isj-town"),
        (ISJ_BLOCK, "cp932", "isj-block"),
        (ABR_TOWN, "utf-8", "abr-town"),
        (KEN_ALL, "cp932", "postal"),
        ("code6,city,town,koaza,lat,lng\n131130,渋谷区,神宮前四丁目,,35.6,139.7\n", "utf-8", None),
    ],
)
def test_the_header_says_which_loader_reads_a_file(tmp_path, text, encoding, kind) -> None:
    (about,) = install(tmp_path / "places", [file(tmp_path, "towns.csv", text, encoding)])
    assert about.kind == (kind or "geolonia-short")
    towns = Gazetteer.open(tmp_path / "places").towns_of("131130")
    assert towns is not None
    found = towns.find("神宮前")
    assert found is not None
    assert found.group.has_chome(4)


def test_a_zip_is_read_like_the_files_in_it(tmp_path) -> None:
    archive = tmp_path / "13000-24.0a.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("13_2024.csv", ISJ_BLOCK.encode("cp932"))
        out.writestr("readme.html", "<p>")
    (about,) = install(tmp_path / "places", [archive])
    assert (about.name, about.blocks, about.skipped) == ("13000-24", 2, 2)


def test_points_of_the_registry_find_their_towns_by_id_in_any_order(tmp_path) -> None:
    files = [
        file(tmp_path, "points.csv", ABR_TOWN_POINTS),
        file(tmp_path, "houses.csv", ABR_HOUSE_POINTS),
        file(tmp_path, "towns.csv", ABR_TOWN),
    ]
    (about,) = install(tmp_path / "places", files, name="abr")
    assert (about.name, about.towns, about.points, about.blocks) == ("abr", 1, 1, 1)
    with pytest.raises(UnknownDictionaryError, match="town file"):
        install(tmp_path / "other", files[:1])


def test_two_dictionaries_complete_each_other(tmp_path) -> None:
    places = tmp_path / "places"
    install(places, [file(tmp_path, "a_points.csv", GEOLONIA)])
    install(places, [file(tmp_path, "b_registry.csv", ABR_TOWN)])
    install(places, [file(tmp_path, "c_blocks.csv", ISJ_BLOCK, "cp932")])
    towns = Gazetteer.open(places).towns_of("131130")
    assert towns is not None
    town = towns.groups["神宮前"].chomes[4]
    assert (town.point, town.town_id) == ((139.7101, 35.6677), "0016004")
    assert town.blocks == {"12": (139.7092, 35.6669)}


def test_a_point_outside_its_municipality_is_reported_and_not_served(tmp_path) -> None:
    text = (
        "code6,city,town,koaza,lat,lng\n"
        "131130,渋谷区,東,,35.655,139.711\n"
        "131130,渋谷区,西,,33.1,139.8\n"  # Hachijo
        "122033,市川市,大町,,35.77,139.95\n"
        "122033,市川市,小町,,5.0,139.95\n"
    )
    (about,) = install(tmp_path / "places", [file(tmp_path, "t.csv", text)])
    assert about.outliers == 2
    assert {outlier.town for outlier in about.examples} == {"西", "小町"}
    towns = Gazetteer.open(tmp_path / "places").towns_of("131130")
    assert towns is not None
    assert towns.groups["西"].plain is not None
    assert towns.groups["西"].plain.point is None


def test_boundaries_judge_points_where_they_are_loaded(tmp_path) -> None:
    places = tmp_path / "places"
    install(places, [file(tmp_path, "n03.geojson", N03)])
    text = "code6,city,town,koaza,lat,lng\n131130,渋谷区,東,,35.65,139.83\n"
    (about,) = install(places, [file(tmp_path, "t.csv", text)])
    assert about.outliers == 1
    assert boundaries_of(places).find(139.7, 35.65) == "131130"
    assert boundaries_of(places).find(139.9, 35.65) is None


def test_installing_the_same_name_again_replaces_and_removing_removes(tmp_path) -> None:
    places = tmp_path / "places"
    install(places, [file(tmp_path, "towns.csv", GEOLONIA)])
    reader = Gazetteer.open(places)
    install(places, [file(tmp_path, "towns.csv", ISJ_TOWN, "cp932")])
    assert [about.kind for about in installed(places)] == ["isj-town"]
    assert reader.towns_of("131130") is not None  # who had it open reads on
    install(places, [file(tmp_path, "n03.geojson", N03)])
    assert remove(places, "towns")
    assert remove(places, "n03")
    assert not remove(places, "towns")
    assert not remove(places, "../towns")
    assert installed(places) == []
    assert list(places.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a,b,c\n1,2,3\n",
        "<!DOCTYPE html><html>",
        '{"type":"FeatureCollection"}',
        "{nonsense",
        "\0\0",
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_sentence(tmp_path, text) -> None:
    path = file(tmp_path, "other.csv", text)
    with pytest.raises(UnknownDictionaryError, match=r"other\.csv"):
        install(tmp_path / "places", [path])
    assert not list((tmp_path / "places").iterdir())


def test_a_damaged_dictionary_says_so(tmp_path) -> None:
    places = tmp_path / "places"
    install(places, [file(tmp_path, "towns.csv", GEOLONIA)])
    whole = (places / "towns.places").read_bytes()
    for broken in (b"", b"other", whole[:20], whole[:60], whole[:-3]):
        (places / "towns.places").write_bytes(broken)
        with pytest.raises(PlacesFileError, match=r"towns\.places"):
            Dictionary(places / "towns.places")


def test_a_plug_in_that_takes_a_known_kind_is_told_so() -> None:
    mine = Loader("geolonia", "mine", "free", ("a",), lambda _: None)
    with pytest.raises(ValueError, match="choose another kind"):
        register(mine)
    with pytest.raises(ValueError, match="needs columns"):
        register(Loader("mine", "", "", (), mine.entry))
