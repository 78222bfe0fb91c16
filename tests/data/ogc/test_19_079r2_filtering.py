"""OGC API Features part 3: 19-079r2, annex A."""

from __future__ import annotations

from tests.data.ogc.api import link

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
