"""Real files: cells whose right answer people decided, and positions that publishers gave."""

from __future__ import annotations

import csv
import json
import statistics
from collections import Counter, defaultdict

import openpyxl
import pytest

from tdpf.core.places import Gazetteer, Geocoder, Level, distance_m, split_address, town_names
from tdpf.core.places.install import install

PARTS = {
    "所在地_全国地方公共団体コード": "code6",
    "所在地_連結表記": "joined",
    "所在地_都道府県": "prefecture",
    "所在地_市区町村": "city",
    "所在地_町字": "town",
    "町字": "town",
    "所在地_番地以下": "rest",
    "番地以下": "rest",
    "建物名等(方書)": "building",
}
pytestmark = pytest.mark.shared_data


def rows_of(path, encoding):
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).worksheets[0]
        return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def lines_of(gold, rows):
    """Each row's address as one line, from the columns that hold its parts."""
    at = {
        PARTS[item]: column["source_index"]
        for column in gold["columns"]
        for item in column["items"]
        if item in PARTS
    }

    def line(row):
        cells = {part: row[i] for part, i in at.items() if i < len(row)}
        whole = cells.get("joined", "")
        if "town" in cells and cells.get("rest", "").replace("-", "").isdigit():
            whole = "".join(cells.get(part, "") for part in ("prefecture", "city", "town", "rest"))
        building = cells.get("building", "").strip()
        return f"{whole}\u3000{building}" if building else whole

    return [line(row) for row in rows]


@pytest.fixture(scope="module")
def gazetteer(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    install(folder, [shared / "data" / "geo" / "tokyo_towns.csv"])
    return Gazetteer.open(folder)


@pytest.mark.filterwarnings("ignore:Cannot parse header or footer:UserWarning")
@pytest.mark.parametrize(("is_installed", "at_least"), [(False, 0.98), (True, 0.99)])
def test_address_cells_of_real_files_are_split_as_people_decided(
    shared, gazetteer, is_installed, at_least
) -> None:
    right = asked = 0
    folder = shared / "data" / "municipal"
    for path in sorted((folder / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        cells = [c for c in gold["cells"] if PARTS.get(c.get("item")) and c["value"] is not None]
        if not cells:
            continue
        lines = lines_of(gold, rows_of(folder / gold["file"], gold["encoding"]))
        names = town_names(lines[gold["header_row"] :], publisher=gold["publisher"])
        for cell in cells:
            found = split_address(
                lines[cell["row"] - 1],
                publisher=gold["publisher"],
                gazetteer=gazetteer if is_installed else None,
                towns=names,
            )
            asked += 1
            right += getattr(found, PARTS[cell["item"]]) == cell["value"]
    assert asked > 250
    print(f"dictionary {is_installed}: {right} of {asked} address cells right")
    assert right / asked >= at_least


def test_without_a_dictionary_real_tables_get_hardly_a_chome_that_is_none(
    shared, gazetteer
) -> None:
    """What a dictionary says is the truth here; spelling does not count."""
    found = Counter()
    for publisher, rows in real_tables(shared).items():
        names = town_names(rows, publisher=publisher[0])
        for row in rows:
            truth = split_address(row, publisher=publisher[0], gazetteer=gazetteer)
            if truth.basis == "gazetteer" and truth.how == "exact":
                short = split_address(row, publisher=publisher[0], towns=names)
                found[short.town.endswith("丁目"), truth.town.endswith("丁目")] += 1
    print(f"丁目 as (found, true): {dict(found)}")
    said = found[True, True] + found[True, False]
    assert said > 2000
    assert found[True, False] / said <= 0.002
    assert found[True, True] / (found[True, True] + found[False, True]) >= 0.97


def real_tables(shared):
    """The addresses of real tables by publisher and file."""
    tables = defaultdict(list)
    with (shared / "data" / "municipal" / "geocode_pairs.csv").open(
        encoding="utf-8-sig", newline=""
    ) as source:
        for pair in csv.DictReader(source):
            tables[pair["code6"], pair["source_file"]].append(pair["address"])
    return tables


def test_a_town_table_places_real_addresses_near_their_published_points(shared, gazetteer) -> None:
    geocoder = Geocoder(gazetteer)
    metres = []
    with (shared / "data" / "municipal" / "geocode_pairs.csv").open(
        encoding="utf-8-sig", newline=""
    ) as source:
        pairs = list(csv.DictReader(source))
    for pair in pairs:
        place = geocoder.find(pair["address"], publisher=pair["code6"])
        assert place is not None
        assert place.code6[:2] == "13"
        if place.level is not Level.CITY:
            truth = (float(pair["lng"]), float(pair["lat"]))
            metres.append(distance_m(truth, (place.lon, place.lat)))
    assert len(metres) / len(pairs) >= 0.995
    assert statistics.median(metres) <= 200
    assert statistics.quantiles(metres, n=10)[-1] <= 600
