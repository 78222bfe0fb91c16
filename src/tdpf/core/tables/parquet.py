"""Batches of typed rows → one Parquet file with ids, in memory that does not grow with the rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl

from tdpf.core.maps.outline import REACH
from tdpf.core.os_errors import os_errors
from tdpf.core.tables.schema import SYSTEM_COLUMNS, TableSchema
from tdpf.core.tabular.types import DTYPES

IN_MEMORY_ROWS = 50_000
COMPRESSION_LEVEL = 3
ROW_GROUP = 20_000  # small, so that a slice of a large merged table is read in little memory

OURS: dict[str, pl.DataType] = {
    "_row": pl.Int64(),
    "_source_row": pl.Int64(),
    "_lon": pl.Float64(),
    "_lat": pl.Float64(),
    "_level": pl.String(),
}


def no_rows(schema: TableSchema) -> pl.DataFrame:
    """A frame of the right columns with nothing in it."""
    columns: dict[str, pl.DataType] = {c.name: DTYPES[c.kind] for c in schema.columns} | OURS
    if schema.geometry is not None:
        columns |= dict.fromkeys(REACH, pl.Float64())
    return pl.DataFrame(schema=columns)


Frame = pl.DataFrame | pl.LazyFrame
"""Rows in memory while they are few, else a plan over files: lazy plans cost a small table most."""


def chosen(rows: Frame, *wanted: pl.Expr) -> pl.DataFrame:
    """The wanted columns of all rows, in memory."""
    if isinstance(rows, pl.DataFrame):
        return rows.select(*wanted)
    return rows.select(*wanted).collect(engine="streaming")


@contextmanager
def gathered(batches: Iterable[pl.DataFrame], schema: TableSchema, spill: Path) -> Iterator[Frame]:
    """All batches as one frame: in memory while they are few, else in a folder of files."""
    held: list[pl.DataFrame] = []
    spilled: list[Path] = []
    try:
        for batch in batches:
            held.append(batch)
            if sum(frame.height for frame in held) > IN_MEMORY_ROWS:
                spilled.append(_spill(held, spill, len(spilled)))
                held = []
        if not spilled:
            yield pl.concat(held, rechunk=True) if held else no_rows(schema)
            return
        if held:
            spilled.append(_spill(held, spill, len(spilled)))
            held = []
        yield pl.scan_parquet(spilled)
    finally:
        if spilled:
            shutil.rmtree(spill, ignore_errors=True)


@os_errors()
def _spill(frames: list[pl.DataFrame], folder: Path, number: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number:06}.parquet"
    pl.concat(frames).write_parquet(path, compression="lz4", statistics=False)
    return path


@os_errors()
def write_version(rows: Frame, path: Path | BinaryIO) -> None:
    """Write the file of a version: data columns as they come, ours last."""
    names = rows.columns if isinstance(rows, pl.DataFrame) else rows.collect_schema().names()
    ours = [name for name in SYSTEM_COLUMNS if name in names]
    theirs = [name for name in names if name not in SYSTEM_COLUMNS]
    ordered = rows if names == [*theirs, *ours] else rows.select(*theirs, *ours)
    if isinstance(ordered, pl.DataFrame):
        ordered.write_parquet(
            path,
            compression="zstd",
            compression_level=COMPRESSION_LEVEL,
            row_group_size=ROW_GROUP,
        )
    else:
        ordered.sink_parquet(
            path,
            compression="zstd",
            compression_level=COMPRESSION_LEVEL,
            row_group_size=ROW_GROUP,
            maintain_order=True,
        )
