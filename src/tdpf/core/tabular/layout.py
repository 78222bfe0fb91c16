"""From raw rows to a table: header, columns, data rows, and an account of all that is left out."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tdpf.core.findings import Finding
from tdpf.core.tabular.beside import Blocks, blocks_of, stacked
from tdpf.core.tabular.body import MOST_EXTRA, Block, Body, Top, look_through
from tdpf.core.tabular.header import Header, Merge, find_header
from tdpf.core.tabular.lying import MOST_ROWS, is_lying, upright
from tdpf.core.tabular.messages import not_a_table, say, some, too_large
from tdpf.core.tabular.model import Chunk, NotATable, Source, SourceColumn, TextTable
from tdpf.core.tabular.naming import header_findings
from tdpf.core.tabular.prose import LOOKED_AT, is_prose
from tdpf.core.tabular.rows import Row, is_blank, used
from tdpf.core.tabular.totals import proven_totals

Rows = Callable[[], Iterator[Row]]
SAMPLE_ROWS = 300
SAMPLE_CELLS = 100_000
CHUNK_ROWS = 20_000
CHUNK_CELLS = 40_000  # what fits the cache: larger blocks take twice the time
MOST_COLUMNS = 16_384
LONG_TAIL = 20  # blank rows after the table that are worth a word


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells as a spreadsheet numbers them; `rows()` starts from row 1 each time."""

    rows: Rows
    merges: Sequence[Merge] = ()
    separator: str = ","
    is_regular: bool = False  # row 1 holds the names, every other row is data, as in JSON


@dataclass(frozen=True, slots=True)
class _Plan:
    """How raw rows become columns: places in the row, and where longer rows are folded."""

    places: tuple[int, ...]
    fold: int
    separator: str
    first: int  # spreadsheet row of the first data row
    last: int
    has_blanks: bool  # between first and last


def lay_out(grid: Grid, source: Source) -> TextTable | NotATable:
    """The table in these rows, or the verdict that they are none."""
    lead, sample = _sample(grid.rows())
    if lying := _lying(grid, lead, sample):
        return _stood_up(grid, source, lying)
    merges = [(top - lead, left, bottom - lead, right) for top, left, bottom, right in grid.merges]
    header = _given(sample) if grid.is_regular else find_header(sample, merges)
    if header is None:
        return NotATable(source, say("empty-file"))
    if not grid.is_regular and is_prose(sample):
        return NotATable(source, not_a_table("text"))
    if not grid.is_regular and (blocks := blocks_of(header.names, sample[header.first_data_row :])):
        return _below_each_other(grid, source, blocks, lead + header.first_data_row)
    names, findings = _names(header, sample, grid.separator)
    fold = max(len(names), _usual_width(sample)) + MOST_EXTRA
    if fold - MOST_EXTRA > MOST_COLUMNS:
        return NotATable(source, too_large(MOST_COLUMNS, "columns"))
    start = lead + header.first_data_row
    coming = _blocks(grid.rows(), start, None, fold)
    has_remarks = not grid.is_regular
    top = Top(header.rows, header.notes)
    body = look_through(coming, names, first=start + 1, fold=fold, top=top, has_remarks=has_remarks)
    named = source
    if header.row is not None:
        named = replace(source, header_row=lead + header.row + 1)
    named = replace(named, notes=header.notes)
    skipped = {lead + place + 1: "header" for place in header.skipped}
    return _table(grid, named, names, body, start, (skipped, findings))


def _lying(grid: Grid, lead: int, sample: Sequence[Row]) -> Sequence[Row]:
    """All rows of a table that lies on its side; of one that stands none."""
    if grid.is_regular or grid.merges or len(sample) > MOST_ROWS or not is_lying(sample):
        return ()
    rows = list(itertools.islice(grid.rows(), lead, lead + MOST_ROWS + 1))  # wide: past the sample
    return rows if len(rows) <= MOST_ROWS and is_lying(rows) else ()


def _stood_up(grid: Grid, source: Source, rows: Sequence[Row]) -> TextTable | NotATable:
    """The table read column by column, with a word about it."""
    records = upright(rows)
    table = lay_out(replace(grid, rows=lambda: iter(records), is_regular=True), source)
    if isinstance(table, NotATable):
        return table
    return replace(table, findings=(say("lying-table"), *table.findings), is_regular=False)


def _below_each_other(
    grid: Grid, source: Source, blocks: Blocks, body: int
) -> TextTable | NotATable:
    """Parts that stand side by side as one table, with a word about it."""
    merges = [one for one in grid.merges if one[3] < blocks.starts[1]]
    whole = replace(grid, rows=lambda: stacked(grid.rows, blocks, body), merges=merges)
    table = lay_out(whole, source)
    if isinstance(table, NotATable):
        return table
    found = say("tables-side-by-side", count=len(blocks.starts))
    return replace(table, findings=(found, *table.findings))


def _given(sample: Sequence[Row]) -> Header | None:
    return Header(0, 1, tuple(sample[0])) if sample else None


