"""Tables that were folded to fit the paper: the same columns again to the right of themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from tdpf.core.tabular.cells import is_label
from tdpf.core.tabular.rows import Row, is_note, used

MOST_BLOCKS = 6
FEWEST_COLUMNS = 2
_NAMES = re.compile(r".*(?:名|名称|施設|場所|学校|町丁|町丁目|品目|項目|団体)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where each part begins, and how many columns it has with the gap after it."""

    starts: tuple[int, ...]
    width: int

    def cut(self, row: Row, start: int) -> Row:
        """The part of a row that begins there, at the place of the first part."""
        part = row[start : start + self.width]
        return [*row[: self.starts[0]], *part, *[""] * (self.width - len(part))]


def blocks_of(names: Sequence[str], sample: Sequence[Row]) -> Blocks | None:
    """The parts, where all headers stand there two times or more and rows of each are different."""
    filled = [place for place, name in enumerate(names) if name.strip()]
    for count in range(MOST_BLOCKS, 1, -1):
        if len(filled) % count or len(filled) < FEWEST_COLUMNS * count:
            continue
        size = len(filled) // count
        starts = tuple(filled[::size])
        widths = {after - before for before, after in pairwise(starts)}
        blocks = Blocks(starts, starts[1] - starts[0])
        end = starts[-1] + blocks.width
        if any(used(row) > end for row in sample):
            continue
        if len(widths) == 1 and _is_same(names, blocks) and _holds_names(names, sample, blocks):
            return blocks
    return None


def _is_same(names: Sequence[str], blocks: Blocks) -> bool:
    parts = [
        [name.strip() for name in names[start : start + blocks.width]] for start in blocks.starts
    ]
    first = [name for name in parts[0] if name]
    return len(set(first)) == len(first) and all(
        [name for name in part if name] == first for part in parts
    )


def _holds_names(names: Sequence[str], sample: Sequence[Row], blocks: Blocks) -> bool:
    """A column of names that goes on in the next part: no name twice, and none of them a figure."""
    first = blocks.starts[0]
    for place in range(first, first + blocks.width):
        if _NAMES.fullmatch(names[place].strip()):
            columns = [place + start - first for start in blocks.starts]
            values = [
                row[column].strip()
                for column in columns
                for row in sample
                if column < len(row) and row[column].strip()
            ]
            lengths = [
                sum(column < len(r) and r[column] != "" for r in sample) for column in columns
            ]
            falls = all(before >= after > 0 for before, after in pairwise(lengths))
            return falls and len(set(values)) == len(values) and all(map(is_label, values))
    return False


def stacked(rows: Callable[[], Iterator[Row]], blocks: Blocks, body: int) -> Iterator[Row]:
    """The first part with all that stands above it, then the rows of the others."""
    first, *others = blocks.starts
    notes = []
    for number, row in enumerate(rows()):
        if number >= body and is_note(row):
            notes.append(blocks.cut(row, first))
        else:
            yield blocks.cut(row, first)
    for start in others:
        for row in islice(rows(), body, None):
            if not is_note(row):
                yield blocks.cut(row, start)
    yield from notes
