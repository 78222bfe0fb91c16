"""`python -m benchmarks.answers [--questions 5000]`: answers equal DuckDB's, or it fails."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.answers.compare import difference
from benchmarks.answers.duck import Oracle
from benchmarks.answers.questions import question
from benchmarks.answers.table import make, write
from tdpf.core.tables.load import load


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every question of every engine; stop with status 1 when an answer differs."""
    parser = argparse.ArgumentParser(prog="benchmarks.answers", description=__doc__)
    parser.add_argument("--questions", type=int, default=5_000)
    parser.add_argument("--rows", type=int, default=2_000)
    options = parser.parse_args(arguments)
    began = time.perf_counter()
    frame = make(options.rows)
    oracle = Oracle(frame)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="tdpf-answers-") as made:
        path = Path(made) / "t.parquet"
        write(frame, path)
        engines = {"memory": load(path, limit_bytes=10**9), "disk": load(path, limit_bytes=-1)}
        for number in range(options.questions):
            query = question(number)
            for name, table in engines.items():
                found = difference(query, table, oracle)
                if found:
                    wrong += 1
                    print(f"question {number}, {name}: {found}\n  {query}")
    seconds = time.perf_counter() - began
    print(
        f"{options.questions:,} questions about {options.rows:,} rows, "
        f"{len(engines)} engines against DuckDB: {wrong} answers differ ({seconds:.0f} s)"
    )
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
