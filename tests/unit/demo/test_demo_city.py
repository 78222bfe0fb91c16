"""The demo city is as large, as mixed and as dirty as said, always the same, and never real."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tdpf.core.demo import MARK, SEED, write_city
from tdpf.core.demo.columns import layout_columns, own_columns
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.spell import DATES, YES_NO
from tdpf.core.places import TOKYO, municipality
from tdpf.core.standards import standards

Entry = dict[str, Any]
Table = tuple[Entry, list[str], list[list[str]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "city"


@pytest.fixture(scope="module")
def index(folder: Path) -> list[Entry]:
    return write_city(folder)


def read_rows(path: Path, truth: Entry) -> list[list[str]]:
    """All rows of a file, the encoding given: no reader of ours, so that nothing is hidden."""
    if truth["format"] == "csv":
        text = path.read_bytes().decode(truth["encoding"])
        return list(csv.reader(io.StringIO(text)))
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [list(map(str, row)) for row in sheet.to_python(skip_empty_area=False)]


@pytest.fixture(scope="module")
def tables(folder: Path, index: list[Entry]) -> list[Table]:
    """(entry, header, data rows) of every file, cut out as the truth says."""
    found = []
    for entry in index:
        truth = entry["truth"]
        rows = read_rows(folder / entry["path"], truth)
        start = truth["header_row"]
        found.append((entry, rows[start - 1], rows[start : start + truth["rows"]]))
    return found


def cells(tables: list[Table], fact: str) -> Iterator[list[str]]:
    """Each file's column that shows the fact, where its layout has one."""
    for entry, header, rows in tables:
        if entry["standard"] is None or entry["truth"]["layout"] == "own":
            continue
        columns = layout_columns(entry["standard"], entry["truth"]["layout"])
        for place, column in enumerate(columns):
            if column.fact == fact:
                assert header[place].replace("\n", "") == column.header
                yield [row[place] for row in rows]


def test_it_has_the_size_of_a_city(index: list[Entry]) -> None:
    assert {entry["publisher"] for entry in index} == {city.code6 for city in TOKYO}
    assert 560 <= len(index) <= 650
    assert 90_000 <= sum(entry["truth"]["rows"] for entry in index) <= 110_000
    known = {entry["standard"] for entry in index} - {None}
    assert len(known) >= 20
    assert known <= set(standards())
    assert any(entry["standard"] is None for entry in index), "some tables are none of the 27"


def test_every_municipality_publishes_another_selection(index: list[Entry]) -> None:
    sets: dict[str, set[str]] = {city.code6: set() for city in TOKYO}
    for entry in index:
        sets[entry["publisher"]].add(entry["standard"])
    assert len({frozenset(chosen) for chosen in sets.values()}) > 50
    shares = Counter(entry["standard"] for entry in index)
    assert max(shares.values()) < len(TOKYO), "no set is without a gap"


def test_everything_says_that_it_is_synthetic(index: list[Entry]) -> None:
    for entry in index:
        assert entry["is_synthetic"] is True
        assert entry["title"].endswith(MARK)
        assert "架空" in entry["notes"]
        assert "Synthetic" in entry["notes"]


def test_the_index_is_what_was_written(folder: Path, index: list[Entry]) -> None:
    assert json.loads((folder / "index.json").read_text(encoding="utf-8")) == index
    listed = {entry["path"] for entry in index}
    assert listed == {p.relative_to(folder).as_posix() for p in folder.glob("*/*")}
    assert len({entry["dataset"] for entry in index}) == len(index)


def test_files_hold_what_the_truth_says(tables: list[Table]) -> None:
    for entry, header, rows in tables:
        truth = entry["truth"]
        assert len(rows) == truth["rows"], entry["path"]
        assert all(any(cell.strip() for cell in row) for row in rows), entry["path"]
        width = len(truth["columns"])
        named = [name for name in header[:width] if name]
        assert len(named) == width, entry["path"]
        twice = truth["dirt"].get("row-twice", 0)
        assert truth["rows"] - truth["distinct_rows"] == twice


