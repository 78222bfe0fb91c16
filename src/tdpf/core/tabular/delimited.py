"""CSV and its kin: bytes of a text file to rows of cells."""

from __future__ import annotations

import csv
import io
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

from tdpf.core.findings import Finding
from tdpf.core.tabular.dialect import separator
from tdpf.core.tabular.encoding import Decoding, decide
from tdpf.core.tabular.layout import lay_out
from tdpf.core.tabular.messages import say
from tdpf.core.tabular.model import NotATable, Source, TextTable

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
BLOCK = 1 << 20


def read_delimited(path: Path, source: Source) -> TextTable | NotATable:
    """The table of a delimited text file."""

    def blocks() -> Iterator[bytes]:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block

    decoding = decide(blocks)
    with _text(path, decoding) as file:
        lines = list(itertools.islice(file, 100))
    source = _named(source, decoding, lines)
    if _is_html(lines):
        return NotATable(source, say("html-not-data"))
    mark = separator(lines)

    def rows() -> Iterator[list[str]]:
        with _text(path, decoding) as file:
            yield from csv.reader(file, delimiter=mark)

    return lay_out(rows, source, _noticed(decoding))


def _text(path: Path, decoding: Decoding) -> io.TextIOWrapper:
    return path.open(encoding=decoding.codec, errors=decoding.errors, newline="")


def _named(source: Source, decoding: Decoding, lines: list[str]) -> Source:
    from dataclasses import replace

    return replace(
        source, encoding=decoding.codec, format="tsv" if separator(lines) == "\t" else "csv"
    )


def _is_html(lines: list[str]) -> bool:
    head = "".join(lines[:5]).lstrip("\ufeff \t\r\n").lower()
    return head.startswith(("<!doctype html", "<html"))


def _noticed(decoding: Decoding) -> tuple[Finding, ...]:
    found = []
    if decoding.bad:
        found.append(say("undecodable", count=decoding.bad))
    if decoding.nuls:
        found.append(say("nul-bytes", count=decoding.nuls))
    return tuple(found)
