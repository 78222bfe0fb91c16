"""A version of a table without what somebody may not see: a file of its own, like any other.

Whatever reads tables reads such a file: a column that is left out is as good as one that never
was, in filters, words, groups, SQL and tiles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import blake2b
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from tdpf.core.access import Cut
from tdpf.core.maps.outline import REACH
from tdpf.core.tables.check import check
from tdpf.core.tables.fit import POSITION, Count, fit_of, fit_rows
from tdpf.core.tables.layout import Layout, layout_of
from tdpf.core.tables.load import Table, load
from tdpf.core.tables.parquet import gathered, write_version
from tdpf.core.tables.profile import Box, profiled
from tdpf.core.tables.query import Filter, Query
from tdpf.core.tables.schema import TableSchema

IN_MEMORY_BYTES = 128_000_000
MOST_SALT_BYTES = 64


def write_cut(
    source: Path, schema: TableSchema, rows: int, cut: Cut, target: Path, *, is_merged: bool = False
) -> tuple[TableSchema, int, Box | None]:
    """Write the version without what is cut out; its schema, number of rows and box.

    DoesNotFit, before anything is written, when the cut does not fit the version.
    """
    layout = layout_of(schema, is_merged=is_merged)
    fit = fit_of(cut, schema, rows, layout)
    hidden, table = fit.hidden, load(source, limit_bytes=IN_MEMORY_BYTES)
    fit_rows(fit, cut, rows, counter(table, layout))
    answer = table.answer(check(Query(where=fit.where, limit=None), layout))
    left = _left(schema, hidden)
    batches = (_shown(frame, hidden, left) for frame in answer.batches())
    if cut.columns:
        batches = (frame.with_columns(_other_ids(frame, cut.salt)) for frame in batches)
    numbered = _numbered(batches) if fit.where is not None else batches
    with gathered(numbered, left, target.with_name(f"{target.name}.spill")) as shown:
        write_version(shown, target)
        made, box = profiled(shown, left, left)
    return made, answer.matched, box


def counter(table: Table, layout: Layout) -> Count:
    """How many rows of the table there are for which a condition holds."""

    def count(where: Filter) -> int:
        return table.answer(check(Query(columns=("_row",), where=where, limit=0), layout)).matched

    return count


def _left(schema: TableSchema, hidden: Collection[str]) -> TableSchema:
    is_placed = "_lon" not in hidden
    return replace(
        schema,
        columns=tuple(c for c in schema.columns if c.name not in hidden),
        has_position=schema.has_position and is_placed,
        geometry=schema.geometry if is_placed else None,
    )


def _shown(frame: pl.DataFrame, hidden: Collection[str], left: TableSchema) -> pl.DataFrame:
    """Rows without these columns; every table has a position, so that one is blank instead."""
    blank = [pl.lit(None, frame.schema[name]).alias(name) for name in POSITION if name in hidden]
    gone = [name for name in hidden if name not in POSITION and name in frame.columns]
    gone += [name for name in REACH if left.geometry is None and name in frame.columns]
    return frame.drop(set(gone)).with_columns(blank)


def _other_ids(frame: pl.DataFrame, salt: str) -> pl.Series:
    """Ids that are the same in every version, and tell nothing of what they were made from."""
    key = salt.encode()[:MOST_SALT_BYTES]
    ids = (blake2b(one.encode(), digest_size=8, key=key) for one in frame["_id"])
    return pl.Series("_id", [one.hexdigest() for one in ids], dtype=pl.String)


def _numbered(batches: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Rows numbered anew: gaps would tell of rows that are left out."""
    start = 1
    for frame in batches:
        numbers = pl.int_range(start, start + frame.height, dtype=pl.Int64, eager=True)
        blank = pl.lit(None, pl.Int64).alias("_source_row")
        yield frame.with_columns(numbers.alias("_row"), blank)
        start += frame.height
