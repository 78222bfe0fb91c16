"""Several publishers at once, on SQLite and PostgreSQL: all of it is published, nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract.shelf.conftest import SHIBUYA, toilets
from tests.patience import PATIENCE_S

CODES = ("131016", "131024", "131032", "131041", "131059", "131067")
PROGRAM = "from tdpf.cli.main import main; main()"


def command(home: Path, database: str | None, *words: str | Path) -> subprocess.Popen[str]:
    environ = {
        **os.environ,
        "TDPF_HOME": str(home),
        "POLARS_MAX_THREADS": "1",
        "PYTHONWARNINGS": "error",
    }
    if database is not None:
        environ["TDPF_DATABASE"] = database
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        env=environ,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def answers(process: subprocess.Popen[str]) -> list[dict]:
    out, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err + out
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request) -> str:
    return "" if request.param == "sqlite" else request.getfixturevalue("new_database")()


def city(folder: Path, notes: str) -> Path:
    folder.mkdir()
    for code in CODES:
        (folder / f"{code}.csv").write_bytes(toilets(code, *SHIBUYA, notes=notes))
    entries = [
        {"path": f"{code}.csv", "publisher": code, "dataset": f"{code}-toilets"} for code in CODES
    ]
    (folder / "index.json").write_text(json.dumps(entries), encoding="utf-8")
    return folder


def test_two_officers_publish_the_same_datasets_at_the_same_time(tmp_path, database):
    """On an empty home, so that both find the database missing as well."""
    home = tmp_path / "home"
    runs = [
        command(home, database, "publish", city(tmp_path / name, name), "--json", "--workers", "1")
        for name in ("one", "two")
    ]
    outcomes = [answer for run in runs for answer in answers(run)]
    assert {outcome["status"] for outcome in outcomes} == {"published"}
    for code in CODES:
        numbers = [o["version"] for o in outcomes if o["publisher"] == code]
        assert sorted(numbers) == [1, 2]
    (found,) = [json.loads(command(home, database, "verify", "--json").communicate()[0])]
    assert found["damages"] == []
    assert found["stale"] == []
    (history,) = [
        json.loads(command(home, database, "history", "public_toilet", "--json").communicate()[0])
    ]
    assert history[0]["rows"] == len(CODES) * len(SHIBUYA)


def test_the_same_files_from_two_officers_become_one_version(tmp_path, database):
    home, files = tmp_path / "home", city(tmp_path / "city", "同じ")
    runs = [command(home, database, "publish", files, "--json", "--workers", "1") for _ in "12"]
    outcomes = [answer for run in runs for answer in answers(run)]
    for code in CODES:
        mine = [(o["status"], o["version"]) for o in outcomes if o["publisher"] == code]
        assert sorted(mine) == [("published", 1), ("unchanged", 1)]


def test_both_databases_end_with_the_same_rows(tmp_path, request):
    """The same publications on SQLite and PostgreSQL: same names, same files, same ids."""
    shelves = []
    for name, database in (("s", ""), ("p", request.getfixturevalue("new_database")())):
        home = tmp_path / name
        answers(command(home, database, "publish", city(tmp_path / f"{name}-city", "x"), "--json"))
        files = (home / "shelf" / "tables").rglob("*.parquet")
        shelves.append(sorted(path.name for path in files))
    assert shelves[0] == shelves[1]
    assert len(shelves[0]) == len(CODES) + 1
