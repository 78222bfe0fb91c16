"""Our answer and DuckDB's, cell by cell; sums of floats may differ by how they were added up."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import polars as pl

from benchmarks.answers.duck import Oracle, Row
from tdpf.core.tables.load import Table
from tdpf.core.tables.query import Checked


def difference(query: Checked, table: Table, oracle: Oracle) -> str | None:
    """What is not the same, or None."""
    answer = table.answer(query)
    total, rows = oracle.answer(query)
    if answer.matched != total:
        return f"{answer.matched} rows match, should be {total}"
    ours = pl.concat(list(answer.batches())).rows()
    if len(ours) != answer.returned:
        return f"{len(ours)} rows come, {answer.returned} are said"
    return None if _alike(ours, rows) else f"{ours[:3]} … should be {rows[:3]} …"


def _alike(ours: list[Row], theirs: list[Row]) -> bool:
    if len(ours) != len(theirs):
        return False
    return all(
        len(one) == len(other) and all(map(_same, one, other))
        for one, other in zip(ours, theirs, strict=True)
    )


def _same(one: Any, other: Any) -> bool:  # any kind of cell
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(one, dt.datetime):
        one = one.replace(tzinfo=None)
    return type(one) is type(other) and one == other
