"""OGC API Features part 1: the abstract tests of 17-069r4, annex A, by their identifiers."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.data.ogc.api import CRS84, link, relations

DATE = "確認日"  # what `datetime` asks of the toilets


def test_conf_core_root_op(ogc):
    assert ogc.get("/ogc").status == ogc.get("/ogc/").status == 200


def test_conf_core_root_success(ogc):
    assert {"service-desc", "service-doc", "conformance", "data"} <= relations(ogc.json("/ogc"))


def test_conf_core_api_definition_op(ogc):
    for relation in ("service-desc", "service-doc"):
        assert ogc.get(link(ogc.json("/ogc"), relation)).status == 200


def test_conf_core_api_definition_success(ogc):
    reply = ogc.get(link(ogc.json("/ogc"), "service-desc"))
    assert reply.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert reply.json()["openapi"].startswith("3.0")


def test_conf_core_http(ogc):
    reply = ogc.get("/ogc", connection="close")
    assert reply.headers["content-length"] == str(len(reply.body))
    assert ogc._client.ask("DELETE", "/ogc").status == 405


def test_conf_core_conformance_op(ogc):
    assert ogc.get(link(ogc.json("/ogc"), "conformance")).status == 200


def test_conf_core_conformance_success(ogc):
    found = ogc.json("conformance")["conformsTo"]
    for part in ("core", "geojson", "html", "oas30"):
        assert f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" in found
    assert len(found) == len(set(found))


def test_conf_core_fc_md_op(ogc):
    assert ogc.get(link(ogc.json("/ogc"), "data")).status == 200


def test_conf_core_fc_md_success(ogc):
    found = ogc.json("collections")
    assert relations(found) >= {"self", "alternate"}
    assert [one["id"] for one in found["collections"]] == ["figures", "toilets", "zones"]


def test_req_core_fc_md_items(ogc):
    """Every collection is listed once, however many pages the list has."""
    names, address = [], "/ogc/collections?limit=2"
    while address:
        page = ogc.json(address)
        names += [one["id"] for one in page["collections"]]
        address = link(page, "next") if "next" in relations(page) else ""
    assert names == ["figures", "toilets", "zones"]
    assert page["numberMatched"] == 3


def test_req_core_fc_md_items_links(ogc):
    for one in ogc.json("collections")["collections"]:
        assert ogc.get(link(one, "items", "application/geo+json")).status == 200
        assert ogc.get(link(one, "describedby")).status == 200


def test_conf_core_sfc_md_op(ogc):
    assert ogc.get(link(ogc.collection(), "self")).status == 200


def test_conf_core_sfc_md_success(ogc):
    listed = next(c for c in ogc.json("collections")["collections"] if c["id"] == "toilets")
    alone = ogc.collection()
    for name in ("id", "title", "itemType", "extent", "storageCrs"):
        assert listed.get(name) == alone.get(name)


def test_conf_core_fc_op(ogc):
    reply = ogc.get(link(ogc.collection(), "items"))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/geo+json")


def test_conf_core_fc_limit_definition(ogc):
    limit = ogc.json("api")["components"]["parameters"]["limit"]
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 100}
    assert (limit["in"], limit["required"], limit["style"], limit["explode"]) == (
        "query", False, "form", False,
    )  # fmt: skip


@pytest.mark.parametrize(("limit", "returned"), [(None, 100), (1, 1), (250, 250), (99_999, 250)])
def test_conf_core_fc_limit_response(ogc, limit, returned):
    found = ogc.items({"limit": limit} if limit else None)
    assert (found["numberReturned"], len(found["features"])) == (returned, returned)


def test_conf_core_fc_bbox_definition(ogc):
    box = ogc.json("api")["components"]["parameters"]["bbox"]
    assert [one["minItems"] for one in box["schema"]["oneOf"]] == [4, 6]


def test_conf_core_fc_bbox_response(ogc):
    west, south, east, north = 139.65, 35.62, 139.70, 35.70
    found = ogc.items({"bbox": f"{west},{south},{east},{north}", "limit": 250})
    inside = [
        feature
        for feature in ogc.items({"limit": 250})["features"]
        if feature["geometry"]
        and west <= feature["geometry"]["coordinates"][0] <= east
        and south <= feature["geometry"]["coordinates"][1] <= north
    ]
    assert found["features"] == inside
    assert 0 < found["numberMatched"] == len(inside) < 250


def test_req_core_fc_bbox_response_with_heights(ogc):
    flat = ogc.items({"bbox": "139.65,35.62,139.70,35.70"})
    high = ogc.items({"bbox": "139.65,35.62,-5,139.70,35.70,900"})
    assert flat["features"] == high["features"]


def test_req_core_fc_bbox_response_over_the_180th_meridian(ogc):
    assert ogc.items({"bbox": "139,35,-170,36"})["numberMatched"] == 225
    assert ogc.items({"bbox": "170,35,-170,36"})["numberMatched"] == 0


def test_req_core_fc_bbox_response_features_without_geometry_meet_no_box(ogc):
    assert ogc.items({"bbox": "-180,-90,180,90"})["numberMatched"] == 225
    assert ogc.items({"bbox": "-180,-90,180,90"}, "figures")["numberMatched"] == 0


def test_req_core_fc_bbox_response_areas_that_reach_into_the_box(ogc):
    corner = {"bbox": "139.7095,35.6505,139.75,35.6510"}  # the zone's middle is elsewhere
    assert ogc.items(corner, "zones")["numberMatched"] == 1
    beside = {"bbox": "139.7005,35.6590,139.7010,35.6595"}  # in the box around it, not in it
    assert ogc.items(beside, "zones")["numberMatched"] == 0
    assert ogc.items({"bbox": "139.72,35.65,139.75,35.70"}, "zones")["numberMatched"] == 0


def test_conf_core_fc_time_definition(ogc):
    assert ogc.json("api")["components"]["parameters"]["datetime"]["schema"]["type"] == "string"


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2024-02-01", "2024-02-01", "2024-02-01"),
        ("2024-02-01T00:00:00Z", "2024-02-01", "2024-02-01"),
        ("2024-02-01/2024-02-10", "2024-02-01", "2024-02-10"),
        ("2024-02-01T00:00:00Z/2024-02-10T12:00:00Z", "2024-02-01", "2024-02-10"),
        ("../2024-01-05T00:00:00Z", "0001-01-01", "2024-01-05"),
        ("/2024-01-05T00:00:00Z", "0001-01-01", "2024-01-05"),
        ("2024-08-01T00:00:00Z/..", "2024-08-01", "9999-12-31"),
        ("2024-08-01T00:00:00Z/", "2024-08-01", "9999-12-31"),
        ("../..", "0001-01-01", "9999-12-31"),
    ],
)
def test_conf_core_fc_time_response(ogc, moment, first, last):
    everything = [f["properties"][DATE] for f in ogc.items({"limit": 250})["features"]]
    found = ogc.items({"datetime": moment, "limit": 250})
    wanted = [day for day in everything if first <= day <= last]
    assert [f["properties"][DATE] for f in found["features"]] == wanted
    assert wanted


def test_req_core_fc_time_response_a_table_without_dates_is_not_filtered(ogc):
    assert ogc.items({"datetime": "2024-02-01"}, "figures")["numberMatched"] == 2


def test_conf_core_fc_response(ogc):
    found = ogc.items({"limit": 3})
    assert found["type"] == "FeatureCollection"
    assert {f["type"] for f in found["features"]} == {"Feature"}
    assert relations(found) >= {"self", "alternate", "next"}


def test_conf_core_fc_links_and_paging(ogc):
    address, seen = "/ogc/collections/toilets/items?limit=60", []
    while address:
        page = ogc.json(address)
        assert page["numberMatched"] == 250
        seen += [feature["id"] for feature in page["features"]]
        address = link(page, "next") if "next" in relations(page) else ""
    assert seen == [f"id{n}" for n in range(1, 251)]


def test_req_core_fc_rel_type(ogc):
    assert all("type" in one for one in ogc.items()["links"])


def test_conf_core_fc_number_matched_and_returned(ogc):
    found = ogc.items({"名称": "第7公衆トイレ"})
    assert (found["numberMatched"], found["numberReturned"]) == (1, 1)
    reply = ogc.get("collections/toilets/items", {"limit": 5})
    assert reply.headers["ogc-numbermatched"] == "250"
    assert reply.headers["ogc-numberreturned"] == "5"


def test_req_core_fc_filters_by_properties(ogc):
    for question in ({"設置年": "1955"}, {"設置年": 1955, "名称": "第5公衆トイレ"}):
        found = ogc.items(question)
        assert {f["properties"]["設置年"] for f in found["features"]} == {1955}


def test_conf_core_f_op(ogc):
    (first,) = ogc.items({"limit": 1})["features"]
    reply = ogc.get(f"collections/toilets/items/{first['id']}")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/geo+json")


def test_conf_core_f_success(ogc):
    (first,) = ogc.items({"limit": 1})["features"]
    alone = ogc.json(f"collections/toilets/items/{first['id']}")
    assert {name: alone[name] for name in first} == first


def test_conf_core_f_links(ogc):
    alone = ogc.json("collections/toilets/items/id3")
    assert relations(alone) >= {"self", "alternate", "collection"}
    assert ogc.get(link(alone, "collection")).status == 200


def test_conf_core_f_not_there(ogc):
    for address in ("collections/none", "collections/none/items", "collections/toilets/items/x"):
        reply = ogc.get(address)
        assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "address",
    ["/ogc", "conformance", "api", "collections", "collections/toilets",
     "collections/toilets/items", "collections/toilets/items/id1", "collections/toilets/schema",
     "collections/toilets/queryables", "collections/toilets/tiles", "tileMatrixSets"],
)  # fmt: skip
def test_req_core_query_param_unknown(ogc, address):
    reply = ogc.get(address, {"no-such": "1"})
    assert (reply.status, reply.json()["code"]) == (400, "unknown-parameter")


@pytest.mark.parametrize(
    "question",
    [{"limit": "0"}, {"limit": "-1"}, {"limit": "x"}, {"bbox": "1,2,3"}, {"bbox": "1,2,3,x"},
     {"bbox": "139,36,140,35"}, {"datetime": "yesterday"}, {"datetime": "2024-13-01"},
     {"datetime": "2024-02-01T00:00:00"}, {"datetime": "2024-02-02/2024-02-01"},
     {"datetime": "a/b/c"}, {"crs": "EPSG:9999"}, {"bbox-crs": "x", "bbox": "1,2,3,4"},
     {"f": "xml"}, {"lang": "fr"}, {"設置年": "x"}, {"cursor": "zz"}],
)  # fmt: skip
def test_req_core_query_param_invalid(ogc, question):
    reply = ogc.get("collections/toilets/items", question)
    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")


def test_req_core_crs84(ogc):
    reply = ogc.get("collections/toilets/items", {"limit": 1})
    assert reply.headers["content-crs"] == f"<{CRS84}>"
    assert reply.json()["features"][0]["geometry"]["coordinates"] == pytest.approx(
        [139.601, 35.6005]
    )


def test_conf_geojson_definition(ogc):
    for accept in ("application/geo+json", "application/json", "*/*", ""):
        reply = ogc.get("collections/toilets/items", **({"accept": accept} if accept else {}))
        assert reply.headers["content-type"] == "application/geo+json"


def test_conf_geojson_content(ogc):
    for feature in ogc.items({"limit": 20})["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["geometry"] is None or feature["geometry"]["type"] == "Point"
    (zone, unknown) = ogc.items(name="zones")["features"]
    assert (zone["geometry"]["type"], unknown["geometry"]) == ("Polygon", None)
    assert zone["properties"] == {"名称": "第一", "_level": "source"}
    assert [f["geometry"] for f in ogc.items(name="figures")["features"]] == [None, None]


class Page(HTMLParser):
    """What a page holds: its language, headings and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "html":
            self.language = dict(attrs)["lang"]
        if tag == "a":
            self.links.append(dict(attrs)["href"])


