"""The text of rows as searching sees it: all text columns folded and joined, one line a row."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import polars as pl

from tdpf.core.search.fold import fold
from tdpf.core.tables.pairs import Pairs, pairs_of

MANY_ROWS = 5_000  # fewer are read as quickly as anything that is kept about them

TEXT = "\x00text"  # asked of a table as if it were a column; no column has this name

# Ideographs that folding keeps and that nobody looks for: no word matches across two cells.
_CELL = "\U0003134a"
_ROW = "\U00031349"
_ROWS_AT_ONCE = 500  # folded without a pause for other threads, for a few milliseconds


def words_of(text: str) -> tuple[str, ...]:
    """The folded words between blanks; empty when there is nothing but signs."""
    folded = (fold(word) for word in text.split())
    return tuple(dict.fromkeys(word for word in folded if word))


def folded_rows(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """For each row the folded text of these columns; a blank cell counts as an empty one."""
    return pl.Series("_text", _lines(frame, columns), dtype=pl.String)


def _lines(frame: pl.DataFrame, columns: Sequence[str]) -> list[str]:
    if not columns:
        return [""] * frame.height
    cells = [pl.col(name).fill_null("") for name in columns]
    joined = frame.select(pl.concat_str(cells, separator=_CELL)).to_series()
    lines: list[str] = []
    for part in joined.to_frame().iter_slices(_ROWS_AT_ONCE):
        lines += _folded(part.to_series().to_list())
    return lines


def folded_cells(columns: Sequence[str]) -> pl.Expr:
    """The same for rows that are read from a file a part at a time."""

    def fold_them(cells: pl.Series) -> pl.Series:
        return folded_rows(cells.struct.unnest(), columns)

    return pl.struct(columns).map_batches(fold_them, return_dtype=pl.String)


def _folded(rows: list[str]) -> list[str]:
    lines = fold(_ROW.join(rows)).split(_ROW)
    return lines if len(lines) == len(rows) else [fold(row) for row in rows]


@dataclass(frozen=True, slots=True)
class FoldedText:
    """The folded text of rows, and what says where words may be, if there are many rows."""

    lines: pl.Series
    pairs: Pairs | None = None

    def at_most(self, words: Sequence[str]) -> int:
        """How many rows have to be read to find the words."""
        return self.lines.len() if self.pairs is None else self.pairs.at_most(words)

    def holding(self, words: Sequence[str], among: pl.Series | None) -> pl.Series:
        """The mask of rows that hold every word, of those that the mask `among` leaves."""
        found = np.zeros(self.lines.len(), np.bool_)
        found[self.places(words, among).to_numpy()] = True
        return pl.Series(found)

    def places(self, words: Sequence[str], among: pl.Series | None) -> pl.Series:
        """The same rows by their places.

        A word is looked for only where the ones before it were found, the longest first, because
        it is most likely the rarest.
        """
        places = self._worth_reading(words, among)
        for word in sorted(words, key=len, reverse=True):
            lines = self.lines if places is None else self.lines[places]
            is_there = lines.str.contains(word, literal=True)
            places = is_there.arg_true() if places is None else places.filter(is_there)
        assert places is not None  # there is a word
        return places

    def _worth_reading(self, words: Sequence[str], among: pl.Series | None) -> pl.Series | None:
        """Places that may hold the words; None for all."""
        may_hold = None if self.pairs is None else self.pairs.mask(words)
        if may_hold is None:
            return None if among is None else among.arg_true()
        places = pl.Series(np.flatnonzero(may_hold).astype(np.uint32))
        return places if among is None else places.filter(among[places])


def folded_text(frame: pl.DataFrame, columns: Sequence[str]) -> FoldedText:
    """The folded text of the rows of a table, to be asked often."""
    lines = _lines(frame, columns)
    pairs = pairs_of(lines, _CELL) if len(lines) >= MANY_ROWS else None
    return FoldedText(pl.Series("_text", lines, dtype=pl.String), pairs)


def holds_words(
    text: FoldedText | pl.Expr, words: Sequence[str], among: Any = None
) -> Any:  # Any: a polars Series or Expr
    """Which rows hold every word, of those that the mask `among` leaves."""
    if isinstance(text, FoldedText):
        return text.holding(words, among)
    found = (text.str.contains(word, literal=True) for word in words)
    return reduce(operator.and_, found if among is None else (among, *found))
