"""What all OGC answers share: forms, languages, addresses, caching."""

from __future__ import annotations

import pytest

from tdpf.settings import Settings
from tests.data.ogc.api import Api, link, relations
from tests.data.samples import toilets

TABLE = "/collections/toilets"
PLACES = ["", "/conformance", "/api", "/collections", "/tileMatrixSets", TABLE]
PLACES += [f"{TABLE}/{part}" for part in ("items", "items/id1", "schema", "tiles")]


@pytest.mark.parametrize("place", PLACES)
def test_the_form_follows_accept_and_f_wins(ogc, place):
    address = f"/ogc{place}"
    assert "json" in ogc.get(address).headers["content-type"]
    assert "html" in ogc.get(address, accept="text/html").headers["content-type"]
    assert "json" in ogc.get(address, accept="text/html;q=0.5, */*").headers["content-type"]
    assert "json" in ogc.get(f"{address}?f=json", accept="text/html").headers["content-type"]
    assert "html" in ogc.get(f"{address}?f=html", accept="*/*").headers["content-type"]
    refused = ogc.get(address, accept="image/png")
    assert (refused.status, refused.json()["code"]) == (406, "ogc-not-acceptable")


@pytest.mark.parametrize("place", PLACES)
def test_head_is_get_without_the_body_and_a_known_answer_is_not_sent_again(ogc, client, place):
    address = f"/ogc{place}"
    whole, head = client.get(address), client.head(address)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert client.get(address, if_none_match=whole.headers["etag"]).status == 304


def test_pages_speak_the_language_of_the_reader(ogc):
    page = ogc.get("/ogc", accept="text/html", accept_language="en-US,en;q=0.9")
    assert '<html lang="en">' in page.text
    assert "Accept-Language" in page.headers["vary"]
    assert '<html lang="ja">' in ogc.get("/ogc?f=html", accept_language="fr").text


def test_links_carry_the_public_address_of_the_site(serving, site):
    ogc = Api(serving(Settings(site_url="https://data.example.jp")))
    for address in ("/ogc", "/ogc/collections", "/ogc/collections/toilets/items?limit=2"):
        hrefs = [one["href"] for one in ogc.json(address)["links"]]
        ours = [href for href in hrefs if "creativecommons" not in href]
        assert all(href.startswith("https://data.example.jp/ogc") for href in ours)


def test_a_kept_page_of_features_gives_way_to_a_new_version(serving, site):

    client = serving(Settings(site_url="https://data.example.jp"))
    address = "/ogc/collections/toilets/items?limit=1"
    first, again = client.get(address), client.get(address)
    assert first.body == again.body
    assert first.json()["numberMatched"] == 250
    page = client.get(address, accept="text/html")
    assert "html" in page.headers["content-type"]
    site.publish("toilets", toilets(20), version=2)
    assert client.get(address).json()["numberMatched"] == 20


def test_a_cursor_goes_on_in_its_own_version(ogc, site):

    first = ogc.items({"limit": 200})
    site.publish("toilets", toilets(20), version=2)
    rest = ogc.json(link(first, "next"))
    assert len(rest["features"]) == 50
    assert "next" not in relations(rest)
    other = link(first, "next").replace("limit=200", "limit=200&%E8%A8%AD%E7%BD%AE%E5%B9%B4=1955")
    assert ogc.get(other).json()["code"] == "bad-cursor"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("collections/none", "table-not-found"),
        ("collections/toilets/items?bbox=1,2", "bad-bbox"),
        ("collections/toilets/items?f=xml", "bad-value"),
        ("collections/toilets/items?%3Cscript%3E=1", "unknown-parameter"),
    ],
)
def test_what_is_wrong_is_a_page_where_a_browser_asks_and_a_problem_elsewhere(ogc, place, code):
    browser = "text/html,application/xhtml+xml,*/*;q=0.8"
    plain = ogc.get(place, accept="*/*")
    told = plain.json()
    assert (told["code"], plain.headers["content-type"]) == (code, "application/problem+json")
    for language in ("ja", "en"):
        told = ogc.get(place, accept_language=language).json()
        shown = ogc.get(place, accept=browser, accept_language=language)
        assert shown.status == plain.status
        assert shown.headers["content-type"] == "text/html; charset=utf-8"
        assert "Accept," in shown.headers["vary"]
        assert f'<html lang="{language}">' in shown.text
        assert f"<h1>{told['title']}</h1>" in shown.text
        assert code in shown.text
        assert "<script>" not in shown.text
