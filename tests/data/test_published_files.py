"""From an officer's file to the address: publish, ask, publish again while the server runs."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data.server import Served, serving

TOILETS = "\ufeff名称,所在地,緯度,経度,備考\r\n" + "".join(
    f"第{n}公衆便所,東京都渋谷区神南{n}-1,{35.66 + n / 1000:.3f},{139.70 + n / 1000:.3f},\r\n"
    for n in range(1, 31)
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def publish(home: Path, text: str) -> None:
    path = home.parent / "toilets.csv"
    path.write_text(text, encoding="utf-8", newline="")
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    options = ["--publisher", "131130", "--dataset", "toilets", "--standard", "public_toilet"]
    done = subprocess.run(
        [sys.executable, "-c", main, "publish", str(path), *options, "--licence", "cc-by-4.0"],
        env=os.environ | {"TDPF_HOME": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def served(home: Path) -> Iterator[Served]:
    publish(home, TOILETS)
    with serving(home, "--only", "data") as made:
        yield made


def rows(served: Served, address: str) -> dict[str, object]:
    status, body = served.get(address)
    assert status == 200, body
    return json.loads(body)


def test_a_published_file_is_served_in_every_format_and_merged(served):
    table = rows(served, "/api/v1/tables/toilets")
    assert (table["rows"], table["publisher"]["code"]) == (30, "131130")
    page = rows(served, "/api/v1/tables/toilets/records?name__contains=第7&select=名称,緯度")
    assert page["records"] == [{"名称": "第7公衆便所", "緯度": 35.667}]
    merged = rows(
        served, "/api/v1/tables/public_toilet/records.geojson?bbox=139.7,35.66,139.7055,36"
    )
    assert merged["numberMatched"] == 5
    assert merged["features"][0]["properties"]["_publisher"] == "131130"
    assert merged["features"][0]["geometry"]["type"] == "Point"
    body = served.get("/api/v1/tables/toilets/records.csv")[1]
    lines = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    assert [line["名称"] for line in lines] == [f"第{n}公衆便所" for n in range(1, 31)]
    columns = [column["name"] for column in table["columns"]]
    assert list(lines[0]) == columns
    assert list(rows(served, "/api/v1/tables/toilets/records?limit=1")["records"][0]) == columns
    assert served.get("/api/v1/tables/toilets/records.parquet")[1][:4] == b"PAR1"


def test_a_new_version_is_served_at_once_and_a_page_in_reading_stays_in_the_old(served, home):
    first = rows(served, "/api/v1/tables/toilets/records?limit=20&version=1")
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    publish(home, TOILETS.replace("139.701,\r\n", "139.701,改修済み\r\n"))
    (row,) = rows(served, "/api/v1/tables/toilets/records?limit=1")["records"]
    assert row["備考"] == "改修済み"
    assert rows(served, "/api/v1/tables/toilets")["version"] == 2
    rest = rows(served, following)
    assert (rest["version"], rest["numberReturned"]) == (1, 10)
    assert rows(served, "/health")["generation"] >= 2
