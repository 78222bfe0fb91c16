"""How a text file separates and quotes its cells, from its first lines."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

COMMON = ",\t;|"
RARE = "^~\x1f\x01，"
EVEN = 0.95
ONE_COLUMN = 0.8

CELL_LIMIT = 1_000_000  # characters; the csv module holds four bytes for each


@dataclass(frozen=True, slots=True)
class Dialect:
    separator: str = ","
    quote: str = '"'
    escape: str | None = None


def find_dialect(lines: Sequence[str]) -> Dialect:
    """The separator that cuts most lines into the same number of cells, with its quotes."""
    quote = _quote(lines)
    separator = _separator(lines, quote)
    return Dialect(separator, quote, _escape(lines, separator, quote))


def _separator(lines: Sequence[str], quote: str) -> str:
    text = "".join(lines)
    present = [mark for mark in COMMON if mark in text]
    if len(present) == 1 and sum(present[0] in line for line in lines) * 2 > len(lines):
        return present[0]
    scores = {mark: _evenness(lines, mark, quote) for mark in present}
    best = max(scores, key=lambda mark: scores[mark], default=",")
    if scores.get(best, 0.0) >= EVEN:
        return best
    rare = {mark: _evenness(lines, mark, quote) for mark in RARE if mark in text}
    rarest = max(rare, key=lambda mark: rare[mark], default=",")
    if rare.get(rarest, 0.0) >= EVEN and len(lines) > 2:
        return rarest
    if scores.get(best, 0.0) >= 1 - ONE_COLUMN:
        return best
    return next((mark for mark in COMMON if mark not in text), "\x1f") if scores else ","


def _evenness(lines: Sequence[str], mark: str, quote: str) -> float:
    """The share of lines cut into the usual number of cells, a little more for many cells."""
    try:
        widths = Counter(
            len(row) for row in csv.reader(lines, delimiter=mark, quotechar=quote) if row
        )
    except csv.Error:  # a cell beyond the limit: this mark does not separate these lines
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return 0.0 if width < 2 else count / widths.total() + min(width, 30) / 100


def _quote(lines: Sequence[str]) -> str:
    """A single quote when cells stand between single quotes and none between double ones."""
    filled = [line.strip() for line in lines if line.strip()]
    single = sum(line[0] == line[-1] == "'" and len(line) > 1 for line in filled)
    has_double = any('"' in line for line in filled)
    return "'" if single * 2 > len(filled) and not has_double else '"'


def _escape(lines: Sequence[str], separator: str, quote: str) -> str | None:
    """A backslash when the lines read cleanly with it and not without."""
    if not any("\\" + quote in line for line in lines):
        return None
    if _is_clean(lines, Dialect(separator, quote)):
        return None
    return "\\" if _is_clean(lines, Dialect(separator, quote, "\\")) else None


def _is_clean(lines: Sequence[str], dialect: Dialect) -> bool:
    try:
        for _ in strict_rows(lines, dialect):
            pass
    except csv.Error as error:
        return is_cut(error)  # the sample may end inside a cell of several lines
    return True


def is_cut(error: csv.Error) -> bool:
    """True when the lines ended inside a quoted cell, so that more lines might complete it."""
    return "unexpected end" in str(error)


def strict_rows(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """Rows of well-formed lines, at the speed of C. csv.Error when a quote is out of place."""
    csv.field_size_limit(CELL_LIMIT)  # of the whole process: a library may have raised it
    return csv.reader(
        lines,
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        escapechar=dialect.escape,
        strict=True,
    )
