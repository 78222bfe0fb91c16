"""`python -m benchmarks.tiles`: tiles of 200,000 points and 100,000 areas: baked, made, kept.

CPU is that of the server's processes, user and system, from /proc. Tiles made for the first time
are all different; each is asked once, with columns chosen so that the archive has no say. Baked
tiles come from the archive that publication made. The floor is bare ASGI with the same body.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import math
import random
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from benchmarks.records.load import Answer, fetch, load
from benchmarks.records.servers import floor, publish
from benchmarks.records.table import make
from benchmarks.serving import Server, ours

TILES = "/api/v1/tables/facilities/tiles"
WEST, EAST, SOUTH, NORTH = 139.0, 139.9, 35.5, 35.9
MIDDLE = (139.45, 35.7)
FIRST_ZOOMS = (8, 10, 12, 13, 14, 16)
MOST_TILES = 400
FEW = 20
COLUMNS = [
    quote(name) for name in ("市区町村", "種別", "定員", "階数", "面積", "備考", "町名", "地番")
]
LARGEST_BYTES = 500_000

FEW_COLUMNS = quote("施設名,種別,所在地")


@dataclass(frozen=True)
class Line:
    """One measurement; `kb` is the mean size of a body before compression."""

    case: str
    server: str
    tiles: int
    kb: float
    cpu_ms: float
    per_s: float
    p50_ms: float
    p99_ms: float
    errors: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Publish the points and areas, serve them, check the tiles, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.tiles", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=4.0, help="for each kept tile")
    parser.add_argument("--json", type=Path, help="write the lines to this file as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tdpf-bench-") as made:
        lines = asyncio.run(_measure_all(Path(made), options))
    _print(lines, options.rows)
    if options.json:
        options.json.write_text(json.dumps([asdict(line) for line in lines], indent=1))


async def _measure_all(folder: Path, options: argparse.Namespace) -> list[Line]:
    csv = folder / "facilities.csv"
    frame = make(options.rows)
    frame.write_csv(csv)
    publish(csv, folder / "home")
    write_areas(folder / "areas.geojson", options.rows // 2)
    publish(folder / "areas.geojson", folder / "home", "areas")
    everything = "&select=" + quote(",".join(frame.columns))
    lines = []
    with ours(folder, "data") as server:
        await _fetched(server, f"{TILES}/0/0/0.mvt")  # reads the table
        for zoom in FIRST_ZOOMS:
            tiles = [f"{path}?version=1" for path in _tiles(zoom)]
            paths = [f"{path}{everything}" for path in tiles]
            if len(paths) < FEW:  # asked once more with each of so many columns
                paths = [f"{path}&select={name}" for path in tiles for name in COLUMNS]
            lines.append(await _first_time(server, f"z{zoom} made", paths))
        for zoom in (10, 14):
            paths = [f"{path}?version=1" for path in _tiles(zoom)]
            lines.append(await _first_time(server, f"z{zoom} baked", paths))
        areas = TILES.replace("facilities", "areas")
        await _fetched(server, f"{areas}/0/0/0.mvt?select=_id")  # reads the table
        for zoom in (10, 12, 14, 16):
            paths = [
                f"{path.replace(TILES, areas)}?version=1&select={quote('名称,用途,階数')}"
                for path in _tiles(zoom)
            ]
            lines.append(await _first_time(server, f"areas z{zoom} made", paths))
        named = [f"{path}?select={FEW_COLUMNS}" for path in _tiles(14)]
        lines.append(await _first_time(server, "z14, 3 columns, made", named))
        body = b""
        for zoom in (10, 14):
            path = _address(zoom, *_place(zoom, *MIDDLE))
            body = await _fetched(server, path)
            lines.append(await _again(server, f"z{zoom} kept", path, len(body), options.seconds))
    with floor(folder, body) as server:
        lines.append(await _again(server, "z14 kept", "/", len(body), options.seconds))
    return lines


async def _first_time(server: Server, case: str, paths: list[str]) -> Line:
    sizes = [len(await _fetched(server, f"{path}&cluster=8")) for path in paths[:20]]
    before = server.cpu_s()
    found = await load(server.host, server.port, paths, connections=1, seconds=60)
    cpu = (server.cpu_s() - before) / found.requests * 1000
    kb = sum(sizes) / len(sizes) / 1000
    p50, p99 = found.percentile(0.5), found.percentile(0.99)
    return Line(case, server.name, found.requests, kb, cpu, found.rate, p50, p99, found.errors)


async def _again(server: Server, case: str, path: str, size: int, seconds: float) -> Line:
    await load(server.host, server.port, [path], connections=1, seconds=0.3)
    before = server.cpu_s()
    found = await load(server.host, server.port, [path], connections=1, seconds=seconds)
    cpu = (server.cpu_s() - before) / found.requests * 1000
    p50, p99 = found.percentile(0.5), found.percentile(0.99)
    return Line(case, server.name, 1, size / 1000, cpu, found.rate, p50, p99, found.errors)


async def _fetched(server: Server, path: str) -> bytes:
    """The tile, checked: speed of wrong answers is of no interest."""
    answer: Answer = await fetch(server.host, server.port, path)
    body = answer.body
    if answer.headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    if answer.status != 200 or not 0 < len(body) <= LARGEST_BYTES or body[0] != 0x1A:
        raise SystemExit(f"{path}: status {answer.status}, {len(body)} bytes")
    return body


def _tiles(zoom: int) -> list[str]:
    """Addresses of tiles over the points, in no order, edges left out where there are many."""
    west, north = _place(zoom, WEST, NORTH)
    east, south = _place(zoom, EAST, SOUTH)
    inner = 1 if east - west > 4 else 0
    found = list(product(_between(west, east, inner), _between(north, south, inner)))
    random.Random(zoom).shuffle(found)
    return [_address(zoom, x, y) for x, y in found[:MOST_TILES]]


def _between(first: int, last: int, inner: int) -> Iterable[int]:
    return range(first + inner, last + 1 - inner)


def _address(zoom: int, x: int, y: int) -> str:
    return f"{TILES}/{zoom}/{x}/{y}.mvt"


def _place(zoom: int, lon: float, lat: float) -> tuple[int, int]:
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * 2**zoom), int(y * 2**zoom)


def write_areas(path: Path, count: int) -> None:
    """Buildings and fields of four to nine corners, 20 to 120 m wide, all over the box."""
    dice = random.Random(5)
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        for n in range(count):
            lon, lat = dice.uniform(WEST, EAST), dice.uniform(SOUTH, NORTH)
            size, corners = dice.uniform(1e-4, 6e-4), dice.randint(4, 9)
            turns = [dice.random() + k * 2 * math.pi / corners for k in range(corners)]
            ring = [
                [round(lon + size * math.cos(t), 6), round(lat + size * math.sin(t) * 0.8, 6)]
                for t in sorted(turns)
            ]
            feature = {
                "type": "Feature",
                "properties": {
                    "名称": f"第{n}街区",
                    "用途": dice.choice(("住宅", "商業", "工業")),
                    "階数": dice.randint(1, 30),
                },
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
            file.write(",\n" * (n > 0) + json.dumps(feature, ensure_ascii=False))
        file.write("]}")


def _print(lines: list[Line], rows: int) -> None:
    title = f"Tiles of {rows:,} points with 20 columns, {rows // 2:,} areas, one connection"
    table = Table(title=title)
    for head in ("case", "server", "tiles", "kB", "CPU ms", "req/s", "p50 ms", "p99 ms", "errors"):
        justify: Literal["left", "right"] = "left" if head in {"case", "server"} else "right"
        table.add_column(head, justify=justify, no_wrap=True)
    for line in lines:
        table.add_row(
            line.case, line.server, str(line.tiles), f"{line.kb:.0f}", f"{line.cpu_ms:.3f}",
            f"{line.per_s:,.0f}", f"{line.p50_ms:.2f}", f"{line.p99_ms:.2f}", str(line.errors),
        )  # fmt: skip
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
