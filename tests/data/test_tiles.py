"""Tiles over HTTP: addresses, filters, caches, compression, and their TileJSON."""

from __future__ import annotations

import gzip
import json
from urllib.parse import quote

import msgspec
import polars as pl
import pytest

from tdpf.settings import Settings
from tests.data.samples import toilets
from tests.unit.maps.decoder import decode
from tests.unit.maps.tiles import count, tile_at

TILES = "/api/v1/tables/toilets/tiles"
WORLD = f"{TILES}/0/0/0.mvt"
NAME = quote("名称")


def near(z: int) -> str:
    found = tile_at(z, 139.601, 35.6005)
    return f"{TILES}/{found.z}/{found.x}/{found.y}.mvt"


def total(body: bytes) -> int:
    return sum(map(count, decode(body).features))


def test_a_tile_holds_the_rows_with_their_number_as_id(client):
    answer = client.get(f"{near(19)}?select=name,year")
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    (feature,) = decode(answer.body).features
    assert feature.id == 1
    assert feature.properties == {"名称": "第1公衆トイレ", "設置年": 1951}


def test_everything_published_is_there_unless_columns_are_chosen(client):
    (feature,) = decode(client.get(near(19)).body).features
    assert feature.properties == {
        "名称": "第1公衆トイレ",
        "設置年": 1951,
        "面積": 0.25,
        "車椅子": False,
        "確認日": "2024-01-02",
        "更新": "2024-01-01T01:00:00+00:00",
        "_id": "id1",
        "_level": "source",
    }


def test_any_column_can_be_chosen_ours_included(client):
    for name in ("_row", "_id", "_lon", "_source_row"):
        (feature,) = decode(client.get(f"{near(19)}?select={name}").body).features
        assert list(feature.properties) == [name]


def test_filters_and_boxes_mean_what_they_mean_for_records(client):
    for question in (
        "year__lt=1990",
        "bbox=139.6,35.6,139.7,35.7",
        "q=%E7%AC%AC1",
        "near=35.65,139.7,3000",
        f"{NAME}__contains=2&year=1952",
    ):
        rows = client.get(f"/api/v1/tables/toilets/records.geojson?{question}").json()["features"]
        located = sum(row["geometry"] is not None for row in rows)
        assert 0 < located < 225
        assert total(client.get(f"{WORLD}?{question}").body) == located


def test_a_tile_without_anything_is_204(client):
    answer = client.get(f"{TILES}/10/0/0.mvt", accept_encoding="gzip")
    assert (answer.status, answer.body) == (204, b"")
    assert "content-encoding" not in answer.headers
    assert "etag" in answer.headers
    again = client.get(f"{TILES}/10/0/0.mvt", if_none_match=answer.headers["etag"])
    assert again.status in {204, 304}
    assert client.get(f"{WORLD}?year=1800").status == 204


@pytest.mark.parametrize("numbers", ["23/0/0", "3/8/0", "3/0/8", "a/0/0", "3/-1/0", "3/0/1.5"])
def test_numbers_that_name_no_tile_are_told_so(client, numbers):
    answer = client.get(f"{TILES}/{numbers}.mvt", accept_language="en")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "no-such-tile"
    assert numbers in answer.json()["detail"]


@pytest.mark.parametrize(
    ("question", "code", "parameter"),
    [
        ("sort=name", "unknown-parameter", "sort"),
        ("group_by=year&count", "unknown-parameter", "group_by"),
        ("limit=5", "unknown-parameter", "limit"),
        ("select=nothing", "unknown-column", "select"),
        ("cluster=7", "bad-value", "cluster"),
        ("cluster=8&cluster=8", "repeated-parameter", "cluster"),
        ("year__gt=x", "bad-value", "year"),
        ("version=9", "version-not-found", None),
    ],
)
def test_what_cannot_be_asked_of_a_tile_is_refused_in_the_same_words(
    client, question, code, parameter
):
    for address in (WORLD, f"{TILES}.json"):
        answer = client.get(f"{address}?{question}")
        assert answer.status in {400, 404}
        assert answer.json()["code"] == code
        assert answer.json().get("parameter") == parameter


def test_a_table_without_positions_has_no_tiles(client, site):
    site.publish("budget", pl.DataFrame({"款": ["総務費"]}))
    for address in ("tiles/0/0/0.mvt", "tiles.json"):
        answer = client.get(f"/api/v1/tables/budget/{address}", accept_language="en")
        assert answer.json()["code"] == "no-positions"
        assert "tiles cannot be used" in answer.json()["detail"]
    assert client.get("/api/v1/tables/none/tiles.json").json()["code"] == "table-not-found"


