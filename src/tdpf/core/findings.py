"""A finding: what reading, mapping or a check says about data. Bad data is never an exception."""

from __future__ import annotations

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]


class Text(msgspec.Struct, frozen=True, gc=False):
    """The same sentence in both languages."""

    ja: str
    en: str


class Finding(msgspec.Struct, frozen=True, omit_defaults=False, gc=False):
    """One remark with its place, as it stands in `report.json`.

    `row` is the spreadsheet row from 1, `item` the standard item or source header; both are None
    when the remark is about the whole file. `before` and `after` are cell texts.
    """

    code: str  # stable, English, kebab-case: coordinates-swapped
    severity: Severity
    message: Text
    row: int | None = None
    item: str | None = None
    before: str | None = None
    after: str | None = None
    column: int | None = None  # source column from 0, where known: lets a page jump to the cell
