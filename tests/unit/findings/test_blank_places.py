"""Headers and rows with nothing in them are told."""

from __future__ import annotations

from pathlib import Path

from tdpf.core.findings import Finding
from tdpf.core.tabular import TextTable, read_file


def _found(folder: Path, text: str, code: str) -> tuple[TextTable, Finding]:
    path = folder / "places.csv"
    path.write_text(text, encoding="utf-8")
    (table,) = read_file(path)
    assert isinstance(table, TextTable)
    (finding,) = [finding for finding in table.findings if finding.code == code]
    return table, finding


def test_columns_without_a_name_are_counted_and_pointed_at(tmp_path: Path) -> None:
    text = "名称,,所在地,\n神南図書館,1,神南一丁目,2\n本町図書館,3,本町二丁目,4\n"
    table, finding = _found(tmp_path, text, "blank-header")
    assert len(table.columns) == 4
    assert finding.message.ja.startswith("2列に見出しがありません（2, 4列目）")
    assert finding.column == 1


def test_empty_rows_after_the_table_are_counted_and_left_out(tmp_path: Path) -> None:
    text = "名称,所在地\n神南図書館,神南一丁目\n" + ",\n" * 40
    table, finding = _found(tmp_path, text, "blank-tail")
    assert table.row_count == 1
    assert "40行" in finding.message.ja
