"""How a text file separates its cells, from its first lines."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Sequence

SEPARATORS = ",\t;|"
SAMPLE_LINES = 100


def separator(lines: Sequence[str]) -> str:
    """The separator that cuts most lines into the same number of cells; a comma when none does."""
    sample = list(itertools.islice(lines, SAMPLE_LINES))
    scores = {
        mark: _evenness(sample, mark) for mark in SEPARATORS if any(mark in x for x in sample)
    }
    if not scores:
        return ","
    return max(scores, key=lambda mark: (scores[mark], -SEPARATORS.index(mark)))


def _evenness(sample: Sequence[str], mark: str) -> float:
    widths = Counter(len(row) for row in csv.reader(sample, delimiter=mark) if row)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return 0.0 if width < 2 else count / widths.total() + min(width, 20) / 100
