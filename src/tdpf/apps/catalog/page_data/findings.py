"""Findings by kind, so that a reader sees what is wrong and how often, not a thousand lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tdpf.apps.catalog.labels import is_english
from tdpf.core.findings import Finding, Severity

EXAMPLES = 5
ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True, slots=True)
class Example:
    row: int | None
    item: str
    before: str
    after: str
    message: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings of one code: the worst severity, a sentence, how many, the first few."""

    code: str
    severity: Severity
    message: str
    count: int
    items: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def has_places(self) -> bool:
        """Whether it is about some rows or values, not about the file as a whole."""
        return any(
            one.row is not None or one.item or one.before or one.after for one in self.examples
        )


def grouped(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Groups in the order in which to mend them: severest first, then the most frequent."""
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    groups = [_group(code, members) for code, members in by_code.items()]
    return tuple(sorted(groups, key=lambda g: (ORDER[g.severity], -g.count, g.code)))


def _group(code: str, members: list[Finding]) -> FindingGroup:
    worst = min(members, key=lambda finding: ORDER[finding.severity])
    items = tuple(dict.fromkeys(finding.item for finding in members if finding.item))
    examples = tuple(_example(finding) for finding in members[:EXAMPLES])
    return FindingGroup(code, worst.severity, _text(worst), len(members), items, examples)


def _example(finding: Finding) -> Example:
    return Example(
        finding.row, finding.item or "", finding.before or "", finding.after or "", _text(finding)
    )


def _text(finding: Finding) -> str:
    return finding.message.en if is_english() else finding.message.ja
