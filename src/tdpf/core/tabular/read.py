"""One door for every file: look at the bytes, then call the reader that knows them."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tdpf.core.tabular.delimited import read_delimited
from tdpf.core.tabular.messages import say
from tdpf.core.tabular.model import NotATable, Source, TextTable
from tdpf.core.tabular.workbook import read_workbook

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = {
    b"%PDF": "PDF",
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
}


def read_file(
    path: Path, *, name: str | None = None, spill: Path | None = None
) -> list[TextTable | NotATable]:
    """The tables of a file, the main one first; a verdict when it holds none.

    The bytes decide, never the file name. OSError only when the path cannot be read.
    """
    del spill
    digest = hashlib.sha256()
    head = b""
    size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            head = head or block[:4096]
            size += len(block)
            digest.update(block)
    suffix = path.suffix.lower().lstrip(".")
    source = Source(
        name=name or path.name,
        sha256=digest.hexdigest(),
        bytes=size,
        format={"xlsm": "xlsx"}.get(suffix, suffix) or "csv",
        encoding=None,
        header_row=None,
    )
    if not head:
        return [NotATable(source, say("empty-file"))]
    if head.startswith((ZIP, OLE)):
        return read_workbook(path, source)
    for magic, kind in PICTURES.items():
        if head.startswith(magic):
            return [NotATable(source, say("not-a-table", kind=kind))]
    return [read_delimited(path, source)]
