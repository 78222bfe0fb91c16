"""One measurement: CPU of the server's processes, requests a second, the slowest in a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.records.load import fetch, load
from benchmarks.serving import Server

CONNECTIONS = (1, 16)
_WARM_S = 0.3


@dataclass(frozen=True)
class Seen:
    cpu_ms: float
    per_s: float
    p99_ms: float


@dataclass(frozen=True)
class Found:
    """What was seen in one row of the table: by server and number of connections."""

    case: str
    server: str
    connections: int
    seen: Seen


async def measure(
    server: Server, column: str, case: str, paths: Sequence[str], seconds: float
) -> list[Found]:
    """Ask at 1 and at 16 connections. Of many paths none is asked twice; one is asked for ever."""
    await _right(server, paths[0])
    found = []
    share = max(len(paths) // len(CONNECTIONS), 1)
    for number, connections in enumerate(CONNECTIONS):
        part = list(paths[share * number : share * (number + 1)] or paths)
        if len(part) == 1:
            await load(server.host, server.port, part, connections=4, seconds=_WARM_S)
        before = server.cpu_s()
        told = await load(server.host, server.port, part, connections=connections, seconds=seconds)
        if told.errors:
            raise SystemExit(f"{server.name}: {case}: {told.errors} requests failed")
        cpu_ms = (server.cpu_s() - before) / max(told.requests, 1) * 1000
        seen = Seen(cpu_ms, told.rate, told.percentile(0.99))
        found.append(Found(case, column, connections, seen))
    return found


async def _right(server: Server, path: str) -> None:
    answer = await fetch(server.host, server.port, path)
    if answer.status != 200 or not answer.body:
        raise SystemExit(f"{server.name} {path}: status {answer.status} {answer.body[:300]!r}")
