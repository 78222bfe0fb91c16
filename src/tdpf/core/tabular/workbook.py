"""Workbooks (XLSX, XLSM, XLS, ODS): sheets of typed cells to rows of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from tdpf.core.tabular.content import Content
from tdpf.core.tabular.layout import Grid, lay_out
from tdpf.core.tabular.messages import say
from tdpf.core.tabular.model import NotATable, Source, TextTable

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(content: Content, source: Source) -> list[TextTable | NotATable]:
    """One table for each sheet that holds one, the main table first."""
    try:
        book = CalamineWorkbook.from_filelike(content.open())
    except PasswordError:
        return [NotATable(source, say("encrypted"))]
    except CalamineError:
        return [NotATable(source, say("broken-file"))]
    with book:
        found = [_sheet(book, name, source) for name in book.sheet_names]
    tables = [table for table in found if isinstance(table, TextTable) and table.row_count]
    if tables:
        return list(tables)
    return list(found[:1]) or [NotATable(source, say("empty-file"))]


def _sheet(book: CalamineWorkbook, name: str, source: Source) -> TextTable | NotATable:
    rows = [
        [text(value) for value in row]
        for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    ]

    def again() -> Iterator[list[str]]:
        return iter(rows)

    return lay_out(Grid(again), replace(source, sheet=name))


def text(value: Value) -> str:
    """A cell as a spreadsheet shows it: 11002.0 is 11002, a date is ISO, TRUE is TRUE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d") if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.time):
        return value.strftime("%H:%M") if value.second == 0 else value.strftime("%H:%M:%S")
    return str(value)
