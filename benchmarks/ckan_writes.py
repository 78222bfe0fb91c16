"""`python -m benchmarks.ckan_writes`: what writing through CKAN's actions costs, over HTTP.

One client (ckanapi) after the other writes to a site of its own: datasets, thousands of files in
one dataset, small uploads that become tables, and rows of a large table by key.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import ckanapi
from rich.console import Console
from rich.table import Table

from benchmarks.serving import Server, ours

TOKEN = "a-token-that-only-this-benchmark-knows"
SMALL_ROWS = 275


@dataclass(frozen=True)
class Line:
    what: str
    count: int
    wall_ms: float
    cpu_ms: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve, write, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.ckan_writes", description=__doc__)
    parser.add_argument("--files", type=int, default=8_000, help="files in one dataset")
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the large table")
    asked = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="tdpf-ckan-") as name,
        ours(Path(name), "onebox", TDPF_OPERATOR_TOKEN=TOKEN, TDPF_WORKER="0") as server,
    ):
        address = f"http://{server.host}:{server.port}"
        with ckanapi.RemoteCKAN(address, apikey=TOKEN) as ckan:
            lines = list(_written(ckan, server, asked.files, asked.rows))
        memory = server.memory_bytes() // 1_000_000
    _print(lines, memory)


def _written(ckan: ckanapi.RemoteCKAN, server: Server, files: int, rows: int) -> Iterator[Line]:
    act = ckan.action
    act.organization_create(name="bureau", title="局")

    def timed(what: str, count: int, do: Callable[[int], object], start: int = 0) -> Line:
        began, cpu = time.perf_counter(), server.cpu_s()
        for number in range(start, start + count):
            do(number)
        wall, used = time.perf_counter() - began, server.cpu_s() - cpu
        return Line(what, count, wall / count * 1000, used / count * 1000)

    yield timed(
        "package_create", 200, lambda n: act.package_create(name=f"d-{n}", owner_org="bureau")
    )
    act.package_create(name="many", owner_org="bureau")
    quarter = files // 4
    for part in range(4):
        yield timed(
            f"resource_create, of a dataset with {part * quarter:,} files and more",
            quarter,
            lambda n: act.resource_create(package_id="many", url=f"https://x.example/{n}.pdf"),
            start=part * quarter,
        )
    assert len(act.package_show(id="many")["resources"]) == quarter * 4
    yield timed(
        f"resource_create with a CSV of {SMALL_ROWS} rows",
        40,
        lambda n: act.resource_create(package_id=f"d-{n}", upload=(f"{n}.csv", _csv(n))),
    )
    made: list[str] = []
    yield timed(f"datastore_create of {rows:,} rows", 1, lambda _: made.append(_large(ckan, rows)))
    yield timed(
        f"datastore_upsert of 100 rows into {rows:,}",
        10,
        lambda n: act.datastore_upsert(
            resource_id=made[0],
            records=[{"code": f"{n * 100 + k:06}", "値": -1} for k in range(100)],
        ),
    )
    found = act.datastore_search(resource_id=made[0], filters={"値": -1}, limit=0)
    assert found["total"] == 1_000


def _csv(number: int) -> io.BytesIO:
    lines = [f"{number:04}-{row},地点{row},{row * 0.5}" for row in range(SMALL_ROWS)]
    return io.BytesIO("\n".join(["番号,地点,値", *lines]).encode())


def _large(ckan: ckanapi.RemoteCKAN, rows: int) -> str:
    records = [{"code": f"{n:06}", "地点": f"地点{n % 977}", "値": n * 0.5} for n in range(rows)]
    made = ckan.action.datastore_create(
        resource={"package_id": "d-0"},
        fields=[{"id": "code"}, {"id": "地点"}, {"id": "値", "type": "float8"}],
        primary_key="code",
        records=records,
    )
    return str(made["resource_id"])


def _print(lines: Sequence[Line], memory: int) -> None:
    table = Table(title=f"CKAN's writing actions; {memory} MB at the end")
    for heading in ("action", "calls", "ms a call", "CPU ms a call"):
        table.add_column(heading, justify="left" if heading == "action" else "right")
    for line in lines:
        table.add_row(line.what, f"{line.count:,}", f"{line.wall_ms:.1f}", f"{line.cpu_ms:.1f}")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
