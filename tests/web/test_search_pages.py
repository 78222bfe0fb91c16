"""What a search page tells: where the words stand, what was understood, and how to follow it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("published")
ATOM = "{http://www.w3.org/2005/Atom}"


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_the_words_are_marked_where_they_stand_however_they_are_written() -> None:
    assert "<mark>公衆トイレ</mark>一覧" in page(Client(), "/search?q=ﾄｲﾚ")


def test_a_word_of_a_column_is_shown_with_its_column() -> None:
    html = page(Client(), "/search?q=車椅子")
    where = re.search(r'<p class="result__where">([^<]+): <span lang="ja">(.*?)</span>', html)
    assert where is not None
    assert where[1] == "列"
    assert "<mark>車椅子</mark>" in where[2]


def test_a_place_and_synonyms_are_told_and_switched_off_by_one_link() -> None:
    html = page(Client(), "/search?q=渋谷区+便所")
    assert "「渋谷区」のデータを先に並べました。" in html
    link = re.search(r'<a href="([^"]+)" rel="nofollow">入力した言葉のままで探す', html)
    assert link is not None
    exact = page(Client(), unescape(link[1]))
    assert "のデータを先に並べました" not in exact
    assert "「便所」" not in html.partition("results__also")[0]
    assert "「便所」" in exact  # and nothing has that very word


@pytest.mark.parametrize(
    ("chosen", "count"),
    [("has=map", 3), ("area=131130", 2), ("frequency=MONTHLY", 4), ("licence=cc-by-4.0", 6)],
)
def test_every_facet_narrows_the_search(chosen: str, count: int) -> None:
    html = page(Client(), f"/search?{chosen}")
    total = re.search(r'role="status"><strong>(\d+)</strong>', html)
    assert total is not None
    assert int(total[1]) >= count
    assert 'class="facet__choice is-chosen" href="/search"' in html  # follow it to widen again


def test_any_search_can_be_followed_as_atom_and_rss() -> None:
    html = page(Client(), "/search?q=公衆トイレ")
    link = re.search(
        r'<link rel="alternate" type="application/atom\+xml"[^>]* href="([^"]+)"', html
    )
    assert link is not None
    feed = ET.fromstring(page(Client(), unescape(link[1])))
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert "渋谷区 公衆トイレ一覧" in titles
    assert all(entry.findtext(f"{ATOM}updated") for entry in feed.iter(f"{ATOM}entry"))
    rss = ET.fromstring(page(Client(), "/search.rss?q=公衆トイレ"))
    assert len(rss.findall("channel/item")) == len(titles)


def test_a_publisher_and_the_versions_of_a_set_can_be_followed() -> None:
    publisher = ET.fromstring(page(Client(), "/publishers/131130/new.atom"))
    ids = [entry.findtext(f"{ATOM}title") for entry in publisher.iter(f"{ATOM}entry")]
    assert sorted(filter(None, ids)) == ["渋谷区 AED設置箇所一覧", "渋谷区 公衆トイレ一覧"]
    versions = ET.fromstring(page(Client(), "/sets/public_toilet/changes.atom"))
    first = next(versions.iter(f"{ATOM}entry"))
    assert "/changes?since=" in (first.findtext(f"{ATOM}summary") or "")


def test_a_feed_of_nothing_known_is_not_found() -> None:
    for url in ("/search.xml", "/publishers/nobody/new.atom", "/sets/nothing/changes.atom"):
        assert Client().get(url).status_code == 404, url


def test_a_large_site_has_a_list_of_site_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tdpf.apps.catalog.views.SITEMAP_SIZE", 3)
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    parts = ET.fromstring(page(Client(), "/sitemap.xml")).iter(f"{space}loc")
    found: list[str] = []
    for part in parts:
        path = "/" + (part.text or "").rpartition("/")[2]
        found += [one.text or "" for one in ET.fromstring(page(Client(), path)).iter(f"{space}loc")]
    assert len(found) == len(set(found))
    assert any(one.endswith("/datasets/131130-aed") for one in found)
    assert any(one.endswith("/sets/aed") for one in found)
    assert Client().get("/sitemap-99.xml").status_code == 404
