"""What every check has: the plan of the table, its set, and where findings go."""

from __future__ import annotations

from tdpf.core.standardize.columns import OutColumn
from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.rows import Part, Plan
from tdpf.core.standards import StandardSet
from tdpf.core.tabular.model import Chunk


class Check:
    """A check sees the rows part by part and may have a last word."""

    def __init__(self, plan: Plan, standard: StandardSet | None, findings: Findings) -> None:
        self.plan = plan
        self.standard = standard
        self.findings = findings
        self.prepare()

    def prepare(self) -> None:
        """Find the columns to look at."""

    def look(self, chunk: Chunk, part: Part) -> None:
        """Look at some rows."""

    def finish(self) -> None:
        """Say what only the whole table tells."""

    @property
    def columns(self) -> list[OutColumn]:
        return self.plan.columns

    def place_of(self, name: str) -> int | None:
        """The place of a column that is fed, by its name."""
        for place, column in enumerate(self.columns):
            if column.name == name and column.role != "empty":
                return place
        return None

    def header(self, place: int) -> str:
        """The header as published of a column, or its name where it has no source."""
        column = self.columns[place]
        return column.name if column.source is None else self.plan.headers[column.source]

    def place_of_concept(self, concept: str) -> int | None:
        for place, column in enumerate(self.columns):
            if column.concept == concept and column.role != "empty":
                return place
        return None
