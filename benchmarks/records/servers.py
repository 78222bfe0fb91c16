"""The servers that are compared, each over the same 100,000 rows."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from benchmarks.records.load import fetch
from benchmarks.serving import TDPF, Server, free_port, running

_INDEXED = ("市区町村", "定員", "緯度", "経度")


def publish(files: Path | Sequence[Path], home: Path, name: str | None = "facilities") -> None:
    """Publish the files as an officer would: each a dataset that is named so, or like its file."""
    files = [files] if isinstance(files, Path) else files
    options = ["--publisher", "131130", "--licence", "cc-by-4.0"]
    options += ["--dataset", name] if name else []
    subprocess.run(
        [*TDPF, "publish", *map(str, files), *options, "--synthetic", "--standard", "none"],
        check=True,
        env=os.environ | {"TDPF_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def floor(folder: Path, body: bytes) -> Iterator[Server]:
    """A bare ASGI application under the server that ours runs under."""
    port = free_port()
    (folder / "body").write_bytes(body)
    command = [
        str(Path(sys.executable).with_name("granian")),
        "--interface", "asgi", "--port", str(port), "--no-ws", "--log-level", "warning",
        "benchmarks.records.floor:application",
    ]  # fmt: skip
    env = {"FLOOR_BODY": str(folder / "body")}
    with running("bare ASGI", command, port, env, folder / "floor.log") as found:
        yield found


def write_sqlite(frame: pl.DataFrame, path: Path) -> None:
    """The same table for Datasette, with an index on every column that is asked about."""
    text = frame.with_columns(pl.col("開設日").cast(pl.String))
    columns = ", ".join(f'"{name}" {_sqlite_type(kind)}' for name, kind in text.schema.items())
    marks = ", ".join("?" for _ in text.columns)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f"create table facilities ({columns})")
        database.executemany(f"insert into facilities values ({marks})", text.iter_rows())
        for name in _INDEXED:
            database.execute(f'create index "by {name}" on facilities ("{name}")')
        database.execute("analyze")
        database.commit()


def _sqlite_type(kind: pl.DataType) -> str:
    if kind == pl.Int64:
        return "integer"
    return "real" if kind == pl.Float64 else "text"


@contextmanager
def datasette(folder: Path, peer_python: Path) -> Iterator[Server]:
    """Datasette at its best: an immutable file, whose rows it need not count, and no facets."""
    port = free_port()
    command = [
        str(peer_python), "-m", "datasette", "-i", str(folder / "facilities.db"),
        "--port", str(port), "--setting", "max_returned_rows", "1000",
        "--setting", "sql_time_limit_ms", "20000", "--setting", "suggest_facets", "off",
        "--inspect-file", str(folder / "inspect.json"),
    ]  # fmt: skip
    inspect = [str(peer_python), "-m", "datasette", "inspect", str(folder / "facilities.db"),
               "--inspect-file", str(folder / "inspect.json")]  # fmt: skip
    subprocess.run(inspect, check=True)
    with running("Datasette", command, port, {}, folder / "datasette.log") as found:
        yield found


async def first_page(server: Server, path: str) -> bytes:
    return (await fetch(server.host, server.port, path)).body
