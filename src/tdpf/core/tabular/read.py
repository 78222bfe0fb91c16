"""One door for every file: look at the bytes, then call the reader that knows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePath
from zipfile import ZipFile

from tdpf.core.tabular import sniff
from tdpf.core.tabular.archive import (
    MOST_TABLES,
    MOST_UNPACKED,
    MOST_WORKBOOK,
    book_kind,
    content_of,
    danger,
    is_encrypted,
    member_name,
    opened,
    tables_inside,
)
from tdpf.core.tabular.content import Content, of_path
from tdpf.core.tabular.delimited import read_delimited
from tdpf.core.tabular.jsonrows import read_json
from tdpf.core.tabular.messages import not_a_table, readable, say
from tdpf.core.tabular.model import NotATable, Source, TextTable
from tdpf.core.tabular.workbook import read_ods, read_xls, read_xlsx

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
    """The tables in these bytes, whatever their name says."""
    if not content.size:
        return [NotATable(source, say("empty-file"))]
    if (kind := sniff.picture_or_such(content.head)) is not None:
        return [NotATable(source, not_a_table(kind))]
    match sniff.form(content.head):
        case "zip":
            return read_zip(content, source, spill)
        case "ole":
            return read_xls(content, source)
        case "json":
            return [read_json(content, source) or read_delimited(content, source)]
        case "text":
            return [read_delimited(content, source)]


def read_zip(content: Content, source: Source, spill: Path | None) -> list[TextTable | NotATable]:
    """The tables of a container: a workbook, or an archive of files that hold tables."""
    with content.open() as file:
        archive = opened(file)
        if archive is None:
            return [NotATable(source, say("broken-file"))]
        book = book_kind(archive)
        limit = MOST_WORKBOOK if book else MOST_UNPACKED
        if (bomb := danger(archive, limit)) is not None:
            ratio = bomb.unpacked // max(content.size, 1)
            return [NotATable(source, say("zip-bomb", size=readable(bomb.unpacked), ratio=ratio))]
        if book == "xlsx":
            return read_xlsx(content, archive, source)
        if book == "ods":
            return read_ods(content, archive, source)
        if is_encrypted(archive):
            return [NotATable(source, say("encrypted"))]
        return read_members(archive, source, spill)


def read_members(
    archive: ZipFile, source: Source, spill: Path | None
) -> list[TextTable | NotATable]:
    """The tables of all members, the first member's first. An archive in an archive is not read."""
    found: list[TextTable | NotATable] = []
    for member in tables_inside(archive)[:MOST_TABLES]:
        content = content_of(archive, member, spill)
        if content is None or _is_plain_archive(content):
            continue
        shown = member_name(member)
        for table in read_content(content, source, spill):
            sheet = "/".join(filter(None, (shown, table.source.sheet)))
            found.append(replace(table, source=replace(table.source, sheet=sheet)))
    tables = [table for table in found if isinstance(table, TextTable)]
    if tables:
        return [*tables]
    return found[:1] or [NotATable(source, not_a_table("zip"))]


def _is_plain_archive(content: Content) -> bool:
    if sniff.form(content.head) != "zip":
        return False
    with content.open() as file:
        inner = opened(file)
        return inner is not None and book_kind(inner) is None
