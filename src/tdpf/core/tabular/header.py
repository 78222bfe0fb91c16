"""Where the header stands, how many rows it takes, and what the columns are called."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from tdpf.core.tabular.cells import Look, is_header_word, is_label, is_rule, look
from tdpf.core.tabular.rows import Row, filled, used

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0

_COLUMN_NUMBER = re.compile(r"\s*(?:[①-⑳]|[(（]\d{1,2}[)）])\s*")
_AFTER_GROUP = re.compile(
    r"備\s*考|摘\s*要|注\s*記|特記事項|URL|電話番号|住\s*所|所在地|緯\s*度|経\s*度"
)
"""What stands for itself at the end of a row, whatever group is to its left."""
SEARCHED = 40  # filled rows in which a header is looked for
AFTER_FIRST = 6  # filled rows after the first wide one that may be a better header
BODY_ROWS = 16
RULES = (
    0.8  # share of words such as 必須, 任意, 半角 in a row that tells how to fill the columns in
)
LABELS = 0.8  # share of a header's cells that look like names
HEADER_ROWS = 3
MERGED_ROWS = 4  # rows that a merged cell of a header may take beyond its first
EXPLAINED_ROWS = 3
REPEATED_WORDS = 0.5  # share of header words in the row under repeated group names


@dataclass(frozen=True, slots=True)
class Header:
    """Places count from 0 in the rows looked at. `row` is None when there is no header."""

    row: int | None
    first_data_row: int
    names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()  # rows under the header that explain it: units, English names
    rows: tuple[tuple[str, ...], ...] = ()  # all of its rows as they stand, without blank ends


def find_header(rows: Sequence[Row], merges: Sequence[Merge] = ()) -> Header | None:
    """The header of these first rows of a file; None when they hold nothing at all."""
    search = _Search(rows, merges)
    return search.header() if search.filled_rows else None


class _Search:
    def __init__(self, rows: Sequence[Row], merges: Sequence[Merge]) -> None:
        self.rows = rows
        self.merges = merges
        self.spans = {  # first column of a merged cell, in each of its rows that may be a header's
            (row, left): right
            for top, left, bottom, right in merges
            for row in range(top, min(bottom, top + MERGED_ROWS) + 1)
        }
        self.filled = [filled(row) for row in rows]
        self.filled_rows = [place for place, count in enumerate(self.filled) if count]
        self.enough = self._enough()

    def _enough(self) -> int:
        """How many filled cells make a row wide: half of what rows usually have, two at least."""
        counts = sorted(self.filled[place] for place in self.filled_rows)
        usual = counts[len(counts) // 2] if counts else 0
        return 1 if counts and counts[-1] == 1 else max(2, (usual + 1) // 2)

    def header(self) -> Header:
        searched = self.filled_rows[:SEARCHED]
        wide = next((i for i in searched if self.filled[i] >= self.enough), searched[0])
        place = self._better(wide)
        if place is None:
            return Header(None, wide, (), self._notes(wide))
        top, bottom = self._merged(self._grown_up(place), self._grown_down(place))
        skipped = self._explained(bottom)
        return Header(
            row=bottom,
            first_data_row=skipped[-1] + 1 if skipped else bottom + 1,
            names=self._names(top, bottom),
            notes=self._notes(top) + tuple(_line(self.rows[i]) for i in skipped),
            skipped=skipped,
            rows=tuple(
                tuple(row[: used(row)]) for row in self.rows[top : bottom + len(skipped) + 1]
            ),
        )

    def _better(self, wide: int) -> int | None:
        """The header row: the first wide one, a later one with far more header words, or none."""
        words = self._words(wide)
        start = self.filled_rows.index(wide)
        if self._labels(wide) == 1 and not self._is_repeated(wide):
            following = self.filled_rows[start + 1 : start + 2]
            over_figures = any(self._labels(place) < LABELS for place in following)
            if words >= 0.5 or (words >= 0.2 and over_figures):
                return wide
        for later in self.filled_rows[start + 1 : start + AFTER_FIRST]:
            is_wider = self.filled[later] >= max(self.filled[wide], 3)
            if (
                is_wider
                and self._labels(later) >= LABELS
                and self._words(later) > max(words + 0.3, 0.5)
            ):
                return later
        return wide if self._is_header(wide) else None

    def _is_header(self, place: int) -> bool:
        labels, words = self._labels(place), self._words(place)
        same, differs = self._against_body(place)
        if same > differs:
            return self._counts_up(place) and labels > 0
        if labels >= LABELS:
            return differs > 0 or words > 0.25 or not self._is_repeated(place)
        if labels >= 0.5 and (differs > same or words >= 0.5):
            return True
        return (same == 0 and differs > 1) or self._counts_up(place)

    def _labels(self, place: int) -> float:
        cells = _cells(self.rows[place])
        return sum(map(is_label, cells)) / len(cells)

    def _words(self, place: int) -> float:
        cells = _cells(self.rows[place])
        return sum(map(is_header_word, cells)) / len(cells)

    def _counts_up(self, place: int) -> bool:
        """Years or numbers in a row, as over the columns of a statistic: 町丁, 2018, 2019, 2020."""
        cells = _cells(self.rows[place])
        numbers = [cell.strip() for cell in cells if look(cell) == "number"]
        if len(numbers) < 2 or len(numbers) == len(cells) or not all(map(str.isdecimal, numbers)):
            return False
        steps = {int(after) - int(before) for before, after in pairwise(numbers)}
        return len(steps) == 1 and steps.pop() in {1, -1, 5, 10}

    def _against_body(self, place: int) -> tuple[int, int]:
        """Columns of figures where this row's cell looks alike, and those where it does not."""
        same = differs = 0
        for column, usual in self._body_looks(place).items():
            own = look(_cell(self.rows[place], column))
            same += own == usual
            differs += own not in {usual, "blank"}
        return same, differs

    def _body_looks(self, place: int) -> dict[int, Look]:
        """The usual look of each column below, where it is not text."""
        below = self._some_below(place)
        found: dict[int, Look] = {}
        for column in range(len(self.rows[place])):
            looks = Counter(look(_cell(self.rows[i], column)) for i in below)
            del looks["blank"]
            if looks:
                usual, count = looks.most_common(1)[0]
                if usual != "text" and count >= 0.7 * looks.total():
                    found[column] = usual
        return found

    def _is_repeated(self, place: int) -> bool:
        """True when a cell of this row stands again below it in its column: then it is a value."""
        row = self.rows[place]
        others = [self.rows[i] for i in self._some_below(place)]
        return any(
            any(cell == other and cell.strip() for cell, other in zip(row, below, strict=False))
            for below in others
            if below != row
        )

    def _some_below(self, place: int) -> list[int]:
        below = self.filled_rows[bisect_right(self.filled_rows, place) :]
        return below[:: max(1, len(below) // BODY_ROWS)][:BODY_ROWS]

    def _grown_up(self, place: int) -> int:
        """The first row of the header: rows of group names right above belong to it."""
        top = place
        while top > 0 and place - top < HEADER_ROWS - 1 and self._is_group_row(top - 1, top):
            top -= 1
        return top

    def _is_group_row(self, above: int, below: int) -> bool:
        upper, lower = self.rows[above], self.rows[below]
        if self.filled[above] < 2:
            return False
        if self._labels(above) < 1:
            return _are_spans(upper, lower)
        fillers = [
            cell
            for column, cell in enumerate(upper)
            if cell.strip() and not _cell(lower, column).strip()
        ]
        if len(fillers) > 1 or any(map(is_header_word, fillers)):
            return True
        if _spans_columns(upper, lower):
            return True
        names, joined = _cells(lower), _cells(self._joined_row(above, lower))
        return len(set(joined)) - len(set(names)) > len(joined) - len(names)

    def _grown_down(self, place: int) -> int:
        """The last row of the header: rows that fill its gaps with names belong to it."""
        upper, bottom = self.rows[place], place
        while bottom - place < HEADER_ROWS - 1 and self._goes_on(upper, bottom + 1):
            bottom += 1
            lower = self.rows[bottom]
            width = max(len(upper), len(lower))
            upper = [_cell(lower, i).strip() or _cell(upper, i) for i in range(width)]
        return bottom

    def _goes_on(self, upper: Row, below: int) -> bool:
        """Whether this row carries the header above it on."""
        if below >= len(self.rows) or not self.filled[below] or self._labels(below) < 1:
            return False
        lower = self.rows[below]
        if _is_repeating(upper) and self._words(below) >= REPEATED_WORDS:
            return True
        gaps = {i for i in range(len(lower)) if lower[i].strip() and not _cell(upper, i).strip()}
        if not gaps:
            return False
        looks = [look(_cell(lower, column)) for column in self._body_looks(below)]
        if any(one != "blank" for one in looks):
            return "text" in looks
        tops = [i for i in range(len(upper)) if upper[i].strip()]
        groups = {max((top for top in tops if top < gap), default=gap) for gap in gaps}
        named = {i for i in range(len(lower)) if lower[i].strip()}
        alone = set(tops) - groups
        return bool(alone) and not alone & named

    def _merged(self, top: int, bottom: int) -> tuple[int, int]:
        """The rows of the header together with those that its merged cells reach into."""
        for first, left, last, _ in self.merges:
            is_tall = 0 <= first < last <= first + MERGED_ROWS and last < len(self.rows)
            is_near = is_tall and first <= bottom and top <= last
            if is_near and is_label(_cell(self.rows[first], left)):
                reach = range(min(first, top), max(last, bottom) + 1)
                if all(self._labels(row) == 1 for row in reach if self.filled[row]):
                    top, bottom = reach[0], reach[-1]
        return top, bottom

    def _explained(self, place: int) -> tuple[int, ...]:
        """Rows under the header that explain it: units, rules, a second language, numbers."""
        following = range(place + 1, min(place + 1 + EXPLAINED_ROWS, len(self.rows)))
        rows = tuple(takewhile(self._may_explain, following))
        for count in range(len(rows), 0, -1):
            looks = self._body_looks(rows[count - 1])
            if all(self._explains(row, looks) for row in rows[:count]):
                return rows[:count]
        return ()

    def _may_explain(self, place: int) -> bool:
        return self.filled[place] >= self.enough and (
            self._labels(place) == 1 or self._numbers_columns(place)
        )

    def _numbers_columns(self, place: int) -> bool:
        cells = _cells(self.rows[place])
        return len(cells) > 2 and all(map(_COLUMN_NUMBER.fullmatch, cells))

    def _explains(self, place: int, body: dict[int, Look]) -> bool:
        """Column numbers; how to fill the column in; or texts over columns of figures."""
        cells = _cells(self.rows[place])
        is_ruled = len(cells) > 2 and sum(map(is_rule, cells)) >= RULES * len(cells)
        if is_ruled or self._numbers_columns(place):
            return True
        over = [look(_cell(self.rows[place], column)) for column in body]
        texts = over.count("text")
        is_told = texts >= 2 and texts + over.count("blank") == len(over)
        return is_told and not self._is_repeated(place)

    def _names(self, top: int, bottom: int) -> tuple[str, ...]:
        names = list(self.rows[bottom])
        for upper in range(bottom - 1, top - 1, -1):
            names = self._joined_row(upper, names)
        return tuple(names)

    def _joined_row(self, upper: int, names: Row) -> Row:
        groups = self._group_names(upper, names)
        width = max(len(groups), len(names))
        return [_joined(_cell(groups, column), _cell(names, column)) for column in range(width)]

    def _group_names(self, place: int, below: Row) -> Row:
        """The group names of a row, each carried over the columns that it spans."""
        row = self.rows[place]
        carried: Row = []
        owner, last, is_open = "", -1, False
        is_main = bool(_cell(below, 0).strip())  # the names are below, and groups only over some
        for column in range(max(len(row), len(below))):
            own, name = _cell(row, column), _cell(below, column).strip()
            if own.strip():
                merged = self.spans.get((place, column))
                owner, last = own, len(below) if merged is None else merged
                is_open = merged is None
                if is_open and not name:
                    last = column
            elif is_open and is_main and _AFTER_GROUP.fullmatch(name):
                last = -1
            is_spanned = column <= last and name
            carried.append(own or (owner if is_spanned else ""))
        return carried

    def _notes(self, end: int) -> tuple[str, ...]:
        lines = [_line(self.rows[i]) for i in self.filled_rows if i < end]
        return tuple(dict.fromkeys(lines))


def _spans_columns(upper: Row, lower: Row) -> bool:
    """男子 and 女子 over 小, 大, 洋式, 和式: each over several columns, and none over the first."""
    starts = [column for column, cell in enumerate(upper) if cell.strip()]
    if starts[0] == 0 or not _cell(lower, 0).strip():
        return False
    return all(
        end - start > 1 and all(_cell(lower, column).strip() for column in range(start, end))
        for start, end in pairwise([*starts, len(lower)])
    )


def _are_spans(upper: Row, lower: Row) -> bool:
    """Days over groups of columns (令和5年1月1日 over 世帯, 男, 女), names over the rest."""
    columns = [column for column, cell in enumerate(upper) if cell.strip()]
    others = [column for column in columns if not is_label(upper[column])]
    fillers = [column for column in columns if not _cell(lower, column).strip()]
    return len(fillers) > 0 and all(
        not _cell(upper, column + 1).strip()
        and is_label(_cell(lower, column))
        and is_label(_cell(lower, column + 1))
        for column in others
    )


def _is_repeating(row: Row) -> bool:
    """Group names written over each of their columns: 施設, 施設, 場所, 場所."""
    return len(row) > 2 and any(a == b and a.strip() for a, b in pairwise(row))


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _cells(row: Row) -> list[str]:
    return [cell for cell in row if cell.strip()]


def _line(row: Row) -> str:
    return " ".join(cell.strip() for cell in row if cell.strip())


def _joined(group: str, name: str) -> str:
    if not group.strip() or group == name or name.startswith(f"{group}_"):
        return name
    return f"{group}_{name}" if name.strip() else group