def test_conf_html_definition(ogc):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for address in ("/ogc", "conformance", "api", "collections", "collections/toilets",
                    "collections/toilets/items", "collections/toilets/items/id1",
                    "collections/toilets/queryables", "collections/toilets/schema",
                    "collections/toilets/tiles", "collections/toilets/tiles/WebMercatorQuad",
                    "collections/toilets/styles", "tileMatrixSets",
                    "tileMatrixSets/WebMercatorQuad"):  # fmt: skip
        reply = ogc.get(address, accept=browser)
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
        page = Page(reply.text)
        assert page.tags.count("h1") == 1
        assert page.language == "ja"
        assert "script" not in page.tags


def test_conf_html_content(ogc):
    """Every feature's values are there, every link leads somewhere, and it speaks English too."""
    text = ogc.get("collections/toilets/items?f=html&limit=5").text
    assert "第5公衆トイレ" in text
    assert "第6公衆トイレ" not in text
    for address in [one for one in Page(text).links if one.startswith("/ogc")]:
        assert ogc.get(address).status == 200, address
    assert Page(ogc.get("/ogc?f=html&lang=en").text).language == "en"
    following = next(one for one in Page(text).links if "cursor=" in one)
    assert "第6公衆トイレ" in ogc.get(following).text


def test_req_html_escapes_what_publishers_write(ogc, site):
    import polars as pl

    site.publish("evil", pl.DataFrame({"<b>": ["<script>alert(1)</script>", '"&']}))
    for address in ("collections/evil/items", "collections/evil/items/id1", "collections/evil",
                    "collections/evil/schema"):  # fmt: skip
        reply = ogc.get(address, {"f": "html"})
        assert "<script" not in reply.text
        assert "<b>" not in reply.text
        assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_conf_oas30_completeness(ogc):
    """Every address of the standard is in the definition, with the answers it may give."""
    paths = ogc.json("api")["paths"]
    for path in ("/", "/conformance", "/collections", "/collections/{collectionId}",
                 "/collections/{collectionId}/items",
                 "/collections/{collectionId}/items/{featureId}"):  # fmt: skip
        assert {"200", "400", "404", "500"} <= set(paths[path]["get"]["responses"])
    names = [paths[path]["get"]["operationId"] for path in paths]
    assert len(names) == len(set(names))


def test_req_oas30_columns_are_parameters_of_the_collections_own_path(ogc):
    """GDAL sends a filter to the server only when it finds the column here."""
    own = ogc.json("api")["paths"]["/collections/toilets/items"]["get"]["parameters"]
    named = {one["name"]: one["schema"] for one in own if "name" in one}
    assert named["設置年"] == {"type": "integer"}
    assert named["確認日"] == {"type": "string", "format": "date"}


def test_req_core_an_unchanged_page_costs_nothing(ogc):
    first = ogc.get("collections/toilets/items")
    again = ogc.get("collections/toilets/items", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    pinned = ogc.get("collections/toilets/items", {"version": 1})
    assert "immutable" in pinned.headers["cache-control"]
