"""What the manifest says about a version's rows: nulls, least and greatest values, bounding box."""

from __future__ import annotations

from typing import Any

import polars as pl
from msgspec.structs import replace

from tdpf.core.tables.parquet import Frame, chosen
from tdpf.core.tables.schema import TableSchema

Box = tuple[float, float, float, float]
_RANGED = frozenset({"integer", "number", "date", "datetime"})


def profiled(
    rows: Frame, schema: TableSchema, previous: TableSchema | None = None
) -> tuple[TableSchema, Box | None]:
    """The schema with statistics and stable field ids, and the box around all positions."""
    facts = (
        _facts_at_once(rows, schema)
        if isinstance(rows, pl.DataFrame)
        else chosen(rows, *_facts(schema)).row(0, named=True)
    )
    columns = tuple(
        replace(
            column,
            nulls=facts[f"nulls {place}"],
            minimum=_text(facts.get(f"min {place}")),
            maximum=_text(facts.get(f"max {place}")),
        )
        for place, column in enumerate(with_field_ids(schema, previous).columns)
    )
    box = tuple(facts[side] for side in ("west", "south", "east", "north"))
    known: Box | None = None if box[0] is None or box[1] is None else box
    return replace(schema, columns=columns, has_position=known is not None), known


def _facts_at_once(rows: pl.DataFrame, schema: TableSchema) -> dict[str, Any]:
    """What `_facts` asks for, column by column: a plan costs a small table more."""
    facts: dict[str, Any] = {}
    for place, column in enumerate(schema.columns):
        values = rows.get_column(column.name)
        facts[f"nulls {place}"] = values.null_count()
        if column.kind in _RANGED:
            facts[f"min {place}"] = values.min()
            facts[f"max {place}"] = values.max()
    for side, name in _sides(schema).items():
        values = rows.get_column(name)
        facts[side] = values.min() if side in {"west", "south"} else values.max()
    return facts


def _sides(schema: TableSchema) -> dict[str, str]:
    """Which column the sides of the box are found in."""
    if schema.geometry is not None:
        return {side: f"_{side}" for side in ("west", "south", "east", "north")}
    return {"west": "_lon", "south": "_lat", "east": "_lon", "north": "_lat"}


def _facts(schema: TableSchema) -> list[pl.Expr]:
    facts = [
        pl.col(column.name).null_count().alias(f"nulls {place}")
        for place, column in enumerate(schema.columns)
    ]
    for place, column in enumerate(schema.columns):
        if column.kind in _RANGED:
            facts += [
                pl.col(column.name).min().alias(f"min {place}"),
                pl.col(column.name).max().alias(f"max {place}"),
            ]
    sides = [
        (pl.col(name).min() if side in {"west", "south"} else pl.col(name).max()).alias(side)
        for side, name in _sides(schema).items()
    ]
    return [*facts, *sides]


def with_field_ids(schema: TableSchema, previous: TableSchema | None) -> TableSchema:
    """A column keeps its field id while its name stays; a new one gets the next number."""
    known = {column.name: column.field_id for column in previous.columns} if previous else {}
    following = max([0, *known.values()]) + 1
    columns = []
    for column in schema.columns:
        if column.name not in known:
            known[column.name] = following
            following += 1
        columns.append(replace(column, field_id=known[column.name]))
    return replace(schema, columns=tuple(columns))


def _text(value: object) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
