"""`tdpf report` over a small demo city, as an operator runs it."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tdpf.core.demo import write_city
from tdpf.core.places import TOKYO
from tdpf.core.standards import standards

CITIES = ("131130", "133035")
RUN = "from tdpf.cli.main import main; main()"
LOOSE = "baby_station"
ROOMS = (
    "施設名,所在地,授乳室\r\n"
    "本町児童館,東京都渋谷区本町一丁目1-1,有\r\n"
    "神南図書館,東京都渋谷区神南一丁目2-3,\r\n"
)
Tdpf = Callable[..., subprocess.CompletedProcess[str]]


def _runner(home: Path) -> Tdpf:
    environ = {**os.environ, "TDPF_HOME": str(home), "PYTHONUTF8": "1", "COLUMNS": "160"}

    def tdpf(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", RUN, *map(str, words)]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=environ)

    return tdpf


@pytest.fixture(scope="module")
def tdpf(tmp_path_factory: pytest.TempPathFactory) -> Tdpf:
    """The command line over a home in which two municipalities published their files."""
    folder = tmp_path_factory.mktemp("report")
    write_city(folder / "city", seed=3, scale=0.1, only=CITIES)
    tdpf = _runner(folder / "home")
    rooms = folder / "131130_baby_station.csv"
    rooms.write_text(ROOMS, encoding="utf-8", newline="")
    for words in ((folder / "city",), (rooms, "--publisher", "131130", "--standard", LOOSE)):
        published = tdpf("publish", *words, "--workers", "1")
        assert published.returncode == 0, published.stderr
    return tdpf


@pytest.fixture(scope="module")
def city(tdpf: Tdpf) -> dict[str, list[dict[str, object]]]:
    run = tdpf("report", "--city", "--json")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_csv_holds_every_municipality_for_every_watched_item(
    tdpf: Tdpf, tmp_path: Path
) -> None:
    out = tmp_path / "city.csv"
    run = tdpf("report", "--city", "--standard", "public_facility", "--out", out)
    assert run.returncode == 0, run.stderr
    assert str(out) in run.stdout
    lines = _lines(out)
    known = standards()["public_facility"]
    watched = [item.name for item in known.items if item.level in {"required", "recommended"}]
    assert [(line["code"], line["item"]) for line in lines] == [
        (place.code6, item) for place in TOKYO for item in watched
    ]
    assert {line["level"] for line in lines} == {"required", "recommended"}
    names = {line["code"]: line["municipality"] for line in lines}
    assert names["131130"] == "渋谷区"


def test_a_municipality_without_a_file_has_no_rows_and_no_rates(tdpf: Tdpf, tmp_path: Path) -> None:
    out = tmp_path / "city.csv"
    tdpf("report", "--city", "--standard", "public_facility", "--out", out)
    absent = [line for line in _lines(out) if line["code"] not in CITIES]
    assert absent
    told = {(ln["rows"], ln["missing_rate"], ln["invalid_rate"], ln["score"]) for ln in absent}
    assert told == {("0", "", "", "")}


def test_rates_are_those_of_the_published_file(city: dict[str, list[dict[str, object]]]) -> None:
    lines = [
        line
        for line in city["items"]
        if line["code"] == "131130" and line["standard"] == "public_facility"
    ]
    by_item = {line["item"]: line for line in lines}
    assert by_item["名称"]["missing_rate"] == 0
    assert by_item["名称"]["rows"] > 0
    unfilled = [line for line in lines if line["missing_rate"] == 1]
    assert unfilled, "an item without a column is blank in every row"
    assert all(line["invalid_rate"] is None for line in unfilled)


def test_figures_of_several_files_are_means_weighted_by_rows(
    city: dict[str, list[dict[str, object]]],
) -> None:
    for group, key in (("sets", "standard"), ("publishers", "code")):
        assert city[group]
        for one in city[group]:
            files = [file for file in city["files"] if file[key] == one["key"]]
            rows = sum(file["rows"] for file in files)
            score = sum(file["rows"] * file["score"] for file in files) / rows
            assert one["rows"] == rows
            assert one["score"] == round(score, 1)
    assert city["city"]["files"] == len(city["files"])
    assert city["city"]["publishers"] == len(CITIES)


def test_a_set_without_a_layout_shows_the_columns_of_each_publisher(
    city: dict[str, list[dict[str, object]]],
) -> None:
    lines = [line for line in city["items"] if line["standard"] == LOOSE]
    assert standards()[LOOSE].layout is None
    assert {line["level"] for line in lines} == {""}
    own = [line for line in lines if line["code"] == "131130"]
    assert [(line["item"], line["missing_rate"]) for line in own] == [
        ("施設名", 0),
        ("所在地", 0),
        ("授乳室", 0.5),
    ]
    others = {(ln["item"], ln["rows"]) for ln in lines if ln["code"] not in CITIES}
    assert others == {("", 0)}


def test_optional_items_come_when_asked_for(tdpf: Tdpf) -> None:
    run = tdpf("report", "--city", "--standard", "public_facility", "--all-items", "--json")
    items = {line["item"] for line in json.loads(run.stdout)["items"]}
    assert items == {item.name for item in standards()["public_facility"].items}


def test_the_terminal_shows_sets_publishers_and_the_total(tdpf: Tdpf) -> None:
    said = tdpf("report", "--city").stdout
    assert "public_facility" in said
    assert "2/62" in said
    assert "渋谷区" in said
    assert "2 publishers" in said


def test_the_workbook_shows_the_same_figures_sheet_by_sheet(
    tdpf: Tdpf, city: dict[str, list[dict[str, object]]], tmp_path: Path
) -> None:
    out = tmp_path / "city.xlsx"
    run = tdpf("report", "--city", "--out", out)
    assert run.returncode == 0, run.stderr
    book = openpyxl.load_workbook(BytesIO(out.read_bytes()))
    sets, matrix, items, files = ([[c.value for c in row] for row in sheet] for sheet in book)
    assert [row[3] for row in sets[1:-1]] == [one["rows"] for one in city["sets"]]
    assert len(matrix) == 1 + len(TOKYO)
    (shibuya,) = (row for row in matrix if row[0] == "131130")
    toilets = next(
        f for f in city["files"] if (f["code"], f["standard"]) == ("131130", "public_toilet")
    )
    place = matrix[0].index(standards()["public_toilet"].title_ja)
    assert shibuya[place] == toilets["score"]
    assert [row[6] for row in items[1:]] == [line["missing_rate"] for line in city["items"]]
    assert len(files) == 1 + len(city["files"])
    assert all(sheet.auto_filter.ref and sheet.freeze_panes for sheet in book)


def test_a_report_of_nothing_is_a_workbook_as_well(tmp_path: Path) -> None:
    out = tmp_path / "city.xlsx"
    run = _runner(tmp_path / "home")("report", "--city", "--out", out)
    assert run.returncode == 0, run.stderr
    assert openpyxl.load_workbook(BytesIO(out.read_bytes())).sheetnames


def test_without_city_each_file_has_its_line(tdpf: Tdpf, tmp_path: Path) -> None:
    out = tmp_path / "files.csv"
    run = tdpf("report", "--out", out)
    assert run.returncode == 0, run.stderr
    lines = _lines(out)
    assert {line["code"] for line in lines} == set(CITIES)
    assert "131130-public-facility" in {line["table"] for line in lines}
    assert "131130-public-facility" in run.stdout
    assert all(0 <= float(line["validity"]) <= 1 for line in lines)


def test_an_unknown_set_is_refused_with_those_there_are(tdpf: Tdpf) -> None:
    run = tdpf("report", "--city", "--standard", "toilets")
    assert run.returncode == 2
    assert "「toilets」" in run.stderr
    assert "public_toilet" in run.stderr


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(tdpf: Tdpf, tmp_path: Path) -> None:
    run = tdpf("report", "--city", "--out", tmp_path / "nowhere" / "city.csv")
    assert run.returncode == 1
    assert "--out に別の場所" in run.stderr
    assert "Traceback" not in run.stderr


def test_all_items_without_city_is_refused(tdpf: Tdpf) -> None:
    run = tdpf("report", "--all-items")
    assert run.returncode == 2
    assert "--city" in run.stderr


def test_an_empty_shelf_says_what_to_do(tmp_path: Path) -> None:
    run = _runner(tmp_path / "home")("report", "--city")
    assert run.returncode == 0, run.stderr
    assert "tdpf publish" in run.stdout
