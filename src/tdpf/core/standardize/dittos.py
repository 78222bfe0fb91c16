"""Cells that only say "as above" (〃, 同上) with the value they stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from tdpf.core.standardize.findings import Findings
from tdpf.core.tabular.model import Chunk, TextTable


def _indented(*marks: str) -> frozenset[str]:
    return frozenset(space + mark for mark in marks for space in ("", " ", "　"))


SURE = _indented("〃", "同上", "同　上", "同 上", "(同上)", "（同上）")
DOUBTFUL = _indented("″", "仝", '"', "”")  # also seconds, inches, a name
MARKS = SURE | DOUBTFUL


def filled_in(
    table: TextTable, headers: Sequence[str], findings: Findings | None
) -> Iterator[Chunk]:
    """The rows with each ditto mark replaced by the cell above it, where that is not blank.

    Records have none. A doubtful mark is one only in a column that also has another.
    """
    if table.is_regular:
        yield from table.chunks()
        return
    above = [""] * len(headers)
    sure: frozenset[int] | None = None  # looked for when there is a doubt, which is rare
    for chunk in table.chunks():
        cells = list(chunk.cells)
        for place, column in enumerate(chunk.cells):
            if not MARKS.isdisjoint(column):
                if sure is None and not DOUBTFUL.isdisjoint(column):
                    sure = _sure_places(table.chunks())
                marks = MARKS if sure and place in sure else SURE
                cells[place] = _filled(
                    column, above[place], marks, chunk.rows, place, headers, findings
                )
            above[place] = cells[place][-1] if cells[place] else above[place]
        yield Chunk(chunk.rows, cells)


def _sure_places(chunks: Iterable[Chunk]) -> frozenset[int]:
    """The columns that hold a mark without doubt."""
    return frozenset(
        place
        for chunk in chunks
        for place, column in enumerate(chunk.cells)
        if not SURE.isdisjoint(column)
    )


def _filled(
    column: list[str],
    above: str,
    marks: Collection[str],
    rows: Sequence[int],
    place: int,
    headers: Sequence[str],
    findings: Findings | None,
) -> list[str]:
    result = []
    for row, cell in zip(rows, column, strict=True):
        is_ditto = cell in marks and above.strip() and above not in marks
        if is_ditto:
            if findings:
                findings.add(
                    "same-as-above",
                    row=row,
                    item=headers[place],
                    before=cell,
                    after=above,
                    column=place,
                )
        else:
            above = cell
        result.append(above)
    return result
