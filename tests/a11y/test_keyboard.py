"""What a keyboard reaches, and in what order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.browser import chromium_at

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_at(chromium) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 800}, locale="ja-JP") as context:
        yield context.new_page()


def focused(page: Page, expression: str) -> str:
    return str(page.evaluate(f"(({expression}))(document.activeElement)"))


def test_the_first_tab_offers_to_skip_to_the_content(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    assert focused(page, "e => e.getAttribute('href')") == "#main"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert focused(page, "e => e.id") == "main"


def test_the_matrix_is_one_stop_and_arrow_keys_move_in_it(page: Page, site: str) -> None:
    page.goto(site)
    cells = page.locator(".matrix a.cell")
    page.wait_for_selector('.matrix a.cell[tabindex="-1"]')
    assert page.locator('.matrix a.cell[tabindex="0"]').count() == 1
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "中央区 文化財" in focused(page, "e => e.getAttribute('aria-label')")
    page.keyboard.press("End")
    assert "中央区 観光ポイント" in focused(page, "e => e.getAttribute('aria-label')")
    assert "中央区 観光ポイント" in page.locator("[data-readout]").inner_text()
    assert page.locator('.matrix a.cell[tabindex="0"]').count() == 1


def test_a_wide_table_scrolls_with_the_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/datasets/131130-public-toilet")
    region = page.get_by_role("region", name="最初の行")
    region.focus()
    region.evaluate("e => e.addEventListener('scroll', () => e.dataset.moved = e.scrollLeft)")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector(".table-scroll[data-moved]")


def test_the_map_opens_a_place_with_the_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/sets/public_toilet")
    page.locator("[data-module=map]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-module=map][data-ready]")
    button = page.locator(".places__button").first
    button.focus()
    page.keyboard.press("Enter")
    link = page.locator(".maplibregl-popup a")
    link.wait_for()
    assert link.get_attribute("href").startswith("/datasets/131091-")