def test_encodings_and_header_rows_have_the_measured_shares(index: list[Entry]) -> None:
    count = Counter(entry["truth"]["encoding"] for entry in index)
    shares = {name: number / len(index) for name, number in count.items()}
    assert shares["cp932"] == pytest.approx(38 / 91, abs=0.06)
    assert shares["utf-8"] == pytest.approx(29 / 91, abs=0.06)
    assert shares["utf-8-sig"] == pytest.approx(19 / 91, abs=0.06)
    assert shares[None] == pytest.approx(5 / 91, abs=0.03)  # workbooks
    assert 1 <= count["utf-16"] <= 15
    lower = sum(entry["truth"]["header_row"] > 1 for entry in index)
    assert lower / len(index) == pytest.approx(4 / 91, abs=0.02)
    assert {entry["truth"]["layout"] for entry in index} == {"2023", "2017", "own"}


def test_addresses_begin_as_in_real_files(tables: list[Table]) -> None:
    heads: Counter[str] = Counter()
    for entry, header, rows in tables:
        city = municipality(entry["publisher"])
        assert city is not None
        for place, name in enumerate(header):
            if re.search("住所$|^所在地$|連結表記|^所在地（", name) and "設置" not in name:
                for row in rows:
                    text = row[place]
                    heads[
                        "prefecture"
                        if text.startswith("東京都")
                        else "city"
                        if text.startswith(city.city)
                        else "town"
                    ] += 1
    total = sum(heads.values())
    assert heads["prefecture"] / total == pytest.approx(0.67, abs=0.1)
    assert heads["city"] / total == pytest.approx(0.18, abs=0.08)
    assert heads["town"] / total == pytest.approx(0.14, abs=0.08)


def test_two_to_four_rows_in_a_hundred_have_position_trouble(tables: list[Table]) -> None:
    trouble = rows = 0
    for entry, _, data in tables:
        dirt = entry["truth"]["dirt"]
        if entry["standard"] and "緯度" in " ".join(filter(None, entry["truth"]["columns"])):
            rows += len(data)
            trouble += sum(n for kind, n in dirt.items() if kind.startswith("position-"))
    assert 0.02 <= trouble / rows <= 0.04


def test_missing_positions_are_counted_rightly(tables: list[Table]) -> None:
    for entry, header, rows in tables:
        if "緯度" in header and not entry["truth"]["dirt"].get("row-twice"):
            blank = sum(1 for row in rows if not row[header.index("緯度")])
            assert blank == entry["truth"]["dirt"].get("position-missing", 0), entry["path"]


def test_telephone_numbers_have_both_spellings_and_reach_nobody(tables: list[Table]) -> None:
    spelled: Counter[str] = Counter()
    for column in [*cells(tables, "phone"), *cells(tables, "fax")]:
        for cell in filter(None, column):
            if match := re.fullmatch(r"(?:\((0\d+)\)|(0\d+)-)(\d+)-\d{4}", cell):
                assert match[3].startswith("0"), "no exchange in Japan begins with 0"
                spelled["brackets" if match[1] else "hyphens"] += 1
            else:
                spelled["odd"] += 1
    assert spelled["brackets"] / spelled["hyphens"] == pytest.approx(2712 / 1217, rel=0.35)
    assert 0 < spelled["odd"] < 0.15 * sum(spelled.values())


def test_web_addresses_lead_to_a_reserved_domain(folder: Path, index: list[Entry]) -> None:
    hosts = set()
    for entry in index:
        if entry["truth"]["format"] == "csv":
            text = (folder / entry["path"]).read_bytes().decode(entry["truth"]["encoding"])
            hosts |= set(re.findall(r"(?:https?://|www\.)([\w.-]+)", text))
    assert hosts
    assert all(host.endswith(".example.jp") for host in hosts)


