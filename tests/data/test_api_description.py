"""Schemathesis asks what the API's description allows, and more; answers are what it says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import polars as pl
import pytest
from starlette.types import ASGIApp

from tdpf.core.standards import standards
from tdpf.data.app import create_app
from tdpf.settings import Settings
from tests.data.client import Client
from tests.data.described import OURS, asked, outliving
from tests.data.samples import Site, new_site, toilets

PATHS = (
    "/api/v1/tables",
    "/api/v1/tables/{table}",
    "/api/v1/tables/{table}/records.json",
    "/api/v1/tables/{table}/records.csv",
    "/api/v1/tables/{table}/changes.json",
    "/api/v1/tables/public_toilet/records.json",
    "/api/v1/tables/public_toilet/records.geojson",
    "/api/v1/tables/public_toilet/records.csv",
)


def merged(count: int) -> pl.DataFrame:
    """Rows that say whose they are."""
    return toilets(count).with_columns(
        _publisher=pl.lit("131130"), _publisher_name=pl.lit("東京都渋谷区"), _dataset=pl.lit("t")
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = new_site(tmp_path_factory.mktemp("shelf"))
    made.publish("public_toilet", merged(60), is_merged=True, keys={"名称": "name"})
    made.publish("toilets", toilets(60))
    return made


@pytest.fixture(scope="module")
def api(site: Site) -> Iterator[ASGIApp]:
    """The server, which outlives the clients that begin and end it."""
    server = create_app(Settings(rate_limit_per_s=0), manifest=site.manifest, storage=site.storage)
    yield outliving(server)
    Client(server).close()


@pytest.fixture(scope="module")
def document(api) -> dict:
    client = Client(api)
    found = client.get("/api/openapi.json", accept_language="en").json()
    client.loop.close()
    return found


def test_every_published_standard_table_has_paths_with_the_types_of_its_rows(document):
    schemas = document["components"]["schemas"]
    row = schemas["PublicToiletRow"]["properties"]
    assert row["設置年"]["type"] == ["integer", "string", "null"]  # its ends are not stated here
    assert (row["_row"]["type"], row["名称"]["title"]) == (["integer", "null"], "name")
    assert row["更新"] == {"type": ["string", "null"], "format": "date-time"}
    names = [
        one.get("name")
        for one in document["paths"]["/api/v1/tables/public_toilet/records.json"]["get"][
            "parameters"
        ]
    ]
    assert {"limit", "名称", "設置年", "_publisher"} <= set(names)
    assert not any("/toilets/" in path for path in document["paths"])


def test_the_document_of_all_standard_tables_is_small_and_quickly_made(tmp_path):
    made = new_site(tmp_path)
    for slug in standards():
        made.publish(slug, merged(3), is_merged=True, standard=slug)
    client = Client(create_app(Settings(), manifest=made.manifest, storage=made.storage))
    before = time.process_time()
    answer = client.get("/api/openapi.json")
    seconds = time.process_time() - before
    paths = [path for path in answer.json()["paths"] if path.endswith("/records.geojson")]
    assert len(paths) == len(standards()) + 1
    assert len(answer.body) < 1_500_000
    assert seconds < 2.0
    tag = answer.headers["etag"]
    made.publish(
        "aed", toilets(4).rename({"面積": "広さ"}), is_merged=True, standard="aed", version=2
    )
    again = client.get("/api/openapi.json")
    assert again.headers["etag"] != tag
    assert "広さ" in json.dumps(again.json(), ensure_ascii=False)
    client.close()


def test_references_lead_somewhere(document):
    for reference in set(re.findall(r'"#/components/(\w+)/(\w+)"', json.dumps(document))):
        kind, name = reference
        assert name in document["components"][kind], reference


@pytest.mark.parametrize("path", PATHS)
def test_answers_are_what_the_description_says(api, path):
    def choose(case, draw):
        del draw
        if "table" in case.path_parameters:
            case.path_parameters["table"] = "toilets"

    statuses = asked(api, OURS, path, choose=choose, count=60)
    assert len(statuses) >= 20 or path == "/api/v1/tables/{table}"
    assert 200 in statuses
