"""`python -m benchmarks.server [--quick]`: what the data server promises, in one run.

Ours over 100,000 × 20 Japanese rows, 2,000 small tables, 200,000 points and 100,000 areas; beside
it Datasette over the same rows with indexes, pygeoapi over a thousand of them (its CSV store reads
the file at every request; the others need SpatiaLite or PostGIS), bare ASGI with the same bodies,
and DuckDB and SQLite asked in a process without HTTP. CPU is that of the servers' processes, user
and system; every figure is judged, at 1 and at 16 connections. `--quick` takes smaller tables.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote

import polars as pl

from benchmarks.ogc.peers import pygeoapi
from benchmarks.records.cases import boxed, filtered, monthly, page, repeated, worded
from benchmarks.records.engines import duckdb_ms, sqlite_ms
from benchmarks.records.export import Export, export
from benchmarks.records.load import fetch
from benchmarks.records.servers import datasette, floor, publish, write_sqlite
from benchmarks.records.table import make
from benchmarks.server.measure import Found, measure
from benchmarks.server.report import (
    BARE,
    DATASETTE,
    DUCKDB,
    OURS,
    PYGEOAPI,
    SQLITE,
    show,
    show_exports,
)
from benchmarks.server.sizes import FULL, QUICK, Sizes
from benchmarks.serving import Server, ours
from benchmarks.tiles.__main__ import COLUMNS, TILES, _tiles, write_areas

PEERS = Path(".venv-bench/bin/python")
CASES = (page, repeated, filtered, boxed, monthly, worded)
SMALL_ROWS, PAGE = 300, 100
ITEMS = "/collections/facilities/items"
POINTS, AREAS = (TILES.replace("facilities", name) for name in ("points", "areas"))
AREA_COLUMNS = quote("名称,用途,階数")


def main(arguments: Sequence[str] | None = None) -> None:
    """Publish, serve, measure, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.server", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller tables, a second a figure")
    parser.add_argument("--peer-python", type=Path, default=PEERS)
    parser.add_argument("--json", type=Path, help="write what was found to this file as well")
    options = parser.parse_args(arguments)
    sizes = QUICK if options.quick else FULL
    peer = options.peer_python if options.peer_python.exists() else None
    if peer is None:
        print(f"No peers: {options.peer_python} is not there.")
    with tempfile.TemporaryDirectory(prefix="tdpf-bench-") as made:
        folder = Path(made)
        frame = _publish(folder, sizes)
        found = asyncio.run(_all(folder, frame, sizes, peer))
        floors = _floors(folder, frame, peer)
        title = f"{sizes.rows:,} rows × {frame.width} columns, {os.cpu_count()} processors"
        missed = show(found, floors, title)
        csv, parquet = _exports(folder, sizes)
        missed += show_exports(csv, parquet, sizes.exported)
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in found], indent=1))
    print(f"{missed} figures miss their target")


def _publish(folder: Path, sizes: Sizes) -> pl.DataFrame:
    """All tables in one home; the frame of the one that peers have as well."""
    home, frame = folder / "home", make(sizes.rows)
    frame.write_csv(folder / "facilities.csv")
    make(sizes.points).write_csv(folder / "points.csv")
    write_areas(folder / "areas.geojson", sizes.areas)
    make(sizes.peer_rows).write_csv(folder / "few.csv")
    small = folder / "small"
    small.mkdir()
    for number in range(sizes.small_tables):
        part = frame.slice(number * 211 % (frame.height - SMALL_ROWS), SMALL_ROWS)
        part.write_csv(small / f"small-{number}.csv")
    for what, files, name in (
        ("rows", folder / "facilities.csv", "facilities"),
        ("points", folder / "points.csv", "points"),
        ("areas", folder / "areas.geojson", "areas"),
        ("small tables", sorted(small.iterdir()), None),
    ):
        began = time.monotonic()
        publish(files, home, name)
        print(f"published the {what} in {time.monotonic() - began:.0f} s", flush=True)
    return frame


