"""The programs that people use, as they come: GDAL and OWSLib against `tdpf serve`."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from owslib.ogcapi.features import Features

from tests.data.server import serving

ZONES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"名称": f"第{n}地区", "人口": 100 * n},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[139.7 + n / 100, 35.65], [139.705 + n / 100, 35.65],
                     [139.705 + n / 100, 35.66], [139.7 + n / 100, 35.65]]
                ],
            },
        }
        for n in range(5)
    ],
}  # fmt: skip


def publish(home: Path, source: Path, name: str) -> None:
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    options = ["--publisher", "131130", "--dataset", name, "--standard", "none"]
    subprocess.run(
        [sys.executable, "-c", main, "publish", str(source), *options, "--licence", "cc-by-4.0"],
        check=True,
        env={**os.environ, "TDPF_HOME": str(home)},
        capture_output=True,
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with 35 places of which every fifth has none, and five zones."""
    folder, home = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("home")
    with (folder / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["名称", "種別", "定員", "開設日", "緯度", "経度"])
        for n in range(35):
            place = ("", "") if n % 5 == 4 else (f"{35.6 + n / 500:.4f}", f"{139.6 + n / 300:.4f}")
            kind = ("公園", "広場")[n % 2]
            writer.writerow([f"第{n}号", kind, n * 10, f"2024-01-{n % 28 + 1:02}", *place])
    (folder / "zones.geojson").write_text(json.dumps(ZONES), encoding="utf-8")
    publish(home, folder / "places.csv", "places")
    publish(home, folder / "zones.geojson", "zones")
    with serving(home) as server:
        yield f"http://127.0.0.1:{server.port}/ogc"


def read(gdal: str, address: str, folder: Path, layer: str, *options: str) -> tuple[dict, str]:
    """What ogr2ogr makes of the layer, and which addresses it asked."""
    made = folder / "made.geojson"
    made.unlink(missing_ok=True)
    run = subprocess.run(
        [gdal, "-f", "GeoJSON", str(made), f"OAPIF:{address}", layer, *options],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "CPL_DEBUG": "HTTP"},
    )
    return json.loads(made.read_text()), run.stderr


def test_gdal_reads_every_row_over_its_small_pages(address, gdal, tmp_path):
    found, asked = read(gdal, address, tmp_path, "places")
    assert len(found["features"]) == 35
    assert asked.count("items?") >= 4  # ten rows a page, whatever we say
    first = found["features"][0]
    assert first["geometry"]["coordinates"] == [139.6, 35.6]
    assert first["properties"]["定員"] == 0
    assert found["features"][4]["geometry"] is None


def test_gdal_lets_the_server_filter_a_column_for_equality(address, gdal, tmp_path):
    found, asked = read(gdal, address, tmp_path, "places", "-where", "\"種別\" = '広場'")
    assert {f["properties"]["種別"] for f in found["features"]} == {"広場"}
    assert len(found["features"]) == 17
    assert "%E7%A8%AE%E5%88%A5=%E5%BA%83%E5%A0%B4" in asked


def test_gdal_asks_for_a_box(address, gdal, tmp_path):
    found, asked = read(gdal, address, tmp_path, "places", "-spat", "139.6", "35.6", "139.62", "36")
    assert len(found["features"]) == 6
    assert "bbox=" in asked


@pytest.mark.parametrize("code", ["3857", "6668", "4326"])
@pytest.mark.parametrize("layer", ["places", "zones"])
def test_our_numbers_in_another_system_are_those_of_proj(address, gdal, tmp_path, code, layer):
    theirs, _ = read(gdal, address, tmp_path, layer, "-t_srs", f"EPSG:{code}", "-lco", "RFC7946=NO")
    crs = f"http://www.opengis.net/def/crs/EPSG/0/{code}"
    items = f"{address}/collections/{layer}/items?limit=100&crs={crs}"
    ours = httpx.get(items).json()
    for mine, same in zip(ours["features"], theirs["features"], strict=True):
        for place, known in zip(corners(mine), corners(same), strict=True):
            lat_first = code != "3857"  # GeoJSON of GDAL puts the longitude first
            assert place == pytest.approx(known[::-1] if lat_first else known, rel=1e-9)


def corners(feature: dict) -> list[list[float]]:
    geometry = feature["geometry"]
    if geometry is None:
        return []
    if geometry["type"] == "Point":
        return [geometry["coordinates"]]
    return geometry["coordinates"][0]


def test_gdal_reads_a_tile_of_areas(address, gdal, tmp_path):
    made = tmp_path / "tile.geojson"
    tile = f"{address.removesuffix('/ogc')}/api/v1/tables/zones/tiles/10/909/403.mvt"
    subprocess.run([gdal, "-f", "GeoJSON", made, f"MVT:{tile}", "-t_srs", "EPSG:4326"], check=True)
    found = json.loads(made.read_text())["features"]
    assert {f["properties"]["名称"] for f in found} == {f"第{n}地区" for n in range(5)}
    assert {f["geometry"]["type"] for f in found} <= {"Polygon", "MultiPolygon"}


@pytest.fixture
def owslib(address: str) -> Features:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Features(address)


def test_owslib_finds_collections_schema_and_queryables(owslib):
    assert owslib.feature_collections() == ["places", "zones"]
    assert owslib.conformance()["conformsTo"]
    assert "定員" in owslib.collection_queryables("places")["properties"]
    assert owslib.collection("zones")["extent"]["spatial"]["bbox"][0] == pytest.approx(
        [139.7, 35.65, 139.745, 35.66]
    )
    assert owslib.collection("places")["extent"]["temporal"]["interval"][0] == [
        "2024-01-01T00:00:00Z",
        "2024-01-28T00:00:00Z",
    ]


def test_owslib_reads_features(owslib):
    found = owslib.collection_items("places", limit=10, bbox=[139.6, 35.6, 139.65, 35.7])
    assert found["numberReturned"] == 10
    assert found["numberMatched"] == 13
    key = found["features"][0]["id"]
    assert owslib.collection_item("places", key)["properties"]["名称"] == "第0号"
    month = owslib.collection_items("places", datetime_="2024-01-01T00:00:00Z/2024-01-03T00:00:00Z")
    assert month["numberMatched"] == 6


def test_owslib_reads_the_api_definition(owslib):
    assert "/collections/places/items" in owslib.api()["paths"]
