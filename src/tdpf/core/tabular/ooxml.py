"""What an XLSX says beside its values: hidden parts, number masks, formulas without a result.

The values themselves come from calamine, which does not tell these things.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from tdpf.core.tabular.archive import DAMAGE

BLOCK = 4 << 20
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT_OF = re.compile(rb"<(?:\w+:)?xf\s([^>]*)>")
_MASK = re.compile(r'(?:0|\\?-|"-")+')
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_FAR = re.compile(rb'\sr="(?:[A-Z]{3}|[A-Z]{0,2}[0-9]{5})')
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')
_HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
_STYLED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]{1,3})([0-9]{1,7})" s="([0-9]+)"(?: t="n")?><v>([0-9]+)</v>'
)
_NO_RESULT = re.compile(rb"(?:</f>|<f[^>]*/>)(?:<v></v>|<v\s*/>)?</c>")


@dataclass(slots=True)
class SheetFacts:
    """Facts about one sheet. Places count from 0."""

    last_row: int = 0
    last_column: int = 0
    hidden_rows: list[int] = field(default_factory=list)
    has_hidden_columns: bool = False
    errors: int = 0
    without_result: int = 0
    masks: dict[tuple[int, int], str] = field(default_factory=dict)  # place → 0000, 000-0000

    @property
    def area(self) -> int:
        return (self.last_row + 1) * (self.last_column + 1)


class Workbook:
    """The parts of an XLSX that lie beside the values. Damaged parts count as absent."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members = dict(_sheet_members(archive))
        self._masks = _masks(_read(archive, "xl/styles.xml"))

    def facts(self, sheet: str) -> SheetFacts:
        facts = SheetFacts()
        member = self._members.get(sheet)
        for block in _blocks(self._archive, member) if member else ():
            _look(block, facts, self._masks)
        return facts


def _sheet_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = {}
    for match in _RELATION.finditer(_read(archive, "xl/_rels/workbook.xml.rels")):
        about = _attributes(match[1])
        relations[about.get("Id")] = about.get("Target", "")
    for match in _SHEET.finditer(_read(archive, "xl/workbook.xml")):
        about = _attributes(match[1])
        target = relations.get(about.get("r:id"), "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if target:
            yield about.get("name", ""), member


def _attributes(text: bytes) -> dict[str, str]:
    return {
        name.decode("ascii", "replace"): html.unescape(
            (double or single).decode("utf-8", "replace")
        )
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def _read(archive: zipfile.ZipFile, member: str) -> bytes:
    return b"".join(_raw(archive, member))


def _raw(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    try:
        with archive.open(member) as file:
            while block := file.read(BLOCK):
                yield block
    except (*DAMAGE, KeyError, OSError):
        return


def _blocks(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The XML in pieces that begin with a row."""
    rest = b""
    for raw in _raw(archive, member):
        text = rest + raw
        cut = text.rfind(b"<row")
        if cut > 0:
            yield text[:cut]
            text = text[cut:]
        rest = text
    yield rest


def _masks(styles: bytes) -> dict[int, str]:
    """Style number → mask, for formats that only say how many digits to show."""
    codes = {}
    for match in _NUMBER_FORMAT.finditer(styles):
        about = _attributes(match[1])
        code = about.get("formatCode", "")
        if _MASK.fullmatch(code) and code.count("0") > 1:
            codes[about.get("numFmtId")] = code.replace("\\", "").replace('"', "")
    formats = _CELL_FORMATS.search(styles) if codes else None
    if formats is None:
        return {}
    used = [_attributes(match[1]).get("numFmtId") for match in _FORMAT_OF.finditer(formats[0])]
    return {style: codes[number] for style, number in enumerate(used) if number in codes}


def _look(block: bytes, facts: SheetFacts, masks: dict[int, str]) -> None:
    if _FAR.search(block):
        for letters, digits in _REFERENCE.findall(block):
            facts.last_row = max(facts.last_row, int(digits) - 1)
            facts.last_column = max(facts.last_column, column_number(letters))
    if _HIDDEN.search(block):
        _look_for_hidden(block, facts)
    facts.errors += block.count(b' t="e"')
    if b"<f" in block:
        facts.without_result += len(_NO_RESULT.findall(block))
    if masks:
        for letters, digits, style, value in _STYLED.findall(block):
            mask = masks.get(int(style))
            if mask and ("-" in mask or len(value) < mask.count("0")):
                facts.masks[int(digits) - 1, column_number(letters)] = mask


def _look_for_hidden(block: bytes, facts: SheetFacts) -> None:
    start = block.find(b"<sheetData")
    facts.has_hidden_columns |= start > 0 and _HIDDEN.search(block[:start]) is not None
    for match in _ROW.finditer(block):
        if _HIDDEN.search(match[0]):
            number = _attributes(match[1]).get("r", "")
            facts.hidden_rows.append(int(number) - 1 if number.isdecimal() else -1)


def column_number(letters: bytes) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def masked(digits: str, mask: str) -> str:
    """The digits as the mask shows them.

    >>> masked("37", "0000"), masked("1740051", "000-0000")
    ('0037', '174-0051')
    """
    places = mask.count("0")
    filled = digits.zfill(places)
    head, tail = filled[: len(filled) - places], iter(filled[len(filled) - places :])
    return head + "".join(next(tail) if sign == "0" else sign for sign in mask)
