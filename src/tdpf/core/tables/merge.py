"""Many publishers' tables of one standard set → one table, rebuilt from the last one where it can.

Rows stand in the order of publisher, table, and the publisher's own order. Only columns of the
set's layout are merged; a publisher's own columns stay in its own table. Parts whose types differ
meet in the narrowest type that holds both, which is text when there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

import polars as pl
from msgspec.structs import replace

from tdpf.core.tables.duplicates import linked
from tdpf.core.tables.parquet import ROW_GROUP, write_version
from tdpf.core.tables.profile import Box, profiled
from tdpf.core.tables.schema import Column, Kind, TableSchema
from tdpf.core.tabular.types import DTYPES

_LINKS = {"_id": pl.String, "_same_as": pl.String}
_WIDER: dict[frozenset[Kind], Kind] = {frozenset({"integer", "number"}): "number"}


@dataclass(frozen=True, kw_only=True)
class MergePart:
    """The current version of one publisher's table of the set."""

    version: str  # id
    path: Path
    schema: TableSchema
    rows: int
    publisher: str
    publisher_name: str
    table: str  # name: makes row ids unique over all parts
    dataset: str  # name
    generic: Mapping[str, str] = field(default_factory=dict)
    """Key → name of the columns to merge by where the set has no layout."""

    @property
    def order(self) -> tuple[str, str]:
        return self.publisher, self.table


@dataclass(frozen=True, kw_only=True)
class OldMerge:
    """The merged table as it is now: unchanged parts are copied from it in long runs."""

    path: Path
    schema: TableSchema
    first_rows: Mapping[str, int] = field(default_factory=dict)  # part version → place from 0


@dataclass(frozen=True, kw_only=True)
class Merged:
    schema: TableSchema
    box: Box | None
    rows: int
    first_rows: dict[str, int]
    copied: int  # rows that came from the old merged file
    linked: int  # rows that another publisher lists as well


def merge(parts: Sequence[MergePart], target: Path, *, old: OldMerge | None = None) -> Merged:
    """Write the merged table of the parts to `target`. Memory does not grow with the rows."""
    ordered = sorted(parts, key=lambda part: part.order)
    schema = merged_schema([_taken(part) for part in ordered])
    known = old.first_rows if old is not None and _same_columns(old.schema, schema) else {}
    pieces = []
    copied = 0
    for is_known, run in groupby(ordered, key=lambda part: part.version in known):
        together = list(run)
        if is_known:
            assert old is not None
            pieces += [_copied(old, first, rows) for first, rows in _runs(together, known)]
            copied += sum(part.rows for part in together)
        else:
            pieces += [_part_rows(part, schema) for part in together]
    rows = (
        pl.concat(pieces)
        .with_row_index("_row", offset=1)
        .with_columns(pl.col("_row").cast(pl.Int64))
    )
    write_version(rows, target)
    links = linked(pl.scan_parquet(target, glob=False), schema)
    if links:
        _write_links(target, links, rows=sum(part.rows for part in ordered))
    described, box = profiled(
        pl.scan_parquet(target, glob=False),
        replace(schema, has_links=bool(links)),
        old.schema if old is not None else None,
    )
    return Merged(
        schema=described,
        box=box,
        rows=sum(part.rows for part in ordered),
        first_rows=_first_rows(ordered),
        copied=copied,
        linked=len(links),
    )


def _write_links(target: Path, links: Mapping[str, str], *, rows: int) -> None:
    """Write the file again with `_same_as`: null for a row that stands alone."""
    same_as = pl.LazyFrame(
        {"_id": list(links), "_same_as": list(links.values())}, schema_overrides=_LINKS
    )
    again = target.with_name(f"{target.name}-linked")
    try:
        old = pl.scan_parquet(target, glob=False)
        pieces = [old.slice(start, ROW_GROUP) for start in range(0, rows, ROW_GROUP)]
        linked_rows = [
            piece.join(same_as, on="_id", how="left", maintain_order="left") for piece in pieces
        ]
        write_version(pl.concat(linked_rows), again)
        again.replace(target)
    finally:
        again.unlink(missing_ok=True)