def test_positions_lie_in_the_area_of_their_municipality(tables: list[Table]) -> None:
    outside = 0
    for entry, header, rows in tables:
        city = municipality(entry["publisher"])
        assert city is not None
        assert city.box is not None
        west, south, east, north = city.box
        if "緯度" not in header:
            continue
        lat, lon = header.index("緯度"), header.index("経度")
        for row in rows:
            try:
                x, y = float(row[lon]), float(row[lat])
            except ValueError:
                continue
            if y < 90 and y:  # neither swapped nor zero
                outside += not (west <= x <= east and south <= y <= north)
    assert outside <= 5


def test_there_are_as_many_spellings_as_were_seen() -> None:
    assert len(set(YES_NO)) == 31
    written = {way(date(2023, 4, 5)) for way, _ in DATES}
    assert len(written) == len(DATES) == 21
    names = {
        column.header
        for number in range(400)
        for column in own_columns(Dice("names", number), "aed")
        if column.fact == "name"
    }
    assert len(names) == 12


def test_every_kind_of_dirt_is_there(index: list[Entry]) -> None:
    dirt: Counter[str] = Counter()
    for entry in index:
        dirt.update(entry["truth"]["dirt"])
    assert set(dirt) == {
        *("position-missing", "position-swapped", "position-zero", "position-wide"),
        *("yes-no-spelling", "yes-no-unclear", "flag-spelling", "date-spelling", "date-unclear"),
        *("hyphen-spelling", "full-width-digits", "kana-spelling", "number-spelling"),
        *("code-spelling", "postal-spelling", "phone-spelling", "url-without-scheme"),
        *("stray-blanks", "row-twice"),
    }


def test_rows_of_bare_commas_and_remarks_stand_below_some_tables(
    folder: Path, index: list[Entry]
) -> None:
    tails = remarks = serials = 0
    for entry in index:
        truth = entry["truth"]
        if truth["format"] != "csv":
            continue
        rows = read_rows(folder / entry["path"], truth)
        below = rows[truth["header_row"] + truth["rows"] :]
        tails += bool(below) and not any(below[-1])
        remarks += any(row[0].startswith("※") for row in below if row)
        serials += any(re.fullmatch("4[0-9]{4}", cell) for row in rows[:30] for cell in row)
    assert tails > 10
    assert remarks > 5
    assert serials > 3


def tree(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_the_same_seed_gives_the_same_bytes_in_any_process(
    folder: Path, index: list[Entry], tmp_path: Path
) -> None:
    chosen = ["131130", "132012", "133621"]
    script = (
        "import sys; from pathlib import Path; from tdpf.core.demo import write_city;"
        "write_city(Path(sys.argv[1]), only=set(sys.argv[2:]))"
    )
    strange = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "America/New_York", "LC_ALL": "C"}
    there = tmp_path / "there"
    subprocess.run([sys.executable, "-c", script, str(there), *chosen], check=True, env=strange)
    other = {name: sha for name, sha in tree(there).items() if name != "index.json"}
    here = {name: sha for name, sha in tree(folder).items() if name.split("/")[0] in chosen}
    assert other == here
    assert any(name.endswith(".xlsx") for name in here)


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    one = write_city(tmp_path / "one", seed=SEED, only={"133621"})
    other = write_city(tmp_path / "other", seed=SEED + 1, only={"133621"})
    assert one != other
    assert tree(tmp_path / "one") != tree(tmp_path / "other")


def test_scale_makes_files_longer_or_shorter(tmp_path: Path) -> None:
    counts = {
        scale: sum(
            entry["truth"]["rows"]
            for entry in write_city(tmp_path / str(scale), scale=scale, only={"131130"})
        )
        for scale in (0.1, 1.0)
    }
    assert counts[0.1] < 0.3 * counts[1.0]


def test_the_reference_date_moves_what_is_dated(tmp_path: Path) -> None:
    entries = write_city(tmp_path / "now", only={"131130"}, at=date(2030, 1, 1))
    assert max(entry["modified"] for entry in entries) > "2029-06-01"


def test_progress_is_told_municipality_by_municipality(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    write_city(
        tmp_path / "city",
        only={"133621", "133639"},
        scale=0.1,
        progress=lambda done, of: heard.append((done, of)),
    )
    assert heard == [(1, 2), (2, 2)]
