"""What the manifest says about a version's rows: nulls, least and greatest values, bounding box."""

from __future__ import annotations

import polars as pl
from msgspec.structs import replace

from tdpf.core.tables.parquet import Frame, chosen
from tdpf.core.tables.schema import TableSchema

Box = tuple[float, float, float, float]


def profiled(
    rows: Frame, schema: TableSchema, previous: TableSchema | None = None
) -> tuple[TableSchema, Box | None]:
    """The schema with statistics and stable field ids, and the box around all positions."""
    facts = chosen(rows, *_facts(schema)).row(0, named=True)
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


def _facts(schema: TableSchema) -> list[pl.Expr]:
    has_reach = schema.geometry is not None
    facts = [
        pl.col(column.name).null_count().alias(f"nulls {place}")
        for place, column in enumerate(schema.columns)
    ]
    for place, column in enumerate(schema.columns):
        if column.kind in {"integer", "number", "date", "datetime"}:
            facts += [
                pl.col(column.name).min().alias(f"min {place}"),
                pl.col(column.name).max().alias(f"max {place}"),
            ]
    return [
        *facts,
        pl.col("_west" if has_reach else "_lon").min().alias("west"),
        pl.col("_south" if has_reach else "_lat").min().alias("south"),
        pl.col("_east" if has_reach else "_lon").max().alias("east"),
        pl.col("_north" if has_reach else "_lat").max().alias("north"),
    ]


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
