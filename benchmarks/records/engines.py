"""The floors: DuckDB and SQLite asked the same in this process, without HTTP and JSON."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks.records.table import CITIES

ROUNDS = 30
Ask = Callable[[str], Sequence[Sequence[Any]]]  # Any: any kind of cell

_BOX = '"経度" between {x} and {y} and "緯度" between 35.6 and 35.7'
_TEXTS = '"施設名" || "所在地" || coalesce("備考", \'\')'
_WHERE = {
    "page": "true",
    "filter + total": '"市区町村" = \'{city}\' and "定員" >= {n}',
    "box + total": _BOX,
    "text + total": f"{_TEXTS} like '%桜丘%第{{n}}号%'",
}
_GROUPS = {
    "group by month": (
        "select strftime({day}, '%Y-%m'), count(*) from t where \"定員\" >= {n} group by 1"
    ),
    "distinct count": 'select count(distinct "所在地") from t where "定員" >= {n}',
}


def cases() -> dict[str, Callable[[int, str], list[str]]]:
    """By name, the statements of the question of a number; `day` is the opening day as a date."""

    def rows(condition: str) -> Callable[[int, str], list[str]]:
        def written(number: int, day: str) -> list[str]:
            del day
            x = 139 + number * 0.0005
            city = CITIES[number % len(CITIES)]
            where = condition.format(city=city, n=number % 97, x=x, y=x + 0.1)
            start = 97 * number if condition == "true" else 0
            page = f"select * from t where {where} limit 100 offset {start}"
            return [page, f"select count(*) from t where {where}"]

        return written

    def group(statement: str) -> Callable[[int, str], list[str]]:
        return lambda number, day: [statement.format(n=number, day=day)]

    found = {name: rows(condition) for name, condition in _WHERE.items()}
    return found | {name: group(statement) for name, statement in _GROUPS.items()}


def duckdb_ms(frame: pl.DataFrame, folder: Path) -> dict[str, float]:
    """CPU ms a question over the Parquet file, one thread."""
    path = folder / "floor.parquet"
    frame.write_parquet(path)
    database = duckdb.connect(config={"threads": 1})
    database.execute(f"create view t as select * from '{path}'")
    return _measured(lambda sql: database.execute(sql).fetchall(), '"開設日"')


def sqlite_ms(path: Path) -> dict[str, float]:
    """CPU ms a question over the file that Datasette serves, its indexes included."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("create temp view t as select * from facilities")
        return _measured(lambda sql: database.execute(sql).fetchall(), '"開設日"')


def _measured(ask: Ask, day: str) -> dict[str, float]:
    found = {}
    for name, written in cases().items():
        for statement in written(0, day):
            ask(statement)
        before = time.process_time()
        for number in range(1, ROUNDS + 1):
            for statement in written(number, day):
                ask(statement)
        found[name] = (time.process_time() - before) / ROUNDS * 1000
    return found
