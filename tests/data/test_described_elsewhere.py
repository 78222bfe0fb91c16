"""Schemathesis asks SQL, tiles and the OGC API what their descriptions allow, and more."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pytest
import schemathesis
from hypothesis import strategies as st
from starlette.types import ASGIApp

from tdpf.core.maps.outline import placed
from tdpf.data.app import create_app
from tdpf.settings import Settings
from tests.data.client import Client
from tests.data.described import OURS, Draw, asked, outliving
from tests.data.samples import Site, new_site, toilets, with_ours

OGC = "/ogc/api?f=json"
STATEMENTS = (
    "select count(*) as n from toilets", "select 名称, 設置年 from toilets order by 1",
    "select * from toilets where 面積 > 3 limit 2", "select max(更新) from toilets",
    "select t.名称 from toilets t join toilets u on t.名称 = u.名称", "select 1 from nothing",
    "drop table toilets", "select", "",
)  # fmt: skip
TILE = "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = new_site(tmp_path_factory.mktemp("shelf"))
    made.publish("toilets", toilets(60))
    ring = "[[139.7,35.65],[139.71,35.65],[139.71,35.66],[139.7,35.65]]"
    zones = pl.DataFrame({"geometry": [f'{{"type":"Polygon","coordinates":[{ring}]}}']})
    made.publish("zones", placed(with_ours(zones), "geometry"))
    return made


@pytest.fixture(scope="module")
def api(site: Site) -> Iterator[ASGIApp]:
    """The server, which outlives the clients that begin and end it."""
    ours = Settings(rate_limit_per_s=0, sql=True, sql_processes=1)
    server = create_app(ours, manifest=site.manifest, storage=site.storage)
    yield outliving(server)
    Client(server).close()


def a_table(case: schemathesis.Case, draw: Draw) -> None:
    for name in ("table", "collectionId"):
        if name in case.path_parameters:
            case.path_parameters[name] = draw(st.sampled_from(["toilets", "zones"]))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
def test_sql_answers_as_described(api, method, suffix):
    def choose(case, draw):
        if draw(st.booleans()):
            return
        statement = draw(st.sampled_from(STATEMENTS))
        if method == "GET":
            case.query = {**(case.query or {}), "sql": statement}
        else:
            case.body = {"sql": statement}

    statuses = asked(api, OURS, f"/api/v1/sql{suffix}", method, choose=choose, count=20)
    assert {200, 400} <= set(statuses)


@pytest.mark.parametrize("path", ["tiles.json", "tiles.pmtiles", "tiles/{z}/{x}/{y}.mvt"])
def test_tiles_answer_as_described(api, path):
    def choose(case, draw):
        a_table(case, draw)
        if "z" in case.path_parameters and draw(st.booleans()):
            case.path_parameters |= {"z": 8, "x": 227, "y": 100}
        if draw(st.booleans()):
            case.query = {}

    statuses = asked(api, OURS, f"/api/v1/tables/{{table}}/{path}", choose=choose)
    assert (404 if path == "tiles.pmtiles" else 200) in statuses


PATHS = (
    "/", "/conformance", "/collections", "/collections/{collectionId}",
    "/collections/{collectionId}/queryables", "/collections/{collectionId}/schema",
    "/collections/{collectionId}/items", "/collections/toilets/items",
    "/collections/{collectionId}/items/{featureId}", "/collections/{collectionId}/tiles", TILE,
    "/collections/{collectionId}/styles/{styleId}",
    "/collections/{collectionId}/styles/{styleId}/metadata",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_the_ogc_api_answers_as_described(api, path):
    def choose(case, draw):
        a_table(case, draw)
        known = {"featureId": "id1", "styleId": "default", "tileMatrixSetId": "WebMercatorQuad"}
        known |= {"tileMatrix": 8, "tileRow": 100, "tileCol": 227}
        if draw(st.booleans()):
            case.path_parameters |= {n: v for n, v in known.items() if n in case.path_parameters}
        if draw(st.booleans()):
            case.query = {}

    assert 200 in asked(api, OGC, path, choose=choose)
