"""Collects findings so that a table of a million bad cells stays small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tdpf.core.findings import Finding
from tdpf.core.standardize.messages import CATALOGUE, text

KEPT = 1_000
"""Findings of one code and item that are kept one by one; the rest are counted."""


class Findings:
    """Findings in the order they came; the first KEPT of each code and item, then a count."""

    def __init__(self, first: Iterable[Finding] = ()) -> None:
        self._found: list[Finding] = list(first)
        self._counts: Counter[tuple[str, str | None]] = Counter()

    def add(
        self,
        code: str,
        *,
        row: int | None = None,
        item: str | None = None,
        before: str | None = None,
        after: str | None = None,
        column: int | None = None,
        **values: str,
    ) -> None:
        """One finding; `values` fill its sentence beside the item."""
        key = (code, item)
        self._counts[key] += 1
        if self._counts[key] > KEPT:
            return
        self._found.append(
            Finding(
                code=code,
                severity=CATALOGUE[code].severity,
                message=text(code, item=item or "", **values),
                row=row,
                item=item,
                before=before,
                after=after,
                column=column,
            )
        )

    def add_changes(self, item: str, column: int, changes: Iterable[tuple[int, str, str]]) -> None:
        """A `rewritten` finding for each (row, before, after) of one column."""
        changes = list(changes)
        key = ("rewritten", item)
        room = max(0, KEPT - self._counts[key])
        self._counts[key] += len(changes)
        message, severity = text("rewritten", item=item), CATALOGUE["rewritten"].severity
        self._found += [
            Finding("rewritten", severity, message, row, item, before, after, column)
            for row, before, after in changes[:room]
        ]

    def count(self, code: str) -> int:
        return sum(number for (one, _), number in self._counts.items() if one == code)

    def all(self) -> list[Finding]:
        """All that were kept, and one line for each kind of which there were more."""
        more = [
            Finding(
                code=code,
                severity=CATALOGUE[code].severity,
                message=text("more-of-these", item=item or "", code=code, count=str(number - KEPT)),
                item=item,
            )
            for (code, item), number in self._counts.items()
            if number > KEPT
        ]
        return [*self._found, *more]
