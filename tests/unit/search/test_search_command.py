"""`tdpf search` at a terminal, and rebuilding an index that is broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tdpf.adapters.search import Document, open_index
from tdpf.settings import read_settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    index = open_index(read_settings({"TDPF_HOME": str(tmp_path)}))
    index.put(
        [
            Document(id="toilet", title="公衆トイレ一覧（統合表）", kind="merged", rows=5842),
            Document(id="131130-park", title="渋谷区 公園一覧", publisher="131130", rows=12),
        ],
        position=1,
    )
    return tmp_path


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from tdpf.cli.main import main; main()", "search", *words]
    env = {**os.environ, "TDPF_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "80"}
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


def test_results_stand_in_a_table_with_their_rows_and_names(home: Path) -> None:
    said = run(home, "公園").stdout
    assert "渋谷区 公園一覧" in said
    assert "131130-park" in said
    assert "1 件" in said


def test_a_place_points_at_its_part_of_the_merged_table(home: Path) -> None:
    assert "toilet?publisher=131130" in run(home, "渋谷区", "トイレ").stdout


def test_a_word_that_nothing_holds_is_named(home: Path) -> None:
    said = run(home, "存在しない言葉", "公園").stdout
    assert "「存在しない言葉」は見つかりませんでした" in said
    assert "渋谷区 公園一覧" in said


def test_brackets_in_a_query_are_text_not_markup(home: Path) -> None:
    result = run(home, "[red]公園[/]")
    assert result.returncode == 0, result.stderr
    assert "「red」" in result.stdout


def test_json_is_for_programs(home: Path) -> None:
    answer = json.loads(run(home, "公園", "--json").stdout)
    assert answer["total"] == 1
    assert answer["hits"][0]["document"]["id"] == "131130-park"


def test_rebuild_makes_the_index_follow_the_database(home: Path) -> None:
    result = run(home, "--rebuild")
    assert result.returncode == 0, result.stderr
    assert "0 件" in result.stderr, "the database of this home is empty"
    assert "0 件" in run(home, "公園").stdout
