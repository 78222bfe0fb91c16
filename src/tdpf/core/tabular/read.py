"""One door for every file: look at the bytes, then call the reader that knows them."""

from __future__ import annotations

from pathlib import Path, PurePath

from tdpf.core.tabular import sniff
from tdpf.core.tabular.content import Content, of_path
from tdpf.core.tabular.delimited import read_delimited
from tdpf.core.tabular.messages import say
from tdpf.core.tabular.model import NotATable, Source, TextTable
from tdpf.core.tabular.workbook import read_workbook

FORMATS = {"csv", "tsv", "xlsx", "xls", "ods", "geojson", "json", "zip"}


def read_file(
    path: Path, *, name: str | None = None, spill: Path | None = None
) -> list[TextTable | NotATable]:
    """The tables of a file, the main one first; a verdict when it holds none.

    The bytes decide, never the file name. Bad content is an answer, not an error: OSError only
    when the path cannot be read. `spill` is the folder for temporary files, where needed.
    """
    content = of_path(path)
    shown = name or path.name
    return read_content(content, source_of(content, shown), spill)


def source_of(content: Content, name: str) -> Source:
    suffix = PurePath(name).suffix.lower().lstrip(".").replace("xlsm", "xlsx")
    return Source(
        name=name,
        sha256=content.sha256,
        bytes=content.size,
        format=suffix if suffix in FORMATS else "csv",
        encoding=None,
        header_row=None,
    )


def read_content(
    content: Content, source: Source, spill: Path | None
) -> list[TextTable | NotATable]:
    del spill
    if not content.size:
        return [NotATable(source, say("empty-file"))]
    if (kind := sniff.picture_or_such(content.head)) is not None:
        return [NotATable(source, say("not-a-table", kind=kind))]
    match sniff.form(content.head):
        case "zip" | "ole":
            return read_workbook(content, source)
        case _:
            return [read_delimited(content, source)]
