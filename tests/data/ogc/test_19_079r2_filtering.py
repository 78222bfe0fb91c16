"""OGC API Features part 3: 19-079r2, annex A."""

from __future__ import annotations

import json

import pytest

from tests.data.ogc.api import link, relations

REL = "http://www.opengis.net/def/rel/ogc/1.0/"


def test_conf_queryables_get_op(ogc):
    reply = ogc.get(link(ogc.collection(), f"{REL}queryables"))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/schema+json")


def test_conf_queryables_response(ogc):
    found = ogc.json("collections/toilets/queryables")
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["type"] == "object"
    assert found["$id"].endswith("/collections/toilets/queryables")
    assert found["properties"]["面積"]["type"] == "number"
    assert found["properties"]["更新"]["format"] == "date-time"
    assert found["properties"]["geometry"]["format"] == "geometry-point"
    assert ogc.json("collections/zones/queryables")["properties"]["geometry"]["format"] == (
        "geometry-any"
    )
    assert "geometry" not in ogc.json("collections/figures/queryables")["properties"]


def test_conf_queryables_query_parameters(ogc):
    """Every queryable is a parameter of its own."""
    (first,) = ogc.items({"limit": 1})["features"]
    for name in ogc.json("collections/toilets/queryables")["properties"]:
        value = first["properties"].get(name)
        if value is None:
            continue
        written = str(value).lower() if isinstance(value, bool) else value
        found = ogc.items({name: written, "limit": 250})
        assert {f["properties"][name] for f in found["features"]} == {value}


def matched(ogc, text: str, **more: str) -> int:
    return ogc.items({"filter": text, **more})["numberMatched"]


def test_conf_filter_filter_param(ogc):
    found = ogc.items({"filter": "設置年 = 1955", "limit": 250})["features"]
    assert {f["properties"]["設置年"] for f in found} == {1955}
    assert "filter" in ogc.json("api")["components"]["parameters"]


def test_conf_filter_filter_lang(ogc):
    as_json = json.dumps({"op": "=", "args": [{"property": "設置年"}, 1955]})
    asked = {"filter": as_json, "filter-lang": "cql2-json"}
    assert ogc.items(asked)["numberMatched"] == matched(ogc, "設置年 = 1955") > 0
    refused = ogc.get("collections/toilets/items", {"filter": "x", "filter-lang": "xml"})
    assert refused.status == 400


def test_conf_filter_filter_crs(ogc):
    degrees = "S_INTERSECTS(geometry, BBOX(139.65,35.62,139.70,35.70))"
    lat_first = "S_INTERSECTS(geometry, BBOX(35.62,139.65,35.70,139.70))"
    crs = "http://www.opengis.net/def/crs/EPSG/0/6668"
    assert matched(ogc, degrees) == matched(ogc, lat_first, **{"filter-crs": crs}) > 0


def test_conf_filter_mixing_expressions(ogc):
    """Filters and other parameters hold together."""
    both = matched(ogc, "面積 > 5", datetime="../2024-02-01", bbox="139.6,35.6,139.7,35.7")
    assert 0 < both < matched(ogc, "面積 > 5")


def test_conf_filter_expression_construction_refused(ogc):
    for text in ("no_such = 1", "設置年 =", "設置年 = 'x'", ""):
        reply = ogc.get("collections/toilets/items", {"filter": text})
        assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")


def test_conf_features_filter_pages_keep_the_filter(ogc):
    address, seen = "/ogc/collections/toilets/items?limit=40&filter=%E9%9D%A2%E7%A9%8D%3E20", []
    while address:
        page = ogc.json(address)
        seen += [feature["properties"]["面積"] for feature in page["features"]]
        address = link(page, "next") if "next" in relations(page) else ""
    assert len(seen) == page["numberMatched"] == 170
    assert min(seen) > 20


@pytest.mark.parametrize(
    ("conformance", "text"),
    [
        ("cql2-text", "面積 >= 20"),
        ("basic-cql2", "NOT (面積 < 20 OR 設置年 IS NULL) AND 車椅子 = TRUE"),
        ("advanced-comparison-operators", "名称 LIKE '第1%' AND 面積 BETWEEN 1 AND 30"),
        ("advanced-comparison-operators", "設置年 IN (1955, 1956)"),
        ("case-insensitive-comparison", "CASEI(名称) = CASEI('第5公衆トイレ')"),
        ("accent-insensitive-comparison", "ACCENTI(名称) = ACCENTI('第5公衆トイレ')"),
        ("basic-spatial-functions", "S_INTERSECTS(geometry, BBOX(139.6,35.6,139.7,35.7))"),
        (
            "basic-spatial-functions",
            "S_INTERSECTS(geometry, POLYGON((139.6 35.6,139.7 35.6,139.7 35.7,139.6 35.6)))",
        ),
        ("spatial-functions", "S_WITHIN(geometry, POLYGON((139 35,140 35,140 36,139 35)))"),
        ("spatial-functions", "S_DISJOINT(geometry, BBOX(139.6,35.6,139.7,35.7))"),
        ("temporal-functions", "T_AFTER(更新, TIMESTAMP('2024-01-01T05:00:00Z'))"),
        ("temporal-functions", "T_DURING(確認日, INTERVAL('2024-02-01', '2024-02-10'))"),
        ("property-property", "面積 < 設置年"),
        ("arithmetic", "面積 * 2 > 100"),
    ],
)
def test_conf_cql2(ogc, conformance, text):
    declared = ogc.json("conformance")["conformsTo"]
    assert f"http://www.opengis.net/spec/cql2/1.0/conf/{conformance}" in declared
    assert 0 < matched(ogc, text) < 250
