"""What the engine gives → names, types and JSON values, within the bounds."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from tdpf.adapters.sql.base import Bounds, Cell, SqlAnswer
from tdpf.core.tables.encode import SAFE_INTEGER

_BATCH = 200
_DECIMAL = re.compile(r"DECIMAL\((\d+),")
_EXACT_DIGITS = 15  # of a decimal that a float holds exactly; a longer one is text

INSTANT = "TIMESTAMP WITH TIME ZONE"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Row = tuple[Any, ...]  # Any: what the engine gives


def answer_of(
    columns: Sequence[tuple[str, str]], fetch: Callable[[int], list[Row]], bounds: Bounds
) -> SqlAnswer:
    """Rows until there are no more, or too many, or too much text.

    `columns` are names and the engine's types; an instant comes as microseconds.
    """
    is_instant = [kind == INSTANT for _, kind in columns]
    types = tuple(_type(kind) for _, kind in columns)
    rows: list[list[Cell]] = []
    size, is_truncated = 0, False
    while not is_truncated and (batch := fetch(_BATCH)):
        for row in batch:
            cells = [
                _instant(value) if counted else _cell(value, kind)
                for value, kind, counted in zip(row, types, is_instant, strict=True)
            ]
            size += sum(len(cell) if isinstance(cell, str) else 8 for cell in cells)
            if len(rows) >= bounds.rows or size > bounds.bytes:
                is_truncated = True
                break
            rows.append(cells)
    _widen(rows, len(columns))
    return SqlAnswer(
        names=tuple(name for name, _ in columns),
        types=types,
        rows=tuple(tuple(row) for row in rows),
        is_truncated=is_truncated,
    )


def _cell(value: Any, kind: str) -> Cell:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal) and kind == "number":
        return float(value)
    return str(value)  # long decimals, intervals, a row asked as one value


def _instant(microseconds: int | None) -> str | None:
    if microseconds is None:
        return None
    try:
        return (_EPOCH + dt.timedelta(microseconds=microseconds)).isoformat()
    except OverflowError:  # beyond the year 9999
        return None


def _widen(rows: list[list[Cell]], width: int) -> None:
    """A column with an integer that JSON cannot hold exactly is text as a whole."""
    for place in range(width):
        cells = [row[place] for row in rows]
        if any(isinstance(cell, int) and abs(cell) > SAFE_INTEGER for cell in cells):
            for row in rows:
                if isinstance(row[place], int):
                    row[place] = str(row[place])


_TYPES = {
    "VARCHAR": "text",
    "STRING": "text",
    "BOOLEAN": "boolean",
    "BOOL": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "FLOAT": "number",
    "NUMBER": "number",
    "TIMESTAMP": "datetime",
    "TIMESTAMP WITH TIME ZONE": "datetime",
    "DATETIME": "datetime",
}


def _type(name: str) -> str:
    """Our word for the engine's type."""
    upper = name.upper()
    if "INT" in upper and "INTERVAL" not in upper:
        return "integer"
    if found := _DECIMAL.match(upper):
        return "number" if int(found[1]) <= _EXACT_DIGITS else "decimal"
    return _TYPES.get(upper, "text")
