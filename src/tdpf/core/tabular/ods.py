"""How far the cells of an ODS reach, and how many rows it hides, without building the sheets.

ODS may say “this cell, 16,384 times, in this row, a million times”; the sum is made first.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from xml.parsers import expat

from tdpf.core.tabular.archive import DAMAGE

BLOCK = 1 << 20
TABLE, ROW = "table:table", "table:table-row"
CELLS = {"table:table-cell", "table:covered-table-cell"}


@dataclass(slots=True)
class SheetsFacts:
    """Facts about all sheets of an ODS together."""

    area: int = 0  # cells that reading would build, the largest sheet
    hidden_rows: int = 0
    is_encrypted: bool = False
    is_broken: bool = False  # reading such a document might never end


def look_at(archive: zipfile.ZipFile) -> SheetsFacts:
    """The facts of a document, measured before anything of it is built."""
    facts = SheetsFacts()
    try:
        manifest = archive.read("META-INF/manifest.xml")
        facts.is_encrypted = b"encryption-data" in manifest
    except (*DAMAGE, KeyError):
        pass
    if not facts.is_encrypted:
        _measure(archive, facts)
    return facts


def _measure(archive: zipfile.ZipFile, facts: SheetsFacts) -> None:
    reader = _Reader(facts)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.begins
    parser.EndElementHandler = reader.ends
    parser.CharacterDataHandler = reader.says
    try:
        with archive.open("content.xml") as file:
            while block := file.read(BLOCK):
                parser.Parse(block, False)
        parser.Parse(b"", True)
    except (*DAMAGE, LookupError, expat.ExpatError):
        facts.is_broken = True


class _Reader:
    def __init__(self, facts: SheetsFacts) -> None:
        self._facts = facts
        self._rows = self._width = 0  # of the sheet, up to its last filled cell
        self._passed = 0  # rows since the last filled one
        self._row_times = self._row_width = self._row_passed = 0
        self._cell_times = 0
        self._is_filled = False

    def begins(self, name: str, attributes: dict[str, str]) -> None:
        if name == TABLE:
            self._rows = self._width = self._passed = 0
        elif name == ROW:
            self._row_times = _times(attributes.get("table:number-rows-repeated"))
            self._row_width = self._row_passed = 0
            if attributes.get("table:visibility", "visible") != "visible":
                self._facts.hidden_rows += min(self._row_times, 1_000_000)
        elif name in CELLS:
            self._cell_times = _times(attributes.get("table:number-columns-repeated"))
            self._is_filled = "office:value-type" in attributes

    def says(self, text: str) -> None:
        self._is_filled = self._is_filled or not text.isspace()

    def ends(self, name: str) -> None:
        if name in CELLS:
            if self._is_filled:
                self._row_width += self._row_passed + self._cell_times
                self._row_passed = 0
            else:
                self._row_passed += self._cell_times
            self._is_filled = False
        elif name == ROW:
            if self._row_width:
                self._rows += self._passed + self._row_times
                self._passed = 0
                self._width = max(self._width, self._row_width)
                self._facts.area = max(self._facts.area, self._rows * self._width)
            else:
                self._passed += self._row_times


def _times(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 1
