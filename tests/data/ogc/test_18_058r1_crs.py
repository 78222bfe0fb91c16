"""OGC API Features part 2, coordinate reference systems: 18-058r1, annex A."""

from __future__ import annotations

import math

import pytest

from tests.data.ogc.api import CRS84, EPSG

LAT_FIRST = [f"{EPSG}4326", f"{EPSG}6668"]
METRES = f"{EPSG}3857"
EVERY = [CRS84, *LAT_FIRST, METRES]
BOX = (139.65, 35.62, 139.70, 35.70)


def mercator(lon: float, lat: float) -> tuple[float, float]:
    radius = 6378137.0
    return math.radians(lon) * radius, math.log(math.tan(math.radians(45 + lat / 2))) * radius


def in_crs(crs: str, lon: float, lat: float) -> tuple[float, float]:
    if crs == METRES:
        return mercator(lon, lat)
    return (lat, lon) if crs in LAT_FIRST else (lon, lat)


def test_req_crs_crs_uri(ogc):
    assert set(ogc.collection()["crs"]) == set(EVERY)


def test_req_crs_fc_md_crs_list(ogc):
    found = ogc.json("collections")
    assert set(found["crs"]) == set(EVERY)
    assert all(one["crs"] == ["#/crs"] for one in found["collections"])


def test_req_crs_fc_md_storage_crs(ogc):
    assert ogc.collection()["storageCrs"] == CRS84
    assert "storageCrs" not in ogc.collection("figures")


def test_req_crs_fc_md_storage_crs_valid_value(ogc):
    found = ogc.collection()
    assert found["storageCrs"] in found["crs"]


def test_req_crs_fc_bbox_crs_definition(ogc):
    found = ogc.json("api")["components"]["parameters"]["bbox-crs"]
    assert (found["in"], found["schema"]["format"]) == ("query", "uri")


@pytest.mark.parametrize("crs", EVERY)
def test_req_crs_fc_bbox_crs_valid_value(ogc, crs):
    found = ogc.get("collections/toilets/items", {"bbox": "1,2,3,4", "bbox-crs": crs})
    assert found.status == 200


def test_req_crs_fc_bbox_crs_valid_value_refused(ogc):
    found = ogc.get("collections/toilets/items", {"bbox": "1,2,3,4", "bbox-crs": f"{EPSG}4301"})
    assert (found.status, found.json()["parameter"]) == (400, "bbox-crs")


def test_req_crs_fc_bbox_crs_valid_default_value(ogc):
    box = ",".join(map(str, BOX))
    assert ogc.items({"bbox": box}) | {"links": 0} == ogc.items(
        {"bbox": box, "bbox-crs": CRS84}
    ) | {"links": 0}


@pytest.mark.parametrize("crs", EVERY)
def test_req_crs_fc_bbox_crs_action(ogc, crs):
    west, south, east, north = BOX
    corners = (*in_crs(crs, west, south), *in_crs(crs, east, north))
    asked = {"bbox": ",".join(map(repr, corners)), "bbox-crs": crs, "limit": 250}
    usual = {"bbox": ",".join(map(str, BOX)), "limit": 250}
    assert ogc.items(asked)["features"] == ogc.items(usual)["features"]


def test_req_crs_fc_crs_definition(ogc):
    found = ogc.json("api")["components"]["parameters"]["crs"]
    assert (found["in"], found["schema"]["format"]) == ("query", "uri")


@pytest.mark.parametrize("crs", ["http://www.opengis.net/def/crs/EPSG/0/4301", "x", ""])
def test_req_crs_fc_crs_valid_value(ogc, crs):
    for address in ("collections/toilets/items", "collections/toilets/items/id1"):
        found = ogc.get(address, {"crs": crs})
        assert (found.status, found.json()["parameter"]) == (400, "crs")


def test_req_crs_fc_crs_default_value(ogc):
    reply = ogc.get("collections/toilets/items", {"limit": 1})
    assert reply.headers["content-crs"] == f"<{CRS84}>"


@pytest.mark.parametrize("crs", EVERY)
def test_req_crs_fc_crs_action(ogc, crs):
    usual = ogc.items({"limit": 20})["features"]
    for feature, same in zip(ogc.items({"limit": 20, "crs": crs})["features"], usual, strict=True):
        if same["geometry"] is None:
            assert feature["geometry"] is None
            continue
        lon, lat = same["geometry"]["coordinates"]
        assert feature["geometry"]["coordinates"] == pytest.approx(in_crs(crs, lon, lat), abs=1e-3)


@pytest.mark.parametrize("crs", EVERY)
def test_req_crs_fc_crs_action_areas(ogc, crs):
    (first, _) = ogc.items(name="zones")["features"]
    (moved, _) = ogc.items({"crs": crs}, "zones")["features"]
    (usual,), (ring,) = first["geometry"]["coordinates"], moved["geometry"]["coordinates"]
    for place, (lon, lat) in zip(ring, usual, strict=True):
        assert place == pytest.approx(in_crs(crs, lon, lat), abs=1e-3)


@pytest.mark.parametrize("crs", EVERY)
def test_req_crs_ogc_crs_header(ogc, crs):
    for address in ("collections/toilets/items", "collections/toilets/items/id1"):
        reply = ogc.get(address, {"crs": crs})
        assert reply.headers["content-crs"] == f"<{crs}>"


def test_req_crs_geojson(ogc):
    """No `crs` member, which RFC 7946 took out."""
    assert "crs" not in ogc.items({"crs": METRES})


def test_names_that_clients_also_write_are_understood(ogc):
    for name in ("EPSG:6668", "[EPSG:6668]", "https://www.opengis.net/def/crs/EPSG/0/6668"):
        reply = ogc.get("collections/toilets/items", {"crs": name, "limit": 1})
        assert reply.headers["content-crs"] == f"<{EPSG}6668>"
