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

from rich.console import Console
from rich.table import Table

from benchmarks.records.cases import CASES, OURS, PAGE, Case, check
from benchmarks.records.load import fetch, load
from benchmarks.records.processes import Server
from benchmarks.records.servers import (
    datasette,
    first_page,
    floor,
    ours,
    publish,
    write_sqlite,
)
from benchmarks.records.table import make

CONNECTIONS = (1, 16)
WARM_S = 0.3


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
    parser.add_argument("--json", type=Path, help="write the lines to this file as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tdpf-bench-") as made:
        lines = asyncio.run(_measure_all(Path(made), options))
    _print(lines)
    if options.json:
        options.json.write_text(json.dumps([asdict(line) for line in lines], indent=1))


async def _measure_all(folder: Path, options: argparse.Namespace) -> list[Line]:
    frame = make(options.rows)
    frame.write_csv(folder / "facilities.csv")
    publish(folder / "facilities.csv", folder / "home")
    pairs = [case(frame) for case in CASES]
    lines: list[Line] = []
    with ours(folder, "data") as server:
        body = await first_page(server, f"{OURS}?limit={PAGE}")
        for case, _ in pairs:
            lines += await _measure(server, case, options.seconds)
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
    else:
        Console(stderr=True).print(f"No peers: {options.peer_python} is not there.")
    return lines


async def _measure(server: Server, case: Case, seconds: float) -> list[Line]:
    for path, truth in zip(case.paths, case.truths[:5], strict=False):
        check(await fetch(server.host, server.port, path), truth, f"{server.name}: {case.name}")
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
