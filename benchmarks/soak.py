"""`python -m benchmarks.soak [--minutes 30]`: a server under load while its table is published.

A new version of the table comes every ten seconds. Each answer is checked: all of its rows are of
the version that it names, and its total is that version's. The load is 70 % of what the server was
found to bear, spread evenly. Told at the end: answers, errors, torn answers, p50 and p99, and the
memory of the server from minute to minute.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from benchmarks.records.load import fetch
from benchmarks.records.processes import Server
from benchmarks.records.servers import _TDPF, ours

ROWS, CLIENTS, EVERY_S, SHARE = 20_000, 16, 10.0, 0.7
TRIAL_S = 5.0
ADDRESS = "/api/v1/tables/facilities/records"
QUESTIONS = (
    f"{ADDRESS}?limit=100",
    f"{ADDRESS}?区=3&limit=100",
    f"{ADDRESS}?定員__gte=500&limit=50&sort=-定員",
    f"{ADDRESS}?q=公園&limit=20",
    f"{ADDRESS}?bbox=139.6,35.6,139.7,35.7&limit=50",
    f"{ADDRESS}?group_by=区&count=true",
)


@dataclass
class Tally:
    """What was seen so far."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    versions: set[int] = field(default_factory=set)


def main(arguments: Sequence[str] | None = None) -> None:
    """Publish, load, check, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tdpf-soak-") as name:
        folder = Path(name)
        _write(folder / "facilities.csv", 1)
        asyncio.run(_publish(folder))
        with ours(folder, "data") as server:
            tally, memory, rate = asyncio.run(_soak(server, folder, options.minutes * 60))
    _print(tally, memory, rate, options.minutes)
    if tally.errors or tally.torn:
        raise SystemExit(1)


def rows_of(version: int) -> int:
    return ROWS + version % 7


def _write(path: Path, version: int) -> None:
    """The table of a version: every row says which one it is."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("番号,名称,区,定員,緯度,経度,版の印\n")
        for row in range(rows_of(version)):
            lat, lon = 35.5 + row % 997 / 3000, 139.5 + row % 991 / 3000
            facts = f"F-{row:05},第{row}公園,{row % 23},{row * 7 % 1000}"
            file.write(f"{facts},{lat:.6f},{lon:.6f},v{version}\n")


async def _publish(folder: Path) -> None:
    command = [*_TDPF, "publish", str(folder / "facilities.csv"), "--publisher", "131130"]
    command += ["--dataset", "facilities", "--standard", "none", "--json"]
    run = await asyncio.create_subprocess_exec(
        *command,
        env=os.environ | {"TDPF_HOME": str(folder / "home")},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await run.communicate()
    answer = json.loads(out)
    if answer["status"] != "published":
        raise SystemExit(answer)


async def _soak(
    server: Server, folder: Path, seconds: float
) -> tuple[Tally, list[tuple[float, int]], float]:
    """Find out what the server bears, then ask for a share of it until the time is over."""
    trial = Tally()
    ends = time.monotonic() + TRIAL_S
    await asyncio.gather(*(_client(server, trial, n, 0.0, ends) for n in range(CLIENTS)))
    rate = len(trial.seconds) / TRIAL_S * SHARE
    tally = Tally()
    ends = time.monotonic() + seconds
    memory: list[tuple[float, int]] = []
    pause = CLIENTS / rate
    await asyncio.gather(
        _publishing(folder, ends),
        _watching(server, memory, ends),
        *(_client(server, tally, n, pause, ends) for n in range(CLIENTS)),
    )
    return tally, memory, rate


async def _client(server: Server, tally: Tally, number: int, pause: float, ends: float) -> None:
    """Ask one question after the other, each at its time."""
    due = time.monotonic() + pause * number / CLIENTS
    place = number
    while time.monotonic() < ends:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        due += pause
        address = QUESTIONS[place % len(QUESTIONS)]
        place += 1
        began = time.monotonic()
        try:
            answer = await fetch(server.host, server.port, quote(address, safe="/?=&,-_"))
        except OSError as error:
            tally.errors.append(repr(error))
            continue
        tally.seconds.append(time.monotonic() - began)
        if answer.status != 200:
            tally.errors.append(f"{answer.status} {answer.body[:200]!r}")
            continue
        _check(json.loads(answer.body), address, tally)


def _check(page: dict[str, object], address: str, tally: Tally) -> None:
    """The rows and the total are those of the version that the answer names."""
    version = int(str(page["version"]))
    tally.versions.add(version)
    records = page["records"]
    assert isinstance(records, list)
    marks = {row["版の印"] for row in records if "版の印" in row}
    if len(marks) > 1 or (marks and marks != {f"v{version}"}):
        tally.torn.append(f"{address}: version {version} with rows of {marks}")
    if address.startswith(f"{ADDRESS}?limit") and page["numberMatched"] != rows_of(version):
        tally.torn.append(f"{address}: version {version} with {page['numberMatched']} rows")


async def _publishing(folder: Path, ends: float) -> None:
    version = 1
    while time.monotonic() + EVERY_S < ends:
        began = time.monotonic()
        version += 1
        _write(folder / "facilities.csv", version)
        await _publish(folder)
        await asyncio.sleep(max(0.0, EVERY_S - (time.monotonic() - began)))


async def _watching(server: Server, memory: list[tuple[float, int]], ends: float) -> None:
    began = time.monotonic()
    while time.monotonic() < ends:
        memory.append((time.monotonic() - began, server.memory_bytes() // 1_000_000))
        await asyncio.sleep(min(60.0, max(0.0, ends - time.monotonic())))


def _print(tally: Tally, memory: list[tuple[float, int]], rate: float, minutes: float) -> None:
    ordered = sorted(tally.seconds)
    table = Table(title=f"{minutes:g} minutes at {SHARE:.0%} load, a version every {EVERY_S:g} s")
    for heading in ("answers", "a second", "versions", "errors", "torn", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="right")
    table.add_row(
        f"{len(ordered):,}",
        f"{rate:.0f}",
        str(len(tally.versions)),
        str(len(tally.errors)),
        str(len(tally.torn)),
        f"{ordered[len(ordered) // 2] * 1000:.1f}",
        f"{ordered[int(len(ordered) * 0.99)] * 1000:.1f}",
    )
    console = Console(width=120)
    console.print(table)
    console.print("memory, MB: " + ", ".join(f"{at / 60:.0f} min {mb}" for at, mb in memory))
    for told in (tally.errors + tally.torn)[:5]:
        console.print(told)


if __name__ == "__main__":
    main()
