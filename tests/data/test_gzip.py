"""Answers come as gzip to those that take it, and are the same answers."""

from __future__ import annotations

import gzip

import pytest

from tests.data.samples import toilets

ROWS = "/api/v1/tables/toilets/records"


@pytest.mark.parametrize("suffix", ["", ".csv", ".geojson", ".ndjson"])
@pytest.mark.parametrize("count", [250, 12_345])
def test_gzip_holds_the_same_bytes_under_a_tag_of_its_own(client, site, suffix, count):
    site.publish("toilets", toilets(count), version=2)
    plain = client.get(ROWS + suffix)
    for _ in range(2):  # made, then kept
        zipped = client.get(ROWS + suffix, accept_encoding="br, gzip")
        assert zipped.headers["content-encoding"] == "gzip"
        assert gzip.decompress(zipped.body) == plain.body
        assert len(zipped.body) < len(plain.body) / 2
        assert client.get(ROWS + suffix).body == plain.body
    assert plain.headers["vary"] == zipped.headers["vary"] == "Accept, Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != zipped.headers["etag"]
    for known in (plain, zipped):
        tag = known.headers["etag"]
        again = client.get(ROWS + suffix, if_none_match=tag, accept_encoding="gzip")
        assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == zipped.headers["etag"]
    head = client.head(ROWS + suffix, accept_encoding="gzip")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-encoding"] == "gzip"


def test_small_answers_and_parquet_and_those_who_refuse_get_plain_bytes(client):
    for address, encoding in (
        (f"{ROWS}?limit=1&select=名称", "gzip"),
        (f"{ROWS}.parquet", "gzip"),
        (f"{ROWS}.parquet?limit=200", "gzip"),
        (ROWS, "gzip;q=0, identity"),
        (ROWS, "br"),
    ):
        answer = client.get(address, accept_encoding=encoding)
        assert answer.status == 200
        assert "content-encoding" not in answer.headers, (address, encoding)
