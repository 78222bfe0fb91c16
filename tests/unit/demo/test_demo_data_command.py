"""`tdpf demo-data` writes the city, and never touches a folder that it did not make."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tdpf.cli.main import main


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["demo-data", *map(str, words)])
    return result.exit_code, result.output


def test_the_city_is_written_and_counted(tmp_path: Path) -> None:
    code, said = run(tmp_path / "city", "--scale", "0.01")
    assert code == 0
    assert "62 団体" in said
    assert (tmp_path / "city" / "index.json").is_file()


def test_its_own_folder_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "city"
    run(folder, "--scale", "0.01")
    (folder / "131016" / "left over.csv").touch()
    code, _ = run(folder, "--scale", "0.01", "--seed", "2")
    assert code == 0
    assert not (folder / "131016" / "left over.csv").exists()


@pytest.mark.parametrize("name", ["letter.txt", "index.json"])
def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("[]")
    code, said = run(tmp_path)
    assert code == 1
    assert "別のフォルダ" in said
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, said = run(tmp_path / "file" / "city")
    assert code == 1
    assert "cannot write" in said


@pytest.mark.parametrize("scale", ["0", "-1", "many"])
def test_a_scale_that_makes_no_sense_is_refused(tmp_path: Path, scale: str) -> None:
    code, _ = run(tmp_path / "city", "--scale", scale)
    assert code == 2
    assert not (tmp_path / "city").exists()
