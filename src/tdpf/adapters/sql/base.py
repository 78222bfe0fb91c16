"""The SQL seam: a checked statement and the files of its tables go in, bounded rows come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

Cell = str | int | float | bool | None


class SqlTable(msgspec.Struct, frozen=True):
    """A table that the asker may read: its file and the columns that are theirs to see."""

    path: str
    columns: tuple[str, ...]


class Bounds(msgspec.Struct, frozen=True):
    """What one statement may use."""

    rows: int = 1_000
    bytes: int = 8_000_000  # of cell text in the answer
    memory_mb: int = 256
    seconds: float = 5.0


class SqlAnswer(msgspec.Struct, frozen=True):
    """Columns with the engine's types, and rows of JSON values.

    Dates and instants are ISO 8601 text, NaN and infinities null, and a whole column of integers is
    text if one of them is beyond ±2^53: the rule of every format (`tdpf.core.tables.encode`).
    """

    names: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_truncated: bool


Resolve = Callable[[Sequence[str]], Mapping[str, SqlTable]]
"""Table names as written → the tables that the asker may read; the rest is left out."""


Wanted = Callable[[], bool]
"""Whether somebody still waits for the answer."""


class SqlEngine(Protocol):
    def ask(
        self, text: str, resolve: Resolve, bounds: Bounds, *, is_wanted: Wanted = lambda: True
    ) -> SqlAnswer:
        """The answer, or SqlError. Blocks; safe to call from several threads.

        What nobody waits for any more is stopped.
        """

    def close(self) -> None: ...
