"""Ids that are there twice, and rows that are."""

from __future__ import annotations

from tdpf.core.standardize.checks.base import Check
from tdpf.core.standardize.rows import Part
from tdpf.core.tabular.model import Chunk

REMEMBERED = 200_000
"""Rows and ids that are compared; a larger table is compared up to here."""
_SHARED_IDS = frozenset({"データセット_ID"})  # one data set has several files, a row for each


class Duplicates(Check):
    """An id names one row; two rows with the same values are one row too many."""

    def prepare(self) -> None:
        place = self.place_of_concept("identifier")
        column = self.columns[place] if place is not None else None
        is_own = column is not None and column.item is not None and column.name not in _SHARED_IDS
        self._id = place if is_own else None
        self._ids: dict[str, int] = {}
        self._rows: dict[int, int] = {}

    def look(self, chunk: Chunk, part: Part) -> None:
        if self._id is not None and len(self._ids) < REMEMBERED:
            self._look_at_ids(part, self._id)
        if len(self._rows) < REMEMBERED:
            self._look_at_rows(chunk)

    def _look_at_ids(self, part: Part, place: int) -> None:
        column, known = self.columns[place], self._ids
        for row, text in zip(part.rows, part.texts[place], strict=True):
            other = known.setdefault(text, row) if text else row
            if other != row:
                self.findings.add(
                    "duplicate-id",
                    row=row,
                    item=column.name,
                    before=text,
                    column=column.source,
                    other=str(other),
                )

    def _look_at_rows(self, chunk: Chunk) -> None:
        known = self._rows
        for row, cells in zip(chunk.rows, zip(*chunk.cells, strict=True), strict=True):
            other = known.setdefault(hash(cells), row)
            if other != row:
                self.findings.add("duplicate-row", row=row, other=str(other))
