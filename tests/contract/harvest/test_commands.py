"""`tdpf harvest`, `tdpf jobs` and `tdpf worker` as an operator types them, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.harvest.conftest import SMALL
from tests.contract.harvest.web import Web, package, reply, tagged

Tdpf = Callable[..., str]
MAIN = "from tdpf.cli.main import main; main(prog_name='tdpf')"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def tdpf(request: pytest.FixtureRequest, tmp_path: Path) -> Tdpf:
    url = ""
    if request.param == "postgres":
        url = request.getfixturevalue("new_database")()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    environ = plain | {
        "TDPF_HOME": str(tmp_path / "home"),
        "TDPF_DATABASE": url,
        "TDPF_OUTBOUND_PRIVATE": "127.0.0.1",
    }

    def run(*words: str, status: int = 0) -> str:
        command = [sys.executable, "-c", MAIN, *words]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_a_source_from_adding_to_removing(tdpf: Tdpf, site: Web):
    site.pages |= {"/a.csv": tagged(SMALL), "/b.csv": reply("<html><b>x")}
    strange = "名\u0000前"  # a NUL, which PostgreSQL keeps in no text
    site.packages = [package(1, f"{site.base}/a.csv", f"{site.base}/b.csv", notes=strange)]
    tdpf("harvest", "add", "city", site.base, "--kind", "ckan", "--seconds-between", "0")
    assert "1 表を公開しました" in tdpf("harvest", "run", "city", "--quiet", "--workers", "1")
    shown = json.loads(tdpf("harvest", "status", "city", "--json"))
    assert (shown["tables"], shown["codes"]) == (1, {"html-not-data": 1})

    site.pages["/b.csv"] = tagged("x,y\n1,2\n", '"b"')
    assert "1 件をやり直します" in tdpf("harvest", "retry", "city")
    tdpf("harvest", "run", "city", "--queue")
    tdpf("worker", "--once")
    jobs = json.loads(tdpf("jobs", "list", "--json"))
    assert {job["state"] for job in jobs} == {"done"}
    assert json.loads(tdpf("harvest", "list", "--json"))[0]["tables"] == 2

    assert json.loads(tdpf("verify", "--json"))["damages"] == []
    assert "1" in tdpf("harvest", "remove", "city", "--withdraw", "--yes")
    assert tdpf("harvest", "list", "--json").strip() == "[]"


@pytest.mark.parametrize("tdpf", ["sqlite"], indirect=True)
def test_wrong_words_are_answered_in_plain_words(tdpf: Tdpf):
    assert "配信元 nothing はありません" in tdpf("harvest", "status", "nothing", status=1)
    assert "tdpf jobs list" in tdpf("jobs", "show", "zzz", status=1)
    assert "TDPF_MAIL" in tdpf("notify", status=1)
