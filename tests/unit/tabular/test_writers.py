import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from tdpf.core.tabular import (
    infer_types,
    read_file,
    write_csv,
    write_geojson,
    write_parquet,
)
from tests.unit.tabular.reading import table_of


def batches(count: int, rows: int = 500) -> list[pl.DataFrame]:
    return [
        pl.DataFrame(
            {
                "名称": [f"施設{n}-{part}" for n in range(rows)],
                "数": pl.Series([None if n % 7 == 0 else n for n in range(rows)], dtype=pl.Int64),
                "日": [dt.date(2020, 1, 1) + dt.timedelta(days=n) for n in range(rows)],
                "_lon": [139.5 if n % 2 else None for n in range(rows)],
                "_lat": [35.5 if n % 2 else None for n in range(rows)],
            }
        )
        for part in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 7])
def test_parquet_holds_all_batches_in_order_with_statistics(tmp_path: Path, count: int) -> None:
    path = tmp_path / "t.parquet"
    parts = batches(count) or batches(1, rows=0)
    assert write_parquet(path, iter(parts), row_group_rows=1_000) == 500 * count
    assert pl.read_parquet(path).equals(pl.concat(parts))
    assert path.read_bytes()[:4] == b"PAR1"


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_parquet(tmp_path / f"{name}.parquet", iter(batches(5)))
        write_csv(tmp_path / f"{name}.csv", iter(batches(5)))
        write_geojson(tmp_path / f"{name}.geojson", iter(batches(5)))
    for suffix in ("parquet", "csv", "geojson"):
        first, second = ((tmp_path / f"{name}.{suffix}").read_bytes() for name in ("a", "b"))
        assert first == second


def test_csv_is_what_excel_opens_and_what_we_read_back(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = '名称,備考\n"A, B","一行目\n二行目"\n=1+1,"彼は""はい"""\n'
    table = infer_types(table_of(tmp_path, text))
    assert write_csv(path, (batch.drop("_source_row") for batch in table.batches())) == 2
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 3
    (again,) = read_file(path)
    assert [chunk.cells for chunk in again.chunks()] == [
        [["A, B", "=1+1"], ["一行目\n二行目", '彼は"はい"']]
    ]


def test_times_in_csv_are_iso_with_offset(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"時": [dt.datetime(2021, 11, 4, 0, 59, 26, tzinfo=dt.UTC)], "公開": [True]}
    )
    write_csv(tmp_path / "t.csv", [frame])
    assert (tmp_path / "t.csv").read_text("utf-8-sig").splitlines()[
        1
    ] == "2021-11-04T00:59:26+00:00,true"


def test_geojson_has_the_located_rows_and_no_column_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "t.geojson"
    assert write_geojson(path, batches(2, rows=3)) == 2
    collection = json.loads(path.read_text("utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert collection["features"][0] == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [139.5, 35.5]},
        "properties": {"名称": "施設1-0", "数": 1, "日": "2020-01-02"},
    }


def test_geojson_of_nothing_is_an_empty_collection(tmp_path: Path) -> None:
    write_geojson(tmp_path / "t.geojson", [])
    assert json.loads((tmp_path / "t.geojson").read_bytes()) == {
        "type": "FeatureCollection",
        "features": [],
    }


def test_what_is_no_number_is_null_in_geojson(tmp_path: Path) -> None:
    frame = pl.DataFrame({"値": [float("nan")], "_lon": [139.5], "_lat": [35.5]})
    write_geojson(tmp_path / "t.geojson", [frame])
    assert json.loads((tmp_path / "t.geojson").read_bytes())["features"][0]["properties"] == {
        "値": None
    }
