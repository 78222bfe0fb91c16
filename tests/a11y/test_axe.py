"""axe finds nothing on any kind of page: wide and narrow, in both languages, in forced colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.browser import axe_source, chromium_at, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PATHS = [
    "/",
    "/search?q=トイレ",
    "/search?q=存在しない言葉",
    "/sets",
    "/sets/public_toilet",
    "/sets/fire_hydrant",
    "/publishers",
    "/publishers/131130",
    "/datasets/131130-public-toilet",
    "/datasets/132012-budget",
    "/about",
    "/developers",
    "/harvest",
    "/jobs",
    "/sign-in",
    "/nothing",
]
LOOKS = {  # every width with each language and each way of colours, in two visits
    1280: (("ja", "none"), ("en", "active")),
    320: (("en", "none"), ("ja", "active")),
}


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_at(chromium) as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_source()


def opened(
    browser: Browser, url: str, *, width: int, colours: str = "none", motion: str = "reduce"
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        locale="ja-JP",
        reduced_motion=motion,
        forced_colors=colours,
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("width", LOOKS)
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(browser: Browser, site: str, axe: str, path: str, width: int) -> None:
    sign = "&" if "?" in path else "?"
    for language, colours in LOOKS[width]:
        page = opened(browser, f"{site}{path}{sign}lang={language}", width=width, colours=colours)
        assert violations(page, axe) == [], (language, colours)
        sideways = "document.documentElement.scrollWidth <= innerWidth"
        assert page.evaluate(sideways), "the page scrolls sideways"
        page.context.close()


def test_axe_finds_nothing_when_the_map_is_alive(browser: Browser, site: str, axe: str) -> None:
    page = opened(browser, f"{site}/sets/public_toilet", width=1280)
    page.locator("[data-module=map]").scroll_into_view_if_needed()
    page.wait_for_selector("[data-module=map][data-ready]")
    assert violations(page, axe) == []
    page.locator(".places__button").first.click()
    page.wait_for_selector(".maplibregl-popup")
    assert violations(page, axe) == []
    page.context.close()


def test_axe_can_find_something(browser: Browser, axe: str) -> None:
    page = browser.new_page()
    page.set_content("<img src='x.png'><input>")
    found = " ".join(violations(page, axe))
    assert "image-alt" in found
    assert "label" in found
    page.close()


def test_text_at_200_percent_fits(browser: Browser, site: str) -> None:
    for path in PATHS:
        page = opened(browser, f"{site}{path}", width=640)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.context.close()
