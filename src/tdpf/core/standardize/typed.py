"""The rows of a part with their types: what the shelf keeps."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tdpf.core.standardize.rows import Part, Plan
from tdpf.core.tables.schema import Kind


def frame(plan: Plan, part: Part, first_row: int) -> pl.DataFrame:
    """The typed rows of a part: columns, then `_row`, `_source_row`, `_lon`, `_lat`, `_level`."""
    size = len(part.rows)
    nothing: dict[Kind, pl.Series] = {}
    texts = iter(_series(plan, part, size))
    made = []
    for place, column in enumerate(plan.columns):
        kind = plan.kind(place)
        if column.role != "empty":
            made.append(_typed(next(texts), kind).alias(column.name))
            continue
        if kind not in nothing:
            nothing[kind] = pl.Series(values=[None] * size, dtype=_DTYPES[kind])
        made.append(nothing[kind].alias(column.name))
    made += [
        pl.int_range(first_row, first_row + size, eager=True).alias("_row"),
        pl.Series("_source_row", part.rows, dtype=pl.Int64),
        pl.Series("_lon", part.longitudes, dtype=pl.Float64),
        pl.Series("_lat", part.latitudes, dtype=pl.Float64),
        pl.Series("_level", part.levels, dtype=pl.String),
    ]
    return pl.DataFrame(made)


_DTYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us", "UTC"),
}


def _series(plan: Plan, part: Part, size: int) -> Iterator[pl.Series]:
    """The columns that are fed, as texts. Making one series is dear, cutting one is not."""
    places = [place for place, column in enumerate(plan.columns) if column.role != "empty"]
    if size > _SMALL:
        for place in places:
            yield pl.Series(values=_values(part, place), dtype=pl.String)
        return
    every = [value for place in places for value in _values(part, place)]
    whole = pl.Series(values=every, dtype=pl.String)
    for at in range(len(places)):
        yield whole.slice(at * size, size)


_SMALL = 1_000  # rows


def _values(part: Part, place: int) -> list[str | None]:
    values: list[str | None] = [text or None for text in part.texts[place]]
    for at in part.invalid.get(place, ()):
        values[at] = None
    return values


def _typed(texts: pl.Series, kind: Kind) -> pl.Series:
    if kind == "text":
        return texts
    if kind == "date":
        return texts.str.to_date("%Y-%m-%d", strict=False)
    if kind == "datetime":
        return texts.str.to_datetime(
            "%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False
        )
    return texts.cast(_DTYPES[kind], strict=False)
