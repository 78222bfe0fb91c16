"""A few kills at random points; `python -m benchmarks.kill` does two hundred."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.sqlite
def test_kills_at_random_points_lose_double_and_stick_nothing():
    command = [sys.executable, "-m", "benchmarks.kill", "--kills", "4", "--scale", "0.0006"]
    done = subprocess.run(
        [*command, "--longest", "2.5"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing stuck" in done.stdout
