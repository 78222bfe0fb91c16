"""`tdpf standardize` at the officer's terminal."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tdpf.cli.main import main
from tdpf.core.standardize import OUTPUTS

TEXT = "名称,住所,緯度,経度\n駅前便所,渋谷区神南1-1-1,35.661,139.701\n公園便所,渋谷区神南1-1-2,,\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["standardize", *map(str, arguments)])


@pytest.fixture
def toilets(tmp_path: Path) -> Path:
    path = tmp_path / "131130_public_toilet.csv"
    path.write_text(TEXT, encoding="cp932")
    return path


def test_a_file_becomes_a_folder_of_results(toilets: Path, tmp_path: Path) -> None:
    result = run(toilets, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "out" / toilets.stem
    assert sorted(path.name for path in folder.iterdir()) == sorted(OUTPUTS)
    assert "公衆トイレ一覧" in result.output
    assert "Results written for 1 of 1 files." in result.output


def test_files_with_one_stem_get_folders_of_their_own(toilets: Path, tmp_path: Path) -> None:
    other = toilets.with_suffix(".tsv")
    other.write_text(TEXT.replace(",", "\t"), encoding="utf-8")
    deeper = tmp_path / "more"
    deeper.mkdir()
    third = deeper / toilets.name
    third.write_text(TEXT, encoding="utf-8")
    result = run(toilets, other, third, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {toilets.stem, other.name, third.name}


def test_a_second_run_writes_the_same(toilets: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(toilets, "--out", out)
    before = (out / toilets.stem / "report.json").read_bytes()
    assert run(toilets, "--out", out).exit_code == 0
    assert (out / toilets.stem / "report.json").read_bytes() == before


def test_json_gives_the_reports_to_programs(toilets: Path, tmp_path: Path) -> None:
    result = run(toilets, "--out", tmp_path / "out", "--json", "--publisher", "13104")
    tree = json.loads(result.stdout)
    assert tree[0]["slug"] == "public_toilet"
    assert tree[0]["report"]["publisher"] == {
        "code": "131041",
        "name": "東京都新宿区",
        "basis": "given",
    }


def test_a_workbook_with_several_sheets_loses_none(tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "131130_facilities.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("公園", "図書館"):
        sheet = book.add_worksheet(name)
        for row, line in enumerate(TEXT.splitlines()):
            sheet.write_row(row, 0, line.split(","))
    book.close()
    assert run(path, "--out", tmp_path / "out").exit_code == 0
    found = {path.parent.name for path in (tmp_path / "out").rglob("standard.csv")}
    assert len(found) == 2
    assert "131130_facilities" in found


def test_what_is_no_table_is_a_verdict_not_a_failure(tmp_path: Path) -> None:
    cases = {
        "empty.csv": b"",
        "page.csv": b"<!DOCTYPE html><html><body>404</body></html>",
        "photo.xlsx": b"\xff\xd8\xff\xe0" + b"\0" * 400,
        "nul.csv": b"a,b\n1,\0\0\n",
        "wide.csv": ",".join(f"c{n}" for n in range(5_000)).encode()
        + b"\n"
        + b"1," * 5_000
        + b"\n",
        "long_row.csv": "名称,住所\n所,神南1,余り,余り\n".encode(),
        "breaks.csv": '"名\n称","住\r\n所"\n所,神南1\n'.encode(),
    }
    paths = []
    for name, content in cases.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(content)
    result = run(*paths, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "ウェブページ" in result.output
    assert "web page" in result.output
    assert len(list((tmp_path / "out").iterdir())) == len(cases)


def test_a_file_that_cannot_be_read_is_said_and_the_others_are_written(
    toilets: Path, tmp_path: Path
) -> None:
    result = run(tmp_path / "missing.csv", tmp_path, toilets, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "ファイルがありません" in result.output
    assert "No such file" in result.output
    assert "フォルダー" in result.output
    assert (tmp_path / "out" / toilets.stem / "report.json").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said(toilets: Path, tmp_path: Path) -> None:
    toilets.chmod(0)
    result = run(toilets, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "権限" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--publisher", "999999"], "six-digit municipality code"),
        (["--standard", "toilets"], "public_toilet"),
        (["--nonsense"], "No such option"),
    ],
)
def test_wrong_usage_is_said_before_any_work(
    toilets: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    result = run(toilets, "--out", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "out" / toilets.stem).exists()


def test_without_a_folder_nothing_is_guessed(toilets: Path) -> None:
    assert run(toilets).exit_code == 2


def test_many_files_are_worked_on_by_several_processes(tmp_path: Path) -> None:
    paths = []
    for number in range(14):
        paths.append(tmp_path / f"131130_public_toilet_{number}.csv")
        paths[-1].write_text(TEXT, encoding="utf-8")
    result = run(*paths, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "out").glob("*/report.json"))) == 14


def test_help_shows_how() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert "tdpf standardize toilets.csv --out out/" in result.output
    assert "Exit status" in result.output
