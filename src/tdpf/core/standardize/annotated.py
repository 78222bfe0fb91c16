"""`annotated.xlsx`: the source as it came, findings as coloured cells with comments.

The first sheet sums up what to fix, the second is the source, the third lists all findings with
links that jump to their cells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tdpf.core.findings import Finding, Severity
from tdpf.core.standardize.report import Report
from tdpf.core.standardize.standardized import Standardized
from tdpf.core.standardize.summary import SEVERITY_JA, counts, groups, profile_lines, set_title
from tdpf.core.tabular.model import NotATable, TextTable

SUMMARY, SOURCE, LIST = "まとめ", "元データ", "指摘の一覧"
MAX_CELLS = 1_000_000
"""A larger source is shown by its rows with findings only."""
MAX_COMMENTS = 3_000
_CELL_LIMIT = 32_000
_LAST_ROW = 1_048_575
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 — the same input gives the same bytes
_FILLS: dict[Severity, str] = {"error": "#F8C9C4", "warning": "#FBE7A1", "info": "#D9EAF7"}
_WIDTHS = (8, 8, 8, 22, 24, 30, 30, 70)


@dataclass(slots=True)
class _Formats:
    title: Format
    big: Format
    head: Format
    wrap: Format
    link: Format
    plain: Format
    marks: dict[Severity, Format]

    @classmethod
    def of(cls, book: Workbook) -> _Formats:
        return cls(
            title=book.add_format({"bold": True, "font_size": 16}),
            big=book.add_format({"bold": True, "font_size": 24, "align": "left"}),
            head=book.add_format(
                {"bold": True, "bg_color": "#E7E7E7", "border": 1, "text_wrap": True}
            ),
            wrap=book.add_format({"text_wrap": True, "valign": "top"}),
            link=book.add_format({"font_color": "#0017C1", "underline": 1, "valign": "top"}),
            plain=book.add_format({"valign": "top"}),
            marks={
                severity: book.add_format({"bg_color": colour, "border": 1})
                for severity, colour in _FILLS.items()
            },
        )


def write_annotated(standardized: Standardized, path: Path) -> None:
    """Write the workbook; memory stays flat for any number of rows."""
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    book.set_properties({"created": _MADE, "title": standardized.report.input.name})
    formats = _Formats.of(book)
    sheets = [_sheet(book, name) for name in (SUMMARY, SOURCE, LIST)]
    report = standardized.report
    shown = _shown_rows(standardized)
    _write_summary(sheets[0], formats, report, is_cut=shown is not None)
    _write_source(sheets[1], formats, standardized, shown)
    _write_list(sheets[2], formats, report, shown)
    book.close()


def _sheet(book: Workbook, name: str) -> Worksheet:
    """A sheet that prints on A4, as wide as the paper."""
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&F　&A&R&P / &N")
    return sheet


def _shown_rows(standardized: Standardized) -> set[int] | None:
    """The rows with findings, where the source is too large to show; None shows all."""
    table = standardized.table
    if isinstance(table, NotATable):
        return None
    if table.row_count * max(1, len(table.columns)) <= MAX_CELLS and table.row_count < _LAST_ROW:
        return None
    rows = {finding.row for finding in standardized.report.findings if finding.row}
    return {row for row in rows if row <= _LAST_ROW}


def _write_summary(sheet: Worksheet, formats: _Formats, report: Report, *, is_cut: bool) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 28)
    sheet.set_column(3, 3, 80)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, f"{report.input.name} の点検結果", formats.title)
    sheet.write_string(2, 0, "品質スコア（100 点満点）")
    sheet.write_number(2, 1, report.quality.score, formats.big)
    row = 3
    for name, value in _about(report):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
        row += 1
    if is_cut:
        row += 1
        sheet.write_string(row, 0, "表が大きいので、「元データ」には指摘のある行だけを載せました。")
        row += 1
    _write_groups(sheet, formats, report, row + 1)
    sheet.activate()


def _about(report: Report) -> list[tuple[str, str]]:
    tally = counts(report.findings)
    return [
        *profile_lines(report),
        ("標準データセット", f"{set_title(report)}　確度 {report.standard.confidence:.2f}"),
        ("公開団体", f"{report.publisher.name or '不明'}　{report.publisher.code or ''}".strip()),
        ("行", f"{report.rows.written} 行（読み取り {report.rows.read} 行）"),
        ("指摘", "　".join(f"{SEVERITY_JA[name]} {number}" for name, number in tally.items())),
    ]


def _write_groups(sheet: Worksheet, formats: _Formats, report: Report, row: int) -> None:
    sheet.write_string(row, 0, "先に直すもの（上から順に）", formats.title)
    row += 1
    for column, name in enumerate(("種類", "件数", "項目", "何をすればよいか")):
        sheet.write_string(row, column, name, formats.head)
    for group in groups(report.findings):
        row += 1
        sheet.write_string(
            row, 0, f"{SEVERITY_JA[group.severity]}　{group.code}", formats.marks[group.severity]
        )
        target = _target(group.findings[0])
        if target:
            sheet.write_url(row, 1, target, formats.link, str(len(group.findings)))
        else:
            sheet.write_string(row, 1, str(len(group.findings)), formats.plain)
        sheet.write_string(row, 2, group.item or "", formats.wrap)
        sheet.write_string(row, 3, group.message, formats.wrap)


def _target(finding: Finding) -> str | None:
    """A link to the cell of a finding, where it has one."""
    if finding.row is None or finding.row > _LAST_ROW:
        return None
    return f"internal:'{SOURCE}'!{xl_rowcol_to_cell(finding.row - 1, finding.column or 0)}"


def _write_source(
    sheet: Worksheet, formats: _Formats, standardized: Standardized, shown: set[int] | None
) -> None:
    table = standardized.table
    if isinstance(table, NotATable):
        return
    marks = _Marks(standardized.report.findings)
    header = table.source.header_row
    for row, note in enumerate(table.source.notes[: max(0, (header or 1) - 1)]):
        sheet.write_string(row, 0, note[:_CELL_LIMIT])
    if header:
        for column in table.columns:
            sheet.write_string(header - 1, column.index, column.header[:_CELL_LIMIT], formats.head)
        sheet.freeze_panes(header, 0)
        sheet.repeat_rows(header - 1)
    for row, cells in _source_rows(table, shown):
        for place, text in cells:
            marks.write(sheet, formats, row, place, text)
    last = max((column.index for column in table.columns), default=0)
    sheet.set_column(0, last, 18)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(_LAST_ROW, last)}"})


def _source_rows(
    table: TextTable, shown: set[int] | None
) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    places = [column.index for column in table.columns]
    for chunk in table.chunks():
        for row, cells in zip(chunk.rows, zip(*chunk.cells, strict=True), strict=True):
            if shown is None or row in shown:
                yield row, list(zip(places, cells, strict=True))


class _Marks:
    """Findings by cell: the fill of the gravest, a comment with all of them."""

    def __init__(self, findings: list[Finding]) -> None:
        self._by_cell: dict[tuple[int, int], list[Finding]] = {}
        for finding in findings:
            if finding.row is not None:
                self._by_cell.setdefault((finding.row, finding.column or 0), []).append(finding)
        self._comments = 0

    def write(self, sheet: Worksheet, formats: _Formats, row: int, column: int, text: str) -> None:
        findings = self._by_cell.get((row, column))
        if not findings:
            if text:
                sheet.write_string(row - 1, column, text[:_CELL_LIMIT])
            return
        gravest = min(findings, key=lambda one: ("error", "warning", "info").index(one.severity))
        mark = formats.marks[gravest.severity]
        if text:
            sheet.write_string(row - 1, column, text[:_CELL_LIMIT], mark)
        else:
            sheet.write_blank(row - 1, column, None, mark)
        if self._comments < MAX_COMMENTS:
            self._comments += 1
            sheet.write_comment(
                row - 1, column, _comment(findings), {"x_scale": 2, "author": "TDPF"}
            )


def _comment(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        line = f"{SEVERITY_JA[finding.severity]}: {finding.message.ja}"
        lines.append(f"{line} → {finding.after}" if finding.after else line)
    return "\n".join(lines)[:_CELL_LIMIT]


def _write_list(
    sheet: Worksheet, formats: _Formats, report: Report, shown: set[int] | None
) -> None:
    names = ("セル", "行", "重さ", "項目", "種類", "元の値", "直した値", "何をすればよいか")
    for column, (name, width) in enumerate(zip(names, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, formats.head)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for place, finding in enumerate(report.findings, start=1):
        _write_finding(sheet, formats, place, finding, shown)
    sheet.autofilter(0, 0, max(1, len(report.findings)), len(names) - 1)


def _write_finding(
    sheet: Worksheet, formats: _Formats, place: int, finding: Finding, shown: set[int] | None
) -> None:
    target = _target(finding)
    if target and (shown is None or finding.row in shown):
        label = xl_rowcol_to_cell((finding.row or 1) - 1, finding.column or 0)
        sheet.write_url(place, 0, target, formats.link, label)
    if finding.row is not None:
        sheet.write_number(place, 1, finding.row, formats.plain)
    sheet.write_string(place, 2, SEVERITY_JA[finding.severity], formats.marks[finding.severity])
    texts = (finding.item, finding.code, finding.before, finding.after, finding.message.ja)
    for column, text in enumerate(texts, start=3):
        if text:
            sheet.write_string(place, column, text[:_CELL_LIMIT], formats.wrap)
