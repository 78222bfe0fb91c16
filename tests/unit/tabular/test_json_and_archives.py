import io
import json
import zipfile
from pathlib import Path

import pytest

from tdpf.core.tabular import TextTable, jsontext, read_file
from tests.unit.tabular.reading import (
    codes,
    headers,
    numbers,
    read_bytes,
    rows,
    table_of,
    verdict_of,
)


def collection(count: int) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"名称": f"施設{n}", "コード": "0037", "所在": {"区": "渋谷区"}},
            "geometry": {"type": "Point", "coordinates": [139.5, 35.5]},
        }
        for n in range(count)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


@pytest.mark.parametrize("name", ["a.geojson", "a.json", "a.csv"])
def test_geojson_is_laid_out_as_a_sheet_with_its_positions(tmp_path: Path, name: str) -> None:
    table = table_of(tmp_path, collection(2), name)
    assert headers(table) == ["名称", "コード", "所在.区", "緯度", "経度"]
    assert rows(table)[1] == ["施設1", "0037", "渋谷区", "35.5", "139.5"]
    assert (table.source.format, table.source.header_row, numbers(table)) == ("geojson", 1, [2, 3])


def test_lines_and_areas_keep_their_geometry(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"名称": "公園"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[139, 35], [139, 36], [140, 36], [139, 35]]],
        },
    }
    table = table_of(tmp_path, json.dumps(feature, ensure_ascii=False), "a.geojson")
    assert rows(table) == [["公園", json.dumps(feature["geometry"], separators=(",", ":"))]]


@pytest.mark.parametrize(
    "value",
    [
        [{"名称": "A", "数": 1}, {"名称": "B", "数": None}],
        {
            "success": True,
            "result": {
                "fields": [{"id": n} for n in range(9)],
                "records": [{"名称": "A", "数": 1}, {"名称": "B"}],
            },
        },
        {"名称": ["A", "B"], "数": [1, None]},
        [["名称", "数"], ["A", 1], ["B", None]],
    ],
    ids=["records", "answer of an API", "columns", "rows"],
)
def test_json_in_its_usual_shapes_is_a_table(tmp_path: Path, value: object) -> None:
    table = table_of(tmp_path, json.dumps(value, ensure_ascii=False), "a.json")
    assert headers(table) == ["名称", "数"]
    assert rows(table) == [["A", "1"], ["B", ""]]


def test_an_element_of_json_is_never_taken_for_a_total_or_a_remark(tmp_path: Path) -> None:
    value = [
        {"名": "A", "数": 1, "備考": ""},
        {"名": "※", "数": None, "備考": ""},
        {"名": "合計", "数": 1},
    ]
    table = table_of(tmp_path, json.dumps(value, ensure_ascii=False), "a.json")
    assert [row[0] for row in rows(table)] == ["A", "※", "合計"]
    assert codes(table) == []


def test_one_object_a_line_is_a_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, '{"a": 1, "b": "x"}\n{"a": 2, "b": ["y", "z"]}\n', "a.json")
    assert rows(table) == [["1", "x"], ["2", "y;z"]]


def test_a_cut_geojson_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    table = table_of(tmp_path, collection(5)[:-80], "a.geojson")
    assert (table.row_count, codes(table)) == (4, ["cut-file"])


def test_a_large_json_is_read_element_by_element_with_the_same_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = collection(2_000)
    small = table_of(tmp_path, text, "a.geojson")
    monkeypatch.setattr("tdpf.core.tabular.jsonrows.WHOLE", 1_000)
    monkeypatch.setattr(jsontext, "BLOCK", 4_096)
    large = table_of(tmp_path, text, "a.geojson")
    assert (headers(large), rows(large)) == (headers(small), rows(small))


def test_json_nested_without_end_is_no_table_and_no_crash(tmp_path: Path) -> None:
    assert verdict_of(tmp_path, b"[" * 100_000, "a.json").finding.code == "not-a-table"
    assert verdict_of(tmp_path, b'{"a":' * 100_000, "a.json").finding.code == "not-a-table"


def test_a_title_in_brackets_does_not_make_a_csv_json(tmp_path: Path) -> None:
    table = table_of(tmp_path, "[施設一覧],,\n名称,住所,緯度\nA,渋谷区,35.6\n")
    assert (headers(table), table.source.format) == (["名称", "住所", "緯度"], "csv")


def archive(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return buffer.getvalue()


CSV = "名称,緯度\nA,35.1\n".encode("cp932")


def test_a_zip_with_one_table_is_that_table(tmp_path: Path) -> None:
    table = table_of(tmp_path, archive(**{"一覧.csv": CSV, "お読みください.pdf": b"%PDF"}), "a.zip")
    assert (headers(table), table.source.sheet) == (["名称", "緯度"], "一覧.csv")
    assert (table.source.name, table.source.format, table.source.encoding) == (
        "a.zip",
        "csv",
        "cp932",
    )


def test_a_zip_with_several_tables_gives_them_all(tmp_path: Path) -> None:
    data = archive(**{"d/a.csv": CSV, "b.json": b'[{"a": 1}, {"a": 2}]', "__MACOSX/d/a.csv": b"x"})
    tables = read_bytes(tmp_path, data, "a.csv")
    assert [table.source.sheet for table in tables] == ["d/a.csv", "b.json"]


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    assert (
        verdict_of(tmp_path, archive(**{"a.csv": archive(**{"b.csv": CSV})}), "a.zip").finding.code
        == "not-a-table"
    )


def test_a_large_member_is_spilled_into_the_given_folder_and_cleaned_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tdpf.core.tabular.archive.IN_MEMORY", 10)
    spill = tmp_path / "spill"
    spill.mkdir()
    path = tmp_path / "a.zip"
    path.write_bytes(archive(**{"a.csv": CSV * 70_000}))
    (table,) = read_file(path, spill=spill)
    assert len(list(spill.iterdir())) == 1
    assert isinstance(table, TextTable)
    assert len(rows(table)) == len(rows(table)) == table.row_count
    del table
    assert list(spill.iterdir()) == []
