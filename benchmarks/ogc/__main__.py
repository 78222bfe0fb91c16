"""`python -m benchmarks.ogc`: pages of features, TDPF and pygeoapi over the same rows.

CPU is that of the server's processes, user and system, from /proc. No answer is kept: a page is
made each time it is asked. pygeoapi reads its CSV at every request, so it is asked about the small
table alone; `--peer-python` names the interpreter of an environment that holds it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlencode

from rich.console import Console
from rich.table import Table

from benchmarks.ogc.peers import pygeoapi
from benchmarks.records.load import fetch, load
from benchmarks.records.servers import publish
from benchmarks.records.table import make
from benchmarks.serving import Server, ours

PEERS = Path(".venv-bench/bin/python")
LARGE, SMALL = 100_000, 1_000
ITEMS = "/collections/facilities/items"
PAGE = 100


@dataclass(frozen=True)
class Line:
    case: str
    server: str
    rows: int
    cpu_ms: float
    per_s: float
    p50_ms: float
    p99_ms: float
    errors: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Publish both tables, serve them, check the answers, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.ogc", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each case")
    parser.add_argument("--peer-python", type=Path, default=PEERS)
    parser.add_argument("--json", type=Path, help="write the lines to this file as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tdpf-bench-") as made:
        lines = asyncio.run(_measure_all(Path(made), options))
    _print(lines)
    if options.json:
        options.json.write_text(json.dumps([asdict(line) for line in lines], indent=1))


async def _measure_all(folder: Path, options: argparse.Namespace) -> list[Line]:
    lines = []
    for rows in (LARGE, SMALL):
        place = folder / str(rows)
        place.mkdir()
        csv = place / "facilities.csv"
        make(rows).write_csv(csv)
        publish(csv, place / "home")
        with ours(place, "data") as server:
            lines += await _cases(server, "/ogc", rows, options.seconds)
        if rows == SMALL and options.peer_python.exists():
            with pygeoapi(place, options.peer_python, csv) as server:
                lines += await _cases(server, "", rows, options.seconds)
    return lines


async def _cases(server: Server, root: str, rows: int, seconds: float) -> list[Line]:
    dice = random.Random(3)
    boxes = [(139 + dice.random() * 0.6, 35.5 + dice.random() * 0.2) for _ in range(5_000)]
    kinds = sorted(set(make(SMALL)["種別"].to_list()))
    cases = {
        "page of 100": [f"{root}{ITEMS}?limit={PAGE}"],
        "box + total": [
            f"{root}{ITEMS}?limit={PAGE}&bbox={w:.4f},{s:.4f},{w + 0.3:.4f},{s + 0.2:.4f}"
            for w, s in boxes
        ],
        "equality + total": [
            f"{root}{ITEMS}?{urlencode({'limit': PAGE, '種別': kind}, quote_via=quote)}"
            for kind in kinds
        ],
    }
    found = []
    for case, paths in cases.items():
        await _checked(server, paths[0])
        turns = paths * (1 if len(paths) == 1 else 5_000 // len(paths))
        await load(server.host, server.port, turns, connections=1, seconds=0.3)
        before = server.cpu_s()
        measured = await load(server.host, server.port, turns, connections=1, seconds=seconds)
        cpu = (server.cpu_s() - before) / measured.requests * 1000
        p50, p99 = measured.percentile(0.5), measured.percentile(0.99)
        found.append(Line(case, server.name, rows, cpu, measured.rate, p50, p99, measured.errors))
    return found


async def _checked(server: Server, path: str) -> None:
    """Speed of wrong answers is of no interest."""
    answer = await fetch(server.host, server.port, path)
    content = json.loads(answer.body) if answer.status == 200 else {}
    if not content.get("features") or content["numberReturned"] > PAGE:
        raise SystemExit(f"{server.name} {path}: {answer.status} {answer.body[:300]!r}")


def _print(lines: list[Line]) -> None:
    table = Table(title="Features over HTTP, 20 columns, one connection")
    for head in ("case", "server", "rows", "CPU ms", "req/s", "p50 ms", "p99 ms", "errors"):
        justify: Literal["left", "right"] = "left" if head in {"case", "server"} else "right"
        table.add_column(head, justify=justify, no_wrap=True)
    for line in lines:
        table.add_row(
            line.case, line.server, f"{line.rows:,}", f"{line.cpu_ms:.2f}", f"{line.per_s:,.0f}",
            f"{line.p50_ms:.2f}", f"{line.p99_ms:.2f}", str(line.errors),
        )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
