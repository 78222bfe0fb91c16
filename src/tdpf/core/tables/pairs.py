"""Which rows may hold a word: for every pair of letters, hashed, one bit a row.

A word of five letters asks for four pairs, so a few lines of bits say which rows are worth reading.
They never leave out a row that holds the word. They take about as many bytes as the text letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PART_ROWS = 1_024  # looked at without a pause for other threads, for about a millisecond
_LEAST, _MOST = 64, 2_048  # lines of bits
_A_LETTER = 8  # lines for each letter of a row: less than a tenth of the bits are set by chance

Codes = NDArray[np.uint32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of letters of some rows; none that crosses `mark`, which stands between cells."""

    rows: int
    mark: str
    _bits: NDArray[np.uint8]  # a line for each place that pairs are hashed to

    def holding(self, words: Iterable[str]) -> NDArray[np.uint8] | None:
        """Rows that may hold all words, as packed bits; None when the words have no pairs."""
        lines = np.unique(np.concatenate([self._lines(word) for word in words]))
        if not len(lines):
            return None
        found: NDArray[np.uint8] = np.bitwise_and.reduce(self._bits[lines], axis=0)
        return found

    def mask(self, words: Iterable[str]) -> Mask | None:
        """The same, one value a row."""
        found = self.holding(words)
        if found is None:
            return None
        return np.unpackbits(found, count=self.rows).view(np.bool_)

    def at_most(self, words: Iterable[str]) -> int:
        """A number of rows that is not exceeded by those that hold all words."""
        found = self.holding(words)
        return self.rows if found is None else int(np.bitwise_count(found).sum())

    def _lines(self, word: str) -> NDArray[np.uint32]:
        codes = _codes(word)
        return _hashed(codes[:-1], codes[1:], ord(self.mark), len(self._bits))


def pairs_of(rows: Sequence[str], mark: str) -> Pairs:
    """The pairs of letters in each row."""
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    lines = min(max(int(lengths.sum()) * _A_LETTER // max(len(rows), 1), _LEAST), _MOST)
    bits = np.zeros((lines, -(-len(rows) // 8)), np.uint8)
    for at in range(0, len(rows), _PART_ROWS):
        end = min(at + _PART_ROWS, len(rows))
        packed = _packed(rows[at:end], lengths[at:end], mark, lines)
        bits[:, at // 8 : at // 8 + packed.shape[1]] = packed
    return Pairs(len(rows), mark, bits)


def _packed(
    rows: Sequence[str], lengths: NDArray[np.int64], mark: str, lines: int
) -> NDArray[np.uint8]:
    codes = _codes("".join(rows))
    row = np.repeat(np.arange(len(rows)), lengths)
    is_within = row[:-1] == row[1:]
    left, right, row = codes[:-1][is_within], codes[1:][is_within], row[:-1][is_within]
    is_kept = (left != ord(mark)) & (right != ord(mark))
    found = np.zeros((lines, len(rows)), np.bool_)
    found[_hashed(left[is_kept], right[is_kept], ord(mark), lines), row[is_kept]] = True
    return np.packbits(found, axis=1)


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le"), np.uint32)


def _hashed(left: Codes, right: Codes, mark: int, lines: int) -> NDArray[np.uint32]:
    """The line of each pair that does not touch the mark."""
    is_kept = (left != mark) & (right != mark)
    mixed = left[is_kept] * np.uint32(0x9E3779B1) + right[is_kept] * np.uint32(0x85EBCA77)
    found: NDArray[np.uint32] = (mixed ^ (mixed >> np.uint32(15))) % np.uint32(lines)
    return found
