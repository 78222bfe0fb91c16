"""What search engines and other JSON readers get: schema.org, CSV on the Web, data.json."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from tdpf.core.catalog import csvw, data_json, schema_org
from tdpf.core.catalog.data_json import NotDataJson
from tests.unit.catalog.city import ALL_TOILETS, AT, FESTIVALS, TOILETS


def test_a_search_engine_finds_what_it_asks_for() -> None:
    found = schema_org.describe(TOILETS, AT)
    assert json.loads(json.dumps(found)) == found
    assert found["@type"] == "Dataset"
    assert found["name"] == "公衆トイレ一覧"
    assert found["alternateName"] == ["Public toilets", "区が管理するもの"]
    assert 50 <= len(found["description"]) <= 5000
    assert found["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert found["publisher"]["name"] == "渋谷区"
    assert found["temporalCoverage"] == "2023-04-01/2024-03-31"
    assert found["isPartOf"][0]["name"] == "公衆トイレ一覧"
    assert [one["name"] for one in found["variableMeasured"]][:2] == ["名称", "男女共用トイレ数"]


def test_a_box_is_written_south_west_north_east() -> None:
    *_, area = schema_org.describe(TOILETS, AT)["spatialCoverage"]
    assert area["geo"]["box"] == "35.64 139.66 35.69 139.72"


def test_files_and_the_rows_of_their_tables_are_downloads() -> None:
    downloads = schema_org.describe(TOILETS, AT)["distribution"]
    formats = [(one["encodingFormat"], one["contentUrl"].rpartition(".")[2]) for one in downloads]
    assert formats == [
        ("text/csv", "csv"),
        ("application/json", "json"),
        ("text/csv", "csv"),
        ("application/geo+json", "geojson"),
        ("点字", "jp/guide"),
    ]
    assert downloads[0]["contentSize"] == "20480 B"


def test_what_is_not_known_is_not_said() -> None:
    found = schema_org.describe(ALL_TOILETS, AT)
    assert not {"version", "publisher", "spatialCoverage", "datePublished"} & found.keys()
    assert found["isBasedOn"] == [AT.dataset(TOILETS.id)]
    assert "license" not in schema_org.describe(FESTIVALS, AT)


def test_synthetic_data_is_marked() -> None:
    assert "SYNTHETIC" in schema_org.describe(FESTIVALS, AT)["additionalType"]
    assert "additionalType" not in schema_org.describe(TOILETS, AT)


def test_a_long_description_is_cut_where_search_engines_stop() -> None:
    long = replace(TOILETS, notes="あ" * 6000)
    assert len(schema_org.describe(long, AT)["description"]) == 5000


def test_the_columns_of_a_table_stand_beside_its_csv() -> None:
    file = TOILETS.distributions[0]
    found = csvw.describe_table(TOILETS, file, file.tables[0], AT)
    assert found["url"].endswith("/records.csv")
    columns = found["tableSchema"]["columns"]
    assert [one["titles"] for one in columns] == ["名称", "男女共用トイレ数", "緯度"]
    assert [one["datatype"] for one in columns] == ["string", "integer", "double"]
    assert [one["name"] for one in columns] == ["name", "column2", "latitude"]


def test_data_json_comes_back_as_it_went() -> None:
    data = b"".join(data_json.write([TOILETS, FESTIVALS], AT))
    document = json.loads(data)
    assert [one["title"] for one in document["dataset"]] == ["公衆トイレ一覧", "お祭り"]
    toilets, festivals = data_json.read(data, source="https://data.example.jp/data.json").datasets
    for name in ("id", "title", "notes", "keywords", "licence", "languages", "period", "frequency",
                 "issued", "modified", "landing_page", "documents"):  # fmt: skip
        assert getattr(toilets, name) == getattr(TOILETS, name)
    assert toilets.coverage.bbox == TOILETS.coverage.bbox
    assert (toilets.contact.name, toilets.contact.email) == ("土木部公園課", "")
    assert [file.format for file in toilets.distributions] == ["CSV", "点字"]
    assert toilets.distributions[1].licence == ""  # a licence without an address cannot be told
    assert festivals.title == "お祭り"


@pytest.mark.parametrize("data", [b"", b"{", b"[1,", b'{"dataset": 3}', b"[" * 99999, b"\xff"])
def test_a_broken_data_json_is_refused(data: bytes) -> None:
    with pytest.raises(NotDataJson):
        data_json.read(data, source="https://elsewhere.example.jp/data.json")


def test_a_sloppy_data_json_is_read_as_far_as_it_goes() -> None:
    document = {
        "dataset": [
            7,
            {"title": 5, "keyword": "公園", "distribution": {"a": 1}, "publisher": "区"},
            {"title": "公園", "license": "村の規約", "spatial": "999,1,2,3",
             "distribution": [None, {"accessURL": "https://e.example.jp/a.csv"}] * 2},
        ]
    }  # fmt: skip
    reading = data_json.read(json.dumps(document).encode(), source="https://e.example.jp")
    first, second = reading.datasets
    assert first.keywords == ("公園",)
    assert second.coverage.label == "999,1,2,3"
    assert second.licence_text == "村の規約"
    assert len({file.id for file in second.distributions}) == 2
    assert [remark.finding.code for remark in reading.remarks] == ["licence-unknown"]
