"""Rows folded many at a time hold exactly the words that their cells hold alone."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.search.fold import fold
from tdpf.core.tables.fulltext import folded_rows, holds_words, words_of

ODD = " \t\n\x00.・-ー゙ﾞ́Σσ1aＡあアｱ京都\U00031349\U0003134a"
cells = st.none() | st.text(ODD, max_size=6) | st.text(max_size=4)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.text(ODD, max_size=4))
def test_words_are_found_in_the_rows_whose_cells_hold_them(rows, text):
    words = [word for word in words_of(text) if "\U0003134a" not in word]
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    if not words:
        return
    found = holds_words(folded_rows(frame, ["a", "b"]), words).to_list()
    assert found == [
        all(any(word in fold(cell or "") for cell in row) for word in words) for row in rows
    ]
