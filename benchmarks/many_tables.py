"""`python -m benchmarks.many_tables`: a data server over as many small tables as Tokyo has files.

A few tables of 300 rows are published, then their rows in the manifest are multiplied, each with a
file of its own on the shelf. Measured: until the server answers, 2,000 different tables at random,
memory.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import sqlite3
import tempfile
import time
import uuid
from contextlib import closing
from pathlib import Path

from benchmarks.records.servers import publish
from benchmarks.records.table import make
from benchmarks.serving import ours
from benchmarks.tokyo.__main__ import ask, report

SEEDS = 60
ROWS = 300
READ = 2_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.many_tables", description=__doc__)
    parser.add_argument("--tables", type=int, default=66_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tdpf-many-") as made:
        folder = Path(made)
        home = folder / "home"
        _publish_seeds(folder, home)
        _multiply(home, options.tables)
        _read(home, options.tables)


def _read(home: Path, tables: int) -> None:
    begun = time.perf_counter()
    with ours(home.parent, TDPF_RATE_LIMIT_PER_S="0") as server:
        connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        ask(connection, "/health")
        print(f"answers after {time.perf_counter() - begun:.2f} s, {server.cpu_s():.2f} CPU s")
        print(f"memory with nothing read: {server.memory_bytes() / 1e6:.0f} MB")
        numbers = random.Random(1).sample(range(SEEDS, tables), READ)
        paths = [f"/api/v1/tables/copy-{number}/records?limit=100" for number in numbers]
        before = server.cpu_s()
        report("first touch of a table", [ask(connection, path) for path in paths])
        print(f"{(server.cpu_s() - before) / READ * 1000:.2f} CPU ms each")
        print(f"memory after them: {server.memory_bytes() / 1e6:.0f} MB")
        ask(connection, "/api/v1/tables?limit=1000")
        again = random.Random(2).choices(paths, k=2 * READ)
        report("the same tables at random", [ask(connection, path) for path in again])
        print(f"memory at the end: {server.memory_bytes() / 1e6:.0f} MB")


def _publish_seeds(folder: Path, home: Path) -> None:
    frame = make(SEEDS * ROWS)
    for number in range(SEEDS):
        frame.slice(number * ROWS, ROWS).write_csv(folder / f"small-{number}.csv")
    publish(sorted(folder.glob("*.csv")), home, None)


def _multiply(home: Path, tables: int) -> None:
    """Copies of the published tables in the manifest; their files are links to the same bytes."""
    shelf = home / "shelf"
    with closing(sqlite3.connect(home / "tdpf.sqlite3")) as database:
        seeds = database.execute(
            "select t.id, h.version_id, v.path from publishing_table t"
            " join publishing_table_head h on h.table_id = t.id"
            " join publishing_table_version v on v.id = h.version_id where not t.is_merged"
        ).fetchall()
        for number in range(len(seeds), tables):
            table, version, path = seeds[number % len(seeds)]
            here = Path(path)
            there = here.with_name(f"{number}-{here.name}").as_posix()
            os.link(shelf / here, shelf / there)
            _copy(database, table, version, there, number)
        database.execute("update publishing_counter set value = value + 1")
        database.commit()


def _copy(database: sqlite3.Connection, table: str, version: str, path: str, number: int) -> None:
    new_table, new_version = str(uuid.uuid4()), str(uuid.uuid4())
    named = {"id": new_table, "name": f"copy-{number}", "distribution_id": None}
    _insert(database, "publishing_table", table, named)
    placed = {"id": new_version, "table_id": new_table, "path": path}
    _insert(database, "publishing_table_version", version, placed)
    head = "insert into publishing_table_head (table_id, version_id) values (?, ?)"
    database.execute(head, [new_table, new_version])


def _insert(
    database: sqlite3.Connection, table: str, found: str, changed: dict[str, str | None]
) -> None:
    cursor = database.execute(f"select * from {table} where id = ?", [found])
    names = [column[0] for column in cursor.description]
    row = dict(zip(names, cursor.fetchone(), strict=True)) | changed
    marks = ", ".join("?" for _ in row)
    statement = f"insert into {table} ({', '.join(row)}) values ({marks})"
    database.execute(statement, list(row.values()))


if __name__ == "__main__":
    main()
