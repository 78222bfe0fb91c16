"""Typed rows to files, batch after batch: flat memory, and the same rows give the same bytes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import polars as pl
from polars.io.plugins import register_io_source

from tdpf.core.os_errors import os_errors

BOM = b"\xef\xbb\xbf"
ROW_GROUP = 100_000


@os_errors()
def write_csv(path: Path, batches: Iterable[pl.DataFrame]) -> int:
    """The number of rows written: UTF-8 with BOM, CRLF, one header line."""
    written = 0
    with path.open("wb") as file:
        file.write(BOM)
        for number, batch in enumerate(batches):
            batch.write_csv(
                file,
                include_header=number == 0,
                line_terminator="\r\n",
                datetime_format="%Y-%m-%dT%H:%M:%S%:z",
            )
            written += batch.height
    return written


@os_errors()
def write_parquet(
    path: Path, batches: Iterable[pl.DataFrame], *, row_group_rows: int = ROW_GROUP
) -> int:
    """The number of rows written: one Parquet file, zstd, with statistics.

    The first batch sets the columns, so an empty table needs one empty batch.
    """
    coming = iter(batches)
    first = next(coming, pl.DataFrame())
    second = next(coming, None)
    if second is None:
        first.write_parquet(
            path, compression="zstd", statistics=True, row_group_size=row_group_rows
        )
        return first.height
    rest = itertools.chain((first, second), coming)
    written = 0

    def source(
        with_columns: list[str] | None,
        predicate: pl.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[pl.DataFrame]:
        nonlocal written
        del with_columns, predicate, n_rows, batch_size
        for batch in rest:
            written += batch.height
            yield batch

    register_io_source(source, schema=first.schema).sink_parquet(
        path,
        compression="zstd",
        statistics=True,
        row_group_size=row_group_rows,
        maintain_order=True,
    )
    return written


def write_geojson(path: Path, batches: Iterable[pl.DataFrame]) -> int:
    """The number of features written (RFC 7946): rows with `_lon` and `_lat`, as points."""
    written = 0
    with path.open("wb") as file:
        file.write(b'{"type":"FeatureCollection","features":[')
        for batch in batches:
            for line in features(batch):
                file.write(b",\n" if written else b"\n")
                file.write(line)
                written += 1
        file.write(b"\n]}\n")
    return written


def features(batch: pl.DataFrame) -> Iterator[bytes]:
    """One GeoJSON feature a located row; columns that begin with an underscore stay inside."""
    if not {"_lon", "_lat"} <= set(batch.columns):
        return
    located = batch.filter(pl.col("_lon").is_finite() & pl.col("_lat").is_finite())
    names = [name for name in batch.columns if not name.startswith("_")]
    for row in located.select([*names, "_lon", "_lat"]).iter_rows():
        *values, lon, lat = row
        properties = dict(zip(names, values, strict=True))
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": properties,
        }
        yield msgspec.json.encode(feature)
