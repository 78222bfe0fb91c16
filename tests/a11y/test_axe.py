"""axe finds nothing on any kind of page: wide and narrow, in both languages, in forced colours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.a11y.browser import axe_source, chromium_at, violations

pytestmark = pytest.mark.browser

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
LOOKS = ((1280, "ja", "none"), (320, "en", "active"))  # each width, language and way of colours

FITS = "document.documentElement.scrollWidth <= innerWidth"  # nothing scrolls sideways


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


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(browser: Browser, site: str, axe: str, path: str) -> None:
    page = opened(browser, "about:blank", width=1280)
    sign = "&" if "?" in path else "?"
    for width, language, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(forced_colors=colours)
        page.goto(f"{site}{path}{sign}lang={language}")
        assert violations(page, axe) == [], (width, language, colours)
        assert page.evaluate(FITS), (width, language)
    page.goto(f"{site}{path}{sign}lang=ja")
    assert page.evaluate(FITS), "the page in Japanese scrolls sideways on a phone"
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
    page = opened(browser, "about:blank", width=640)
    for path in PATHS:
        page.goto(f"{site}{path}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(FITS), path
    page.context.close()
