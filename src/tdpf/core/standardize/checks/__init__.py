"""Checks of whole rows and tables. Each looks at every part; one that fails hides no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tdpf.core.standardize.checks.duplicates import Duplicates
from tdpf.core.standardize.checks.required import Required
from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.rows import Part, Plan
from tdpf.core.standards import StandardSet
from tdpf.core.tabular.model import Chunk


class Check(Protocol):
    """A check that sees the rows part by part and may have a last word."""

    def look(self, chunk: Chunk, part: Part) -> None: ...

    def finish(self) -> None: ...


CHECKS: tuple[Callable[[Plan, StandardSet | None, Findings], Check], ...] = (Required, Duplicates)


class Checks:
    """All checks of one table."""

    def __init__(self, plan: Plan, standard: StandardSet | None, findings: Findings) -> None:
        self._checks = [check(plan, standard, findings) for check in CHECKS]

    def look(self, chunk: Chunk, part: Part) -> None:
        for check in self._checks:
            check.look(chunk, part)

    def finish(self) -> None:
        for check in self._checks:
            check.finish()
