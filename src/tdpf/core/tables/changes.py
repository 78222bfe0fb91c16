"""What changed between two versions of a table: rows added, changed and removed, by their ids.

Versions are immutable files, so nothing needs to be kept beside them: the difference is made when
it is asked for, and is the same for ever. Rows are compared by prints of their cells, so memory
holds two numbers a row and the rows that differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from tdpf.core.tables.schema import TableSchema

KIND, COLUMNS, VERSION = "_change", "_columns", "_version"
ADDED, CHANGED, REMOVED = "added", "changed", "removed"
_POSITION = ("_lon", "_lat")
_ABOUT = ("_publisher", "_publisher_name", "_dataset")
_BETWEEN = ";"


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as a file."""

    number: int
    path: Path
    schema: TableSchema


@dataclass(frozen=True, slots=True)
class Difference:
    """How one version differs from another.

    `rows` holds `_change` (added, changed, removed), `_version` (in which it happened), `_id`,
    `_columns` (names of the cells that changed, with ; between), then the row: as it is now, or as
    it last was. Added first, then changed, in the order of the new version, then removed.
    """

    rows: pl.DataFrame
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    def counts(self) -> dict[str, int]:
        found = dict(self.rows.group_by(KIND).len().iter_rows())
        return {kind: found.get(kind, 0) for kind in (ADDED, CHANGED, REMOVED)}


def difference(old: Edition, new: Edition) -> Difference:
    """The rows of `new` that are new or say something else, and the rows of `old` that are gone."""
    before, after = pl.scan_parquet(old.path, glob=False), pl.scan_parquet(new.path, glob=False)
    names = _names(new.schema)
    was = set(_names(old.schema))
    shared = [name for name in names if name in was]
    prints = _printed(after, shared).join(
        _printed(before, shared), on="_id", how="full", suffix="_old", coalesce=True
    )
    differing = prints.filter(pl.col("print").ne_missing(pl.col("print_old"))).collect()
    kinds = differing.select(
        "_id",
        pl.when(pl.col("print_old").is_null())
        .then(pl.lit(ADDED))
        .when(pl.col("print").is_null())
        .then(pl.lit(REMOVED))
        .otherwise(pl.lit(CHANGED))
        .alias(KIND),
    )
    here, gone = kinds.filter(pl.col(KIND) != REMOVED), kinds.filter(pl.col(KIND) == REMOVED)
    now = _rows(after, here, names)
    then = _rows(before, kinds.filter(pl.col(KIND) != ADDED), _names(old.schema))
    now = now.with_columns(_changed_columns(now, then, shared))
    lost = then.join(gone.select("_id"), on="_id", how="semi").with_columns(
        pl.lit("").alias(COLUMNS)
    )
    added, changed = now.filter(pl.col(KIND) == ADDED), now.filter(pl.col(KIND) == CHANGED)
    rows = pl.concat([added, changed, _alike(lost, now)])
    there = set(after.collect_schema().names())
    columns = [KIND, VERSION, "_id", COLUMNS, *(name for name in names if name in there)]
    return Difference(
        rows=rows.with_columns(pl.lit(new.number, pl.Int64).alias(VERSION)).select(columns),
        columns_added=tuple(name for name in new.schema.names() if name not in was),
        columns_removed=tuple(n for n in old.schema.names() if n not in set(names)),
    )


def editions_between(
    known: Sequence[Edition], *, since: int, until: int
) -> list[tuple[Edition, Edition]]:
    """Neighbouring versions from one to the other; back in one step where a head was set back."""
    by_number = {edition.number: edition for edition in known}
    numbers = sorted(number for number in by_number if since <= number <= until)
    if until < since:
        numbers = [since, until]
    return [(by_number[first], by_number[second]) for first, second in pairwise(numbers)]


def _names(schema: TableSchema) -> list[str]:
    """Published columns, positions, and whose row it is."""
    return [*schema.names(), *_POSITION, *_ABOUT]


def _printed(rows: pl.LazyFrame, shared: Sequence[str]) -> pl.LazyFrame:
    """Ids with a print of the cells; a column that a file does not have says nothing."""
    kinds = rows.collect_schema()
    cells = [
        _text(name, kinds[name]).fill_null("\x00") if name in kinds else pl.lit("\x00")
        for name in shared
        if name not in _ABOUT
    ]
    return rows.select("_id", pl.struct(cells).hash(7).alias("print")).unique("_id")


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """A cell as text, so that 12 and 12.0 are the same when a column became a number."""
    cell = pl.col(name)
    if not kind.is_float():
        return cell.cast(pl.String)
    whole = cell.cast(pl.Int64, strict=False)
    return pl.when(cell == whole).then(whole.cast(pl.String)).otherwise(cell.cast(pl.String))


def _rows(rows: pl.LazyFrame, wanted: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The wanted rows in the file's order, with every name, blank where the file has no such."""
    there = set(rows.collect_schema().names())
    absent = [pl.lit(None, pl.String).alias(name) for name in names if name not in there]
    kept = rows.select("_row", "_id", *(name for name in names if name in there))
    found = kept.join(wanted.lazy(), on="_id", how="inner").sort("_row").collect()
    return found.drop("_row").with_columns(absent)


def _changed_columns(now: pl.DataFrame, then: pl.DataFrame, shared: Sequence[str]) -> pl.Series:
    """For each row of the new version the names of the cells that were different before."""
    compared = [name for name in shared if name not in _ABOUT]
    ours = now.select(_text(name, now.schema[name]) for name in compared)
    was = now.select("_id").join(then, on="_id", how="left", maintain_order="left")
    theirs = was.select(_text(name, was.schema[name]).alias(f"{name}\x00") for name in compared)
    flags = [
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}\x00"))).then(pl.lit(name))
        for name in compared
    ]
    listed = pl.concat_str(flags, separator=_BETWEEN, ignore_nulls=True) if flags else pl.lit("")
    is_changed = now.get_column(KIND) == CHANGED
    both = pl.concat([ours, theirs], how="horizontal").with_columns(is_changed.alias(KIND))
    return both.select(pl.when(KIND).then(listed).otherwise(pl.lit("")).alias(COLUMNS))[COLUMNS]


def _alike(lost: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Old rows with the new version's columns and types; a value that is no such is dropped."""
    kinds = now.schema
    return lost.select(
        (
            pl.col(name).cast(kind, strict=False) if name in lost.columns else pl.lit(None, kind)
        ).alias(name)
        for name, kind in kinds.items()
    )
