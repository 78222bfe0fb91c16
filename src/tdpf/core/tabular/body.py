"""One pass over the rows under the header: what is data, and what is left out and why."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tdpf.core.tabular.rows import Row, filled, is_blank, is_note, is_total, used

Block = tuple[int, list[Row]]  # spreadsheet row of the first one, the rows
REMEMBERED = 1_000
MOST_HEADINGS = 2  # one below the other
MOST_EXTRA = 64  # columns that rows longer than the header may add
NOTE_MARKS = frozenset("※*＊#注（(【[［〔〈<備資出補凡")
TOTAL_MARKS = frozenset("合総計小全TtSsGg")
_DIGITS = re.compile(r"\d+")
_HEADING = re.compile(r"[【〔《≪＜].*[】〕》≫＞]|[■◆●▼◇□▶].+")


@dataclass(frozen=True, slots=True)
class Top:
    """What stands over the data and may stand there again on every printed page."""

    rows: tuple[tuple[str, ...], ...] = ()  # of the header, without their blank ends
    notes: tuple[str, ...] = ()

    def firsts(self) -> frozenset[str]:
        return frozenset(row[0] for row in self.rows if row)


_NO_TOP = Top()


@dataclass(slots=True)
class Body:
    """What the pass has seen. Row numbers are the spreadsheet's."""

    header: Row
    first: int  # where the data begins
    fold: int  # cells from this place on are kept together in one
    count: int = 0
    last: int = 0
    width: int = 0
    filled: set[int] = field(default_factory=set)  # columns without a name that hold something
    long: list[int] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    long_count: int = 0
    short_count: int = 0
    dropped: dict[int, str] = field(default_factory=dict)
    blank_count: int = 0
    tail_blanks: int = 0
    totals: list[tuple[int, Row]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)

    def keeps(self, number: int) -> bool:
        return number not in self.dropped


def look_through(
    blocks: Iterator[Block],
    header: Row,
    *,
    first: int,
    fold: int,
    top: Top = _NO_TOP,
    has_remarks: bool = True,
) -> Body:
    """The body under this header. `header` has its names and is empty for a table without one.

    `has_remarks` is False where every row is data: no footnotes, totals or repeated headers.
    """
    body = Body(header, first, fold, width=used(header))
    tail: deque[tuple[int, Row]] = deque(maxlen=60)
    for number, rows in blocks:
        live = _without_blanks(body, number, rows)
        if not live:
            continue
        _widths(body, live)
        if has_remarks:
            _oddities(body, live)
            before = list(tail)[-2:]
            _pages(body, top, [*before, *live], len(before))
        tail.extend(live[-60:])
        body.count += len(live)
        body.last = live[-1][0]
    if has_remarks:
        _footnotes(body, tail)
    body.count -= sum(reason != "blank" for reason in body.dropped.values())
    while tail and not body.keeps(tail[-1][0]):
        tail.pop()
    body.last = tail[-1][0] if tail else body.last
    return body


def _without_blanks(body: Body, first: int, rows: list[Row]) -> list[tuple[int, Row]]:
    blanks = [number for number, row in enumerate(rows, first) if is_blank(row)]
    if not blanks:
        body.tail_blanks = 0
        return list(enumerate(rows, first))
    for number in blanks[: max(0, REMEMBERED - body.blank_count)]:
        body.dropped[number] = "blank"
    body.blank_count += len(blanks)
    gone = set(blanks)
    live = [(number, row) for number, row in enumerate(rows, first) if number not in gone]
    end = first + len(rows) - 1
    body.tail_blanks = end - live[-1][0] if live else body.tail_blanks + len(rows)
    return live


def _widths(body: Body, live: list[tuple[int, Row]]) -> None:
    usual = len(body.header)
    lengths = {len(row) for _, row in live}
    if lengths != {usual}:
        for number, row in live:
            if len(row) > usual and (end := used(row)) > usual:
                if end >= body.fold:
                    body.filled.add(body.fold - 1)
                    body.width = body.fold
                _remember(body.long, number)
                body.long_count += 1
            elif len(row) < usual:
                _remember(body.short, number)
                body.short_count += 1
    for column in _unnamed(body.header, max(lengths), body.fold):
        if column not in body.filled and any(
            column < len(row) and row[column].strip() for _, row in live
        ):
            body.filled.add(column)
            body.width = max(body.width, column + 1)


def _unnamed(header: Sequence[str], longest: int, fold: int) -> list[int]:
    return [
        column
        for column in range(min(longest, fold))
        if column >= len(header) or not header[column].strip()
    ]


def _remember(numbers: list[int], number: int) -> None:
    if len(numbers) < REMEMBERED:
        numbers.append(number)


def _oddities(body: Body, live: list[tuple[int, Row]]) -> None:
    for number, row in live:
        mark = row[0][:1] or row[1][:1] if len(row) > 1 else row[0][:1]
        if mark in NOTE_MARKS and body.width > 2 and filled(row) == 1 and is_note(row):
            body.dropped[number] = "comment"
        elif (
            (mark in TOTAL_MARKS or row[0].endswith("計"))
            and len(body.totals) < REMEMBERED
            and is_total(row)
        ):
            body.totals.append((number, row))
    for number in _headings(body, live):
        body.dropped[number] = "heading"
        _remember(body.headings, number)


def _headings(body: Body, live: list[tuple[int, Row]]) -> Iterator[int]:
    """Rows such as 【公園】 above full ones. More than two in a row are places without details."""
    if body.width <= 2:
        return
    run: list[int] = []
    for number, row in live:
        if number in body.dropped:
            continue
        if row[0] and filled(row) == 1 and _HEADING.fullmatch(row[0].strip()):
            run.append(number)
            continue
        if len(run) <= MOST_HEADINGS and filled(row) > 1:
            yield from run
        run.clear()


def _pages(body: Body, top: Top, rows: list[tuple[int, Row]], start: int) -> None:
    """The header of every further page, and the title above it. `start` is the first new row."""
    firsts = top.firsts()
    for place in range(start, len(rows)):
        number, row = rows[place]
        if row[0] in firsts and tuple(row[: used(row)]) in top.rows:
            body.dropped[number] = "repeated-header"
            for above in range(place - 1, max(-1, place - 3), -1):
                number, row = rows[above]
                if _is_title(body, top, row):
                    body.dropped[number] = "title"
                elif body.width > filled(row) == 1 and body.dropped.get(number - 1) == "blank":
                    body.dropped[number] = "heading"  # a title of its own: it is told
                    _remember(body.headings, number)
                else:
                    break


def _is_title(body: Body, top: Top, row: Row) -> bool:
    """The title of the first page again."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if len(cells) > 2 or body.width <= len(cells):
        return False
    title = _DIGITS.sub("", " ".join(cells))  # 町別人口 1/4ページ, 2/4ページ
    return any(_DIGITS.sub("", note) == title for note in top.notes)


def _footnotes(body: Body, tail: deque[tuple[int, Row]]) -> None:
    """The last block of remarks: lone cells that begin with a mark or follow a blank row."""
    lone: list[tuple[int, Row]] = []
    for number, row in reversed(tail):
        if not (is_note(row) or (body.width > 2 and filled(row) == 1)):
            break
        lone.insert(0, (number, row))
    for place, (number, row) in enumerate(lone):
        after_blank = number - 1 in body.dropped and body.width > 2
        if after_blank or is_note(row):
            for note, _ in lone[place:]:
                body.dropped[note] = "footnote"
            return