def _taken(part: MergePart) -> dict[str, Column]:
    return taken_columns(part.schema, part.generic)


def taken_columns(schema: TableSchema, generic: Mapping[str, str]) -> dict[str, Column]:
    """The columns that the merged table takes from such a part, by their name there."""
    found: dict[str, Column] = {}
    for column in schema.columns:
        name = column.name if column.item else generic.get(column.key or "")
        if name:
            found.setdefault(name, column)
    return found


def merged_schema(parts: Iterable[Mapping[str, Column]]) -> TableSchema:
    """Standard items of all parts: in the order of the fullest part, others after them."""
    columns: dict[str, Column] = {}
    for part in sorted(parts, key=lambda part: -len(part)):
        for name, column in part.items():
            seen = columns.get(name)
            kind = column.kind if seen is None else _together(seen, column)
            columns[name] = replace(seen or _bare(column), name=name, kind=kind)
    return TableSchema(columns=tuple(columns.values()))


def _together(one: Column, other: Column) -> Kind:
    if one.kind == other.kind:
        return one.kind
    return _WIDER.get(frozenset({one.kind, other.kind}), "text")


def _bare(column: Column) -> Column:
    return replace(column, nulls=0, minimum=None, maximum=None)


def _same_columns(one: TableSchema, other: TableSchema) -> bool:
    return [(c.name, c.kind) for c in one.columns] == [(c.name, c.kind) for c in other.columns]


def _first_rows(ordered: Sequence[MergePart]) -> dict[str, int]:
    first_rows = {}
    place = 0
    for part in ordered:
        first_rows[part.version] = place
        place += part.rows
    return first_rows


def _runs(parts: Sequence[MergePart], known: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Places and lengths in the old file: neighbours joined, then cut at its row groups.

    Short runs keep memory flat: the engine reads one after the other, but each far ahead.
    """
    spans: list[tuple[int, int]] = []
    for part in parts:
        first = known[part.version]
        if spans and sum(spans[-1]) == first:
            spans[-1] = (spans[-1][0], spans[-1][1] + part.rows)
        else:
            spans.append((first, part.rows))
    for first, rows in spans:
        ends = [
            *range(first - first % ROW_GROUP + ROW_GROUP, first + rows, ROW_GROUP),
            first + rows,
        ]
        for start, end in pairwise([first, *ends]):
            yield start, end - start


def _copied(old: OldMerge, first: int, rows: int) -> pl.LazyFrame:
    return (
        pl.scan_parquet(old.path, glob=False)
        .slice(first, rows)
        .drop("_row", "_same_as", strict=False)
    )


def _part_rows(part: MergePart, schema: TableSchema) -> pl.LazyFrame:
    theirs = _taken(part)
    return pl.scan_parquet(part.path, glob=False).select(
        *(_as_kind(column, theirs.get(column.name)) for column in schema.columns),
        pl.concat_str(pl.lit(part.table), pl.lit("."), pl.col("_id")).alias("_id"),
        pl.col("_source_row", "_lon", "_lat", "_level"),
        pl.lit(part.publisher).alias("_publisher"),
        pl.lit(part.publisher_name).alias("_publisher_name"),
        pl.lit(part.dataset).alias("_dataset"),
    )


def _as_kind(column: Column, theirs: Column | None) -> pl.Expr:
    if theirs is None:
        return pl.lit(None, DTYPES[column.kind]).alias(column.name)
    values = pl.col(theirs.name).alias(column.name)
    if theirs.kind == column.kind:
        return values
    if theirs.kind == "number":  # 12.0 was written 12
        is_whole = values == values.round(0)
        values = (
            pl.when(is_whole)
            .then(values.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(values.cast(pl.String))
            .alias(column.name)
        )
    return values.cast(DTYPES[column.kind])
