"""Every example of the pages for developers runs against a published demo city."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tdpf.core.demo import write_city
from tdpf.core.tables.snippets import python_client, snippets
from tests.data.server import serving
from tests.docs.blocks import Block, blocks, keeps_its_promise, run
from tests.lacking import lack
from tests.patience import PATIENCE_S

PAGES = ("use-the-api", "maps", "sql", "ckan-clients", "assistants")
BLOCKS = [block for page in PAGES for block in blocks(f"howto/{page}.md")]
OPTIONAL = ("pandas", "duckdb")


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("api")
    write_city(folder / "city", scale=0.2, only=("131130", "131091"))
    publish = "from tdpf.cli.main import main; main()"
    subprocess.run(
        [sys.executable, "-c", publish, "publish", str(folder / "city"), "--workers", "1"],
        check=True,
        capture_output=True,
        env={**os.environ, "TDPF_HOME": str(folder / "home")},
    )
    with serving(folder / "home", TDPF_SQL="1") as server:
        yield server.port


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("developer")


def test_the_page_shows_every_way() -> None:
    code = "\n".join(block.code for block in BLOCKS)
    for way in (
        "bbox=",
        ".csv",
        ".geojson",
        ".parquet",
        "next",
        "pandas",
        "polars",
        "duckdb",
        "/sql",
    ):
        assert way in code


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.name)
def test_an_example_runs_and_prints_what_it_shows(block: Block, port: int, folder: Path) -> None:
    if shutil.which("curl") is None:
        lack("curl", "apt-get install curl")
    if "ogr2ogr" in block.code and shutil.which("ogr2ogr") is None:
        lack("GDAL", "apt-get install gdal-bin")
    for package in OPTIONAL:
        is_needed = re.search(rf"^import {package}$", block.code, re.MULTILINE)
        if is_needed and importlib.util.find_spec(package) is None:
            lack(package, f"pip install {package}")
    keeps_its_promise(block, run(block, folder, port=port))


def test_the_client_of_the_page_is_the_one_that_every_table_shows() -> None:
    client = python_client("http://127.0.0.1:8000")
    assert any(block.code.startswith(client) for block in BLOCKS)


@pytest.mark.parametrize("label", ["curl", "Python", "pandas", "polars", "DuckDB"])
def test_the_code_that_a_tables_page_shows_runs_as_it_stands(
    label: str, port: int, folder: Path
) -> None:
    table = "131130-public-toilet"
    (snippet,) = (one for one in snippets(f"http://127.0.0.1:{port}", table) if one.label == label)
    if label.lower() in OPTIONAL and importlib.util.find_spec(label.lower()) is None:
        lack(label, f"pip install {label.lower()}")
    language = "bash" if label == "curl" else "python"
    told = run(Block(table, 1, language, snippet.code, ()), folder)
    assert ("5 rows" if label == "DuckDB" else "名称") in told


def test_openapi_carries_the_same_code(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    connection.request("GET", "/api/openapi.json")
    paths = json.load(connection.getresponse())["paths"]
    connection.close()
    samples = paths["/api/v1/tables/public_toilet/records.json"]["get"]["x-codeSamples"]
    assert [one["label"] for one in samples] == [one.label for one in snippets("", "t")]
    assert all("/public_toilet/" in one["source"] or '"public_toilet"' in one["source"]
               for one in samples)  # fmt: skip
