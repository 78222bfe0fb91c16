"""`python -m benchmarks.soak [--minutes 30] [--cache-mb 500]`: under load while it is published.

A new version of the table comes every ten seconds. Each answer is checked: all of its rows are of
the version that it names, and its total is that version's. The load is 70 % of what the server was
found to bear, spread evenly. A line a minute says how it goes: answers, p99, errors, the memory of
the server's processes, and what its caches hold. At the end stand the targets: no error, no torn
answer, p99 within 50 ms, and memory flat: what it needed most in the last quarter of the time is
at most a tenth more than in the second quarter. Exit status 1 when one is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import tempfile
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from benchmarks.records.load import fetch
from benchmarks.serving import TDPF, Server, ours

ROWS, CLIENTS, EVERY_S, SHARE = 20_000, 16, 10.0, 0.7
TRIAL_S, LOOK_S = 5.0, 5.0
P99_MS, GROWTH = 50.0, 1.1
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

    seconds: array[float] = field(default_factory=lambda: array("f"))
    errors: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    versions: set[int] = field(default_factory=set)
    memory: list[tuple[float, int]] = field(default_factory=list)  # seconds, MB

    def p_ms(self, part: float, since: int = 0) -> float:
        found = sorted(self.seconds[since:])
        return found[min(int(len(found) * part), len(found) - 1)] * 1000 if found else 0.0

    def most_mb(self, begin: float, end: float) -> int:
        """The most memory in this part of the time."""
        whole = self.memory[-1][0]
        return max(mb for at, mb in self.memory if begin * whole <= at <= end * whole)

    @property
    def is_flat(self) -> bool:
        return self.most_mb(0.75, 1) <= GROWTH * self.most_mb(0.25, 0.5)


def main(arguments: Sequence[str] | None = None) -> None:
    """Publish, load, check, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--cache-mb", type=int, default=500, help="TDPF_CACHE_BYTES of the server")
    options = parser.parse_args(arguments)
    os.environ["TDPF_CACHE_BYTES"] = str(options.cache_mb * 1_000_000)
    with tempfile.TemporaryDirectory(prefix="tdpf-soak-") as name:
        folder = Path(name)
        _write(folder / "facilities.csv", 1)
        asyncio.run(_publish(folder))
        with ours(folder, "data") as server:
            tally, rate = asyncio.run(_soak(server, folder, options.minutes * 60))
    if not _print(tally, rate, options.minutes):
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
    command = [*TDPF, "publish", str(folder / "facilities.csv"), "--publisher", "131130"]
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


async def _soak(server: Server, folder: Path, seconds: float) -> tuple[Tally, float]:
    """Find out what the server bears, then ask for a share of it until the time is over."""
    trial = Tally()
    ends = time.monotonic() + TRIAL_S
    await asyncio.gather(*(_client(server, trial, n, 0.0, ends) for n in range(CLIENTS)))
    rate = len(trial.seconds) / TRIAL_S * SHARE
    print(f"it bears {rate / SHARE:.0f} a second; asking {rate:.0f}", flush=True)
    tally = Tally()
    ends = time.monotonic() + seconds
    pause = CLIENTS / rate
    await asyncio.gather(
        _publishing(folder, ends),
        _watching(server, tally, ends),
        *(_client(server, tally, n, pause, ends) for n in range(CLIENTS)),
    )
    return tally, rate


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


async def _watching(server: Server, tally: Tally, ends: float) -> None:
    """Look at the memory every few seconds, and tell every minute how it goes."""
    began, told, minute = time.monotonic(), 0, 0
    while (now := time.monotonic()) < ends:
        tally.memory.append((now - began, server.memory_bytes() // 1_000_000))
        if now - began >= minute * 60:
            kept = await _caches(server)
            print(
                f"{minute:3} min  {len(tally.seconds):>10,} answers  "
                f"p99 {tally.p_ms(0.99, told):6.1f} ms  {len(tally.versions):>4} versions  "
                f"{len(tally.errors)} errors  {len(tally.torn)} torn  "
                f"{tally.memory[-1][1]} MB ({kept})",
                flush=True,
            )
            told, minute = len(tally.seconds), minute + 1
        await asyncio.sleep(min(LOOK_S, max(0.0, ends - time.monotonic())))


async def _caches(server: Server) -> str:
    """What the server's caches hold, as its metrics say."""
    text = (await fetch(server.host, server.port, "/metrics")).body.decode()
    found = re.findall(r"^tdpf_(\w+)_cache_bytes\{[^}]*\} (\d+)", text, re.MULTILINE)
    return ", ".join(f"{name}s {int(size) // 1_000_000}" for name, size in found)


def _print(tally: Tally, rate: float, minutes: float) -> bool:
    """Tell what was found, and whether every target is met."""
    p99 = tally.p_ms(0.99)
    early, late = tally.most_mb(0.25, 0.5), tally.most_mb(0.75, 1)
    rows = [
        ("answers", f"{len(tally.seconds):,}, {rate:.0f} a second", "", True),
        ("versions published", str(len(tally.versions)), "", True),
        ("errors", str(len(tally.errors)), "0", not tally.errors),
        ("torn answers", str(len(tally.torn)), "0", not tally.torn),
        ("p50, p99 ms", f"{tally.p_ms(0.5):.1f}, {p99:.1f}", f"p99 {P99_MS:.0f}", p99 <= P99_MS),
        ("memory MB, second and last quarter", f"{early}, {late}", "flat", tally.is_flat),
    ]
    table = Table(title=f"{minutes:g} minutes at {SHARE:.0%} load, a version every {EVERY_S:g} s")
    for heading in ("", "found", "target", ""):
        table.add_column(heading)
    for name, found, target, is_met in rows:
        table.add_row(name, found, target, ("met" if is_met else "missed") if target else "")
    console = Console(width=100)
    console.print(table)
    for told in (tally.errors + tally.torn)[:5]:
        console.print(told, markup=False)
    return all(is_met for *_, is_met in rows)


if __name__ == "__main__":
    main()
