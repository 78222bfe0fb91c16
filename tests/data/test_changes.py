"""The change feed over HTTP."""

from __future__ import annotations

import csv
import io
import json

import polars as pl
import pytest

from tests.data.client import Client
from tests.data.samples import Site

ADDRESS = "/api/v1/tables/places/changes"


@pytest.fixture
def feed(site: Site, client: Client) -> Client:
    """Three versions: b changes and c goes in the second, d comes in the third."""
    for number, rows in enumerate(
        (
            {"a": "橋", "b": "駅", "c": "坂"},
            {"a": "橋", "b": "駅前"},
            {"d": "門", "a": "橋", "b": "駅前"},
        ),
        1,
    ):
        frame = pl.DataFrame({"名称": list(rows.values()), "_id": list(rows)})
        site.publish("places", frame, version=number)
    return client


def told(records: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(r["_version"], r["_change"], r["_id"], r["名称"]) for r in records]


def test_the_feed_tells_every_version_since_the_one_at_hand(feed: Client) -> None:
    answer = feed.get(f"{ADDRESS}?since=1").json()
    assert told(answer["records"]) == [
        (2, "changed", "b", "駅前"),
        (2, "removed", "c", "坂"),
        (3, "added", "d", "門"),
    ]
    assert answer["numberMatched"] == 3
    assert [(v["version"], v["added"], v["changed"], v["removed"]) for v in answer["versions"]] == [
        (2, 0, 1, 1),
        (3, 1, 0, 0),
    ]
    assert told(feed.get(f"{ADDRESS}?since=2").json()["records"]) == [(3, "added", "d", "門")]
    assert feed.get(f"{ADDRESS}?since=3").json()["records"] == []


def test_pages_follow_each_other_even_when_a_version_comes_between(
    feed: Client, site: Site
) -> None:
    first = feed.get(f"{ADDRESS}?since=1&limit=2")
    site.publish("places", pl.DataFrame({"名称": ["橋"], "_id": ["a"]}), version=4)
    assert first.next is not None
    second = feed.get(first.next).json()
    assert told(second["records"]) == [(3, "added", "d", "門")]
    assert "next" not in [link["rel"] for link in second["links"]]


def test_csv_and_ndjson_hold_the_same_rows(feed: Client) -> None:
    records = feed.get(f"{ADDRESS}?since=1").json()["records"]
    lines = feed.get(f"{ADDRESS}.ndjson?since=1").text.splitlines()
    assert [json.loads(line) for line in lines] == records
    rows = list(csv.DictReader(io.StringIO(feed.get(f"{ADDRESS}.csv?since=1").text)))
    assert [(row["_change"], row["_id"]) for row in rows] == [
        (r["_change"], r["_id"]) for r in records
    ]


def test_records_lead_to_the_feed(feed: Client) -> None:
    reply = feed.get("/api/v1/tables/places/records.csv?changes_since=2")
    assert (reply.status, reply.headers["location"]) == (308, f"{ADDRESS}.csv?since=2")


def test_the_same_feed_is_known_by_its_etag(feed: Client) -> None:
    first = feed.get(f"{ADDRESS}?since=1")
    assert feed.get(f"{ADDRESS}?since=1", if_none_match=first.headers["etag"]).status == 304


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("since=9", 404, "version-not-found"),
        ("since=x", 400, "bad-value"),
        ("since=0", 400, "bad-value"),
        ("since=1&since=1", 400, "repeated-parameter"),
        ("from=1", 400, "unknown-parameter"),
        ("since=1&limit=99999", 400, "bad-limit"),
        ("since=1&cursor=x", 400, "bad-cursor"),
    ],
)
def test_wrong_questions_are_told_what_is_right(
    feed: Client, query: str, status: int, code: str
) -> None:
    reply = feed.get(f"{ADDRESS}?{query}")
    assert (reply.status, reply.json()["code"]) == (status, code)


def test_a_version_whose_file_is_gone_is_said_so(feed: Client, site: Site) -> None:
    site.storage.path_for("tables/places/1.parquet").unlink()
    reply = feed.get(f"{ADDRESS}?since=1")
    assert (reply.status, reply.json()["code"]) == (410, "version-gone")
