"""The text of rows as searching sees it: all text columns folded and joined, one line a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from tdpf.core.search.fold import fold

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
    if not columns:
        return pl.Series("_text", [""] * frame.height, dtype=pl.String)
    cells = [pl.col(name).fill_null("") for name in columns]
    joined = frame.select(pl.concat_str(cells, separator=_CELL)).to_series()
    lines: list[str] = []
    for part in joined.to_frame().iter_slices(_ROWS_AT_ONCE):
        lines += _folded(part.to_series().to_list())
    return pl.Series("_text", lines, dtype=pl.String)


def folded_cells(columns: Sequence[str]) -> pl.Expr:
    """The same for rows that are read from a file a part at a time."""

    def fold_them(cells: pl.Series) -> pl.Series:
        return folded_rows(cells.struct.unnest(), columns)

    return pl.struct(columns).map_batches(fold_them, return_dtype=pl.String)


def _folded(rows: list[str]) -> list[str]:
    lines = fold(_ROW.join(rows)).split(_ROW)
    return lines if len(lines) == len(rows) else [fold(row) for row in rows]


def holds_words(text: Any, words: Sequence[str]) -> Any:  # Any: a polars Series or Expr
    """Which folded texts hold every word.

    In memory a word is looked for only where the ones before it were found, the longest first,
    because it is most likely the rarest.
    """
    words = sorted(words, key=len, reverse=True)
    mask = text.str.contains(words[0], literal=True)
    for word in words[1:]:
        if isinstance(mask, pl.Series):
            places = mask.arg_true()
            mask[places] = text.gather(places).str.contains(word, literal=True)
        else:
            mask &= text.str.contains(word, literal=True)
    return mask
