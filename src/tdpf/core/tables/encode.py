"""Rows → bytes, a batch at a time. One rule for values in every format:

dates `2024-05-01`, instants `2024-05-01T00:00:00+00:00`, blanks null (an empty CSV field), NaN and
infinities null, and in JSON a column that holds any integer beyond ±2^53 is text as a whole.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Generator, Iterator, Sequence

import msgspec
import polars as pl

from tdpf.core.maps.features import features

SAFE_INTEGER = 2**53 - 1
INSTANT = "%Y-%m-%dT%H:%M:%S%.f%:z"
_ARROW_END = b"\xff\xff\xff\xff\x00\x00\x00\x00"
_CHUNK_BYTES = 256 * 1024
_JSON_ROWS = 500  # written without releasing the interpreter, for half a millisecond at a time

Batches = Iterator[pl.DataFrame]


def json_document(
    facts: msgspec.Struct, batches: Batches, *, wide: Sequence[str] = ()
) -> Generator[bytes]:
    """One object: the facts, then `records`."""
    yield msgspec.json.encode(facts)[:-1] + b',"records":['
    yield from _joined(_widened(batch, wide) for batch in batches)
    yield b"]}"


def json_columns(
    facts: msgspec.Struct, batches: Batches, *, wide: Sequence[str] = ()
) -> Generator[bytes]:
    """One object: the facts, then `columns`, each the list of its values."""
    whole = _widened(pl.concat(list(batches)), wide)
    yield msgspec.json.encode(facts)[:-1] + b',"columns":{'
    comma = b""
    for cells in whole.iter_columns():
        name = msgspec.json.encode(cells.name)
        values = cells.rename("v").to_frame().select(pl.col("v").implode())
        written = io.BytesIO()
        values.write_json(written)
        yield comma + name + b":" + written.getbuffer()[len('[{"v":') : -len("}]")]
        comma = b","
    yield b"}}"


def geojson_document(
    facts: msgspec.Struct,
    batches: Batches,
    properties: Sequence[str],
    *,
    wide: Sequence[str] = (),
    geometry: str | None = None,
) -> Generator[bytes]:
    """A FeatureCollection (RFC 7946) with the facts; a geometry is null where it is not known.

    The batches carry `_id`, `_lon` and `_lat` if the table has positions, and the column of lines
    and areas named `geometry` if it has one, besides the properties.
    """
    yield b'{"type":"FeatureCollection",' + msgspec.json.encode(facts)[1:-1] + b',"features":['
    comma = b""
    for batch in batches:
        for part in batch.iter_slices(_JSON_ROWS):
            if part.height:
                written = features(part, properties, geometry=geometry, wide=wide)
                yield comma + ",".join(written).encode()
                comma = b","
    yield b"]}"


def csv_lines(batches: Batches, *, has_bom: bool = False) -> Generator[bytes]:
    """RFC 4180 lines with CRLF, the header first; an empty text is `""`, a blank is nothing."""
    yield from separated_lines(batches, ",", has_bom=has_bom)


def separated_lines(batches: Batches, separator: str, *, has_bom: bool = False) -> Generator[bytes]:
    """The same with another separator."""
    is_first = True
    for batch in batches:
        lines = io.BytesIO()  # by way of a text it would cost three times as much
        batch.write_csv(
            lines,
            include_header=is_first,
            include_bom=is_first and has_bom,
            separator=separator,
            line_terminator="\r\n",
            datetime_format=INSTANT,
        )
        yield lines.getvalue()
        is_first = False


def ndjson_lines(batches: Batches, *, wide: Sequence[str] = ()) -> Generator[bytes]:
    """One JSON object a line, with the values that `json_document` has."""
    for batch in batches:
        for part in _widened(batch, wide).iter_slices(_JSON_ROWS):
            lines = io.BytesIO()
            part.write_ndjson(lines)
            yield lines.getvalue()


def arrow_stream(batches: Batches) -> Generator[bytes]:
    """An Arrow IPC stream: the schema, a record batch for each batch, the end mark."""
    is_first = True
    for batch in batches:
        packed = io.BytesIO()
        batch.write_ipc_stream(packed, compat_level=pl.CompatLevel.oldest())
        whole = packed.getbuffer()
        end = len(whole) - len(_ARROW_END) if whole[-8:] == _ARROW_END else len(whole)
        yield bytes(whole[0 if is_first else _schema_bytes(whole) : end])
        is_first = False
    yield _ARROW_END


def _schema_bytes(message: memoryview) -> int:
    """The length of the schema that an Arrow stream begins with; its body is empty."""
    return 8 + int.from_bytes(message[4:8], "little")


def parquet_chunks(batches: Batches) -> Generator[bytes]:
    """A Parquet file of the rows. Its footer comes last, so it is written whole before it goes."""
    with tempfile.TemporaryFile() as file:
        pl.concat(list(batches)).write_parquet(file)
        file.seek(0)
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def wide_integers(frame: pl.DataFrame) -> tuple[str, ...]:
    """Columns that JSON readers could not hold exactly as numbers."""
    found = []
    for cells in frame.iter_columns():
        if cells.dtype != pl.Int64:
            continue
        ends = [end for end in (cells.min(), cells.max()) if isinstance(end, int)]
        if any(abs(number) > SAFE_INTEGER for number in ends):
            found.append(cells.name)
    return tuple(found)


def _widened(batch: pl.DataFrame, wide: Sequence[str]) -> pl.DataFrame:
    there = [name for name in wide if name in batch.columns]
    return batch.with_columns(pl.col(there).cast(pl.String)) if there else batch


def json_rows(batches: Batches, *, wide: Sequence[str] = ()) -> Generator[bytes]:
    """The rows as JSON objects with commas between them."""
    yield from _joined(_widened(batch, wide) for batch in batches)


def _joined(frames: Batches) -> Generator[bytes]:
    comma = b""
    for frame in frames:
        for part in frame.iter_slices(_JSON_ROWS):
            if part.height:
                rows = io.BytesIO()
                part.write_json(rows)
                yield comma + rows.getbuffer()[1:-1]
                comma = b","
