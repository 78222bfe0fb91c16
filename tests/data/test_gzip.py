"""Answers come packed to those that take them so, and are the same answers."""

from __future__ import annotations

import gzip
import io

import brotli
import pytest
import zstandard

from tests.data.samples import toilets

ROWS = "/api/v1/tables/toilets/records"


def unzstd(body):
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(body)).read()


CODINGS = [("zstd", unzstd), ("br", brotli.decompress), ("gzip", gzip.decompress)]


@pytest.mark.parametrize(("coding", "unpack"), CODINGS)
@pytest.mark.parametrize("suffix", ["", ".csv", ".geojson", ".ndjson"])
@pytest.mark.parametrize("count", [250, 12_345])
def test_packed_bytes_hold_the_same_under_a_tag_of_its_own(
    client, site, coding, unpack, suffix, count
):
    site.publish("toilets", toilets(count), version=2)
    plain = client.get(ROWS + suffix)
    for _ in range(2):  # made, then kept
        zipped = client.get(ROWS + suffix, accept_encoding=f"identity, {coding}")
        assert zipped.headers["content-encoding"] == coding
        assert unpack(zipped.body) == plain.body
        assert len(zipped.body) < len(plain.body) / 2
        assert client.get(ROWS + suffix).body == plain.body
    assert plain.headers["vary"] == zipped.headers["vary"] == "Accept, Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != zipped.headers["etag"]
    for known in (plain, zipped):
        tag = known.headers["etag"]
        again = client.get(ROWS + suffix, if_none_match=tag, accept_encoding=coding)
        assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == zipped.headers["etag"]
    head = client.head(ROWS + suffix, accept_encoding=coding)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-encoding"] == coding


def test_small_answers_and_parquet_and_those_who_refuse_get_plain_bytes(client):
    for address, encoding in (
        (f"{ROWS}?limit=1&select=名称", "gzip"),
        (f"{ROWS}.parquet", "gzip"),
        (f"{ROWS}.parquet?limit=200", "gzip"),
        (ROWS, "gzip;q=0, identity"),
        (ROWS, "deflate"),
        (f"{ROWS}.xlsx", "gzip, zstd"),
        (f"{ROWS}.arrow", "br"),
    ):
        answer = client.get(address, accept_encoding=encoding)
        assert answer.status == 200
        assert "content-encoding" not in answer.headers, (address, encoding)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "zstd"),
        ("zstd;q=0, *;q=0.5", "br"),
        ("GZIP", "gzip"),
        ("identity", None),
        ("gzip;q=x", None),
    ],
)
def test_the_coding_that_the_asker_likes_best_is_chosen_ours_among_equals(client, accepted, coding):
    for _ in range(2):
        assert client.get(ROWS, accept_encoding=accepted).headers.get("content-encoding") == coding


def test_lists_descriptions_and_the_api_document_are_packed_too(client):
    for address in ("/api/v1/tables/toilets", "/api/openapi.json"):
        plain = client.get(address)
        packed = client.get(address, accept_encoding="zstd")
        assert unzstd(packed.body) == plain.body
        assert "Accept-Encoding" in plain.headers["vary"]
        assert packed.headers["content-length"] == str(len(packed.body))
        tag = packed.headers["etag"]
        assert tag != plain.headers["etag"]
        again = client.get(address, if_none_match=tag, accept_encoding="zstd")
        assert (again.status, again.headers["etag"]) == (304, tag)
        assert client.get(address, if_none_match=plain.headers["etag"]).status == 304


def test_what_takes_one_coding_never_gets_another_from_the_kept_answers(client):
    client.get(ROWS, accept_encoding="gzip, zstd")
    assert client.get(ROWS, accept_encoding="gzip").headers["content-encoding"] == "gzip"
    assert "content-encoding" not in client.get(ROWS).headers
