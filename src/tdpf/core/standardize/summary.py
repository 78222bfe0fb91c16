"""What an officer should look at first: findings in groups, gravest and most frequent first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tdpf.core.findings import Finding, Severity
from tdpf.core.standardize.report import Report
from tdpf.core.standards import standards

_GRAVITY: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
SEVERITY_JA: dict[Severity, str] = {"error": "誤り", "warning": "注意", "info": "情報"}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one code about one item."""

    code: str
    item: str | None
    severity: Severity
    findings: tuple[Finding, ...]

    @property
    def message(self) -> str:
        return self.findings[0].message.ja

    @property
    def message_en(self) -> str:
        return self.findings[0].message.en


def groups(findings: Iterable[Finding]) -> list[Group]:
    """Groups in the order in which they should be dealt with."""
    found: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in findings:
        found.setdefault((finding.code, finding.item), []).append(finding)
    made = [
        Group(code, item, some[0].severity, tuple(some)) for (code, item), some in found.items()
    ]
    return sorted(made, key=lambda group: (_GRAVITY[group.severity], -len(group.findings)))


def set_title(report: Report) -> str:
    """The name of the set in Japanese."""
    slug = report.standard.slug
    return f"{standards()[slug].title_ja}（{slug}）" if slug else "27 の標準データセット以外の表"


def counts(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many errors, warnings and notes."""
    result: dict[Severity, int] = {"error": 0, "warning": 0, "info": 0}
    for finding in findings:
        result[finding.severity] += 1
    return result


def profile_lines(report: Report) -> list[tuple[str, str]]:
    """The parts of the score, named, as percentages."""
    quality = report.quality
    return [
        ("記入率（標準の項目の列）", f"{quality.completeness:.1%}"),
        ("必須項目の記入率", f"{quality.required_filled:.1%}"),
        ("正しい形の値の割合", f"{quality.validity:.1%}"),
        ("位置が分かる行の割合", f"{quality.located:.1%}"),
    ]
