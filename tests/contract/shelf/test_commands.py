"""The officer's door: commands, what they print, and their exit status."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tdpf.cli.main import main
from tdpf.settings import settings
from tests.contract.shelf.conftest import SHIBUYA, toilets
from tests.contract.shelf.test_at_the_same_time import CODES, answers, city, command
from tests.on_postgresql.homes import copy_home
from tests.patience import PATIENCE_S


def run(home: Path, *words: str | Path, database: str | None = None) -> tuple[int, str, str]:
    process = command(home, database, *words)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in err
    return process.returncode, out, err


@pytest.fixture
def quick(tmp_path, monkeypatch, transactional_db) -> Iterator[Callable[..., Result]]:
    """Runs a command without a process of its own: for what is answered before work begins."""
    monkeypatch.setenv("TDPF_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield lambda *words: CliRunner().invoke(main, words, prog_name="tdpf")
    settings.cache_clear()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with two versions of one table."""
    folder = tmp_path_factory.mktemp("commands")
    source = folder / "131130.csv"
    for rows in (SHIBUYA, SHIBUYA[:1]):
        source.write_bytes(toilets("131130", *rows))
        answers(
            command(folder / "home", None, "publish", source, "--publisher", "131130", "--json")
        )
    return folder / "home"


def test_one_file_is_answered_in_a_sentence_of_both_languages(tmp_path):
    source = tmp_path / "131130_public_toilet.csv"
    source.write_bytes(toilets("131130", *SHIBUYA))
    status, out, _ = run(tmp_path / "home", "publish", source, "--publisher", "131130")
    assert status == 0
    assert "第1版として公開しました（3行）" in out
    assert "as version 1 (3 rows)" in out
    assert "131130-public-toilet" in out


def test_a_folder_publishes_what_its_index_lists(tmp_path):
    listed = answers(
        command(tmp_path / "home", None, "publish", city(tmp_path / "city", ""), "--json")
    )
    assert [answer["publisher"] for answer in listed] == list(CODES)
    assert [answer["dataset"] for answer in listed] == [f"{code}-toilets" for code in CODES]


def test_a_folder_without_an_index_publishes_its_tables(tmp_path):
    folder = tmp_path / "folder"
    (folder / "deeper").mkdir(parents=True)
    (folder / "a.csv").write_bytes(toilets("131130", *SHIBUYA))
    (folder / "deeper" / "b.CSV").write_bytes("品目,色\n林檎,赤\n蜜柑,橙\n".encode())
    (folder / "read me.md").write_text("not a table")
    home = tmp_path / "home"
    listed = answers(command(home, None, "publish", folder, "--publisher", "131130", "--json"))
    assert [Path(answer["path"]).name for answer in listed] == ["a.csv", "b.CSV"]


def test_a_file_that_fails_makes_the_exit_status_1_and_is_named(tmp_path):
    source = tmp_path / "photo.csv"
    source.write_bytes(b"\xff\xd8\xff\xe0 not a table")
    status, out, _ = run(tmp_path / "home", "publish", source, "--publisher", "131130")
    assert status == 1
    assert "photo.csv" in out
    assert "失敗 1" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--index"),
        (("a.csv", "b.csv", "--dataset", "x"), "one file at a time"),
        (("--index", "nowhere.json"), "nowhere.json"),
        (("a.csv", "--standard", "toilets"), "public_toilet"),
        (("a.csv", "--workers", "0"), "--workers"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_right(quick, words, said):
    answer = quick("publish", *words)
    assert answer.exit_code == 2
    assert said in answer.stderr


def test_history_shows_the_versions(home):
    status, out, _ = run(home, "history", "131130-public-toilet")
    assert status == 0
    assert out.count("131130.csv") == 2
    lines = json.loads(run(home, "history", "131130-public-toilet", "--json")[1])
    assert [(line["version"], line["is_current"]) for line in lines] == [(2, True), (1, False)]


def test_history_shows_the_rows_that_changed_and_when_they_went(home):
    status, out, _ = run(home, "history", "131130-public-toilet", "--changes")
    assert status == 0
    assert "削除 2" in out
    assert SHIBUYA[1][1] in out
    rows = json.loads(run(home, "history", "public_toilet", "--since", "1", "--json")[1])
    assert [(row["_change"], row["_version"], row["名称"]) for row in rows] == [
        ("removed", 2, SHIBUYA[1][1]),
        ("removed", 2, SHIBUYA[2][1]),
    ]
    assert run(home, "history", "public_toilet", "--since", "7")[0] == 1


def test_rollback_and_forth(home, tmp_path):
    mine = tmp_path / "home"
    copy_home(home, mine)
    status, out, _ = run(mine, "rollback", "131130-public-toilet", "1")
    assert status == 0
    assert "第1版に戻りました（3行）" in out
    merged = json.loads(run(mine, "history", "public_toilet", "--json")[1])
    assert merged[0]["rows"] == len(SHIBUYA)
    assert run(mine, "rollback", "131130-public-toilet", "2")[0] == 0


@pytest.mark.parametrize(
    "words", [("history", "nothing"), ("rollback", "nothing", "1"), ("rollback", "aed", "9")]
)
def test_what_is_not_there_is_said_with_status_1(home, words):
    status, _, err = run(home, *words)
    assert status == 1
    assert words[1] in err


def test_verify_is_quiet_about_a_sound_shelf_and_loud_about_damage(home):
    status, out, _ = run(home, "verify")
    assert status == 0
    assert "すべて正常です" in out
    original = next((home / "shelf" / "originals").rglob("*/*"))
    content = original.read_bytes()
    original.write_bytes(content + b" ")
    try:
        status, out, err = run(home, "verify")
        assert status == 1
        assert original.name in err
        assert "破損 1 件" in out
    finally:
        original.write_bytes(content)
    assert json.loads(run(home, "verify", "--json")[1])["damages"] == []


def test_gc_says_what_it_would_do(home):
    status, out, _ = run(home, "gc", "--dry-run")
    assert status == 0
    assert "0 ファイル" in out
    assert run(home, "gc")[0] == 0
    assert run(home, "verify")[0] == 0


@pytest.mark.parametrize("name", ["publish", "history", "rollback", "verify", "gc"])
def test_every_command_explains_itself_with_an_example(tmp_path, quick, name):
    answer = quick(name, "--help")
    assert answer.exit_code == 0
    assert f"tdpf {name}" in answer.stdout
    assert not (tmp_path / "home").exists()


def test_a_database_that_does_not_answer_is_named(tmp_path):
    status, _, err = run(tmp_path, "verify", database="postgresql://tdpf@127.0.0.1:1/none")
    assert status == 1
    assert "TDPF_DATABASE" in err


def test_a_database_of_an_unknown_kind_is_refused(tmp_path):
    status, _, err = run(tmp_path, "verify", database="mysql://tdpf@127.0.0.1/none")
    assert status == 1
    assert "postgresql://" in err
