"""Open data lists (set 06): ours as others read it, and others' in all their layouts."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tdpf.core.catalog.opendata_list import ListReading, NotAList, read_list, rows, write
from tdpf.core.tabular import read_file
from tdpf.core.tabular.model import TextTable
from tests.unit.catalog.city import ALL_TOILETS, FESTIVALS, TOILETS

SOURCE = "https://www.city.example.jp/list.csv"


def table(path: Path) -> TextTable:
    found = read_file(path)[0]
    assert isinstance(found, TextTable)
    return found


def read(folder: Path, text: str, **options: str) -> ListReading:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8")
    return read_list(table(path), source=SOURCE, **options)


def test_our_list_has_the_42_columns_of_the_layout_and_a_row_for_each_file() -> None:
    data = b"".join(write([TOILETS, FESTIVALS, ALL_TOILETS]))
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [len(line) for line in lines] == [42] * 4
    first = lines[0]
    assert first["データセット_ID"] == "t131130d0000000005"
    assert first["データセット_タイトル"] == "公衆トイレ一覧"
    assert first["データセット_キーワード"] == "オストメイト;トイレ"
    assert first["データセット_更新頻度"] == "毎年"
    assert first["データセット_準拠する標準"].startswith("公衆トイレ一覧;")
    assert first["データセット_対象地域"] == "東京都渋谷区;渋谷区全域"
    assert first["データセット_対象期間"] == "2023-04-01/2024-03-31"
    assert first["ファイル_ライセンス"] == "クリエイティブ・コモンズ 表示 4.0 国際"
    assert first["ファイル_サイズ"] == "20480"
    assert first["ファイル_API対応有無"] == "有"
    assert lines[1]["ファイル_ライセンス"] == "無断転載を禁じます"
    assert lines[2]["データセット_更新頻度"] == "お祭りの前"


def test_our_list_leaves_out_a_mail_address_whose_owner_said_so() -> None:
    assert "koen@" not in b"".join(write([TOILETS])).decode()


def test_what_we_write_we_read_back(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"".join(write([TOILETS, FESTIVALS, ALL_TOILETS])))
    reading = read_list(table(path), source=SOURCE)
    assert [dataset.title for dataset in reading.datasets] == [
        TOILETS.title,
        FESTIVALS.title,
        ALL_TOILETS.title,
    ]
    toilets = reading.datasets[0]
    assert toilets.organisation is not None
    assert toilets.organisation.code6 == "131130"
    assert (toilets.frequency, toilets.standards) == ("ANNUAL", ("public_toilet",))
    assert toilets.coverage.code6s == ("131130",)
    assert toilets.distributions[0].status == "completed"
    written = [row for dataset in reading.datasets for row in rows(dataset)]
    again = [row for dataset in (TOILETS, FESTIVALS, ALL_TOILETS) for row in rows(dataset)]
    # Whether a row API exists is ours to say, not the list's.
    assert [row[:41] for row in written] == [row[:41] for row in again]


def test_the_2017_layout_is_read_and_an_address_goes_by_its_ending(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        "都道府県コード又は市区町村コード,NO,都道府県名,市区町村名,データ名称,データ概要,データ形式,分類,"
        "更新頻度,URL,API対応有無,ライセンス,登録日,最終更新日,備考\n"
        "13113,1,東京都,渋谷区,AED設置箇所一覧,AEDです,CSV,司法・安全・環境,随時,"
        "https://example.jp/aed.csv,無,CC BY 4.0,2017/4/1,2018年4月1日,\n"
        "13113,2,東京都,渋谷区,人口,,PDF,人口・世帯,1年,https://example.jp/n/,無,CC BY 4.0,,,\n",
    )
    aed, population = reading.datasets
    assert aed.organisation is not None
    assert (aed.organisation.code6, aed.organisation.title) == ("131130", "東京都渋谷区")
    assert (aed.issued, aed.modified, aed.licence) == ("2017-04-01", "2018-04-01", "cc-by-4.0")
    assert aed.distributions[0].download_url == "https://example.jp/aed.csv"
    assert population.distributions[0].access_url == "https://example.jp/n/"
    assert reading.without_file == ()


def test_rows_of_one_dataset_are_its_files_in_the_order_the_list_wants(tmp_path: Path) -> None:
    header = "データセットID,データセットタイトル,組織,データタイトル,データURL,並び順,サイズ\n"
    body = [
        "t1,人口,目黒区,二月,https://example.jp/2.csv,1,19KB\n",
        "t2,公園,目黒区,公園,https://example.jp/p.csv,0,512\n",
        "t1,人口,目黒区,一月,https://example.jp/1.csv,0,1KB\n",
    ]
    reading = read(tmp_path, header + "".join(body))
    population, park = reading.datasets
    assert [file.title for file in population.distributions] == ["一月", "二月"]
    assert population.distributions[0].bytes is None  # 1KB is rounded
    assert dict(population.distributions[0].extras) == {"size": "1KB"}
    assert park.distributions[0].bytes == 512
    shuffled = read(tmp_path, header + body[2] + body[0] + body[1])
    assert {d.id: {f.id for f in d.distributions} for d in shuffled.datasets} == {
        d.id: {f.id for f in d.distributions} for d in reading.datasets
    }


def test_files_without_an_address_are_told_once_with_their_number(tmp_path: Path) -> None:
    reading = read(tmp_path, "データ名称,データ形式\nAED,CSV\n公園,CSV\n", publisher="131130")
    (finding,) = reading.findings
    assert finding.code == "list-without-file"
    assert "2行" in finding.message.ja
    assert reading.without_file == (2, 3)
    assert reading.datasets[0].organisation is not None
    assert reading.datasets[0].organisation.code6 == "131130"


def test_a_column_we_do_not_use_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path, "データ名称,URL,予算\nAED,https://example.jp/a.csv,100\n")
    assert [finding.item for finding in reading.findings] == ["予算"]


def test_a_table_without_titles_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(NotAList):
        read(tmp_path, "緯度,経度\n35.6,139.7\n")


@pytest.mark.shared_data
def test_a_real_list_without_any_address_gives_datasets_and_says_what_is_missing(
    shared: Path,
) -> None:
    path = shared / "data/municipal/122033_ichikawa_open_data_list.csv"
    reading = read_list(table(path), source=SOURCE)
    assert len(reading.datasets) == len(reading.without_file) == 36
    assert {dataset.licence for dataset in reading.datasets} == {"notspecified"}
    assert [finding.code for finding in reading.findings] == ["list-without-file"]


@pytest.mark.shared_data
def test_the_metropolitan_export_is_read_whole(shared: Path) -> None:
    path = shared / "data/municipal/130001_tokyo_catalog_metadatalist.csv"
    reading = read_list(table(path), source=SOURCE)
    assert len(reading.datasets) == 47
    assert sum(len(dataset.distributions) for dataset in reading.datasets) == 215
    assert all(dataset.frequency for dataset in reading.datasets)
    assert {dataset.licence for dataset in reading.datasets} == {"cc-by-4.0"}
    assert [finding.code for finding in reading.findings] == ["licence-no-version"]
    files = [file for dataset in reading.datasets for file in dataset.distributions]
    assert len({file.id for file in files}) == 215


def test_a_column_that_is_no_item_of_the_list_is_told_and_left_alone(tmp_path: Path) -> None:
    header = "データセットID,データセットタイトル,組織,データタイトル,データURL,謎の列\n"
    reading = read(tmp_path, header + "t1,人口,目黒区,一月,https://example.jp/1.csv,x\n")
    told = [one for one in reading.findings if one.code == "list-column-unused"]
    assert [one.item for one in told] == ["謎の列"]
    assert len(reading.datasets) == 1
