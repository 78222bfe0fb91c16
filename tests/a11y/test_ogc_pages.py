"""The pages of the OGC API: axe finds nothing, they fit a phone, and they work without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.a11y.browser import axe_source, chromium_at, violations

pytestmark = pytest.mark.browser

TABLE = "/ogc/collections/131130-public-toilet"
PATHS = [
    "/ogc",
    "/ogc/conformance",
    "/ogc/api",
    "/ogc/collections",
    TABLE,
    f"{TABLE}/items",
    f"{TABLE}/items?limit=0",
    f"{TABLE}/queryables",
    f"{TABLE}/schema",
    f"{TABLE}/tiles",
    f"{TABLE}/tiles/WebMercatorQuad",
    f"{TABLE}/styles",
    "/ogc/tileMatrixSets",
    "/ogc/tileMatrixSets/WebMercatorQuad",
    "/ogc/collections/no-such-table",
]

LOOKS = ((1280, "ja", "none"), (320, "en", "active"))


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_at(chromium) as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_source()


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(browser: Browser, site: str, axe: str, path: str) -> None:
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    joint = "&" if "?" in path else "?"
    for width, language, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(forced_colors=colours)
        complaints.clear()
        reply = page.goto(f"{site}{path}{joint}f=html&lang={language}")
        assert reply is not None
        assert violations(page, axe) == [], (width, language)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Noto')
        own = 1 if reply.status >= 400 else 0  # the browser tells the status of the page itself
        assert len(complaints) == own, complaints
    page.close()


def test_a_person_walks_from_the_landing_page_to_a_row_without_scripts(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    page.goto(f"{site}/ogc")
    for words in ("コレクション（表）の一覧", "公衆トイレ一覧（統合表）", "地物（行）"):
        page.get_by_role("main").get_by_role("link", name=words).first.click()
    page.locator("tbody th a").first.click()
    assert page.get_by_role("rowheader", name="名称", exact=True).is_visible()
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()
