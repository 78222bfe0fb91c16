"""OGC API Tiles part 1 (20-057), annex A, with tile matrix sets (17-083r4), and styles."""

from __future__ import annotations

import pytest

from tests.data.ogc.api import link, relations
from tests.unit.maps.decoder import decode
from tests.unit.maps.tiles import count, tile_at

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
MVT = "application/vnd.mapbox-vector-tile"


@pytest.fixture
def tileset(ogc):
    (listed,) = ogc.json(link(ogc.collection(), f"{REL}tilesets-vector"))["tilesets"]
    return ogc.json(link(listed, "self"))


def filled(template: str, matrix: int, row: int, column: int) -> str:
    return (
        template.replace("{tileMatrix}", str(matrix))
        .replace("{tileRow}", str(row))
        .replace("{tileCol}", str(column))
    )


def test_conf_core_tc_op(ogc, tileset):
    reply = ogc.get(filled(link(tileset, "item"), 0, 0, 0))
    assert (reply.status, reply.headers["content-type"]) == (200, MVT)


def test_conf_core_tc_success(ogc, tileset):
    """All tiles of a zoom together hold every row that has a place."""
    first, last = tile_at(9, 139.601, 35.73), tile_at(9, 139.85, 35.6005)
    rows, columns = range(first.y, last.y + 1), range(first.x, last.x + 1)
    inside = 0
    for row in rows:
        for column in columns:
            body = ogc.get(filled(link(tileset, "item"), 9, row, column)).body
            if body:
                inside += sum(
                    count(feature)
                    for feature in decode(body).features
                    if all(0 <= n < 4096 for n in feature.paths()[0][0])
                )
    assert inside == 225


@pytest.mark.parametrize("place", [(23, 0, 0), (3, 8, 0), (3, 0, 8), (-1, 0, 0)])
def test_conf_core_tc_error(ogc, tileset, place):
    assert ogc.get(filled(link(tileset, "item"), *place)).status == 404


def test_req_core_tc_success_empty(ogc, tileset):
    assert ogc.get(filled(link(tileset, "item"), 14, 0, 0)).status == 204


def test_conf_tileset_desc_op(ogc):
    assert ogc.get("collections/toilets/tiles/WebMercatorQuad").status == 200
    assert ogc.get("collections/toilets/tiles/WorldCRS84Quad").status == 404


def test_conf_tileset_desc_success(tileset):
    assert tileset["dataType"] == "vector"
    assert tileset["crs"] == "http://www.opengis.net/def/crs/EPSG/0/3857"
    assert tileset["tileMatrixSetURI"].endswith("/tilematrixset/OGC/1.0/WebMercatorQuad")
    assert relations(tileset) >= {"self", "item", f"{REL}tiling-scheme"}
    (layer,) = tileset["layers"]
    assert layer["propertiesSchema"]["properties"]["設置年"] == {"type": "integer"}


def test_conf_tilesets_list_tsl_op(ogc):
    assert ogc.get("collections/toilets/tiles").status == 200


def test_conf_tilesets_list_tsl_success(ogc):
    (listed,) = ogc.json("collections/toilets/tiles")["tilesets"]
    assert listed["dataType"] == "vector"
    assert relations(listed) >= {"self", f"{REL}tiling-scheme"}


def test_conf_geodata_tilesets_a_table_without_places_has_none(ogc):
    assert f"{REL}tilesets-vector" not in relations(ogc.collection("figures"))
    assert ogc.get("collections/figures/tiles").status == 400


def test_conf_mvt_tile_content(ogc, tileset):
    layer = decode(ogc.get(filled(link(tileset, "item"), 5, 12, 28)).body)
    assert layer.name == tileset["layers"][0]["id"]
    assert ogc.get(filled(link(tileset, "item"), 0, 0, 0) + "?f=mvt").status == 200


def test_conf_tms_tilematrixset(ogc):
    (listed,) = ogc.json(link(ogc.json("/ogc"), f"{REL}tiling-schemes"))["tileMatrixSets"]
    found = ogc.json(link(listed, "self"))
    assert found["id"] == "WebMercatorQuad"
    first = found["tileMatrices"][0]
    assert first["scaleDenominator"] == pytest.approx(559082264.0287178)
    assert first["cellSize"] == pytest.approx(156543.03392804097)
    assert [one["matrixWidth"] for one in found["tileMatrices"][:4]] == [1, 2, 4, 8]
    assert ogc.get("tileMatrixSets/WorldCRS84Quad").status == 404


def test_styles_are_ready_for_a_map(ogc):
    found = ogc.json(link(ogc.collection(), f"{REL}styles"))
    assert found["default"] in {one["id"] for one in found["styles"]}
    for one in found["styles"]:
        reply = ogc.get(link(one, "stylesheet"))
        assert reply.headers["content-type"] == "application/vnd.mapbox.style+json"
        style = reply.json()
        (source,) = style["sources"].values()
        described = ogc.json(source["url"])
        layers = {layer["id"] for layer in described["vector_layers"]}
        assert {layer["source-layer"] for layer in style["layers"][1:]} == layers
        about = ogc.json(link(one, "describedby"))
        (sheet,) = about["stylesheets"]
        assert (about["id"], sheet["link"]["href"]) == (one["id"], link(one, "stylesheet"))
        (layer,) = about["layers"]
        assert layer["id"] in layers
        assert "名称" in layer["propertiesSchema"]["properties"]
        assert ogc.json(layer["sampleData"]["href"])["type"] == "FeatureCollection"
        assert ogc.get(link(one, "stylesheet"), {"f": "html"}).status == 400
    for address in ("none", "none/metadata"):
        assert ogc.get(f"collections/toilets/styles/{address}").status == 404


def test_areas_have_layers_of_their_own_in_styles(ogc):
    layers = ogc.json("collections/zones/styles/default")["layers"]
    assert [layer["type"] for layer in layers] == ["background", "fill", "line", "line", "circle"]
