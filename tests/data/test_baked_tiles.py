"""Tiles of large layers over HTTP: from the archive, by ranges, and the same as when made."""

from __future__ import annotations

import gzip

import pytest

from tdpf.core.maps.bake import archive_key, bake
from tdpf.core.maps.pmtiles import write
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.load import load
from tdpf.settings import Settings
from tests.data.samples import toilets

TILES = "/api/v1/tables/toilets/tiles"
WORLD = f"{TILES}/0/0/0.mvt"


@pytest.fixture
def live(client):
    """The answers of a server that has no archive."""
    return {address: client.get(address) for address in (WORLD, f"{TILES}/9/454/201.mvt")}


@pytest.fixture
def archive(site, live):
    entry = site.manifest.table("toilets")
    path = site.storage.path_for(archive_key(entry.version.sha256))
    path.parent.mkdir(parents=True)
    bake(
        load(site.storage.path_for(entry.version.path), limit_bytes=10**9),
        layout_of(entry.version.schema, is_merged=False),
        path,
        title=entry.title,
        attribution="",
        box=(139.6, 35.6, 139.9, 35.8),
    )
    return path


def test_a_baked_tile_is_the_one_that_would_be_made(serving, live, archive):

    client = serving(Settings())
    for address, made in live.items():
        baked = client.get(address)
        assert baked.body == made.body
        assert baked.headers["etag"] == made.headers["etag"]
        packed = client.get(address, accept_encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(packed.body) == made.body
    assert client.get(f"{TILES}/14/0/0.mvt").status == 204


def test_the_archive_is_really_read(serving, live, archive):
    """An archive that holds something else shows that the tile comes from there."""

    with archive.open("wb") as file:
        write(file, [(0, gzip.compress(b"x"))], zooms=(0, 14), box=(0, 0, 1, 1), about={})
    client = serving(Settings())
    assert client.get(WORLD).body == b"x"
    assert client.get(f"{WORLD}?year=1955").body not in {b"x", b""}
    assert client.get(f"{WORLD}?select=name").body != b"x"
    assert client.get(f"{WORLD}?cluster=16").body != b"x"


def test_a_broken_archive_is_no_reason_to_fail(serving, live, archive):

    archive.write_bytes(b"broken")
    assert serving(Settings()).get(WORLD).body == live[WORLD].body


def test_the_archive_is_served_by_ranges(client, archive):
    address = f"{TILES}.pmtiles"
    whole = client.get(address)
    assert whole.headers["content-type"] == "application/vnd.pmtiles"
    assert whole.body == archive.read_bytes()
    part = client.get(address, range="bytes=0-126")
    assert (part.status, part.body[:8]) == (206, b"PMTiles\x03")
    assert part.headers["content-range"] == f"bytes 0-126/{len(whole.body)}"
    assert client.get(address, range="bytes=99999999-").status == 416
    assert client.get(address, if_none_match=whole.headers["etag"]).status == 304
    assert "immutable" in client.get(f"{address}?version=1").headers["cache-control"]


def test_a_table_without_an_archive_says_so(client, site):
    site.publish("few", toilets(3))
    answer = client.get("/api/v1/tables/few/tiles.pmtiles")
    assert (answer.status, answer.json()["code"]) == (404, "no-archive")
    assert client.get("/api/v1/tables/none/tiles.pmtiles").json()["code"] == "table-not-found"
    assert client.get("/api/v1/tables/few/tiles.pmtiles?limit=1").status == 400
