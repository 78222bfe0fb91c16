"""A row of many points, as features, in boxes and on the map."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tdpf.core.maps.outline import placed
from tests.data.samples import with_ours
from tests.unit.maps.decoder import decode
from tests.unit.maps.tiles import tile_at

STOPS = [[139.70, 35.65], [139.75, 35.70], [140.50, 36.20]]


@pytest.fixture
def bus(site):
    texts = [json.dumps({"type": "MultiPoint", "coordinates": STOPS})]
    frame = pl.DataFrame({"系統": ["都01"], "geometry": texts})
    site.publish("bus", placed(with_ours(frame), "geometry"))


@pytest.mark.usefixtures("bus")
def test_it_is_one_feature_with_all_its_points(client):
    for address in ("/ogc/collections/bus/items?f=json", "/api/v1/tables/bus/records.geojson"):
        (feature,) = client.get(address).json()["features"]
        assert feature["geometry"] == {"type": "MultiPoint", "coordinates": STOPS}
    crs = "http://www.opengis.net/def/crs/EPSG/0/4326"
    (feature,) = client.get(f"/ogc/collections/bus/items?f=json&crs={crs}").json()["features"]
    assert feature["geometry"]["coordinates"] == [[lat, lon] for lon, lat in STOPS]


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize(
    ("box", "found"),
    [("139.69,35.64,139.71,35.66", 1), ("140.4,36.1,140.6,36.3", 1), ("139.8,35.8,140,36", 0)],
)
def test_a_box_finds_it_by_any_of_its_points_and_not_by_what_lies_between(client, box, found):
    for address in ("/ogc/collections/bus/items?f=json&", "/api/v1/tables/bus/records?"):
        assert client.get(f"{address}bbox={box}").json()["numberMatched"] == found


@pytest.mark.usefixtures("bus")
def test_every_tile_shows_those_of_its_points_that_lie_in_it(client):
    for lon, lat in STOPS:
        where = tile_at(14, lon, lat)
        reply = client.get(f"/api/v1/tables/bus/tiles/{where.z}/{where.x}/{where.y}.mvt")
        (feature,) = decode(reply.body).features
        assert (feature.type, feature.properties["系統"]) == (1, "都01")
        assert [len(path) for path in feature.paths()] == [1]
