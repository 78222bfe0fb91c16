"""The right answers: one JSON for each file, as its README describes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec


class GoldColumn(msgspec.Struct, frozen=True):
    source_index: int
    source_header: str | None
    items: tuple[str, ...]
    optional: tuple[str, ...] = ()


class GoldCell(msgspec.Struct, frozen=True):
    row: int
    value: str | None
    item: str | None = None
    header: str | None = None


class Gold(msgspec.Struct, frozen=True):
    file: str
    standard: str | None
    acceptable: tuple[str | None, ...]
    header_row: int | None
    data_rows: int
    encoding: str | None
    publisher: str | None
    columns: tuple[GoldColumn, ...]
    cells: tuple[GoldCell, ...]
    publisher_acceptable: tuple[str, ...] = ()

    @property
    def headers(self) -> list[str]:
        return [column.source_header or "" for column in self.columns]


def read_gold(folder: Path) -> Iterator[Gold]:
    """All answers in the order of their files."""
    for path in sorted(folder.glob("*.json")):
        yield msgspec.json.decode(path.read_bytes(), type=Gold)
