"""Ids that are there twice, and rows that are."""

from __future__ import annotations

from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.rows import Part, Plan
from tdpf.core.standards import StandardSet
from tdpf.core.tabular.model import Chunk

_REMEMBERED = 2_000_000


class Duplicates:
    """An id names one row; two rows with the same values are one row too many."""

    def __init__(self, plan: Plan, standard: StandardSet | None, findings: Findings) -> None:
        del standard
        self._findings = findings
        self._columns = plan.columns
        self._id = next(
            (
                place
                for place, column in enumerate(plan.columns)
                if column.item and column.concept == "identifier" and column.role == "plain"
            ),
            None,
        )
        self._ids: dict[str, int] = {}
        self._rows: dict[int, int] = {}

    def look(self, chunk: Chunk, part: Part) -> None:
        if self._id is not None and len(self._ids) < _REMEMBERED:
            self._look_at_ids(part)
        if len(self._rows) < _REMEMBERED:
            self._look_at_rows(chunk)

    def _look_at_ids(self, part: Part) -> None:
        column = self._columns[self._id or 0]
        known = self._ids
        for row, text in zip(part.rows, part.texts[self._id or 0], strict=True):
            if not text:
                continue
            other = known.setdefault(text, row)
            if other != row:
                self._findings.add(
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
                self._findings.add("duplicate-row", row=row, other=str(other))

    def finish(self) -> None:
        return
