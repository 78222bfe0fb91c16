"""`python -m benchmarks.records [--peer-python .venv-bench/bin/python]`: one run, side by side.

CPU is that of the server's processes, user and system, from /proc; it says more than requests/s on
a machine whose cores the load generator shares.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import polars as pl
from rich.console import Console
from rich.table import Table

from benchmarks.records.cases import CASES, OURS, PAGE, Case, check
from benchmarks.records.engines import duckdb_ms, sqlite_ms
from benchmarks.records.export import export
from benchmarks.records.load import fetch, load
from benchmarks.records.servers import (
    datasette,
    first_page,
    floor,
    publish,
    write_sqlite,
)
from benchmarks.records.table import make
from benchmarks.serving import Server, ours

CONNECTIONS = (1, 16)
WARM_S = 0.3
SMALL = 300


@dataclass(frozen=True)
class Line:
    """One measurement."""

    case: str
    server: str
    connections: int
    cpu_ms: float
    per_s: float
    p50_ms: float
    p99_ms: float
    errors: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the table, serve it, check the answers, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.records", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each measurement")
    parser.add_argument("--peer-python", type=Path, default=Path(".venv-bench/bin/python"))
    parser.add_argument("--export", action="store_true", help="a million rows as CSV as well")
    parser.add_argument("--json", type=Path, help="write the lines to this file as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tdpf-bench-") as made:
        lines = asyncio.run(_measure_all(Path(made), options))
        _print(lines)
        if options.export:
            _export(Path(made))
    if options.json:
        options.json.write_text(json.dumps([asdict(line) for line in lines], indent=1))


async def _measure_all(folder: Path, options: argparse.Namespace) -> list[Line]:
    frame = make(options.rows)
    frame.write_csv(folder / "facilities.csv")
    publish([folder / "facilities.csv"], folder / "home", "facilities")
    (folder / "small").mkdir()
    for number in range(SMALL):
        part = frame.slice(number * 211 % (frame.height - 300), 300)
        part.write_csv(folder / "small" / f"small-{number}.csv")
    publish(sorted((folder / "small").iterdir()), folder / "home", None)
    pairs = [case(frame) for case in CASES]
    lines: list[Line] = []
    with ours(folder, "data") as server:
        body = await first_page(server, f"{OURS}?limit={PAGE}")
        for case, _ in pairs:
            lines += await _measure(server, case, options.seconds)
        memory = {"TDPF data": server.memory_bytes()}
        lines += await _measure_small(server, options.seconds)
    with ours(folder, "onebox") as server:
        for case, _ in pairs[:2]:
            lines += await _measure(server, case, options.seconds)
    with floor(folder, body) as server:
        hello = Case("page repeated", ["/"], [])
        lines += await _measure(server, hello, options.seconds)
    if options.peer_python.exists():
        write_sqlite(frame, folder / "facilities.db")
        with datasette(folder, options.peer_python) as server:
            for _, case in pairs:
                lines += await _measure(server, case, options.seconds)
            memory["Datasette"] = server.memory_bytes()
        lines += _floors(sqlite_ms(folder / "facilities.db"), "SQLite, no HTTP")
    else:
        Console(stderr=True).print(f"No peers: {options.peer_python} is not there.")
    lines += _floors(duckdb_ms(frame, folder), "DuckDB, no HTTP")
    for name, size in memory.items():
        Console().print(f"{name}: {size / 1e6:,.0f} MB of memory after these questions")
    return lines


def _floors(found: dict[str, float], name: str) -> list[Line]:
    return [Line(case, name, 1, ms, 1000 / ms, ms, ms, 0) for case, ms in found.items()]


async def _measure_small(server: Server, seconds: float) -> list[Line]:
    """Small tables that nobody has asked for before, each once."""
    paths = [f"/api/v1/tables/131130-small-{n}/records?limit={PAGE}" for n in range(SMALL)]
    return await _measure(server, Case("small table, first touch", paths, []), seconds)


def _export(folder: Path) -> None:
    """A million rows as CSV, from a server of its own."""
    large = pl.concat([make(100_000)] * 10)
    large.write_csv(folder / "large.csv")
    publish([folder / "large.csv"], folder / "home", "large")
    del large
    with ours(folder, "data") as server:
        export(server, "/api/v1/tables/large/records.csv?limit=1000")
        for suffix in ("csv", "parquet"):
            found = export(server, f"/api/v1/tables/large/records.{suffix}")
            Console().print(
                f"{suffix} of 1,000,000 rows: {found.mb:,.0f} MB, {found.mb_per_s:,.0f} MB/s, "
                f"{found.above_idle_mb:,.0f} MB above idle"
            )


async def _measure(server: Server, case: Case, seconds: float) -> list[Line]:
    for path, truth in zip(case.paths, case.truths[:5], strict=False):
        check(await fetch(server.host, server.port, path), truth, f"{server.name}: {case.name}")
    await fetch(server.host, server.port, case.paths[0])  # what is made once, is made
    lines = []
    # Each run asks its own part of the questions, so that none has been asked before.
    share = max(len(case.paths) // (len(CONNECTIONS) + 1), 1)
    for number, connections in enumerate(CONNECTIONS, 1):
        paths = case.paths[share * number : share * (number + 1)] or case.paths
        if len(case.paths) == 1:
            await load(server.host, server.port, list(paths), connections=4, seconds=WARM_S)
        before = server.cpu_s()
        found = await load(
            server.host, server.port, list(paths), connections=connections, seconds=seconds
        )
        if found.errors:
            raise SystemExit(f"{server.name}: {case.name}: {found.errors} requests failed")
        cpu = (server.cpu_s() - before) / max(found.requests, 1) * 1000
        p50, p99 = found.percentile(0.5), found.percentile(0.99)
        lines.append(
            Line(case.name, server.name, connections, cpu, found.rate, p50, p99, found.errors)
        )
    return lines


def _print(lines: list[Line]) -> None:
    table = Table(title="100 rows of a table over HTTP, answers checked")
    for head in ("case", "server", "connections", "CPU ms", "req/s", "p50 ms", "p99 ms", "errors"):
        justify: Literal["left", "right"] = "left" if head in {"case", "server"} else "right"
        table.add_column(head, justify=justify, no_wrap=True)
    for line in sorted(lines, key=lambda line: (line.case, line.connections)):
        table.add_row(
            line.case, line.server, str(line.connections), f"{line.cpu_ms:.3f}",
            f"{line.per_s:,.0f}", f"{line.p50_ms:.2f}", f"{line.p99_ms:.2f}", str(line.errors),
        )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
