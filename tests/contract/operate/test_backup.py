"""Backup while publishing goes on, restore elsewhere, and the move to PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.operate.places import Place
from tests.contract.shelf.conftest import SHIBUYA, toilets
from tests.data.server import serving
from tests.patience import PATIENCE_S

BUSY = Path(__file__).with_name("busy.py")
NewDatabase = Callable[[], str]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place(tmp_path / "home")
    programs = request.getfixturevalue("postgres_programs")
    path = f"{programs}:{os.environ['PATH']}"
    return Place(tmp_path / "home", request.getfixturevalue("new_database")(), path)


def restored(place: Place, backup: Path, home: Path, request: pytest.FixtureRequest) -> Place:
    """As the page for operators says."""
    shutil.copytree(backup, home)
    if not place.database:
        return Place(home)
    new = Place(home, request.getfixturevalue("new_database")(), place.path)
    command = ["pg_restore", "--no-owner", f"--dbname={new.database}", str(home / "tdpf.pgdump")]
    subprocess.run(command, check=True, env=new.environ, capture_output=True)
    return new


def test_a_shelf_that_is_not_there_makes_no_backup_and_leaves_the_one_before(tmp_path: Path):
    place, backup = Place(tmp_path / "home"), tmp_path / "backup"
    list_ = tmp_path / "131130_public_toilet.csv"
    list_.write_bytes(toilets("131130", *SHIBUYA))
    place.publish(list_)
    place.tdpf("backup", backup)
    before = (backup / "tdpf.sqlite3").read_bytes()
    (place.home / "shelf").rename(tmp_path / "elsewhere")
    assert "控えを取れませんでした" in place.tdpf("backup", backup, status=1)
    assert (backup / "tdpf.sqlite3").read_bytes() == before


def test_a_backup_made_while_publishing_goes_on_is_whole(
    place: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    work, backup = tmp_path / "work", tmp_path / "backup"
    work.mkdir()
    busy = place.start(BUSY, work)
    assert busy.stdout is not None
    try:
        seen = [int(busy.stdout.readline()) for _ in range(3)]
        place.tdpf("backup", backup)
        seen.append(int(busy.stdout.readline()))
        place.tdpf("backup", backup)  # into the same folder: what is there already stays
    finally:
        (work / "stop").touch()
        rest, err = busy.communicate(timeout=PATIENCE_S)
    assert busy.returncode == 0, err
    last = max(seen + [int(line) for line in rest.split()])
    new = restored(place, backup, tmp_path / "restored", request)
    assert new.is_sound()
    kept = json.loads(new.tdpf("history", "fruit", "--json"))
    assert seen[-1] <= kept[0]["version"] < last + 1
    assert [line["version"] for line in kept] == list(range(kept[0]["version"], 0, -1))
    assert not list((backup / "shelf").rglob("*.part"))
    new.tdpf("search", "--rebuild")
    with serving(new.home, TDPF_DATABASE=new.database) as site:
        (row,) = json.loads(site.get("/api/v1/tables/fruit/records?limit=1")[1])["records"]
    assert int(row["値段"]) == kept[0]["version"]
    next_version = new.publish(_file(tmp_path, "fruit.csv", "品目,値段\n梨,1\n"),
                               "--dataset", "fruit")  # fmt: skip
    assert next_version["version"] == kept[0]["version"] + 1


def _file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_a_backup_that_cannot_be_made_leaves_the_one_before(tmp_path: Path) -> None:
    place, backup = Place(tmp_path / "home"), tmp_path / "backup"
    place.publish(_file(tmp_path, "a.csv", "品目,値段\n林檎,1\n"))
    place.tdpf("backup", backup)
    before = (backup / "tdpf.sqlite3").read_bytes()
    shutil.rmtree(backup / "shelf")
    (backup / "shelf").write_text("in the way")
    assert "前の控えはそのままです" in place.tdpf("backup", backup, status=1)
    assert (backup / "tdpf.sqlite3").read_bytes() == before
    gone = Place(tmp_path / "home", "postgresql://tdpf:secret@127.0.0.1:1/none")
    said = gone.tdpf("backup", backup, status=1)
    assert "secret" not in said


@pytest.mark.postgres
def test_a_site_moves_from_sqlite_to_postgresql_with_everything(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    old = Place(tmp_path / "home")
    list_ = tmp_path / "131130_public_toilet.csv"
    for rows in (SHIBUYA, SHIBUYA[:2]):
        list_.write_bytes(toilets("131130", *rows))
        old.publish(list_)
    password = _file(tmp_path, "password", "a long password for a test\n")
    old.tdpf("user", "add", "hanako@city.example.jp", "--name", "花子",
             "--password-file", password)  # fmt: skip
    old.tdpf("member", "add", "hanako@city.example.jp", "131130", "--role", "officer")
    token = old.tdpf("token", "create", "hanako@city.example.jp", "--title", "t").splitlines()
    secret = next(line.strip() for line in token if line.strip().startswith("tdpf_"))
    told = [old.tdpf(*words) for words in LOOKING]

    new = Place(old.home, new_database())
    assert "TDPF_DATABASE" in old.tdpf("move-to-postgresql", status=1)
    new.tdpf("move-to-postgresql")
    assert "空のもの" in new.tdpf("move-to-postgresql", status=1)
    assert [new.tdpf(*words) for words in LOOKING] == told
    assert new.is_sound()
    with serving(new.home, TDPF_DATABASE=new.database) as site:
        status, _ = site.get("/api/v1/tables", authorization=f"Bearer {secret}")
        assert status == 200
        assert site.get("/api/v1/tables", authorization=f"Bearer {secret[:-1]}x")[0] == 401
    list_.write_bytes(toilets("131130", *SHIBUYA[:1]))
    assert new.publish(list_)["version"] == 3
    new.tdpf("user", "add", "taro@city.example.jp", "--password-file", password)
    assert json.loads(old.tdpf("history", "131130-public-toilet", "--json"))[0]["version"] == 2


LOOKING = (
    ("history", "131130-public-toilet", "--json"),
    ("history", "public_toilet", "--json"),
    ("user", "list"),
    ("member", "list"),
    ("report", "--city", "--json"),
)
