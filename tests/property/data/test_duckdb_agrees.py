"""Totals, rows and groups are DuckDB's, whatever is asked; `benchmarks.answers` asks 5,000 more."""

from __future__ import annotations

import msgspec
import polars as pl
import pytest

from benchmarks.answers.compare import difference
from benchmarks.answers.duck import Oracle
from benchmarks.answers.questions import question
from benchmarks.answers.table import make, write
from tdpf.core.tables.load import load
from tdpf.core.tables.query import Checked, IsNull

FRAME = make(400)
QUESTIONS = range(100_000, 100_300)  # none of those of the benchmark


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(FRAME)


@pytest.mark.parametrize(("engine", "limit_bytes"), [("memory", 10**9), ("disk", -1)])
def test_answers_equal_those_of_duckdb(oracle, tmp_path, engine, limit_bytes):
    path = tmp_path / "t.parquet"
    write(FRAME, path)
    table = load(path, limit_bytes=limit_bytes)
    for number in QUESTIONS:
        query = question(number)
        assert difference(query, table, oracle) is None, (engine, number, query)


def test_an_answer_that_is_not_right_is_seen(oracle, tmp_path):
    path = tmp_path / "t.parquet"
    write(FRAME.with_columns(pl.col("数") + 1), path)
    table = load(path, limit_bytes=10**9)
    everything = Checked(limit=None)
    assert difference(everything, table, oracle) is not None
    blank = msgspec.structs.replace(everything, columns=("_row",), where=IsNull("数"))
    assert difference(blank, table, oracle) is None


def test_the_questions_are_of_all_kinds_and_mostly_find_rows(oracle):
    queries = [question(number) for number in QUESTIONS]
    found = [oracle.answer(query)[0] for query in queries]
    assert sum(total > 0 for total in found) > len(QUESTIONS) // 2
    for part in ("where", "box", "circle", "area", "text", "groups", "sort"):
        assert any(getattr(query, part) for query in queries), part
