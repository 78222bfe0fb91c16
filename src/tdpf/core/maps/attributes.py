"""Columns → the keys, values and tags of a vector tile's layer (MVT 2.1, 4.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.maps.ragged import Ragged, framed_one, grouped, key, varint, varints
from tdpf.core.tables.encode import INSTANT, SAFE_INTEGER

_LONGEST = 128  # texts shorter than this have their two lengths in one byte each
_SHORT = [
    b"\x0a" + bytes([length]) for length in range(_LONGEST)
]  # field 1 of a value, length-delimited


@dataclass(slots=True)
class Attributes:
    """Properties of features: which value each has under each key, -1 where it has none."""

    count: int
    keys: list[str] = field(default_factory=list)
    values: dict[bytes, int] = field(default_factory=dict)
    codes: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, name: str, cells: pl.Series, *, rows: slice = slice(None)) -> None:
        """A column for the features of `rows`; a blank is no property at all."""
        plain = _plain(cells)
        encode = _ENCODERS[plain.dtype]
        listed = plain.to_list()
        index = {
            value: self.values.setdefault(encode(value), len(self.values))
            for value in dict.fromkeys(listed)
            if value is not None
        }
        index[None] = -1
        codes = np.full(self.count, -1, np.int64)
        codes[rows] = np.fromiter(map(index.__getitem__, listed), np.int64, len(listed))
        self.keys.append(name)
        self.codes.append(codes)

    def tags(self) -> Ragged:
        """The numbers of keys and values of each feature, as packed varints."""
        if not self.codes:
            return Ragged(np.empty(0, np.uint8), np.zeros(self.count, np.int64))
        codes = np.stack(self.codes, axis=1)
        is_there = codes >= 0
        stream = np.empty(2 * int(is_there.sum()), np.int64)
        stream[::2] = np.nonzero(is_there)[1]
        stream[1::2] = codes[is_there]
        return grouped(varints(stream), 2 * is_there.sum(axis=1))

    def tables(self) -> bytes:
        """The layer's `keys` and `values` fields."""
        names = [framed_one(3, name.encode()) for name in self.keys]
        return b"".join([*names, *(framed_one(4, value) for value in self.values)])


def _plain(cells: pl.Series) -> pl.Series:
    """Dates and instants as text, and as text integers that a reader could not hold exactly."""
    if cells.dtype == pl.Date:
        return cells.cast(pl.String)
    if cells.dtype == pl.Datetime:
        return cells.dt.strftime(INSTANT)
    return cells


def widened(frame: pl.DataFrame, wide: Sequence[str]) -> pl.DataFrame:
    """The frame with its columns of integers beyond ±2^53 as text."""
    there = [name for name in wide if name in frame.columns]
    return frame.with_columns(pl.col(there).cast(pl.String)) if there else frame


def _text(value: str) -> bytes:
    raw = value.encode()
    return _SHORT[len(raw)] + raw if len(raw) < _LONGEST else framed_one(1, raw)


def _integer(value: int) -> bytes:
    if abs(value) > SAFE_INTEGER:
        return _text(str(value))
    return key(5, 0) + varint(value) if value >= 0 else key(6, 0) + varint(-2 * value - 1)


def _number(value: float) -> bytes:
    return key(3, 1) + struct.pack("<d", value)


def _boolean(value: bool) -> bytes:
    return key(7, 0) + (b"\x01" if value else b"\x00")


# Callable of any one value: the dtype has decided which.
_ENCODERS: dict[pl.DataType | type[pl.DataType], Callable[..., bytes]] = {
    pl.String(): _text,
    pl.Int64(): _integer,
    pl.Float64(): _number,
    pl.Boolean(): _boolean,
}
