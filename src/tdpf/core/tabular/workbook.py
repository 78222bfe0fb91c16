"""Workbooks (XLSX, XLSM, XLSB, XLS, ODS): each sheet a table, the main one first."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tdpf.core.findings import Finding
from tdpf.core.tabular import biff, ods
from tdpf.core.tabular.cellvalue import shown
from tdpf.core.tabular.content import Content
from tdpf.core.tabular.header import Merge
from tdpf.core.tabular.layout import Grid, lay_out
from tdpf.core.tabular.messages import not_a_table, say, some, too_large
from tdpf.core.tabular.model import NotATable, Source, TextTable
from tdpf.core.tabular.ooxml import SheetFacts, Workbook, masked
from tdpf.core.tabular.rows import Row, is_blank

MOST_CELLS = 20_000_000  # a sheet is one rectangle in memory, 24 bytes a cell
KEPT_CELLS = 200_000
MOST_SHEETS = 200
ABOUT_THE_DATA = re.compile(
    r"説明|凡例|記入|定義|コード|マスタ|リスト|入力規則|readme|注意|更新履歴|改版|目次|表紙|見本|サンプル",
    re.IGNORECASE,
)

T = TypeVar("T")


class Broken(Exception):
    """The reader of workbooks could not make sense of the file."""


def read_xlsx(
    content: Content, archive: zipfile.ZipFile, source: Source
) -> list[TextTable | NotATable]:
    """The tables of an XLSX, XLSM or XLSB."""
    book = Workbook(archive)
    return _read(content, replace(source, format="xlsx"), book.facts)


def read_ods(
    content: Content, archive: zipfile.ZipFile, source: Source
) -> list[TextTable | NotATable]:
    """The tables of an OpenDocument spreadsheet."""
    source = replace(source, format="ods")
    facts = ods.look_at(archive)
    if facts.is_encrypted:
        return [NotATable(source, say("encrypted"))]
    if facts.is_broken:
        return [NotATable(source, say("broken-file"))]
    if facts.area > MOST_CELLS:
        return [_too_many_cells(source)]
    return _hiding(_read(content, source, lambda _: SheetFacts()), facts.hidden_rows)


def read_xls(content: Content, source: Source) -> list[TextTable | NotATable]:
    """The tables of an old binary workbook."""
    source = replace(source, format="xls")
    with content.open() as file:
        data = file.read()
    names = biff.stream_names(data)
    if "EncryptedPackage" in names:
        return [NotATable(source, say("encrypted"))]
    if names and not names & {"Workbook", "Book"}:
        return [NotATable(source, not_a_table("document"))]
    facts = biff.look_at(data)
    if facts is None:
        return [NotATable(source, say("broken-file"))]
    if facts.area > MOST_CELLS:
        return [_too_many_cells(source)]
    return _hiding(_read(content, source, lambda _: SheetFacts()), facts.hidden_rows)


def _too_many_cells(source: Source) -> NotATable:
    return NotATable(source, too_large(MOST_CELLS, "cells"))


def _hiding(tables: list[TextTable | NotATable], hidden: int) -> list[TextTable | NotATable]:
    first = tables[0]
    if not hidden or isinstance(first, NotATable):
        return tables
    found = say("hidden-rows", count=hidden, ja="", en="")
    return [replace(first, findings=(*first.findings, found)), *tables[1:]]


def _read(
    content: Content, source: Source, facts_of: Callable[[str], SheetFacts]
) -> list[TextTable | NotATable]:
    try:
        return _tables(content, source, facts_of)
    except PasswordError:
        return [NotATable(source, say("encrypted"))]
    except Broken:
        return [NotATable(source, say("broken-file"))]


def _tables(
    content: Content, source: Source, facts_of: Callable[[str], SheetFacts]
) -> list[TextTable | NotATable]:
    book = _guarded(lambda: CalamineWorkbook.from_filelike(content.open()))
    pages = [page for page in book.sheets_metadata if page.typ == SheetTypeEnum.WorkSheet]
    visible = [page.name for page in pages if page.visible == SheetVisibleEnum.Visible]
    hidden = [page.name for page in pages if page.visible != SheetVisibleEnum.Visible]
    found: list[TextTable | NotATable] = []
    for name in (visible or hidden)[:MOST_SHEETS]:
        facts = facts_of(name)
        place = replace(source, sheet=name)
        if facts.area > MOST_CELLS:
            found.append(_too_many_cells(place))
            continue
        sheet = _guarded(lambda name=name: book.get_sheet_by_name(name))  # type: ignore[misc]
        found.append(_sheet(sheet, facts, place))
    return _in_order(found, hidden if visible else [], source)


def _in_order(
    found: Sequence[TextTable | NotATable], hidden: list[str], source: Source
) -> list[TextTable | NotATable]:
    """Real tables, the main one first; the first verdict when there is no table."""
    tables = [table for table in found if isinstance(table, TextTable)]
    if not tables:
        verdicts = [verdict for verdict in found if isinstance(verdict, NotATable)]
        telling = [verdict for verdict in verdicts if verdict.finding.code != "empty-file"]
        return [telling[0] if telling else NotATable(source, say("empty-file"))]
    main = max(tables, key=lambda table: (_is_main(table), -tables.index(table)))
    if hidden:
        note = say("hidden-sheets", count=len(hidden), names="、".join(hidden[:5]))
        noted = replace(main, findings=(*main.findings, note))
    else:
        noted = main
    return [noted, *(table for table in tables if table is not main)]


def _is_main(table: TextTable) -> tuple[bool, bool]:
    named = ABOUT_THE_DATA.search(table.source.sheet or "") is None
    shaped = len(table.columns) > 1 and table.row_count > 0 and table.source.header_row is not None
    return shaped and named, shaped


def _sheet(sheet: CalamineSheet, facts: SheetFacts, source: Source) -> TextTable | NotATable:
    cells = _Cells(sheet, facts)
    if cells.area > MOST_CELLS:
        return _too_many_cells(source)
    if cells.area <= KEPT_CELLS:
        kept = _guarded(lambda: list(cells.rows()))
        table = lay_out(Grid(lambda: iter(kept), cells.merges, separator="\t"), source)
    else:
        table = lay_out(Grid(cells.rows, cells.merges, separator="\t"), source)
    if isinstance(table, NotATable):
        return table
    return replace(table, findings=(*table.findings, *_noticed(facts, cells, table)))


def _noticed(facts: SheetFacts, cells: _Cells, table: TextTable) -> Iterator[Finding]:
    if facts.hidden_rows:
        rows = [row + 1 for row in facts.hidden_rows]
        ja, en = f"（{some(rows)}行目）", f" ({some(rows)})"
        yield say("hidden-rows", row=rows[0], count=len(rows), ja=ja, en=en)
    if facts.has_hidden_columns:
        yield say("hidden-columns")
    if facts.errors:
        yield say("formula-errors", count=facts.errors)
    if facts.without_result:
        yield say("formula-without-result", count=facts.without_result)
    below = [merge for merge in cells.tall if merge[0] >= (table.source.header_row or 0)]
    if below:
        yield say("merged-cells", row=below[0][0] + 1, count=len(below))


@dataclass(slots=True)
class _Cells:
    """The rows of a sheet as text, numbered as the spreadsheet numbers them."""

    sheet: CalamineSheet
    facts: SheetFacts
    merges: list[Merge] = field(init=False)
    tall: list[Merge] = field(init=False)

    def __post_init__(self) -> None:
        ranges = self.sheet.merged_cell_ranges or []
        self.merges = [(top, left, bottom, right) for (top, left), (bottom, right) in ranges]
        self.tall = sorted(merge for merge in self.merges if merge[2] > merge[0])

    @property
    def area(self) -> int:
        bottom, right = self.sheet.end or (0, 0)
        return (bottom + 1) * (right + 1)

    def rows(self) -> Iterator[Row]:
        """Each row from the first of the sheet; a value merged over rows stands in each of them."""
        # calamine's rows begin at row 1 of the sheet, but at its first used column
        lead = [""] * (self.sheet.start or (0, 0))[1]
        coming, open_merges = iter(self.tall), list[tuple[Merge, str]]()
        following = next(coming, None)
        for number, values in enumerate(self.sheet.iter_rows()):
            row = lead + [v if type(v) is str else shown(v) for v in values]
            self._mask(number, row)
            if open_merges and not is_blank(row):
                _fill(row, open_merges)
            while following is not None and following[0] <= number:
                if following[0] == number and following[1] < len(row):
                    open_merges.append((following, row[following[1]]))
                following = next(coming, None)
            open_merges = [one for one in open_merges if one[0][2] > number]
            yield row

    def _mask(self, number: int, row: Row) -> None:
        if not self.facts.masks:
            return
        for column, cell in enumerate(row):
            mask = self.facts.masks.get((number, column))
            if mask and cell.isascii() and cell.isdecimal():
                row[column] = masked(cell, mask)


def _fill(row: Row, merges: list[tuple[Merge, str]]) -> None:
    for (_, left, _, _), value in merges:
        if left < len(row) and not row[left].strip():
            row[left] = value


def _guarded(call: Callable[[], T]) -> T:
    """The result; Broken when the reader fails, even where its Rust code gives up."""
    try:
        return call()
    except PasswordError:
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise Broken from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Broken from error
