"""Tables that lie on their side: names down the first column, one record in each further column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from tdpf.core.tabular.cells import is_header_word, is_label, look
from tdpf.core.tabular.rows import Row, is_blank

MOST_ROWS = 60
FEWEST_NAMES = 4
NAMES = 0.75  # share of header words down the side
VALUES = 0.25  # share of header words along the top
SAME = 0.7  # share of a row's cells that look alike
TELLING = frozenset({"phone", "postal", "date", "time", "link"})


def is_lying(rows: Sequence[Row]) -> bool:
    """True when the first column names what its rows hold, and the first row does not.

    A statistic has words like 総数 and 男性 down its side as well, but figures in all of its rows;
    a lying list has rows of telephone numbers, days, hours or texts of different kinds.
    """
    live = [row for row in rows if not is_blank(row)]
    if not FEWEST_NAMES <= len(live) <= MOST_ROWS or not all(row[0].strip() for row in live):
        return False
    side = [row[0] for row in live]
    top = [cell for cell in live[0][1:] if cell.strip()]
    if len(top) < 2 or len(set(side)) < len(side) or not all(map(is_label, side)):
        return False
    if sum(map(is_header_word, side)) < max(FEWEST_NAMES - 1, NAMES * len(side)):
        return False
    if sum(map(is_header_word, top)) > VALUES * len(top) or not all(map(is_label, top)):
        return False
    kinds = [_kind(row[1:]) for row in live]
    return any(kind in TELLING for kind in kinds) and len(set(kinds) - {""}) > 1


def _kind(cells: Sequence[str]) -> str:
    """How the cells of a row look, where most of them look alike."""
    looks = Counter(look(cell) for cell in cells if cell.strip())
    if not looks:
        return ""
    usual, count = looks.most_common(1)[0]
    return usual if count >= SAME * looks.total() else ""


def upright(rows: Sequence[Row]) -> list[Row]:
    """The table with one record in each row."""
    live = [row for row in rows if not is_blank(row)]
    return [list(record) for record in zip_longest(*live, fillvalue="")]
