"""Rows → an Excel workbook. Its cells have types, and nothing in them is ever a formula or a link.

What Excel cannot hold is text, by column: whole numbers of more than 15 digits, instants (with
their offset), and dates before March 1900, when its calendar has a day too many.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tdpf.core.tables.encode import INSTANT
from tdpf.core.tables.errors import TooMuchForExcel

MOST_ROWS = 1_048_575  # and the header
LONGEST_TEXT = 32_767
_EXACT = 10**15
_FIRST_DAY = dt.date(1900, 3, 1)
_CHUNK_BYTES = 256 * 1024
_ROWS = 500

# Any: a cell of whichever kind its column is; xlsxwriter has no types.
Write = Callable[[Worksheet, int, int, Any], Any]


def xlsx_chunks(batches: Iterator[pl.DataFrame], rows: int) -> Generator[bytes]:
    """The workbook's bytes; empty pieces while it is being written, so that it can be given up."""
    if rows > MOST_ROWS:
        raise TooMuchForExcel("xlsx", "rows", MOST_ROWS)
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
        options = {
            "tmpdir": folder,
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_date_format": "yyyy-mm-dd",
        }
        book = xlsxwriter.Workbook(file, options)
        sheet = book.add_worksheet("data")
        with closing(sheet.row_data_fh):  # which a workbook that is given up leaves open
            yield from _written(sheet, batches)
            book.close()
        file.seek(0)
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _written(sheet: Worksheet, batches: Iterator[pl.DataFrame]) -> Generator[bytes]:
    at = 0
    for batch in batches:
        if at == 0:
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(batch.columns):
                sheet.write_string(0, place, name)
            at = 1
        for part in batch.iter_slices(_ROWS):
            _write(sheet, at, part)
            at += part.height
            yield b""


def _write(sheet: Worksheet, at: int, part: pl.DataFrame) -> None:
    columns = [(_writer(cells.dtype), _plain(cells)) for cells in part.iter_columns()]
    for row in range(part.height):
        for place, (write, cells) in enumerate(columns):
            value = cells[row]
            if value is not None:
                write(sheet, at + row, place, value)


def _plain(cells: pl.Series) -> list[Any]:  # Any: as above
    if isinstance(cells.dtype, pl.Datetime):
        return cells.dt.strftime(INSTANT).to_list()
    return cells.to_list()


def _writer(dtype: pl.DataType) -> Write:
    if dtype == pl.Boolean:
        return lambda sheet, row, place, value: sheet.write_boolean(row, place, value)
    if dtype == pl.Date:
        return _date
    if dtype.is_integer():
        return _whole
    if dtype.is_numeric():
        return lambda sheet, row, place, value: sheet.write_number(row, place, value)
    return _text


def _whole(sheet: Worksheet, row: int, place: int, value: int) -> None:
    if abs(value) < _EXACT:
        sheet.write_number(row, place, value)
    else:
        sheet.write_string(row, place, str(value))


def _date(sheet: Worksheet, row: int, place: int, value: dt.date) -> None:
    if value >= _FIRST_DAY:
        sheet.write_datetime(row, place, value)
    else:
        sheet.write_string(row, place, value.isoformat())


def _text(sheet: Worksheet, row: int, place: int, value: str) -> None:
    if len(value) > LONGEST_TEXT:
        raise TooMuchForExcel("xlsx", "text", LONGEST_TEXT)
    sheet.write_string(row, place, value.replace("\r\n", "\n"))  # as Excel breaks lines
