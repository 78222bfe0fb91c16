"""Several workers share the queue, on both databases; killing them loses and doubles nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S

Step = Callable[..., subprocess.Popen[str]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def step(request: pytest.FixtureRequest, tmp_path: Path) -> Step:
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("new_database")()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    environ = plain | {"TDPF_HOME": str(tmp_path), "TDPF_DATABASE": url}
    program = str(Path(__file__).with_name("errands.py"))

    def begin(*words: object) -> subprocess.Popen[str]:
        command = [sys.executable, program, *map(str, words)]
        return subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True)

    return begin


def told(process: subprocess.Popen[str]) -> str:
    output, _ = process.communicate(timeout=PATIENCE_S)
    return output.strip()


def test_every_job_is_done_once_by_many_workers(step: Step, tmp_path: Path):
    told(step("submit", "errand", 60, 0))
    workers = [step("work") for _ in range(3)]
    assert [told(worker) for worker in workers] == [""] * 3
    assert sorted((tmp_path / "done.txt").read_text().split(), key=int) == [
        str(n) for n in range(60)
    ]
    assert told(step("counts")) == "{'done': 60}"


def test_a_job_whose_worker_is_killed_is_begun_again_and_ends(step: Step, tmp_path: Path):
    told(step("submit", "deadly", 2, 1))
    told(step("lives", 3))
    assert told(step("counts")) == "{'done': 2}"
    assert sorted((tmp_path / "done.txt").read_text().split()) == ["0", "1"]


def test_a_job_that_kills_every_worker_ends_with_a_reason(step: Step):
    told(step("submit", "deadly", 1, 9))
    told(step("lives", 5))
    assert told(step("counts")) == "{'failed': 1}"
