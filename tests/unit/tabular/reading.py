"""Write a file, read it, and look at what an officer would look at."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tdpf.core.tabular import NotATable, TextTable, read_file

Read = Callable[..., TextTable]


def read_bytes(folder: Path, data: bytes, name: str = "file.csv") -> list[TextTable | NotATable]:
    path = folder / name
    path.write_bytes(data)
    return read_file(path)


def table_of(folder: Path, content: str | bytes, name: str = "file.csv") -> TextTable:
    data = content.encode() if isinstance(content, str) else content
    table = read_bytes(folder, data, name)[0]
    assert isinstance(table, TextTable), table.finding
    return table


def verdict_of(folder: Path, data: bytes, name: str = "file.csv") -> NotATable:
    (verdict,) = read_bytes(folder, data, name)
    assert isinstance(verdict, NotATable)
    return verdict


def headers(table: TextTable) -> list[str]:
    return [column.header for column in table.columns]


def rows(table: TextTable) -> list[list[str]]:
    return [list(row) for chunk in table.chunks() for row in zip(*chunk.cells, strict=True)]


def numbers(table: TextTable) -> list[int]:
    return [number for chunk in table.chunks() for number in chunk.rows]


def column(table: TextTable, header: str) -> list[str]:
    place = headers(table).index(header)
    return [cell for chunk in table.chunks() for cell in chunk.cells[place]]


def codes(table: TextTable | NotATable) -> list[str]:
    if isinstance(table, NotATable):
        return [table.finding.code]
    return [finding.code for finding in table.findings]


SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods_row(*cells: object, times: int = 1, attributes: str = "") -> str:
    """One row of an OpenDocument sheet; None is an empty cell."""
    written = "".join(map(_ods_cell, cells))
    repeated = f'table:number-rows-repeated="{times}" {attributes}'
    return f"<table:table-row {repeated}>{written}</table:table-row>"


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    begin = '<table:table-cell office:value-type="string">'
    return f"{begin}<text:p>{value}</text:p></table:table-cell>"


def write_ods(path: Path, rows: Iterable[str], manifest: str = "<m/>") -> Path:
    body = f'<table:table table:name="一覧">{"".join(rows)}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES}>'
            f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path
