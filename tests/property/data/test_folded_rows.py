"""Rows folded many at a time hold exactly the words that their cells hold alone."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.search.fold import fold
from tdpf.core.tables.fulltext import FoldedText, folded_rows, folded_text, words_of
from tdpf.core.tables.pairs import pairs_of

ODD = " \t\n\x00.・-ー゙ﾞ́Σσ1aＡあアｱ京都\U00031349\U0003134a"
MARK = "\U0003134a"
cells = st.none() | st.text(ODD, max_size=6) | st.text(max_size=4)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.text(ODD, max_size=4))
def test_words_are_found_in_the_rows_whose_cells_hold_them(rows, text):
    words = [word for word in words_of(text) if "\U0003134a" not in word]
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String}, orient="row")
    if not words:
        return
    lines = folded_rows(frame, ["a", "b"])
    expected = [
        all(any(word in fold(cell or "") for cell in row) for word in words) for row in rows
    ]
    for folded in (FoldedText(lines), FoldedText(lines, pairs_of(lines.to_list(), MARK))):
        assert folded.holding(words, None).to_list() == expected
        assert folded.at_most(words) >= sum(expected)


@given(st.lists(cells, min_size=1, max_size=8), st.data())
def test_words_are_looked_for_only_in_the_rows_that_are_left(rows, data):
    lines = folded_rows(pl.DataFrame({"a": rows}, schema={"a": pl.String}), ["a"])
    left = data.draw(st.lists(st.none() | st.booleans(), min_size=len(rows), max_size=len(rows)))
    words = words_of(data.draw(st.text(ODD, min_size=1, max_size=3))) or ("1",)
    for text in (FoldedText(lines), FoldedText(lines, pairs_of(lines.to_list(), MARK))):
        found = text.holding(words, pl.Series(left, dtype=pl.Boolean)).to_list()
        everywhere = text.holding(words, None).to_list()
        assert found == [bool(a and b) for a, b in zip(left, everywhere, strict=True)]


def test_many_rows_are_searched_as_each_alone_is():
    rows = [f"第{n}号 {'桜丘' if n % 7 else '若葉台'}{n * 7919 % 1000}" for n in range(6_000)]
    text = folded_text(pl.DataFrame({"a": rows}), ["a"])
    assert text.pairs is not None
    for asked in ("第12号", "桜丘 99", "若", "台1", "7 若葉台", "無い"):
        words = words_of(asked)
        expected = [all(word in fold(row) for word in words) for row in rows]
        assert text.holding(words, None).to_list() == expected
