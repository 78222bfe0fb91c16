"""A row of totals is no row of data. It is taken out only when its figures prove it."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tdpf.core.tabular.body import Body
from tdpf.core.tabular.rows import Row, is_blank
from tdpf.core.tabular.values import read_value

_UNIT = re.compile(r"(?<=[0-9０-９])\s*[^\d\s.,．，]{1,3}$")


def proven_totals(body: Body, rows: Callable[[], Iterator[Row]]) -> tuple[list[int], list[int]]:
    """Rows whose figures are the sums of the others, and rows that only say that they are.

    Only the last row is asked: in the middle a sum may be part of the table's meaning.
    """
    claims = [(number, row) for number, row in body.totals if body.keeps(number)]
    if not claims:
        return [], []
    number, row = claims[-1]
    others = {claim for claim, _ in claims}
    proven = number == body.last and _adds_up(row, _data_rows(body, rows, others))
    suspected = [claim for claim, _ in claims if not (proven and claim == number)]
    return ([number] if proven else []), suspected


def _data_rows(body: Body, rows: Callable[[], Iterator[Row]], without: set[int]) -> Iterator[Row]:
    for number, row in itertools.islice(enumerate(rows(), 1), body.first - 1, body.last):
        if number not in without and body.keeps(number) and not is_blank(row):
            yield row


def _adds_up(total: Row, rows: Iterator[Row]) -> bool:
    """Every figure is the sum of its column; beside several sums some may be means or rates."""
    wanted = {column: value for column, cell in enumerate(total) if (value := _figure(cell))}
    seen = {column: _Seen() for column in wanted}
    for row in rows:
        for column, of in seen.items():
            of.add(_figure(row[column]) if column < len(row) else 0.0)
    others = [column for column in wanted if abs(seen[column].sum - wanted[column]) >= _NEAR]
    sums = len(wanted) - len(others)
    if not others:
        return sums > 0
    return sums >= max(_SEVERAL, len(others)) and all(
        seen[column].least <= wanted[column] <= seen[column].most for column in others
    )


@dataclass(slots=True)
class _Seen:
    """What is kept of a column, however long it is."""

    sum: float = 0.0
    least: float = math.inf
    most: float = -math.inf

    def add(self, figure: float) -> None:
        self.sum += figure
        self.least = min(self.least, figure)
        self.most = max(self.most, figure)


_NEAR = 0.5
_SEVERAL = 2


def _figure(cell: str) -> float:
    text = _UNIT.sub("", cell.strip())
    _, value = read_value(text) if text else ("text", None)
    return float(value) if isinstance(value, int | float) else 0.0
