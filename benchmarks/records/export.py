"""The export of a large table: megabytes a second, and the server's memory above idle."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass

from benchmarks.serving import Server

_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Export:
    """What one export took."""

    mb: float
    mb_per_s: float
    above_idle_mb: float


def export(server: Server, path: str) -> Export:
    """Read the whole answer; the most memory seen meanwhile, against before."""
    idle = server.memory_bytes()
    connection = http.client.HTTPConnection(server.host, server.port, timeout=600)
    connection.request("GET", path)
    answer = connection.getresponse()
    began, size, most = time.perf_counter(), 0, idle
    while chunk := answer.read(_CHUNK):
        size += len(chunk)
        most = max(most, server.memory_bytes())
    seconds = time.perf_counter() - began
    connection.close()
    return Export(size / 1e6, size / 1e6 / seconds, (most - idle) / 1e6)
