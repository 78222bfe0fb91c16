"""What a person asks to publish, and the answer for each file. Plain values: no database here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tdpf.core.findings import Text

Status = Literal["published", "unchanged", "described", "failed"]


@dataclass(frozen=True, kw_only=True)
class PublishRequest:
    """One file to publish. What is not given is found in the file, or stays unstated."""

    path: Path
    publisher: str | None = None  # 6-digit code
    dataset: str | None = None  # name of the dataset it makes or replaces
    distribution: str | None = None  # id of the described file that these are the bytes of
    title: str | None = None
    notes: str = ""
    licence: str = "notspecified"
    frequency: str | None = None
    modified: str | None = None  # what the publisher says
    is_synthetic: bool = False
    standard: str = "auto"
    personal_data_checked: bool = False  # a person looked at what may be personal data: publish


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one request, with a sentence for the person who made it."""

    path: Path
    status: Status
    message: Text
    dataset: str | None = None
    tables: tuple[str, ...] = ()
    version: int | None = None
    publisher: str | None = None
    standard: str | None = None
    rows: int = 0
    score: int | None = None
    findings: Mapping[str, int] = field(default_factory=dict)  # severity → count
    code: str = ""  # why it failed, where that has a name: not-a-table, personal-data …

    @property
    def is_good(self) -> bool:
        return self.status != "failed"
