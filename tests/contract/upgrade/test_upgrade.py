"""A home of the first release under today's TDPF: all of it is there, on both databases."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.shelf.conftest import MINATO, toilets
from tests.data.server import serving

HERE = Path(__file__).parent
MAIN = "from tdpf.cli.main import main; main(prog_name='tdpf')"
Program = Callable[..., subprocess.CompletedProcess[str]]


def program_of(home: Path, database: str) -> Program:
    """Runs a program in a home whose catalogue is in that database."""
    environ = os.environ | {"TDPF_HOME": str(home), "TDPF_DATABASE": database}

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *map(str, words)]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    return run


class OldHome:
    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        self.database = database
        self.program = program_of(home, database)
        laid = self.program(HERE / "lay.py", HERE / "first_release.zip")
        assert laid.returncode == 0, laid.stderr

    def tdpf(self, *words: object, status: int = 0) -> str:
        ran = self.program("-c", MAIN, *words)
        assert ran.returncode == status, ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr
        return ran.stdout + ran.stderr

    def query(self, sql: str) -> list[tuple[object, ...]]:
        from tdpf.adapters.manifest import connector
        from tdpf.settings import Settings

        ours = Settings(home=self.home, database=self.database)
        connection = connector(ours, is_writing=True).connect()
        try:
            return [tuple(row) for row in connection.rows(sql, [])]
        finally:
            connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> OldHome:
    is_postgres = request.param == "postgres"
    database = request.getfixturevalue("new_database")() if is_postgres else ""
    return OldHome(tmp_path / "home", database)


IDS = "select t.id, t.name, v.id, v.number, v.path from publishing_table t join publishing_table_head h on h.table_id = t.id join publishing_table_version v on v.id = h.version_id order by t.name"  # noqa: E501
ROWS = {"131130-public-toilet": 3, "131032-public-toilet": 2, "131130-fruit": 2, "public_toilet": 5}


def test_everything_published_is_read_found_and_described_under_the_same_ids(old: OldHome) -> None:
    before = old.query(IDS)
    assert {row[1] for row in before} == set(ROWS)
    with serving(old.home, TDPF_DATABASE=old.database) as site:
        for table, rows in ROWS.items():
            status, body = site.get(f"/api/v1/tables/{table}/records?limit=1")
            assert status == 200, table
            assert json.loads(body)["numberMatched"] == rows
            assert site.get(f"/datasets/{table}")[0] in {200, 301}, table
        records = "/api/v1/tables/131130-public-toilet/records"
        first, second = (site.get(f"{records}?version={n}")[1].decode() for n in (1, 2))
        assert "道玄坂上公衆トイレ" in site.get("/api/v1/tables/public_toilet/records")[1].decode()
        described = json.loads(site.get("/api/3/action/package_show?id=131130-public-toilet")[1])
        found = json.loads(site.get("/api/3/action/package_search?q=公衆トイレ")[1])
        assert "131032-public-toilet" in site.get("/search?q=トイレ")[1].decode()
    assert ("道玄坂公衆" in first, "道玄坂上公衆" in second) == (True, True)
    assert described["result"]["organization"]["title"] == "東京都渋谷区"
    assert [file["format"] for file in described["result"]["resources"]] == ["CSV"]
    assert found["result"]["count"] == 3
    assert old.query(IDS) == before


def test_its_next_publication_goes_on_from_there(old: OldHome, tmp_path: Path) -> None:
    before = {row[1]: row[0] for row in old.query(IDS)}
    file = tmp_path / "131032_public_toilet.csv"
    file.write_bytes(toilets("131032", *MINATO))
    publish = ("publish", file, "--publisher", "131032", "--workers", "1", "--json")
    same = json.loads(old.tdpf(*publish))
    assert (same["status"], same["version"]) == ("unchanged", 1)
    file.write_bytes(toilets("131032", *MINATO[:1]))
    changed = json.loads(old.tdpf(*publish))
    assert (changed["status"], changed["version"]) == ("published", 2)
    assert {row[1]: row[0] for row in old.query(IDS)} == before
    merged = json.loads(old.tdpf("history", "public_toilet", "--json"))
    assert (merged[0]["version"], merged[0]["rows"]) == (4, 4)
    checked = json.loads(old.tdpf("verify", "--json"))
    assert (checked["damages"], checked["stale"]) == ([], [])
    assert "131130-public-toilet" in old.tdpf("search", "渋谷区", "トイレ")


def test_an_upgrade_that_is_killed_has_not_begun_and_the_next_start_makes_it(
    old: OldHome,
) -> None:
    before = old.query("select app, name from django_migrations order by app, name")
    ids = old.query(IDS)
    for statement in (3, 120):
        stopped = old.program(HERE / "killed.py", statement)
        assert stopped.returncode == -signal.SIGKILL, stopped.stderr
        assert old.query("select app, name from django_migrations order by app, name") == before
    assert "すべて正常です" in old.tdpf("verify")
    assert old.query(IDS) == ids
    assert old.query("select count(*) from catalog_dataset where document = ''") == [(0,)]


def _state(home: OldHome) -> list[list[tuple[object, ...]]]:
    return [
        home.query("select app, name from django_migrations order by app, name"),
        home.query("select id, document from catalog_dataset order by id"),
        home.query("select id, document from catalog_distribution order by id"),
        home.query(IDS),
    ]


def test_a_data_server_asks_for_the_upgrade_instead_of_failing_at_each_request(
    old: OldHome,
) -> None:
    said = old.tdpf("serve", "--only", "data", "--port", "1", status=1)
    if "1 は使えません" not in said:  # only root may have that port
        assert "tdpf serve --only pages" in said
    old.tdpf("verify")
    with serving(old.home, "--only", "data", TDPF_DATABASE=old.database) as data:
        assert data.get("/api/v1/tables/public_toilet")[0] == 200


def test_what_a_newer_tdpf_has_changed_is_not_touched(old: OldHome) -> None:
    old.tdpf("verify")
    old.query(
        "insert into django_migrations (app, name, applied)"
        " values ('catalog', '9999_later', '2031-01-01 00:00:00+00:00') returning id"
    )
    before = _state(old)
    for words in (("verify",), ("serve", "--only", "data"), ("mcp",), ("gc",)):
        assert "belongs to a newer TDPF" in old.tdpf(*words, status=1)
    assert _state(old) == before
