"""Text that is no table: letters, error messages, logs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tdpf.core.tabular.rows import Row, is_blank, used

LONG = 40
LOOKED_AT = 60


def is_prose(rows: Sequence[Row]) -> bool:
    """True when the rows have no common width, or one column of sentences."""
    live = [row for row in rows[:LOOKED_AT] if not is_blank(row)]
    if not live:
        return False
    widths = Counter(map(used, live))
    usual, count = widths.most_common(1)[0]
    if max(widths) == 1:
        return _is_running_text(live)
    average = sum(len("".join(row)) for row in live) / len(live)
    uneven = len(live) >= 4 and count / len(live) < 0.4
    return uneven and usual < 4 and average > LONG


def _is_running_text(rows: Sequence[Row]) -> bool:
    lines = ["".join(row).strip() for row in rows]
    sentences = sum(line.endswith(("。", ".", "、", "！", "？", ";", "{", "}")) for line in lines)
    long = sum(len(line) > LONG for line in lines)
    return len(lines) < 2 or sentences * 4 > len(lines) or long * 3 > len(lines)
