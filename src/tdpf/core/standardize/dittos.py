"""Cells that only say "as above" (〃, 同上) with the value they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tdpf.core.standardize.findings import Findings
from tdpf.core.tabular.model import Chunk

DITTOS = frozenset({"〃", "″", "仝", "同上", "同　上", "同 上", "(同上)", "（同上）", '"', "”"})


def filled_in(
    chunks: Iterable[Chunk], headers: Sequence[str], findings: Findings | None
) -> Iterator[Chunk]:
    """The chunks with each ditto mark replaced by the cell above it, where that is not blank."""
    above = [""] * len(headers)
    for chunk in chunks:
        cells = list(chunk.cells)
        for place, column in enumerate(chunk.cells):
            if not _MARKS.isdisjoint(column):
                cells[place] = _filled(column, above[place], chunk.rows, place, headers, findings)
            above[place] = cells[place][-1] if cells[place] else above[place]
        yield Chunk(chunk.rows, cells)


_MARKS = DITTOS | {f" {mark}" for mark in DITTOS} | {f"　{mark}" for mark in DITTOS}


def _filled(
    column: list[str],
    above: str,
    rows: Sequence[int],
    place: int,
    headers: Sequence[str],
    findings: Findings | None,
) -> list[str]:
    result = []
    for row, cell in zip(rows, column, strict=True):
        is_ditto = cell in _MARKS and above.strip() and above not in _MARKS
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
