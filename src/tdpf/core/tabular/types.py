"""What each column is, decided on all of its values in one pass; then the typed rows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from tdpf.core.findings import Finding
from tdpf.core.tables.schema import Column, Kind, TableSchema
from tdpf.core.tabular.dates import start_of
from tdpf.core.tabular.messages import say
from tdpf.core.tabular.model import Chunk, TextTable
from tdpf.core.tabular.naming import published_names
from tdpf.core.tabular.values import (
    PLAIN_INTEGER,
    PLAIN_NUMBER,
    Sort,
    Value,
    read_compact_date,
    read_value,
)

DTYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us", "UTC"),
}
_ALL_INTEGERS = re.compile(rf"(?:(?:{PLAIN_INTEGER})?\n)*+")
_ALL_NUMBERS = re.compile(rf"(?:(?:{PLAIN_NUMBER})?\n)*+")
_ABOUT_DATES = re.compile(r"日|date|年月", re.IGNORECASE)
# An identifier is no quantity: nobody adds postal codes, and the next version may hold a zero.
_ABOUT_CODES = re.compile(
    r"コード|郵便番号|電話|FAX|ＦＡＸ|法人番号|町字ID|postal|zip|phone", re.IGNORECASE
)
MISSING_SHOWN = 5


@dataclass(frozen=True, slots=True)
class TypedTable:
    """The schema of a table, what typing noticed, and its rows as typed frames.

    `batches()` starts anew each time. A frame has the columns of `schema` and `_source_row`.
    """

    schema: TableSchema
    findings: tuple[Finding, ...]
    batches: Callable[[], Iterator[pl.DataFrame]]


def infer_types(table: TextTable) -> TypedTable:
    """Every column typed by all of its values: one that does not fit makes the column text."""
    names = published_names(table.columns)
    looks = [_Look(header=column.header) for column in table.columns]
    for chunk in table.chunks():
        for look, cells in zip(looks, chunk.cells, strict=True):
            look.add(cells)
    kinds = [look.kind() for look in looks]
    columns = tuple(
        Column(name, kind, place, nulls=look.nulls(kind))
        for place, (name, kind, look) in enumerate(zip(names, kinds, looks, strict=True), 1)
    )
    marks = [
        say("missing-marks", item=name, column=column.index, header=name, marks=look.marks_shown())
        for name, kind, look, column in zip(names, kinds, looks, table.columns, strict=True)
        if kind != "text" and look.marks
    ]
    wanted = list(zip(names, kinds, strict=True))
    return TypedTable(
        schema=TableSchema(columns=columns),
        findings=tuple(marks),
        batches=lambda: typed_batches(wanted, table.chunks()),
    )


@dataclass(slots=True)
class _Look:
    """What one column has shown so far."""

    header: str
    sorts: set[Sort] = field(default_factory=set)
    marks: dict[str, int] = field(default_factory=dict)
    blanks: int = 0
    compact: bool = True

    def add(self, cells: list[str]) -> None:
        self.blanks += cells.count("")
        if "text" in self.sorts:
            return
        joined = "\n".join(cells) + "\n"
        about_dates = self.compact and _ABOUT_DATES.search(self.header) is not None
        if not about_dates and _ALL_INTEGERS.fullmatch(joined):
            self._saw("integer", cells)
        elif not about_dates and _ALL_NUMBERS.fullmatch(joined):
            self._saw("number", cells)
        else:
            self._one_by_one(cells)

    def _saw(self, sort: Sort, cells: list[str]) -> None:
        if any(cells):
            self.sorts.add(sort)
            self.compact = False

    def _one_by_one(self, cells: list[str]) -> None:
        distinct = set(cells)
        distinct.discard("")
        for text in distinct:
            sort, _ = read_value(text)
            if sort == "missing":
                self.marks[text] = self.marks.get(text, 0) + cells.count(text)
                continue
            self.sorts.add(sort)
            self.compact = self.compact and read_compact_date(text) is not None
            if sort == "text":
                return

    def kind(self) -> Kind:
        if self.sorts == {"integer"} and _ABOUT_CODES.search(self.header):
            return "text"
        if self.sorts == {"integer"}:
            is_day = self.compact and _ABOUT_DATES.search(self.header)
            return "date" if is_day else "integer"
        if self.sorts in ({"integer", "number"}, {"number"}):
            return "number"
        if self.sorts in ({"date", "datetime"}, {"datetime"}):
            return "datetime"
        if self.sorts == {"date"}:
            return "date"
        return "boolean" if self.sorts == {"boolean"} else "text"

    def nulls(self, kind: Kind) -> int:
        return self.blanks + (0 if kind == "text" else sum(self.marks.values()))

    def marks_shown(self) -> str:
        return " ".join(sorted(self.marks)[:MISSING_SHOWN])


def typed_batches(
    columns: Sequence[tuple[str, Kind]], chunks: Iterable[Chunk]
) -> Iterator[pl.DataFrame]:
    """A frame for each chunk: its cells typed as told, and `_source_row`."""
    for chunk in chunks:
        made = [
            typed_series(name, kind, cells)
            for (name, kind), cells in zip(columns, chunk.cells, strict=True)
        ]
        made.append(pl.Series("_source_row", chunk.rows, dtype=pl.Int64))
        yield pl.DataFrame(made)


def typed_series(name: str, kind: Kind, cells: list[str]) -> pl.Series:
    """The cells as this kind. Blank is null, and so is what cannot be read as the kind."""
    if kind == "text":
        return pl.Series(name, [cell or None for cell in cells], dtype=pl.String)
    if kind == "integer" and _ALL_INTEGERS.fullmatch("\n".join(cells) + "\n"):
        return pl.Series(name, cells, dtype=pl.String).cast(pl.Int64, strict=False)
    if kind == "number" and _ALL_NUMBERS.fullmatch("\n".join(cells) + "\n"):
        return pl.Series(name, cells, dtype=pl.String).cast(pl.Float64, strict=False)
    known = {text: _as_kind(kind, text) for text in set(cells)}
    return pl.Series(name, [known[cell] for cell in cells], dtype=DTYPES[kind])


def _as_kind(kind: Kind, text: str) -> Value:
    if not text:
        return None
    sort, value = read_value(text)
    if kind == "number" and sort in {"integer", "number"} and isinstance(value, int | float):
        return float(value)
    if kind == "date" and sort == "integer":
        return read_compact_date(text)
    if kind == "datetime" and sort == "date" and isinstance(value, dt.date):
        return start_of(value)
    return value if sort == kind else None
