"""Rows → bytes. One rule for values in every format:

dates `2024-05-01`, instants `2024-05-01T00:00:00+00:00`, blanks null (an empty CSV field), NaN and
infinities null, and in JSON a column that holds any integer beyond ±2^53 is text as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

SAFE_INTEGER = 2**53 - 1
INSTANT = "%Y-%m-%dT%H:%M:%S%.f%:z"


def json_records(batches: Iterator[pl.DataFrame], wide: Sequence[str] = ()) -> Iterator[bytes]:
    """The records of a JSON array, without its brackets, a batch at a time."""
    return _joined(_widened(batch, wide) for batch in batches)


def geojson_features(
    batches: Iterator[pl.DataFrame], properties: Sequence[str], wide: Sequence[str] = ()
) -> Iterator[bytes]:
    """The features of a FeatureCollection, without its brackets; `geometry` is null where unknown.

    The batches carry `_id`, `_lon` and `_lat` besides the properties (if the table has positions).
    """
    return _joined(_features(batch, properties, wide) for batch in batches)


def csv_lines(batches: Iterator[pl.DataFrame], *, bom: bool = False) -> Iterator[bytes]:
    """RFC 4180 lines with CRLF, the header first; an empty text is `""`, a blank is nothing."""
    first = True
    for batch in batches:
        text = batch.write_csv(
            include_header=first, include_bom=first and bom, line_terminator="\r\n",
            datetime_format=INSTANT,
        )  # fmt: skip
        first = False
        yield text.encode()


def wide_integers(frame: pl.DataFrame) -> tuple[str, ...]:
    """Columns that JSON readers could not hold exactly as numbers."""
    found = []
    for cells in frame.select(pl.col(pl.Int64)).iter_columns():
        low, high = cells.min(), cells.max()
        numbers = [end for end in (low, high) if isinstance(end, int)]
        if any(abs(number) > SAFE_INTEGER for number in numbers):
            found.append(cells.name)
    return tuple(found)


def _widened(batch: pl.DataFrame, wide: Sequence[str]) -> pl.DataFrame:
    there = [name for name in wide if name in batch.columns]
    return batch.with_columns(pl.col(there).cast(pl.String)) if there else batch


def _features(batch: pl.DataFrame, properties: Sequence[str], wide: Sequence[str]) -> pl.DataFrame:
    batch = _widened(batch, wide)
    geometry: pl.Expr = pl.lit(None)
    if "_lon" in batch.columns and "_lat" in batch.columns:
        known = pl.col("_lon").is_not_null() & pl.col("_lat").is_not_null()
        point = pl.struct(type=pl.lit("Point"), coordinates=pl.concat_list("_lon", "_lat"))
        geometry = pl.when(known).then(point)
    return batch.select(
        type=pl.lit("Feature"),
        id=pl.col("_id"),
        geometry=geometry,
        properties=pl.struct(list(properties)) if properties else pl.lit(None),
    )


def _joined(frames: Iterator[pl.DataFrame]) -> Iterator[bytes]:
    comma = b""
    for frame in frames:
        if frame.height:
            yield comma + frame.write_json()[1:-1].encode()
            comma = b","
