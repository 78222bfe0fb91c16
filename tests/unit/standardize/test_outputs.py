"""The files in the output folder, as the people and programs who open them see them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
import python_calamine

from tdpf.core.standardize import OUTPUTS, Standardized, write_outputs
from tdpf.core.standardize import annotated as annotated_module

Maker = Callable[..., Standardized]

TEXT = (
    "渋谷区公衆トイレ一覧,,,,\n"
    "名称,住所,緯度,経度,電話番号\n"
    "駅前便所,渋谷区神南1-1-1,35.661,139.701,03-1234-5678\n"
    '"=1+2,""便所""",渋谷区神南1-1-2,139.702,35.662,\n'
    "川端便所<b>,渋谷区神南1-1-3,,,区役所\n"
)


@pytest.fixture
def folder(standardized: Maker, tmp_path: Path) -> Path:
    write_outputs(
        standardized(TEXT, name="131130_public_toilet.csv"), tmp_path / "x", tmp_path / "out"
    )
    return tmp_path / "out"


def test_all_files_are_there_and_nothing_else(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(OUTPUTS)
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_standard_csv_opens_in_a_spreadsheet(folder: Path) -> None:
    raw = (folder / "standard.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 4
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert rows[1]["名称"] == '=1+2,"便所"'
    assert rows[1]["緯度"] == "35.662"


def test_parquet_has_the_same_rows_typed(folder: Path) -> None:
    frame = pl.read_parquet(folder / "data.parquet")
    assert frame["緯度"].to_list() == [35.661, 35.662, None]
    assert frame["_source_row"].to_list() == [3, 4, 5]


def test_geojson_has_the_rows_with_a_position(folder: Path) -> None:
    tree = json.loads((folder / "data.geojson").read_text(encoding="utf-8"))
    assert tree["type"] == "FeatureCollection"
    points = [feature["geometry"]["coordinates"] for feature in tree["features"]]
    assert points == [[139.701, 35.661], [139.702, 35.662]]
    assert "_row" not in tree["features"][0]["properties"]


def test_the_workbook_shows_the_source_at_its_own_rows(folder: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(str(folder / "annotated.xlsx"))
    assert book.sheet_names == ["まとめ", "元データ", "指摘の一覧"]
    source = book.get_sheet_by_name("元データ").to_python()
    assert source[0][0] == "渋谷区公衆トイレ一覧"
    assert source[1][:5] == ["名称", "住所", "緯度", "経度", "電話番号"]
    assert source[3][:3] == ['=1+2,"便所"', "渋谷区神南1-1-2", "139.702"]


def test_the_workbook_lists_every_finding_with_its_cell(folder: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(str(folder / "annotated.xlsx"))
    findings = json.loads((folder / "report.json").read_bytes())["findings"]
    listed = book.get_sheet_by_name("指摘の一覧").to_python()[1:]
    assert len(listed) == len(findings)
    phone = next(line for line in listed if line[4] == "phone-unreadable")
    assert (phone[0], phone[1], phone[5]) == ("E5", 5.0, "区役所")


def test_the_workbook_says_first_what_to_fix_first(folder: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(str(folder / "annotated.xlsx"))
    summary = [line for line in book.get_sheet_by_name("まとめ").to_python() if any(line)]
    start = next(at for at, line in enumerate(summary) if str(line[0]).startswith("先に直す"))
    weights = [str(line[0])[:2] for line in summary[start + 2 :]]
    assert weights == sorted(weights, key=["誤り", "注意", "情報"].index)
    assert weights[0] == "誤り"


def test_a_large_source_is_shown_by_its_rows_with_findings(
    standardized: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotated_module, "MAX_CELLS", 10)
    done = standardized(TEXT.replace("区役所", ""), name="131130_public_toilet.csv")
    annotated_module.write_annotated(done, tmp_path / "a.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    source = book.get_sheet_by_name("元データ").to_python()
    assert source[2][4] == "03-1234-5678"
    assert any(
        "指摘のある行だけ" in str(line[0]) for line in book.get_sheet_by_name("まとめ").to_python()
    )


class _Outline(HTMLParser):
    """Tags and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            if name in {"href", "src"} and value:
                self.links.add(value)


def test_the_page_stands_alone_and_its_links_lead_somewhere(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    outline = _Outline()
    outline.feed(page)
    assert outline.tags.count("h1") == 1
    assert "script" not in outline.tags
    assert outline.tags.count("caption") == outline.tags.count("table")
    assert all(link.startswith("#") for link in outline.links)
    assert {link[1:] for link in outline.links} <= outline.ids
    assert "区役所" in page
    assert "<b>" not in page


def test_running_again_replaces_the_results(standardized: Maker, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_outputs(standardized(TEXT, name="131130_public_toilet.csv"), tmp_path / "x", out)
    (out / "left.over").write_text("old")
    write_outputs(standardized(TEXT.replace("川端", "川辺"), name="a.csv"), tmp_path / "x", out)
    assert "川辺" in (out / "standard.csv").read_text(encoding="utf-8-sig")
    assert sorted(path.name for path in out.iterdir()) == sorted(OUTPUTS)


def test_a_failure_leaves_the_results_of_before(
    standardized: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    done = standardized(TEXT, name="131130_public_toilet.csv")
    write_outputs(done, tmp_path / "x", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tdpf.core.standardize.write.write_page", full)
    with pytest.raises(OSError, match="No space"):
        write_outputs(done, tmp_path / "x", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_same_file_gives_the_same_bytes(standardized: Maker, tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = standardized(TEXT, name="131130_public_toilet.csv")
        write_outputs(done, tmp_path / "x", tmp_path / name)
    for output in OUTPUTS:
        assert (tmp_path / "one" / output).read_bytes() == (
            tmp_path / "two" / output
        ).read_bytes(), output


def test_what_is_no_table_has_its_files_too(standardized: Maker, tmp_path: Path) -> None:
    done = standardized("<!DOCTYPE html><html><body>404</body></html>", name="x.csv")
    write_outputs(done, tmp_path / "x", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(OUTPUTS)
