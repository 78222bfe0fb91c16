"""`python -m benchmarks.rights`: what the rights check costs, and how long a limited version takes.

CPU time of this process, requests made in process: no network, no server around them.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import polars as pl
from starlette.types import ASGIApp, Message

from benchmarks.records.table import make
from tdpf.adapters.accounts import MemoryAccounts
from tdpf.adapters.manifest import TableEntry
from tdpf.adapters.manifest.base import Version
from tdpf.adapters.manifest.null import MemoryManifest
from tdpf.adapters.storage.folder import FolderStorage
from tdpf.core.access import Actor, ColumnLimit, Cut, Limits, Role, RowLimit, Scope
from tdpf.core.tables.cut import write_cut
from tdpf.core.tables.parquet import write_version
from tdpf.core.tables.profile import profiled
from tdpf.core.tables.schema import Column, Kind, TableSchema
from tdpf.data.app import create_app
from tdpf.settings import Settings

KINDS: dict[type[pl.DataType], Kind] = {
    pl.String: "text", pl.Int64: "integer", pl.Float64: "number", pl.Date: "date"
}  # fmt: skip
LIMITS = Limits(
    (ColumnLimit(("電話", "備考")),), (RowLimit("定員 < 250"), RowLimit("種別 <> '避難所'"))
)
CUT = Cut(("備考", "電話"), ("定員 < 250", "種別 <> '避難所'"))
ACTORS = {
    "own": Actor("own", {"owner": Role.READER}, frozenset({Scope.READ})),
    "other": Actor("other", {"other": Role.READER}, frozenset({Scope.READ})),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the tables, ask, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.rights", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=400)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        entries = [
            _published(folder, "open", asked.rows, None),
            _published(folder, "limited", asked.rows, LIMITS),
        ]
        asyncio.run(_ask(folder, entries, asked.requests))
        for rows in (asked.rows, asked.large):
            _make_cut(folder, rows)


def _published(folder: Path, name: str, rows: int, limits: Limits | None) -> TableEntry:
    path, schema = _written(folder / f"{name}.parquet", rows)
    return TableEntry(
        id=name, name=name, title=name, dataset=name, publisher="131130", publisher_name="市",
        standard=None, is_merged=False, licence="cc-by-4.0", is_synthetic=True, owner="owner",
        limits=limits,
        version=Version(
            id=name, number=1, path=path.name, sha256=hashlib.sha256(name.encode()).hexdigest(),
            bytes=path.stat().st_size, rows=rows, schema=schema, bbox=None, quality={},
            published_at="2026-01-01T00:00:00+09:00",
        ),
    )  # fmt: skip


def _written(path: Path, rows: int) -> tuple[Path, TableSchema]:
    frame = make(rows)
    columns = tuple(
        Column(name, KINDS[type(kind)], place)
        for place, (name, kind) in enumerate(frame.schema.items(), 1)
    )
    number = pl.int_range(1, rows + 1, dtype=pl.Int64, eager=True)
    frame = frame.with_columns(
        number.alias("_row"),
        number.cast(pl.String).alias("_id"),
        number.alias("_source_row"),
        frame["経度"].alias("_lon"),
        frame["緯度"].alias("_lat"),
        pl.lit("source").alias("_level"),
    )
    write_version(frame, path)
    return path, profiled(frame, TableSchema(columns, has_position=True))[0]


async def _ask(folder: Path, entries: Sequence[TableEntry], requests: int) -> None:
    app = create_app(
        Settings(home=folder / "home", rate_limit_per_s=0, access_log=False),
        manifest=MemoryManifest(entries),
        storage=FolderStorage(folder),
        accounts=MemoryAccounts(ACTORS),
    )
    print(f"{'100 rows of a filter, CPU ms a request':44}{'new':>8}{'again':>8}")
    askers = (("", {}), ("other", _token("other")), ("own", _token("own")))
    for place, (who, header) in enumerate(askers):
        for entry in entries:
            first = (place + 1) * 1_000_000
            new = await _cpu_ms(app, entry.name, header, first, requests, is_new=True)
            again = await _cpu_ms(app, entry.name, header, first, requests, is_new=False)
            label = f"{entry.name} table, {who or 'nobody in particular'}"
            print(f"{label:44}{new:8.3f}{again:8.3f}")


def _token(name: str) -> dict[bytes, bytes]:
    return {b"authorization": f"Bearer {name}".encode()}


async def _cpu_ms(
    app: ASGIApp,
    table: str,
    header: Mapping[bytes, bytes],
    first: int,
    requests: int,
    *,
    is_new: bool,
) -> float:
    """Of pages that nobody has asked for, or of one page asked again and again."""
    for number in range(20):
        await _get(app, table, header, first + 900_000 + (number if is_new else 0))
    began = time.process_time()
    for number in range(requests):
        await _get(app, table, header, first + (number if is_new else 900_000))
    return (time.process_time() - began) * 1000 / requests


async def _get(app: ASGIApp, table: str, header: Mapping[bytes, bytes], number: int) -> None:
    query = f"{quote('定員')}__lt={100 + number % 100}&{quote('面積')}__gt={number / 100_000}"
    status, unread = 0, [b""]

    async def receive() -> Message:
        if not unread:
            await asyncio.Event().wait()  # the client stays
        return {"type": "http.request", "body": unread.pop(), "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    path = f"/api/v1/tables/{table}/records"
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "headers": list(header.items()), "scheme": "http",
        "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1), "root_path": "",
        "http_version": "1.1", "asgi": {"version": "3.0"}, "extensions": {},
    }  # fmt: skip
    await app(scope, receive, send)
    if status != 200:
        raise SystemExit(f"{path}?{query} gave {status}")


def _make_cut(folder: Path, rows: int) -> None:
    path, schema = _written(folder / f"{rows}.parquet", rows)
    cpu, wall = time.process_time(), time.perf_counter()
    _, left, _ = write_cut(path, schema, rows, CUT, folder / "cut.parquet")
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"cut of {rows:,} rows to {left:,}: {cpu:.2f} s CPU, {wall:.2f} s")


if __name__ == "__main__":
    main()
