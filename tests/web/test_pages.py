"""Each page does its job for somebody without JavaScript, in both languages."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.city import HOSTILE

pytestmark = pytest.mark.usefixtures("published")

PAGES = {
    "/": ("東京のオープンデータを、ひとつの形で。", "Tokyo's open data, all in one form"),
    "/search": ("全てのデータセット", "All datasets"),
    "/search?q=トイレ": ("「トイレ」の検索結果", "Search for “トイレ”"),
    "/sets": ("27の標準データセット", "The 27 standard sets"),
    "/sets/public_toilet": ("公衆トイレ一覧", "List of public toilets"),
    "/sets/fire_hydrant": ("消防水利施設一覧", "List of fire water supplies"),
    "/publishers": ("公開団体", "Publishers"),
    "/publishers/131130": ("渋谷区", "Shibuya City"),
    "/publishers/133078": ("檜原村", "Hinohara Village"),
    "/datasets/131130-public-toilet": ("渋谷区 公衆トイレ一覧", "渋谷区 公衆トイレ一覧"),
    "/datasets/131130-aed": ("渋谷区 AED設置箇所一覧", "渋谷区 AED設置箇所一覧"),
    "/about": ("このサイトについて", "About this site"),
    "/developers": ("開発者の方へ", "For developers"),
}


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return response.content.decode()


def unmarked(html: str) -> str:
    """The page without the marks on the words of a search."""
    return html.replace("<mark>", "").replace("</mark>", "")


class Reader(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    reader = Reader()
    reader.feed(html)
    return reader.found


def heading(html: str) -> str:
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(found) == 1
    return unescape(re.sub(r"<[^>]+>", "", found[0])).strip()


@pytest.mark.parametrize("url", PAGES)
def test_every_page_has_its_heading_in_both_languages(client: Client, url: str) -> None:
    sign = "&" if "?" in url else "?"
    japanese, english = PAGES[url]
    assert heading(page(client, f"{url}{sign}lang=ja")) == japanese
    html = page(client, f"{url}{sign}lang=en")
    assert heading(html) == english
    assert '<html lang="en">' in html


@pytest.mark.parametrize("url", PAGES)
def test_no_page_needs_an_inline_script_or_style_or_another_site(client: Client, url: str) -> None:
    response = client.get(url)
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    for tag, attributes in elements(response.content.decode()):
        assert tag != "style"
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        assert not attributes.get("href", "").startswith(("javascript:", "data:"))
        if tag == "script":
            is_data = attributes.get("type") == "application/ld+json"
            assert is_data or attributes["src"].startswith("/static/")
        if tag in {"img", "iframe", "source"}:
            assert attributes["src"].startswith("/")
        if tag == "link" and attributes["rel"] in {"stylesheet", "icon", "preload"}:
            assert attributes["href"].startswith("/")


def test_the_chosen_language_is_remembered(client: Client) -> None:
    assert heading(page(client, "/")) == PAGES["/"][0]
    assert client.get("/?lang=en").cookies["lang"].value == "en"
    assert heading(page(client, "/")) == PAGES["/"][1]
    assert heading(page(client, "/?lang=xx")) == PAGES["/"][1]


def test_the_browser_is_asked_when_nothing_is_chosen(client: Client) -> None:
    response = client.get("/", headers={"accept-language": "en-GB,en;q=0.8"})
    assert heading(response.content.decode()) == PAGES["/"][1]
    assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))


def test_a_cell_of_the_matrix_leads_to_the_dataset_and_a_blank_one_to_who_lacks_it(
    client: Client,
) -> None:
    html = page(client, "/")
    filled = re.search(r'<a class="cell q[1-5]" href="([^"]+)" aria-label="渋谷区 AED[^"]*"', html)
    blank = re.search(r'<a class="cell q0" href="([^"]+)" aria-label="檜原村 AED[^"]*未公開"', html)
    assert filled is not None
    assert blank is not None
    assert heading(page(client, filled[1])) == "渋谷区 AED設置箇所一覧"
    lacking = page(client, blank[1].partition("#")[0])
    section = lacking[lacking.index('id="lacking"') :]
    assert "檜原村" in section
    assert "渋谷区" not in section


def test_the_matrix_has_every_municipality_and_every_set(client: Client) -> None:
    html = page(client, "/")
    assert len(re.findall(r'<th class="matrix__name" scope="row">', html)) == 62
    assert len(re.findall(r'<th class="matrix__set" scope="col">', html)) == 27
    assert len(re.findall(r'<a class="cell q\d"', html)) == 62 * 27


def test_a_search_can_be_narrowed_and_widened_by_links_alone(client: Client) -> None:
    html = page(client, "/search?q=トイレ")
    choice = re.search(r'<a class="facet__choice" href="([^"]*publisher=131091[^"]*)"', html)
    assert choice is not None
    narrowed = unmarked(page(client, unescape(choice[1])))
    assert "品川区 公衆トイレ一覧" in narrowed
    assert "渋谷区 公衆トイレ一覧" not in narrowed
    removal = re.search(r'<a class="chip" href="([^"]+)">品川区', narrowed)
    assert removal is not None
    assert "渋谷区 公衆トイレ一覧" in unmarked(page(client, unescape(removal[1])))


def test_a_merged_table_has_an_english_name_in_english(client: Client) -> None:
    html = page(client, "/search?q=toilet&lang=en")
    assert '<a href="/sets/public_toilet">List of public toilets</a>' in html
    assert 'lang="ja">渋谷区 公衆トイレ一覧</a>' in html


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client) -> None:
    tag = client.get("/sets")["ETag"]
    assert client.get("/sets", headers={"if-none-match": tag}).status_code == 304
    english = client.get("/sets?lang=en", headers={"if-none-match": tag})
    assert english.status_code == 200


def test_new_words_keep_the_chosen_facets(client: Client) -> None:
    html = page(client, "/search?q=トイレ&publisher=131130&sort=title")
    form = html[html.index("<form") : html.index("</form>")]
    assert '<input type="hidden" name="publisher" value="131130">' in form
    assert '<input type="hidden" name="sort" value="title">' in form


def test_a_search_without_result_says_what_to_do_next(client: Client) -> None:
    html = page(client, "/search?q=存在しない言葉")
    assert "見つかりませんでした" in html
    assert 'href="/sets"' in html
    assert "トイレ" in page(client, "/search?q=存在しない言葉+トイレ")


@pytest.mark.parametrize(
    "q",
    [
        HOSTILE,
        '"',
        "＊",
        "AND",
        "-",
        "(",
        "\x00",
        "%00",
        "公" * 5000,
        "../../etc/passwd",
        "'; drop",
    ],
)
def test_any_text_is_a_question(client: Client, q: str) -> None:
    response = client.get("/search", {"q": q, "page": q, "sort": q, "publisher": q, "lang": q})
    assert response.status_code == 200
    assert HOSTILE not in response.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "２", "99999999999", "500", "x"])
def test_an_odd_page_number_is_still_a_page(client: Client, number: str) -> None:
    response = client.get("/search", {"page": number})
    assert response.status_code == 200
    assert "公衆トイレ一覧" in response.content.decode()


def test_words_of_a_publisher_cannot_break_out_of_the_page(client: Client) -> None:
    for url in ("/datasets/132012-budget", "/datasets/131130-public-toilet", "/search", "/"):
        html = page(client, url)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript:' not in html
    html = page(client, "/datasets/132012-budget")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    described = json.loads(found[1])
    assert described["name"] == f"八王子市 予算 {HOSTILE}"
    assert described["license"].startswith("https://creativecommons.org/")


def test_a_dataset_page_shows_rows_files_findings_quality_and_licence(client: Client) -> None:
    html = page(client, "/datasets/131130-public-toilet")
    for expected in (
        "中央1丁目公衆トイレ",
        "/api/v1/tables/131130-public-toilet/records.csv",
        "/api/v1/tables/131130-public-toilet/records.parquet",
        "/api/v1/tables/131130-public-toilet/records.geojson",
        "131130_public_toilet.csv",
        "coordinates-swapped",
        "クリエイティブ・コモンズ 表示 4.0 国際",
        "出典の書き方",
        "第1版",
        "curl &#x27;http",
    ):
        assert expected in html, expected


def test_the_map_is_useful_without_javascript(client: Client) -> None:
    html = page(client, "/sets/public_toilet")
    dots = re.search(r'<path class="map__dots" d="((?:M\d+ \d+h0)+)"', html)
    assert dots is not None
    assert dots[1].count("M") > 5
    places = html[html.index('class="places"') :]
    assert places.count("<li") >= 8
    assert "東京都渋谷区" in places or "東京都品川区" in places


def test_a_table_without_positions_has_no_map(client: Client) -> None:
    html = page(client, "/datasets/132012-budget")
    assert 'data-module="map"' not in html
    assert ".geojson" not in html


def test_synthetic_data_is_marked_and_real_data_is_not(client: Client) -> None:
    assert "synthetic__tag" in page(client, "/datasets/131130-aed")
    assert "synthetic__tag" not in page(client, "/datasets/132012-budget")
    assert "印の付いたデータ" in page(client, "/")
    assert "印の付いたデータ" in page(client, "/search")


def test_the_original_file_comes_back_byte_for_byte_as_a_download(
    client: Client, published: Path
) -> None:
    response = client.get("/datasets/131130-public-toilet/files/0")
    content = b"".join(response.streaming_content)
    assert "中央1丁目公衆トイレ".encode("cp932") in content
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Length"] == str(len(content))
    again = client.get(
        "/datasets/131130-public-toilet/files/0", headers={"if-none-match": response["ETag"]}
    )
    assert again.status_code == 304


def test_a_download_that_broke_off_is_taken_up_where_it_was(
    client: Client, published: Path
) -> None:
    url = "/datasets/131130-public-toilet/files/0"
    whole = client.get(url)
    content = b"".join(whole.streaming_content)
    assert whole["Accept-Ranges"] == "bytes"
    same = {"if-range": whole["ETag"], "accept-encoding": "gzip"}

    first = client.get(url, headers={"range": "bytes=0-99"})
    rest = client.get(url, headers={"range": "bytes=100-", **same})
    assert first.status_code == rest.status_code == 206
    assert first["Content-Range"] == f"bytes 0-99/{len(content)}"
    assert first["Content-Length"] == "100"
    assert first["Content-Disposition"] == whole["Content-Disposition"]
    parts = [b"".join(part.streaming_content) for part in (first, rest)]
    assert b"".join(parts) == content

    changed = client.get(url, headers={"range": "bytes=100-", "if-range": '"another"'})
    assert changed.status_code == 200
    assert b"".join(changed.streaming_content) == content
    beyond = client.get(url, headers={"range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416
    assert beyond["Content-Range"] == f"bytes */{len(content)}"
    head = client.head(url)
    assert head.status_code == 200
    assert head["Content-Length"] == str(len(content))
    assert head["ETag"] == whole["ETag"]


def test_the_report_lists_every_finding(client: Client) -> None:
    response = client.get("/datasets/131130-public-toilet/report.json")
    report = response.json()
    assert "coordinates-swapped" in {finding["code"] for finding in report["findings"]}


def test_a_merged_dataset_lives_at_its_set(client: Client) -> None:
    response = client.get("/datasets/public_toilet")
    assert response.status_code == 301
    assert response["Location"] == "/sets/public_toilet"


@pytest.mark.parametrize(
    "url",
    [
        "/nothing",
        "/sets/nothing",
        "/datasets/nothing",
        "/datasets/131130-aed/files/7",
        "/publishers/999999",
        "/publishers/x",
    ],
)
def test_a_page_that_does_not_exist_says_where_to_go(client: Client, url: str) -> None:
    html = page(client, url, status=404)
    assert heading(html) == "ページが見つかりません"
    assert 'action="/search"' in html


@pytest.mark.parametrize("url", ["/", "/search", "/datasets/131130-aed"])
def test_pages_only_answer_reads(client: Client, url: str) -> None:
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405


def test_the_sitemap_names_every_dataset_page(client: Client) -> None:
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    addresses = {element.text or "" for element in tree.iter() if element.tag.endswith("}loc")}
    paths = {address.partition("//")[2].partition("/")[2] for address in addresses}
    assert {"", "sets/aed", "datasets/131130-aed", "datasets/132012-budget"} <= paths
    assert "sitemap.xml" in client.get("/robots.txt").content.decode()


def test_static_files_may_be_kept_for_ever(client: Client) -> None:
    html = page(client, "/")
    style = re.search(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert style is not None
    response = client.get(style[1])
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert b"--key" in response.content


@pytest.mark.parametrize(
    ("url", "first", "later"),
    [
        ("/", 9, 4),
        ("/search?q=トイレ", 6, 3),
        ("/sets", 4, 2),
        ("/sets/public_toilet", 9, 1),
        ("/publishers", 5, 3),
        ("/publishers/131130", 5, 4),
        ("/datasets/131130-public-toilet", 7, 7),
    ],
)
def test_a_page_asks_the_database_few_questions(
    client: Client, url: str, first: int, later: int
) -> None:
    for most in (first, later):
        with CaptureQueriesContext(connection) as asked:
            page(client, url)
        assert len(asked) <= most, [query["sql"][:120] for query in asked]
