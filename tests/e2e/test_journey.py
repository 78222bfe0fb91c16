"""A resident's way: home → a cell of the matrix → the data → all municipalities → the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.browser import chromium_at

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_at(chromium) as found:
        yield found


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page whose every request must stay on the site and whose console must stay quiet."""
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale="ja-JP") as context:
        found = context.new_page()
        strangers: list[str] = []
        complaints: list[str] = []
        found.on("request", lambda r: r.url.startswith(site) or strangers.append(r.url))
        found.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        found.on("pageerror", lambda error: complaints.append(str(error)))
        yield found
        assert strangers == []
        assert complaints == []


def test_from_the_matrix_to_a_file_of_all_municipalities(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="渋谷区 公衆トイレ").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "渋谷区 公衆トイレ一覧"
    page.get_by_role("link", name="全市区町村の公衆トイレ").click()
    assert page.get_by_role("heading", level=1).inner_text() == "公衆トイレ一覧"
    page.locator("[data-module=map]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-module=map][data-ready]")
    with page.expect_download() as waiting:
        page.locator(".downloads").get_by_role("link", name="CSV").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert text.count("公衆トイレ") >= 20
    assert "東京都渋谷区" in text
    assert "東京都品川区" in text


def test_from_a_question_to_a_place_on_the_map(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("データを検索").fill("といれ")
    page.get_by_label("データを検索").press("Enter")
    page.get_by_role("link", name="公衆トイレ一覧（統合表）").click()
    page.locator(".places__button").first.click()
    page.locator(".maplibregl-popup a").click()
    assert "公衆トイレ一覧" in page.get_by_role("heading", level=1).inner_text()


def test_the_example_can_be_copied(page: Page, site: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/datasets/131130-aed")
    page.locator(".code__copy").first.click()
    page.get_by_role("button", name="コピーしました").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("curl 'http")
    assert "/api/v1/tables/131130-aed/records?limit=5" in copied
