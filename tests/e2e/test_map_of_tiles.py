"""A table of more places than a page should load at once comes to the map as tiles."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

from tests.a11y.browser import chromium_at
from tests.data.server import serving

pytestmark = pytest.mark.browser

COLUMNS, ROWS = 50, 70
STEP = 0.0005


@pytest.fixture(scope="module")
def big_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with one list of 3,500 places, a dozen pixels apart at zoom 14."""
    source = tmp_path_factory.mktemp("big") / "131130_places.csv"
    home = tmp_path_factory.mktemp("big-home")
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["名称", "緯度", "経度"])
        writer.writerows(
            (f"第{n}広場", f"{35.65 + STEP * (n % ROWS):.4f}", f"{139.69 + STEP * (n // ROWS):.4f}")
            for n in range(COLUMNS * ROWS)
        )
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    options = ["--publisher", "131130", "--dataset", "places", "--licence", "cc-by-4.0"]
    subprocess.run(
        [sys.executable, "-c", main, "publish", str(source), *options, "--standard", "none"],
        check=True,
        env={**os.environ, "TDPF_HOME": str(home)},
        capture_output=True,
    )
    with serving(home) as server:
        yield f"http://127.0.0.1:{server.port}"


def test_a_large_table_is_drawn_from_tiles_and_its_places_can_be_opened(
    chromium: str, big_site: str
) -> None:
    with chromium_at(chromium) as browser:
        page = browser.new_page(
            viewport={"width": 1280, "height": 900}, locale="ja-JP", reduced_motion="reduce"
        )
        complaints: list[str] = []
        page.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        answers: list[tuple[str, int]] = []
        page.on("response", lambda r: answers.append((r.url, r.status)))
        page.goto(f"{big_site}/datasets/places")
        page.locator("[data-module=map]").scroll_into_view_if_needed()
        page.wait_for_selector("[data-module=map][data-ready]")
        tiles = [(urlsplit(url), status) for url, status in answers if ".mvt" in url]
        assert tiles
        assert {status for _, status in tiles} <= {200, 204}
        assert all(parse_qs(url.query)["version"] == ["1"] for url, _ in tiles)
        assert not [url for url, _ in answers if "records.geojson" in url]
        assert opened_place(page).endswith("広場")
        assert complaints == []


def opened_place(page: Page) -> str:
    """Open what lies in the middle with the keyboard, through circles of many, until a place."""
    popup = page.locator(".maplibregl-popup .popup__name")
    for _ in range(20):
        page.locator(".maplibregl-canvas").press("Enter")
        try:
            popup.wait_for(timeout=3_000)
        except TooLate:
            continue
        return popup.inner_text()
    raise AssertionError("no place in the middle of the map")