def _sample(rows: Iterator[Row]) -> tuple[int, list[Row]]:
    """How many blank rows come first, and the rows after them."""
    lead = 0
    for row in rows:
        if not is_blank(row):
            count = min(SAMPLE_ROWS, max(2, SAMPLE_CELLS // len(row)))
            return lead, [row, *itertools.islice(rows, count - 1)]
        lead += 1
    return lead, []


def _usual_width(sample: Sequence[Row]) -> int:
    widths = sorted(used(row) for row in sample[:LOOKED_AT] if not is_blank(row))
    return widths[len(widths) // 2]


def _names(
    header: Header, sample: Sequence[Row], separator: str
) -> tuple[list[str], list[Finding]]:
    """Header texts by place; a header cell that swallowed separators is cut where rows say so."""
    if header.row is None:
        return [], [say("no-header")]
    names = list(header.names)
    lengths = Counter(len(row) for row in sample[header.first_data_row :] if not is_blank(row))
    if not lengths:
        return names, []
    width, count = lengths.most_common(1)[0]
    missing = width - len(names)
    holders = [place for place, name in enumerate(names) if name.count(separator) == missing]
    if missing < 1 or len(holders) != 1 or count < 0.9 * lengths.total():
        return names, []
    place = holders[0]
    swallowed = names[place]
    names[place : place + 1] = [part.strip() for part in swallowed.split(separator)]
    found = say("header-comma", row=None, column=place, header=swallowed, count=missing + 1)
    return names, [found]


def _blocks(rows: Iterator[Row], start: int, end: int | None, width: int) -> Iterator[Block]:
    coming = itertools.islice(rows, start, end)
    size = max(1, min(CHUNK_ROWS, CHUNK_CELLS // max(width, 1)))
    number = start + 1
    while block := list(itertools.islice(coming, size)):
        yield number, block
        number += len(block)


def _table(
    grid: Grid,
    source: Source,
    names: list[str],
    body: Body,
    start: int,
    known: tuple[dict[int, str], list[Finding]],
) -> TextTable | NotATable:
    skipped, findings = known
    places = tuple(
        place
        for place in range(body.width)
        if place in body.filled or (place < len(names) and names[place].strip())
    )
    has_blanks = body.blank_count > body.tail_blanks
    plan = _Plan(places, body.fold, grid.separator, start, body.last, has_blanks)
    totals, suspected = proven_totals(body, grid.rows)
    for number in totals:
        body.dropped[number] = "total"
    gone = frozenset(n for n, reason in body.dropped.items() if reason != "blank")
    columns = tuple(SourceColumn(p, names[p] if p < len(names) else "") for p in places)
    named = header_findings([column for column in columns if column.index < len(names)])
    return TextTable(
        source=source,
        columns=columns,
        chunks=lambda: _chunks(grid.rows(), plan, gone),
        row_count=body.count - len(totals),
        dropped=tuple(sorted((skipped | body.dropped).items())),
        findings=(*findings, *named, *_noticed(body, suspected)),
        is_regular=grid.is_regular,
    )


def _noticed(body: Body, suspected: list[int]) -> Iterator[Finding]:
    if body.header and body.long_count:
        yield say("ragged", rows=some(body.long, body.long_count), row=body.long[0])
    if body.short_count and body.short_count * 2 <= body.count:
        yield say("short-rows", rows=some(body.short, body.short_count), row=body.short[0])
    if body.tail_blanks >= LONG_TAIL:
        yield say("blank-tail", count=body.tail_blanks)
    if body.headings:
        yield say("heading-rows", row=body.headings[0], rows=some(body.headings))
    for number in suspected:
        yield say("total-row", row=number, number=number)


def _chunks(rows: Iterator[Row], plan: _Plan, gone: frozenset[int]) -> Iterator[Chunk]:
    for first, raw in _blocks(rows, plan.first, plan.last, len(plan.places)):
        block, numbers = raw, list(range(first, first + len(raw)))
        if gone or plan.has_blanks:
            keep = [
                place
                for place, number in enumerate(numbers)
                if number not in gone and not is_blank(block[place])
            ]
            numbers = [numbers[place] for place in keep]
            block = [block[place] for place in keep]
        if block:
            yield Chunk(numbers, _columns(block, plan))


def _columns(rows: list[Row], plan: _Plan) -> list[list[str]]:
    width = plan.places[-1] + 1
    if set(map(len, rows)) != {width}:
        rows = [_fitted(row, width, plan) for row in rows]
    every = list(zip(*rows, strict=True))
    return [_without_spaces(every[place]) for place in plan.places]


def _fitted(row: Row, width: int, plan: _Plan) -> Row:
    if len(row) < width:
        return row + [""] * (width - len(row))
    if len(row) > width == plan.fold:
        return [*row[: width - 1], plan.separator.join(row[width - 1 : used(row)])]
    return row[:width]


def _without_spaces(cells: Sequence[str]) -> list[str]:
    if any(map(str.isspace, cells)):
        return ["" if cell.isspace() else cell for cell in cells]
    return list(cells)
