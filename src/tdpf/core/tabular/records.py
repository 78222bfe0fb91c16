"""Lines of text to rows of cells, whatever the quotes do."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tdpf.core.tabular.dialect import CELL_LIMIT, Dialect, is_cut, strict_rows

LOOK_AHEAD = 20_000  # characters a row may take in a file whose quotes are damaged …
TRIES = 8  # … and how often its end is looked for: without bounds the time would be quadratic
REMEMBERED = 1_000


@dataclass(frozen=True, slots=True)
class Damage:
    """Numbers of rows that were read as plain text, and of those with a cell too long to keep.

    Reading the same lines again adds nothing.
    """

    plain: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)


class PatientRows:
    """Rows of lines whose quotes are damaged: a quote that never closes is an ordinary character.

    A cell may still run over several lines where its quotes close and the row has the usual
    width.
    """

    def __init__(
        self, lines: Iterable[str], dialect: Dialect, usual_width: int, damage: Damage
    ) -> None:
        self._lines = iter(lines)
        self._held: deque[str] = deque()
        self._dialect = dialect
        self._usual = usual_width
        self._damage = damage

    def __iter__(self) -> Iterator[list[str]]:
        number = 0
        while (line := self._next()) is not None:
            number += 1
            if self._dialect.quote not in line:
                row = _split(line, self._dialect)
            else:
                row = self._quoted(line) or self._plain(line, number)
            if max(map(len, row), default=0) > CELL_LIMIT:
                _remember(self._damage.cut, number)
                row = [cell[:CELL_LIMIT] for cell in row]
            yield row

    def _next(self) -> str | None:
        return self._held.popleft() if self._held else next(self._lines, None)

    def _quoted(self, line: str) -> list[str] | None:
        """The row that begins in this line, or None when its quotes cannot be made to fit."""
        taken, size, quotes, tries = [line], len(line), line.count(self._dialect.quote), 0
        added = line
        while True:
            row, may_go_on = None, True
            if quotes % 2 == 0 and self._dialect.quote in added:
                row, may_go_on = self._attempt(taken)
                tries += 1
            if row is not None and (len(taken) == 1 or self._is_likely(row, taken)):
                return row
            is_open = may_go_on and size < LOOK_AHEAD and tries < TRIES
            following = self._next() if is_open else None
            if following is None:
                self._held.extendleft(reversed(taken[1:]))
                return None
            taken.append(following)
            added, size = following, size + len(following)
            quotes += following.count(self._dialect.quote)

    def _attempt(self, lines: list[str]) -> tuple[list[str] | None, bool]:
        try:
            rows = list(strict_rows(lines, self._dialect))
        except csv.Error as error:
            return None, is_cut(error)
        return (rows[0], False) if len(rows) == 1 else (None, False)

    def _is_likely(self, row: list[str], lines: list[str]) -> bool:
        """A row over several lines is one when no line between would be a row by itself."""
        if len(row) > max(self._usual, 1):
            return False
        inner = lines[1:-1]
        whole = sum(line.count(self._dialect.separator) == self._usual - 1 for line in inner)
        return self._usual < 2 or whole == 0

    def _plain(self, line: str, number: int) -> list[str]:
        """One line by itself: quotes that pair up in a lenient reading go, others stay."""
        _remember(self._damage.plain, number)
        if line.count(self._dialect.quote) % 2 == 0:
            row = _lenient(line, self._dialect)
            if len(row) == self._usual:
                return row
        return _split(line, self._dialect)


def _remember(numbers: set[int], number: int) -> None:
    if len(numbers) < REMEMBERED:
        numbers.add(number)


def _split(line: str, dialect: Dialect) -> list[str]:
    bare = line.rstrip("\r\n")
    return bare.split(dialect.separator) if bare else []


def _lenient(line: str, dialect: Dialect) -> list[str]:
    try:
        rows = list(csv.reader([line], delimiter=dialect.separator, quotechar=dialect.quote))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []
