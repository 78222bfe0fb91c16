"""CSV and its kin: the bytes of a text file to a table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from tdpf.core.findings import Finding
from tdpf.core.tabular.content import Content
from tdpf.core.tabular.dialect import CELL_LIMIT, Dialect, find_dialect, strict_rows
from tdpf.core.tabular.encoding import Decoding, decide
from tdpf.core.tabular.layout import Grid, lay_out
from tdpf.core.tabular.messages import not_a_table, say, some, too_large
from tdpf.core.tabular.model import NotATable, Source, TextTable
from tdpf.core.tabular.records import Damage, PatientRows

SAMPLE_CHARACTERS = 65_536
SAMPLE_LINES = 120
KEPT_BYTES = 1 << 20
LONGEST_LINE = 32 << 20
END_OF_FILE = "\x1a"  # old programs of DOS end a text with it
_CONTROL = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1e\x7f]")
_MARKUP = re.compile(r"<(!doctype|html|head|body|\?xml|svg|div|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Text:
    """The decoded text: whole when small, else read from the file each time."""

    content: Content
    decoding: Decoding
    kept: str | None

    def sample(self) -> str:
        if self.kept is not None:
            return self.kept[:SAMPLE_CHARACTERS]
        with self._opened() as file:
            return _without_nuls(file.read(SAMPLE_CHARACTERS))

    def lines(self) -> Iterator[str]:
        """The lines with their ends, NUL characters taken out."""
        if self.kept is not None:
            return io.StringIO(self.kept, newline="")
        return self._read_lines()

    def _read_lines(self) -> Iterator[str]:
        with self._opened() as file:
            for line in map(_without_nuls, file) if self.decoding.nuls else file:
                if line != END_OF_FILE:
                    yield line

    def _opened(self) -> io.TextIOBase:
        return self.content.text(self.decoding.codec, self.decoding.errors)


def _decoded(content: Content) -> _Text:
    decoding = decide(content.blocks)
    if content.size > KEPT_BYTES:
        return _Text(content, decoding, None)
    with content.text(decoding.codec, decoding.errors) as file:
        text = _without_nuls(file.read())
        return _Text(content, decoding, text.rstrip(END_OF_FILE))


def _without_nuls(text: str) -> str:
    return text.replace("\0", "")


def read_delimited(content: Content, source: Source) -> TextTable | NotATable:
    """The table of a delimited text, or the verdict that it is none."""
    if content.longest_gap > LONGEST_LINE:
        return NotATable(source, too_large(LONGEST_LINE, "line"))
    text = _decoded(content)
    sample = text.sample()
    source = replace(source, encoding=text.decoding.codec)
    if (verdict := _not_delimited(sample)) is not None:
        return NotATable(source, verdict)
    lines = _first_lines(sample)
    dialect = find_dialect(lines)
    source = replace(source, format="tsv" if dialect.separator == "\t" else "csv")
    table = _strictly(text, dialect, source) or _patiently(text, dialect, source, lines)
    if isinstance(table, NotATable):
        return table
    return replace(table, findings=(*_noticed(text.decoding), *table.findings))


def _first_lines(sample: str) -> list[str]:
    """The first lines of the sample, without the last one where it may be cut."""
    lines = list(islice(io.StringIO(sample, newline=""), SAMPLE_LINES + 1))
    is_cut = len(sample) == SAMPLE_CHARACTERS or len(lines) > SAMPLE_LINES
    return lines[:-1] if is_cut and len(lines) > 1 else lines


def _not_delimited(sample: str) -> Finding | None:
    start = sample.lstrip("\ufeff \t\r\n\u3000\x1a")
    if not start:
        return say("empty-file")
    if markup := _MARKUP.match(start):
        is_page = markup[1].lower() not in {"?xml", "svg"} or "<html" in sample[:2000].lower()
        return say("html-not-data") if is_page else not_a_table("XML")
    noise = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    if noise * 10 > len(sample):
        return not_a_table("binary")
    return None


def _strictly(text: _Text, dialect: Dialect, source: Source) -> TextTable | NotATable | None:
    """The table when every quote is in its place, None when one is not."""

    def rows() -> Iterator[list[str]]:
        return strict_rows(text.lines(), dialect)

    try:
        if text.content.size > KEPT_BYTES:
            return lay_out(Grid(rows, separator=dialect.separator), source)
        kept = list(rows())
    except csv.Error:
        return None
    return lay_out(Grid(lambda: iter(kept), separator=dialect.separator), source)


def _patiently(
    text: _Text, dialect: Dialect, source: Source, lines: list[str]
) -> TextTable | NotATable:
    widths = Counter(line.count(dialect.separator) + 1 for line in lines if line.strip())
    usual = widths.most_common(1)[0][0] if widths else 1
    damage = Damage()

    def rows() -> Iterator[list[str]]:
        return iter(PatientRows(text.lines(), dialect, usual, damage))

    table = lay_out(Grid(rows, separator=dialect.separator), source)
    if isinstance(table, NotATable):
        return table
    return replace(table, findings=(*table.findings, *_damage_findings(damage)))


def _damage_findings(damage: Damage) -> Iterator[Finding]:
    if damage.plain:
        rows = sorted(damage.plain)
        yield say("unbalanced-quote", row=rows[0], rows=some(rows))
    if damage.cut:
        rows = sorted(damage.cut)
        yield say("long-cell", row=rows[0], rows=some(rows), limit=CELL_LIMIT)


def _noticed(decoding: Decoding) -> Iterator[Finding]:
    if decoding.bad:
        yield say("undecodable", count=decoding.bad)
    if decoding.nuls:
        yield say("nul-bytes", count=decoding.nuls)
