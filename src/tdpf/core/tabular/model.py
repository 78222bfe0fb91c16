"""What reading a file gives: where it came from, its columns, and its rows as text, in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tdpf.core.findings import Finding


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes a table was read from, as `input` of a report names them."""

    name: str
    sha256: str
    bytes: int
    format: str  # csv tsv xlsx xls ods geojson json; of a verdict what its name claims
    encoding: str | None  # Python codec name: utf-8, utf-8-sig, cp932, utf-16 …; None for workbooks
    header_row: int | None  # spreadsheet row from 1; None when the file has no header
    sheet: str | None = None  # sheet of a workbook, member of an archive: a.xlsx/Sheet1
    notes: tuple[str, ...] = ()  # text of the rows above the header: titles, dates, remarks


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """One column as published: its place from 0 and its header text, untouched.

    Places are the spreadsheet's: a table that starts in column C starts with index 2. A header
    of two rows is joined: 男性トイレ_総数. Columns without header and value are left out.
    """

    index: int
    header: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some consecutive rows, column by column. A missing or blank cell is the empty string.

    The lists may be shared between readers of the table: do not change them.
    """

    rows: list[int]  # spreadsheet row numbers, from 1
    cells: list[list[str]]  # cells[k][i] is columns[k] of the table in row rows[i]


@dataclass(frozen=True, slots=True)
class TextTable:
    """Every row below the header as text, in source order.

    `chunks()` may be called more than once and starts anew each time, so a table larger than
    memory can be looked at twice: once to decide about whole columns, once to write.

    `dropped` names each row below the header that is no data, with its reason: blank, footnote,
    comment, total (proven by its figures), heading (of a section), repeated-header and title (on
    further pages), header (units, rules or a second language under the header). Of blank rows it
    names the first thousand; the finding `blank-tail` counts.
    """

    source: Source
    columns: tuple[SourceColumn, ...]
    chunks: Callable[[], Iterator[Chunk]]
    row_count: int
    dropped: tuple[tuple[int, str], ...] = ()  # (spreadsheet row, reason)
    findings: tuple[Finding, ...] = ()  # what reading noticed: ragged rows, bad bytes …
    is_regular: bool = False  # made of records, as in JSON: no cell leans on its neighbours


@dataclass(frozen=True, slots=True)
class NotATable:
    """The verdict on a file that holds no rows and columns. It is an answer, not an error."""

    source: Source
    finding: Finding
    extra: dict[str, str] = field(default_factory=dict)
