"""HTTP done right: conditions, caches, methods, other origins, problems."""

from __future__ import annotations

import pytest

from tdpf.core.tables import load
from tdpf.settings import Settings
from tests.data.samples import toilets

ROWS = "/api/v1/tables/toilets/records"
ADDRESSES = [
    "/api/v1/tables",
    "/api/v1/tables/toilets",
    ROWS,
    f"{ROWS}.json",
    f"{ROWS}.csv",
    f"{ROWS}.geojson",
    f"{ROWS}.ndjson",
    f"{ROWS}.parquet",
    f"{ROWS}.parquet?limit=3",
    "/api/openapi.json",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_that_the_asker_has_is_not_sent_again(client, address):
    first = client.get(address)
    etag = first.headers["etag"]
    for attempt in (etag, f'"other", W/{etag}', "*"):
        again = client.get(address, if_none_match=attempt)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert again.headers["vary"] == first.headers["vary"]
        assert "content-length" not in again.headers
    assert client.get(address, if_none_match='"other"').status == 200


@pytest.mark.parametrize("address", [a for a in ADDRESSES if "toilets" in a])
def test_last_modified_is_the_publication_and_serves_as_a_condition(client, address):
    stamp = client.get(address).headers["last-modified"]
    assert stamp == "Wed, 01 May 2024 09:00:00 GMT"
    assert client.get(address, if_modified_since=stamp).status == 304
    assert client.get(address, if_modified_since="Wed, 01 May 2024 08:59:59 GMT").status == 200
    assert client.get(address, if_modified_since="yesterday").status == 200
    later = "Wed, 01 May 2024 09:00:01 GMT"  # of a version that was rolled back since
    assert client.get(address, if_modified_since=later).status == 200
    # If-None-Match is the stronger word (RFC 9110, 13.2.2).
    both = client.get(address, if_modified_since=stamp, if_none_match='"other"')
    assert both.status == 200


def test_a_new_version_has_a_new_etag_and_a_named_version_keeps_its_own(client, site):
    old = client.get(ROWS).headers["etag"]
    pinned = client.get(f"{ROWS}?version=1")
    site.publish("toilets", toilets(), version=2)
    assert client.get(ROWS, if_none_match=old).status == 200
    assert client.get(f"{ROWS}?version=1", if_none_match=pinned.headers["etag"]).status == 304


def test_caches_may_keep_a_named_version_for_ever_and_must_ask_about_the_current_one(client):
    following = client.get(f"{ROWS}?limit=1").next
    for pinned in (f"{ROWS}?version=1", following, "/api/v1/tables/toilets?version=1"):
        assert "immutable" in client.get(pinned).headers["cache-control"]
    for moving in (ROWS, f"{ROWS}.parquet", "/api/v1/tables/toilets", "/api/v1/tables"):
        assert client.get(moving).headers["cache-control"] == "public, no-cache"
    assert client.get(f"{ROWS}?nix=1").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", [*ADDRESSES, "/health", f"{ROWS}?nix=1", "/api/nothing"])
def test_head_gives_the_headers_of_get_and_no_body(client, address):
    get, head = client.get(address), client.head(address)
    assert (head.status, head.body) == (get.status, b"")
    missing = {"content-length"} if get.headers.get("content-length") is None else set()
    assert {k: v for k, v in head.headers.items() if k not in missing} == get.headers


@pytest.mark.parametrize("address", [*ADDRESSES, "/health", f"{ROWS}?nix=1", "/api/nothing"])
def test_pages_of_any_origin_may_read_data_and_errors(client, address):
    for _ in range(2):  # made, then kept
        headers = client.get(address, origin="https://example.org").headers
        assert headers["access-control-allow-origin"] == "*"
        exposed = headers["access-control-expose-headers"]
        assert {"Link", "ETag", "TDPF-Matched"} <= {name.strip() for name in exposed.split(",")}


def test_a_preflight_is_answered_everywhere(client):
    for address in (ROWS, "/health", "/api/nothing"):
        answer = client.ask("OPTIONS", address, origin="https://example.org",
                            access_control_request_method="GET",
                            access_control_request_headers="if-none-match")  # fmt: skip
        assert (answer.status, answer.body) == (204, b"")
        assert answer.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
        assert answer.headers["access-control-allow-headers"] == "*, Authorization"


def test_a_method_that_would_change_something_is_refused(client):
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE"):
        answer = client.ask(method, ROWS)
        assert (answer.status, answer.json()["code"]) == (405, "method-not-allowed")
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("accept_language", "language"),
    [
        ("", "ja"),
        ("ja-JP", "ja"),
        ("en", "en"),
        ("en-GB,ja;q=0.5", "en"),
        ("ja;q=0.4,en;q=0.3", "ja"),
        ("fr", "ja"),
        ("fr,en;q=0.1", "en"),
        ("en;q=x", "ja"),
    ],
)
def test_a_problem_speaks_the_readers_language_and_keeps_its_code(
    client, accept_language, language
):
    answer = client.get(f"{ROWS}?limitt=3", accept_language=accept_language)
    problem = answer.json()
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    assert problem == {
        "type": "urn:tdpf:problem:unknown-parameter",
        "title": {"ja": "知らないパラメーターです", "en": "Unknown parameter"}[language],
        "status": 400,
        "detail": {
            "ja": "「limitt」はパラメーターでも列の名前でもありません。近い名前: limit",
            "en": "limitt is neither a parameter nor a column. Did you mean limit?",
        }[language],
        "code": "unknown-parameter",
        "parameter": "limitt",
        "near": ["limit"],
    }


