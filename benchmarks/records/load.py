"""A small load generator: raw sockets, kept alive, one request in flight on each connection."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Measured:
    """What the clients saw."""

    requests: int = 0
    errors: int = 0
    seconds: float = 0.0
    latencies_ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def percentile(self, part: float) -> float:
        found = sorted(self.latencies_ms)
        return found[min(int(len(found) * part), len(found) - 1)]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def fetch(host: str, port: int, path: str) -> Answer:
    """One answer on a connection of its own, to be checked before anything is timed."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(_request(host, path))
        return await _read(reader)
    finally:
        writer.close()


async def load(
    host: str, port: int, paths: list[str], *, connections: int, seconds: float
) -> Measured:
    """Ask the paths in turn, each once while there are different ones, until the time is over."""
    measured = Measured()
    requests = [_request(host, path) for path in paths]
    begin = time.perf_counter()
    end = begin + seconds
    turns = itertools.repeat(requests[0]) if len(requests) == 1 else iter(requests)
    clients = (_client(host, port, turns, end, measured) for _ in range(connections))
    await asyncio.gather(*clients)
    measured.seconds = time.perf_counter() - begin
    return measured


async def _client(
    host: str, port: int, turns: Iterator[bytes], end: float, measured: Measured
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    while (at := time.perf_counter()) < end:
        request = next(turns, None)
        if request is None:
            break
        writer.write(request)
        answer = await _read(reader)
        measured.latencies_ms.append((time.perf_counter() - at) * 1000)
        measured.requests += 1
        measured.errors += answer.status != 200
    writer.close()


def _request(host: str, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n\r\n".encode()


async def _read(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (ln.partition(":") for ln in lines)
    }
    if headers.get("transfer-encoding") == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(int(first.split()[1]), headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body
