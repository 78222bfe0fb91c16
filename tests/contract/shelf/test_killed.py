"""Kill -9 at every step: nobody sees a half, nothing is lost, the next run completes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.shelf.conftest import MINATO, SHIBUYA, toilets

pytestmark = pytest.mark.timeout(600)

VICTIM = Path(__file__).with_name("victim.py")


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    """What happened at each step at which a publishing process was killed."""
    folder = tmp_path_factory.mktemp("killed")
    for name in ("first", "second"):
        (folder / name).mkdir()
    (folder / "first" / "131130.csv").write_bytes(toilets("131130", *SHIBUYA))
    (folder / "first" / "131032.csv").write_bytes(toilets("131032", *MINATO))
    (folder / "second" / "131130.csv").write_bytes(toilets("131130", *SHIBUYA[::-1], notes="更新"))
    environ = {**os.environ, "POLARS_MAX_THREADS": "1"}
    environ.pop("DJANGO_SETTINGS_MODULE", None)
    run = subprocess.run(
        [sys.executable, VICTIM, folder], capture_output=True, text=True, env=environ, check=False
    )
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_process_was_killed_around_every_kind_of_step(steps):
    places = {step["where"] for step in steps}
    names = ("write_version", "put", "settle", "store", "move_heads", "put_version", "write")
    for name in (*names, "set_head", "_commit", "merge"):
        assert {f"before {name}", f"after {name}"} <= places


def test_readers_see_each_table_as_it_was_or_as_it_is_now(steps):
    for step in steps:
        for name, rows in step["seen"].items():
            assert rows in (step["old"][name], step["new"][name]), step["where"]


def test_a_table_that_was_published_is_never_missing(steps):
    for step in steps:
        assert step["seen"].keys() == step["old"].keys(), step["where"]


def test_the_commit_is_the_publication(steps):
    """Before the first commit everybody sees the old rows, after it the new ones."""
    table = "131130-toilets"
    first = next(place for place, step in enumerate(steps) if step["where"] == "after _commit")
    for place, step in enumerate(steps):
        expected = step["new" if place >= first else "old"][table]
        assert step["seen"][table] == expected, step["where"]


def test_the_next_run_completes_what_was_cut_off(steps):
    for step in steps:
        assert set(step["statuses"]) <= {"published", "unchanged"}
        assert step["after"] == step["new"], step["where"]


def test_the_shelf_is_sound_and_searchable_after_the_next_run(steps):
    for step in steps:
        assert step["upkeep"]["damages"] == [], step["where"]
        assert step["upkeep"]["stale"] == [], step["where"]
        assert step["upkeep"]["is_searchable"], step["where"]
        assert step["upkeep"]["found"] == 3, step["where"]