async def _all(folder: Path, frame: pl.DataFrame, sizes: Sizes, peer: Path | None) -> list[Found]:
    pairs = [case(frame) for case in CASES]
    found: list[Found] = []
    with ours(folder, "data") as server:
        first = (await fetch(server.host, server.port, pairs[1][0].paths[0])).body
        for case, _ in pairs:
            found += await measure(server, OURS, case.name, case.paths, sizes.seconds)
        found += await _features(server, OURS, "/ogc", sizes.seconds)
        small = [
            f"/api/v1/tables/131130-small-{n}/records?limit={PAGE}"
            for n in range(sizes.small_tables)
        ]
        name = "small table, first touch"
        found += await measure(server, OURS, name, small, sizes.seconds)
        tile, lines = await _of_tiles(server, sizes.seconds)
        found += lines
    for name, body in (("page repeated", first), ("tile z14 again", tile)):
        with floor(folder, body) as server:
            found += await measure(server, BARE, name, ["/"], sizes.seconds)
    if peer is None:
        return found
    write_sqlite(frame, folder / "facilities.db")
    with datasette(folder, peer) as server:
        for _, case in pairs:
            found += await measure(server, DATASETTE, case.name, case.paths, sizes.seconds)
    with pygeoapi(folder, peer, folder / "few.csv") as server:
        found += await _features(server, PYGEOAPI, "", sizes.seconds)
    return found


async def _features(server: Server, column: str, root: str, seconds: float) -> list[Found]:
    """A page of features, which nobody keeps, and those of boxes, each box once."""
    dice = random.Random(3)
    pages = [f"{root}{ITEMS}?limit={PAGE}"] * 8_000
    boxes = [(139 + dice.random() * 0.6, 35.5 + dice.random() * 0.2) for _ in range(8_000)]
    boxed = [
        f"{root}{ITEMS}?limit={PAGE}&bbox={w:.5f},{s:.5f},{w + 0.3:.5f},{s + 0.2:.5f}"
        for w, s in boxes
    ]
    found = await measure(server, column, "OGC items", pages, seconds)
    return found + await measure(server, column, "OGC items, box + total", boxed, seconds)


async def _of_tiles(server: Server, seconds: float) -> tuple[bytes, list[Found]]:
    """Tiles of points and areas; and the body of the one that is asked again."""
    names = quote(",".join(make(1).columns))
    for table in (POINTS, AREAS):  # reads the table and orders its positions
        await fetch(server.host, server.port, f"{table}/0/0/0.mvt?select=_id")
    deep = [path.replace(TILES, POINTS) for path in _tiles(14)]
    far = [path.replace(TILES, POINTS) for path in _tiles(10)]
    areas = [path.replace(TILES, AREAS) for path in _tiles(14)]
    questions = {
        "tile z14, baked": [f"{path}?version=1" for path in deep],
        "tile z14, 20 columns, made": [f"{path}?version=1&select={names}" for path in deep],
        "tile z10, made": [f"{path}?select={name}" for path in far for name in COLUMNS],
        "areas z14, made": [f"{path}?version=1&select={AREA_COLUMNS}" for path in areas],
    }
    found: list[Found] = []
    for case, paths in questions.items():
        found += await measure(server, OURS, case, await _there(server, paths), seconds)
    again = found_body = b""
    for path in deep:
        found_body = (await fetch(server.host, server.port, path)).body
        if len(found_body) > len(again):
            again, largest = found_body, path
    return again, found + await measure(server, OURS, "tile z14 again", [largest], seconds)


async def _there(server: Server, paths: list[str]) -> list[str]:
    """The paths without those whose tile is empty, seen by asking for the tile without columns."""
    bare = {path: f"{path.partition('?')[0]}?select=_id&cluster=64" for path in paths}
    statuses = {
        address: (await fetch(server.host, server.port, address)).status
        for address in dict.fromkeys(bare.values())
    }
    return [path for path in paths if statuses[bare[path]] == 200]


def _floors(folder: Path, frame: pl.DataFrame, peer: Path | None) -> dict[str, dict[str, float]]:
    found = {DUCKDB: duckdb_ms(frame, folder)}
    if peer is not None:
        found[SQLITE] = sqlite_ms(folder / "facilities.db")
    return found


def _exports(folder: Path, sizes: Sizes) -> tuple[Export, Export]:
    """A large table as CSV and as Parquet, from a server of its own."""
    large = pl.concat([make(sizes.exported // 10)] * 10)
    large.write_csv(folder / "large.csv")
    publish(folder / "large.csv", folder / "home", "large")
    del large
    with ours(folder, "data") as server:
        export(server, "/api/v1/tables/large/records.csv?limit=1000")
        csv = export(server, "/api/v1/tables/large/records.csv")
        return csv, export(server, "/api/v1/tables/large/records.parquet")


if __name__ == "__main__":
    main()
