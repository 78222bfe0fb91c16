"""From raw rows to a table: where the header stands, which rows are data, what was left out."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tdpf.core.findings import Finding
from tdpf.core.tabular.messages import say
from tdpf.core.tabular.model import Chunk, NotATable, Source, SourceColumn, TextTable

Row = list[str]
Rows = Callable[[], Iterator[Row]]
CHUNK_ROWS = 20_000
CHUNK_CELLS = 400_000


def lay_out(
    rows: Rows, source: Source, findings: tuple[Finding, ...] = ()
) -> TextTable | NotATable:
    """The table in these rows. `rows()` starts from spreadsheet row 1 each time."""
    sample = list(itertools.islice(rows(), 200))
    header_at = _header(sample)
    if header_at is None:
        return NotATable(source, say("not-a-table", kind="text"))
    header = sample[header_at]
    body = _scan(rows, header_at + 1, len(header))
    width = max(_used(header), body.width)
    columns = tuple(SourceColumn(i, header[i] if i < len(header) else "") for i in range(width))
    notes = tuple(" ".join(c for c in row if c.strip()) for row in sample[:header_at])
    ragged = body.ragged
    if ragged:
        findings += (say("ragged", rows=_places(ragged), row=ragged[0]),)
    end = body.end

    def chunks() -> Iterator[Chunk]:
        body_rows = itertools.islice(enumerate(rows(), 1), header_at + 1, end)
        size = max(1, min(CHUNK_ROWS, CHUNK_CELLS // width))
        while block := list(itertools.islice(body_rows, size)):
            kept = [(number, row) for number, row in block if _filled(row)]
            if kept:
                yield Chunk([number for number, _ in kept], _columns([r for _, r in kept], width))

    return TextTable(
        source=replace(source, header_row=header_at + 1, notes=tuple(n for n in notes if n)),
        columns=columns,
        chunks=chunks,
        row_count=body.count,
        dropped=tuple(body.dropped),
        findings=findings,
    )


def _places(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:5]))
    return shown if len(rows) <= 5 else f"{shown} …({len(rows)})"


def _filled(row: Row) -> bool:
    return any(cell.strip() for cell in row)


def _used(row: Row) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)


def _header(sample: list[Row]) -> int | None:
    filled = [sum(bool(cell.strip()) for cell in row) for row in sample]
    widest = Counter(n for n in filled if n).most_common(1)
    if not widest:
        return None
    enough = max(filled) / 2
    return next(i for i, count in enumerate(filled) if count >= enough)


@dataclass(slots=True)
class _Body:
    count: int
    width: int
    end: int
    ragged: list[int]
    dropped: list[tuple[int, str]]


def _scan(rows: Rows, start: int, header_width: int) -> _Body:
    body = _Body(0, 0, start, [], [])
    for number, row in itertools.islice(enumerate(rows(), 1), start, None):
        if not _filled(row):
            body.dropped.append((number, "blank"))
            continue
        body.count += 1
        body.end = number
        if len(row) != header_width:
            body.width = max(body.width, _used(row))
            body.ragged.append(number)
    return body


def _columns(rows: list[Row], width: int) -> list[list[str]]:
    full = [row + [""] * (width - len(row)) if len(row) < width else row[:width] for row in rows]
    return [[cell if cell.strip() else "" for cell in column] for column in zip(*full, strict=True)]
