"""Request ids, limits, counts and the access log."""

from __future__ import annotations

import logging
import re
import time
from types import SimpleNamespace

import pytest

from tdpf.data import gate
from tdpf.data.limit import RateLimit
from tdpf.settings import Settings

ROWS = "/api/v1/tables/toilets/records"


@pytest.mark.parametrize("address", [ROWS, "/api/nothing", f"{ROWS}?nix=1", "/health"])
def test_every_answer_carries_the_request_id_that_was_given_or_one_of_its_own(client, address):
    for _ in range(2):  # made, then kept
        assert client.get(address, x_request_id="abc-1.2").headers["x-request-id"] == "abc-1.2"
    own = [client.get(address, x_request_id="").headers["x-request-id"] for _ in range(2)]
    assert len(set(own)) == 2
    odd = client.get(address, x_request_id="a b<script>").headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", odd)


@pytest.fixture
def stopped_clock(monkeypatch):
    """So that no bucket fills while a busy machine takes its time."""
    monkeypatch.setattr(
        gate, "time", SimpleNamespace(monotonic=lambda: 0.0, perf_counter=time.perf_counter)
    )


@pytest.fixture
def limited(stopped_clock, serving):
    return serving(Settings(rate_limit_per_s=1, rate_limit_burst=3, rate_limit_loopback=True))


def test_who_asks_too_often_is_told_when_to_come_back_and_health_is_never_refused(limited):
    left = [limited.get(ROWS).headers["ratelimit-remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = limited.get(ROWS, accept_language="en")
    assert (refused.status, refused.json()["code"]) == (429, "too-many-requests")
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["ratelimit-limit"] == "3"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["x-request-id"]
    assert limited.get("/health").status == limited.get("/metrics").status == 200


def test_a_proxy_on_this_machine_says_who_asks_and_each_client_has_its_own_bucket(
    stopped_clock, serving
):
    client = serving(Settings(rate_limit_per_s=1, rate_limit_burst=1))
    statuses = [
        client.get(ROWS, x_forwarded_for=who).status
        for who in ("198.51.100.1", "198.51.100.1", "198.51.100.2", "spoofed, 198.51.100.2")
    ]
    assert statuses == [200, 429, 200, 429]
    assert all(client.get(ROWS).status == 200 for _ in range(5)), "this machine is not limited"


def test_no_limit_means_no_limit(serving):
    client = serving(Settings(rate_limit_per_s=0, rate_limit_loopback=True))
    for _ in range(5):
        answer = client.get(ROWS)
        assert answer.status == 200
        assert "ratelimit-limit" not in answer.headers


def test_a_bucket_fills_again_with_time_up_to_its_burst():
    limit = RateLimit(per_s=2, burst=4)
    granted = [limit.take("a", at_s=0.0).is_granted for _ in range(6)]
    assert granted == [True, True, True, True, False, False]
    assert limit.take("b", at_s=0.0).is_granted
    assert limit.take("a", at_s=0.5).is_granted
    assert not limit.take("a", at_s=0.6).is_granted
    later = [limit.take("a", at_s=1000.0).is_granted for _ in range(5)]
    assert later == [True, True, True, True, False]


def metrics(client):
    """Values by name and labels, without the process."""
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {}
    for line in answer.text.splitlines():
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            found[re.sub(r'pid="\d+",?', "", name)] = float(value)
    return found


def test_metrics_count_requests_by_route_and_status_and_how_long_they_took(client):
    for address in (ROWS, ROWS, f"{ROWS}?nix=1", f"{ROWS}.csv", "/api/秘密"):
        client.get(address)
    found = metrics(client)
    route = 'route="/api/v1/tables/{table}/records"'
    assert found[f'tdpf_requests_total{{{route},status="200"}}'] == 2
    assert found[f'tdpf_requests_total{{{route},status="400"}}'] == 1
    assert found['tdpf_requests_total{route="other",status="404"}'] == 1
    assert found[f"tdpf_request_seconds_count{{{route}}}"] == 3
    assert found[f'tdpf_request_seconds_bucket{{{route},le="+Inf"}}'] == 3
    assert found["tdpf_loaded_tables{}"] == 1
    assert found["tdpf_table_cache_bytes{}"] > 1000
    assert found["tdpf_answer_cache_bytes{}"] > 1000
    assert not [name for name in found if "秘密" in name or "toilets" in name]


def test_the_access_log_has_no_address_and_nothing_of_the_question(client, caplog):
    with caplog.at_level(logging.INFO, logger="tdpf.access"):
        client.get(f"{ROWS}?名称=渋谷太郎", x_forwarded_for="198.51.100.9", x_request_id="r1")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "tdpf.access"]
    assert re.fullmatch(rf"GET {ROWS} 200 \d+B \d+\.\dms r1", line)
