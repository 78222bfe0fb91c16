"""What a data server keeps in memory while tables are published again and again."""

from __future__ import annotations

import re

import pytest

from tdpf.data import superseded
from tests.data.samples import toilets

RECORDS = "/api/v1/tables/toilets/records?limit=1"


def loaded(client):
    text = client.get("/metrics").text
    return int(re.search(r"^tdpf_loaded_tables\{.*\} (\d+)$", text, re.MULTILINE)[1])


def publish_and_ask(client, site, versions):
    for number in versions:
        site.publish(
            "toilets",
            toilets(100 + number),
            version=number,
            keys={"名称": "name", "設置年": "year"},
        )
        assert client.get(RECORDS).json()["numberMatched"] == 100 + number


def test_versions_that_newer_ones_took_the_place_of_leave_memory(client, site, monkeypatch):
    monkeypatch.setattr(superseded, "GRACE_S", 0.0)
    publish_and_ask(client, site, range(2, 6))
    client.get(RECORDS)
    assert loaded(client) == 1
    assert client.get(f"{RECORDS}&version=1").json()["numberMatched"] == 250


@pytest.mark.parametrize("address", [RECORDS, "/api/v1/tables/toilets/tiles/0/0/0.mvt"])
def test_who_pages_through_a_version_that_was_replaced_a_moment_ago_finds_it_in_memory(
    client, site, address
):
    client.get(address)
    publish_and_ask(client, site, range(2, 5))
    assert loaded(client) == 4
