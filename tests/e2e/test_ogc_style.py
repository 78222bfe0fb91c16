"""MapLibre draws a table from nothing but the address of its OGC style."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.a11y.browser import chromium_at
from tests.data.server import serving

pytestmark = pytest.mark.browser

ZONE = [[139.69, 35.65], [139.71, 35.65], [139.71, 35.67], [139.69, 35.67], [139.69, 35.65]]
HOLE = [[139.698, 35.657], [139.698, 35.663], [139.702, 35.663], [139.702, 35.657],
        [139.698, 35.657]]  # fmt: skip
MIDDLE = (139.70, 35.66)
DRAW = """
async ([library, style, center]) => {
  const { Map, setWorkerUrl } = await import(`${library}/maplibre-gl.mjs`);
  document.body.innerHTML = '<div id="map" style="position:fixed;inset:0"></div>';
  const map = new Map({
    container: "map", style, center, zoom: 13, fadeDuration: 0, attributionControl: false,
    canvasContextAttributes: { preserveDrawingBuffer: true },
  });
  const errors = [];
  map.on("error", (event) => errors.push(String(event.error)));
  await new Promise((done) => map.once("idle", done));
  return {
    errors,
    shapes: map.queryRenderedFeatures({ layers: ["areas"] }).map((f) => f.properties["名称"]),
  };
}
"""
# The colour of one pixel, and how many different colours there are along a line.
PIXELS = """
([x, y]) => {
  const canvas = document.querySelector("canvas");
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d");
  context.drawImage(canvas, 0, 0);
  return [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
}
"""


@pytest.fixture(scope="module")
def zones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with one zone that has a hole in its middle."""
    source = tmp_path_factory.mktemp("zones") / "zones.geojson"
    home = tmp_path_factory.mktemp("zones-home")
    feature = {
        "type": "Feature",
        "properties": {"名称": "第一地区"},
        "geometry": {"type": "Polygon", "coordinates": [ZONE, HOLE]},
    }
    source.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
    options = ["--publisher", "131130", "--dataset", "zones", "--standard", "none"]
    subprocess.run(
        [sys.executable, "-c", main, "publish", str(source), *options, "--licence", "cc-by-4.0"],
        check=True,
        env={**os.environ, "TDPF_HOME": str(home)},
        capture_output=True,
    )
    with serving(home) as server:
        yield f"http://127.0.0.1:{server.port}"


def colour(page: Page, x: int, y: int) -> tuple[int, ...]:
    return tuple(page.evaluate(PIXELS, [x, y]))


def test_an_area_is_drawn_with_its_hole(chromium: str, zones: str) -> None:
    with chromium_at(chromium) as browser:
        page = browser.new_page(viewport={"width": 800, "height": 600}, device_scale_factor=1)
        page.goto(f"{zones}/about")
        static = re.search(r'href="(/static/\w+)/site\.css"', page.content())
        assert static is not None
        library = f"{zones}{static[1]}/vendor/maplibre-gl-6.17.0"
        style = f"{zones}/ogc/collections/zones/styles/default"
        found = page.evaluate(DRAW, [library, style, list(MIDDLE)])
        assert found["errors"] == []
        assert set(found["shapes"]) == {"第一地区"}
        paper = colour(page, 5, 5)
        hole, area = colour(page, 400, 300), colour(page, 400, 230)
        assert paper == hole == (0xF5, 0xF7, 0xFD)
        assert area != paper
        assert area[2] > area[0]  # blue


def test_the_page_of_a_dataset_of_areas_draws_them_and_opens_them(
    chromium: str, zones: str
) -> None:
    with chromium_at(chromium) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        complaints: list[str] = []
        page.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{zones}/datasets/zones")
        page.locator("[data-module=map]").scroll_into_view_if_needed()
        page.wait_for_selector("[data-module=map][data-ready]")
        canvas = page.locator(".maplibregl-canvas")
        box = canvas.bounding_box()
        assert box is not None
        canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2 - 100})
        assert page.locator(".maplibregl-popup .popup__name").inner_text() == "第一地区"
        assert complaints == []