def test_a_tile_is_compressed_for_those_who_take_it_and_each_is_kept_apart(client):
    for _ in range(2):  # made, then kept
        plain, zipped = client.get(WORLD), client.get(WORLD, accept_encoding="br, gzip")
        refused = client.get(WORLD, accept_encoding="gzip;q=0, br")
        assert "content-encoding" not in plain.headers
        assert zipped.headers["content-encoding"] == "gzip"
        assert gzip.decompress(zipped.body) == plain.body == refused.body
        assert zipped.headers["etag"] != plain.headers["etag"]
        assert plain.headers["vary"] == zipped.headers["vary"] == "Accept-Encoding"


def test_a_tile_that_the_asker_has_is_not_sent_again_and_a_named_version_never_changes(client):
    for address in (WORLD, f"{TILES}.json"):
        first = client.get(address)
        assert first.headers["cache-control"] == "public, no-cache"
        for _ in range(2):
            known = client.get(address, if_none_match=first.headers["etag"])
            assert (known.status, known.body) == (304, b"")
        assert "immutable" in client.get(f"{address}?version=1").headers["cache-control"]
    assert client.get(WORLD).headers["tdpf-version"] == "1"
    assert client.get(WORLD).headers["tdpf-synthetic"] == "true"


def test_a_publication_changes_the_tile_and_not_the_one_of_the_version_before(client, site):
    before, pinned = client.get(WORLD), client.get(f"{WORLD}?version=1")
    site.publish("toilets", toilets(20), version=2)
    assert total(client.get(WORLD).body) == 18
    assert client.get(WORLD, if_none_match=before.headers["etag"]).status == 200
    assert client.get(f"{WORLD}?version=1").body == pinned.body == before.body


def test_the_questions_of_different_tiles_have_different_etags(client):
    addresses = [WORLD, near(3), near(4), f"{WORLD}?cluster=64", f"{WORLD}?select=name"]
    addresses += [f"{WORLD}?year=1960", f"{WORLD}?bbox=139,35,140,36"]
    assert len({client.get(address).headers["etag"] for address in addresses}) == len(addresses)


def test_head_tells_what_get_would(client):
    head, get = client.head(WORLD), client.get(WORLD)
    assert (head.status, head.body, head.headers) == (200, b"", get.headers)


def test_tilejson_says_where_the_tiles_are_and_what_they_hold(client, site):
    site.manifest.add(with_box(site))
    answer = client.get(f"{TILES}.json?select=name,{quote('面積')}&year__gt=1960", host="city.test")
    found = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert found["tilejson"] == "3.0.0"
    assert found["version"] == "1.0.0"
    assert found["attribution"] == "出典: 東京都渋谷区「公衆トイレ」(CC BY 4.0)"
    assert found["bounds"] == [139.6, 35.6, 139.9, 35.8]
    (layer,) = found["vector_layers"]
    assert layer["id"] == "records"
    assert layer["fields"] == {"名称": "String", "面積": "Number", "point_count": "Number"}
    assert "500kB" in layer["description"]
    (template,) = found["tiles"]
    assert template.startswith("http://city.test/api/v1/tables/toilets/tiles/{z}/{x}/{y}.mvt?")
    address = template.removeprefix("http://city.test").format(z=0, x=0, y=0)
    tile = client.get(address)
    assert "immutable" in tile.headers["cache-control"]
    assert tile.body == client.get(f"{WORLD}?select=name,{quote('面積')}&year__gt=1960").body


def with_box(site):
    entry = site.manifest.table("toilets", version=None)
    version = msgspec.structs.replace(entry.version, bbox=(139.6, 35.6, 139.9, 35.8))
    return msgspec.structs.replace(entry, version=version)


def test_tilejson_names_the_site_where_it_is_known(serving):
    client = serving(Settings(site_url="https://data.example.jp/"))
    found = json.loads(client.get(f"{TILES}.json").body)
    assert found["tiles"][0].startswith("https://data.example.jp/api/v1/tables/toilets/tiles/{z}/")


def test_a_table_too_big_for_memory_has_the_same_tiles(serving):
    usual, small = serving(Settings()), serving(Settings(cache_bytes=20_000))
    for address in (WORLD, near(13), near(19), f"{WORLD}?year__lt=1990"):
        assert small.get(address).body == usual.get(address).body


def test_a_table_tells_where_its_tiles_are_if_it_has_any(client, site):
    site.publish("budget", pl.DataFrame({"款": ["総務費"]}))
    links = {
        name: client.get(f"/api/v1/tables/{name}").json()["links"] for name in ("toilets", "budget")
    }
    tiles = [link["href"] for link in links["toilets"] if "tiles" in link["rel"]]
    assert tiles == [f"{TILES}.json"]
    assert client.get(tiles[0]).status == 200
    assert not [link for link in links["budget"] if "tiles" in link["rel"]]