def test_an_unknown_address_is_a_problem_too(client):
    for address in ("/api/v2", "/api/v1/tables/toilets/rows", "/api/v1/tables/a/b/c"):
        answer = client.get(address)
        assert (answer.status, answer.json()["code"]) == (404, "not-found")


def test_links_carry_the_public_address_of_the_site_where_it_is_known(serving):
    client = serving(Settings(site_url="https://data.example.jp/"))
    answer = client.get(f"{ROWS}?limit=1", host="evil.example")
    assert answer.next.startswith(f"https://data.example.jp{ROWS}?limit=1&cursor=")
    assert "evil" not in answer.text


def test_a_repeated_page_is_the_same_bytes_and_is_made_once(client, monkeypatch):
    made = []
    answer = load.Loaded.answer
    monkeypatch.setattr(load.Loaded, "answer", lambda *a: made.append(1) or answer(*a))
    first = client.get(f"{ROWS}?車椅子=true")
    second = client.get(f"{ROWS}?車椅子=true")
    assert second == first
    assert len(made) == 1
    assert client.get(f"{ROWS}?車椅子=true", accept="text/csv").body != first.body
    assert client.head(f"{ROWS}?車椅子=true").raw_headers == first.raw_headers


def test_a_kept_answer_outlives_other_publications_but_not_one_of_its_own_table(
    client, site, monkeypatch
):
    made = []
    answer = load.Loaded.answer
    monkeypatch.setattr(load.Loaded, "answer", lambda *a: made.append(1) or answer(*a))
    first = client.get(ROWS)
    assert client.get("/api/v1/tables").json()["numberMatched"] == 1
    site.publish("other", toilets(3))
    assert client.get(ROWS) == first
    assert len(made) == 1
    assert client.get("/api/v1/tables").json()["numberMatched"] == 2
    site.publish("toilets", toilets(3), version=2)
    assert client.get(ROWS).json()["numberMatched"] == 3
    site.publish("toilets", toilets(3), version=3, licence="cc0-1.0")
    assert client.get(ROWS).json()["licence"]["code"] == "cc0-1.0"


def test_a_publication_while_an_answer_is_made_does_not_leave_the_old_one_kept(client, site):
    manifest = site.manifest
    look_up = manifest.table
    interrupted = []

    def slow(name: str, *, version: int | None = None):
        found = look_up(name, version=version)
        if not interrupted:
            interrupted.append(site.publish("toilets", toilets(3), version=2))
        return found

    manifest.table = slow
    assert client.get(ROWS).json()["version"] == 1  # asked before the publication
    assert client.get(ROWS).json()["version"] == 2
