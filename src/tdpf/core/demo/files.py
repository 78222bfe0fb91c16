"""Rows as the bytes of a CSV file or a workbook: the same bytes on every run and machine."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import xlsxwriter

from tdpf.core.demo.style import Style

_CREATED = datetime(2026, 10, 1, tzinfo=UTC).replace(tzinfo=None)
_ZIP_DATE = (2026, 10, 1, 0, 0, 0)


def csv_bytes(rows: Sequence[Sequence[str]], style: Style) -> bytes:
    """Comma-separated text in the encoding of the style."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=style.newline)
    if style.quotes_all:
        writer = csv.writer(out, lineterminator=style.newline, quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    text = out.getvalue()
    if style.encoding == "utf-16":
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(style.encoding)


def workbook_bytes(rows: Sequence[Sequence[str]], kinds: Sequence[str], header: int) -> bytes:
    """A workbook whose numbers, dates and times are typed cells, as spreadsheets save them."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        day = book.add_format({"num_format": "yyyy/m/d"})
        clock = book.add_format({"num_format": "h:mm"})
        sheet = book.add_worksheet("一覧")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if not cell:
                    continue
                kind = kinds[place] if number >= header and place < len(kinds) else "text"
                typed = _typed(cell, kind)
                if isinstance(typed, date):
                    sheet.write_datetime(number, place, typed, day)
                elif isinstance(typed, time):
                    sheet.write_datetime(number, place, typed, clock)
                elif isinstance(typed, float):
                    sheet.write_number(number, place, typed)
                else:
                    sheet.write_string(number, place, typed)
    return _stored(packed.getvalue())


def _typed(cell: str, kind: str) -> str | float | date | time:
    try:
        if kind in {"number", "coordinate"}:
            return float(cell)
        if kind == "date":
            return date.fromisoformat(cell)
        if kind == "time":
            return time.fromisoformat(cell)
    except ValueError:
        return cell
    return cell


def _stored(packed: bytes) -> bytes:
    """The same archive without compression, which may differ from one zlib to the next."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_DATE), source.read(name))
    return out.getvalue()
