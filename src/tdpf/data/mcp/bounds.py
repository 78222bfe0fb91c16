"""How much one answer holds, and how cells are shown: as data, never as words to follow."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

MOST_ROWS, MOST_BYTES = 200, 32_000
LONGEST_CELL = 200
CUT = "…"

Row = dict[str, Any]  # Any: what JSON can hold


def bounded(rows: Iterable[Row]) -> tuple[list[Row], bool]:
    """As many rows as fit, with long cells cut and marked; whether any row was left out."""
    kept: list[Row] = []
    size = 0
    for row in rows:
        shown = {name: _cell(value) for name, value in row.items()}
        size += len(msgspec.json.encode(shown))
        if kept and (size > MOST_BYTES or len(kept) >= MOST_ROWS):
            return kept, True
        kept.append(shown)
    return kept, False


def _cell(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        return value[:LONGEST_CELL] + CUT
    return value
