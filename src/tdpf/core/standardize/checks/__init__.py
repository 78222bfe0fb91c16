"""Checks of whole rows and tables. Each looks at every part; one that fails hides no other."""

from __future__ import annotations

from tdpf.core.standardize.checks.base import Check
from tdpf.core.standardize.checks.duplicates import Duplicates
from tdpf.core.standardize.checks.order import Order
from tdpf.core.standardize.checks.personal import Personal
from tdpf.core.standardize.checks.required import Required
from tdpf.core.standardize.checks.totals import Totals
from tdpf.core.standardize.checks.whereabouts import Whereabouts
from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.rows import Part, Plan
from tdpf.core.standards import StandardSet
from tdpf.core.tabular.model import Chunk

CHECKS: tuple[type[Check], ...] = (Required, Duplicates, Whereabouts, Order, Totals, Personal)


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
