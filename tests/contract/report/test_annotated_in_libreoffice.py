"""The workbook for officers, opened by another program than the one that wrote it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tdpf.core.standardize import standardize
from tdpf.core.standardize.annotated import LIST, SOURCE, SUMMARY, write_annotated
from tdpf.core.tabular import read_file
from tests.lacking import lack
from tests.patience import PATIENCE_S

TEXT = """\
公衆トイレ一覧,,,,
施設名,所在地,緯度,経度,利用開始時間
神南公園トイレ,渋谷区神南1-2-3,35.6622,139.7012,９時
=HYPERLINK("x"),渋谷区道玄坂1-1,139.7001,35.6581,終日
本町トイレ,渋谷区本町四丁目9-7,,,0:00
"""


@pytest.fixture
def opened(tmp_path: Path) -> openpyxl.Workbook:
    """The workbook as LibreOffice reads it and writes it again."""
    program = shutil.which("soffice")
    if program is None:
        lack("LibreOffice Calc", "apt-get install libreoffice-calc-nogui")
    source = tmp_path / "131130_public_toilet.csv"
    source.write_text(TEXT, encoding="utf-8")
    done = standardize(read_file(source)[0], publisher="131130")
    write_annotated(done, tmp_path / "annotated.xlsx")
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "again"),
            str(tmp_path / "annotated.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE_S,
    )
    return openpyxl.load_workbook(tmp_path / "again" / "annotated.xlsx")


def test_it_opens_clean_with_its_source_colours_comments_filter_and_links(
    opened: openpyxl.Workbook,
) -> None:
    assert opened.sheetnames == [SUMMARY, SOURCE, LIST]
    source = opened[SOURCE]
    cells = [[cell.value or "" for cell in row] for row in source.iter_rows()]
    assert cells[1:] == [line.split(",") for line in TEXT.splitlines()[1:]]
    swapped = source["C4"]
    assert swapped.comment is not None
    assert "緯度" in swapped.comment.text
    assert swapped.fill.fgColor.rgb not in {None, "00000000"}
    assert source["A3"].comment is None

    listed = opened[LIST]
    assert listed.auto_filter.ref is not None
    link = next(cell for cell in listed["A"][1:] if cell.value).hyperlink
    assert link is not None
    assert SOURCE in (link.location or link.target or "")

    texts = [str(cell.value) for row in opened[SUMMARY].iter_rows() for cell in row if cell.value]
    assert any("先に直すもの" in text for text in texts)
    assert any("品質スコア" in text for text in texts)
