"""The system's Chromium, and axe run inside a page without loosening the page's CSP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

VENDOR = Path(__file__).parent / "vendor"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SOFTWARE_GL = ["--ignore-gpu-blocklist", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@contextmanager
def chromium_at(path: str) -> Iterator[Browser]:
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=[*SOFTWARE_GL, *as_root])
        yield browser
        browser.close()


def axe_source() -> str:
    return next(VENDOR.glob("axe-core-*/axe.min.js")).read_text(encoding="utf-8")


def violations(page: Page, source: str) -> list[str]:
    """What axe finds on the page as it stands: rule, help, and the first element of each."""
    page.evaluate(source)
    answer: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS
    )
    return [
        f"{rule['id']}: {rule['help']}: {rule['nodes'][0]['html'][:200]}"
        f" ({len(rule['nodes'])} times) {rule['nodes'][0]['failureSummary'][:300]}"
        for rule in answer["violations"]
    ]
