"""`tdpf places learn`: published rows place the towns that no dictionary knows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TDPF = Path(sys.executable).with_name("tdpf")
HEADER = "名称,住所,緯度,経度\n"


def rows(*points: tuple[str, str, str]) -> str:
    lines = [f"トイレ{n},{a},{lat},{lon}" for n, (a, lat, lon) in enumerate(points)]
    return HEADER + "\n".join(lines) + "\n"


REAL = rows(
    ("渋谷区代官山町1-2", "35.6490", "139.7010"),
    ("渋谷区代官山町3-4", "35.6492", "139.7012"),
    ("渋谷区代官山町5-6", "35.6494", "139.7014"),
    ("渋谷区鶯谷町1-1", "35.6520", "139.6990"),
)
SYNTHETIC = rows(
    ("渋谷区鶯谷町1-2", "35.6521", "139.6991"),
    ("渋谷区鶯谷町3-4", "35.6522", "139.6992"),
    ("渋谷区鶯谷町5-6", "35.6523", "139.6993"),
)


@pytest.fixture
def tdpf(tmp_path):
    home = {"TDPF_HOME": str(tmp_path / "var")}

    def run(*args: object) -> str:
        command = [str(TDPF), *map(str, args)]
        done = subprocess.run(
            command, env=os.environ | home, check=True, capture_output=True, text=True, cwd=tmp_path
        )
        return done.stdout

    return run


def test_real_rows_teach_a_town_its_place_and_synthetic_rows_do_not(tdpf, tmp_path) -> None:
    (tmp_path / "131130_toilet.csv").write_text(REAL, encoding="utf-8")
    (tmp_path / "131130_demo.csv").write_text(SYNTHETIC, encoding="utf-8")
    tdpf("publish", "131130_toilet.csv", "--publisher", "131130", "--dataset", "real")
    tdpf("publish", "131130_demo.csv", "--publisher", "131130", "--dataset", "demo", "--synthetic")
    assert "1 towns" in tdpf("places", "learn")
    (tmp_path / "ask.csv").write_text(
        "住所\n渋谷区代官山町17-10\n渋谷区鶯谷町9\n", encoding="utf-8"
    )
    tdpf("geocode", "ask.csv", "out.csv", "--address", "住所")
    first, second = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert first.split(",")[1:4] == ["35.649200", "139.701200", "町丁目"]
    assert second.split(",")[3] == "市区町村"
