"""`report.json` as a type. Other programs read it, so a field is only ever added."""

from __future__ import annotations

from typing import Literal

import msgspec

from tdpf.core.findings import Finding

BLOCKING = "personal-"
"""How the codes of findings begin that stop publishing, where they are errors."""
ColumnBasis = Literal["exact", "alias", "value", "fuzzy", "saved", "person"]
PublisherBasis = Literal["given", "file_name", "column", "address", "unknown"]


class Input(msgspec.Struct, frozen=True):
    """The file as it came."""

    name: str
    sha256: str
    bytes: int
    format: str
    encoding: str | None
    header_row: int | None
    sheet: str | None


class StandardMatch(msgspec.Struct, frozen=True):
    """Which of the 27 sets this is; `slug` is None for a table that is none of them."""

    slug: str | None
    layout: str | None
    confidence: float
    alternatives: list[tuple[str, float]] = msgspec.field(default_factory=list)
    evidence: list[str] = msgspec.field(default_factory=list)  # what decided, strongest first


class PublisherMatch(msgspec.Struct, frozen=True):
    code: str | None
    name: str | None
    basis: PublisherBasis


class ColumnMatch(msgspec.Struct, frozen=True):
    """What one source column became.

    `generic` names the item every set knows (名称, 緯度 …) where the set itself has no layout;
    `proposed` is an item we would not take without a person's word.
    """

    source_index: int
    source_header: str
    items: list[str]
    confidence: float
    basis: ColumnBasis | None
    generic: str | None = None
    proposed: str | None = None


class DroppedRow(msgspec.Struct, frozen=True):
    row: int
    reason: str


class Rows(msgspec.Struct, frozen=True):
    """`read` counts rows with something in them below the header, `written` those we kept."""

    read: int
    written: int
    source_rows: list[int]
    dropped: list[DroppedRow]


class ColumnQuality(msgspec.Struct, frozen=True):
    missing: float
    invalid: float


class Quality(msgspec.Struct, frozen=True):
    """Shares from 0 to 1 and the score from 0 to 100; `quality.py` has the formula."""

    completeness: float
    required_filled: float
    validity: float
    located: float
    score: int
    columns: dict[str, ColumnQuality]


class Report(msgspec.Struct, frozen=True):
    """Everything that standardising one table found, decided and changed."""

    input: Input
    standard: StandardMatch
    publisher: PublisherMatch
    columns: list[ColumnMatch]
    rows: Rows
    findings: list[Finding]
    quality: Quality

    def blocking(self) -> list[Finding]:
        """Findings that stop publishing until a person decides: what may be personal data."""
        return [
            finding
            for finding in self.findings
            if finding.severity == "error" and finding.code.startswith(BLOCKING)
        ]

    def to_json(self) -> bytes:
        """`report.json`, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2)
