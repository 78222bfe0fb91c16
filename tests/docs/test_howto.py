"""The pages for officers and operators are true: their examples run in order in a new folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import DOCS, blocks, keeps_its_promise, run

HEADER = "名称,所在地_連結表記,緯度,経度"
TOILET = "神南公園トイレ,東京都渋谷区神南一丁目2-3,35.6622,139.7012"


def _from_top_to_bottom(page: str, folder: Path) -> None:
    found = blocks(page)
    assert len(found) >= 3
    for block in found:
        keeps_its_promise(block, run(block, folder))


@pytest.mark.parametrize(
    "page", ["howto/publish-your-file.md", "howto/search-words.md", "howto/city-report.md"]
)
def test_the_examples_of_a_page_run_from_top_to_bottom(page: str, tmp_path: Path) -> None:
    _from_top_to_bottom(page, tmp_path)


@pytest.mark.sqlite
def test_what_is_published_comes_back_from_the_backup(tmp_path: Path) -> None:
    file = tmp_path / "131130-public-toilet.csv"
    file.write_text(f"{HEADER}\n{TOILET}\n", encoding="utf-8")
    tdpf = [sys.executable, "-c", "from tdpf.cli.main import main; main()"]
    publish = [*tdpf, "publish", file.name, "--publisher", "131130", "--workers", "1"]
    subprocess.run(publish, check=True, cwd=tmp_path, env=_plain(), capture_output=True)
    _from_top_to_bottom("operate/backup.md", tmp_path)


def _plain() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}


def test_the_index_names_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    once = {"README.md", *(page for page in pages if page.startswith("adr/0"))}
    unnamed = {page for page in pages - once if f"({page})" not in index}
    assert unnamed == set(), "add them to docs/README.md"
