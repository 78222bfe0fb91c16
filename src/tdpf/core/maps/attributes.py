"""Columns → the keys, values and tags of a vector tile's layer (MVT 2.1, 4.4)."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.maps.ragged import Ragged, framed_one, grouped, key, varint, varints
from tdpf.core.tables.encode import INSTANT

_FIELD = key(4, 2)
_DOUBLE = struct.Struct("<d").pack
# Before a text of n bytes: the field, the value's length, the value's own field and length.
_BEFORE_TEXT = tuple(
    _FIELD + bytes((length + 2,)) + key(1, 2) + bytes((length,)) for length in range(126)
)
_BEFORE_NUMBER = _FIELD + b"\x09" + key(3, 1)
_BOOLEANS = {flag: framed_one(4, key(7, 0) + bytes((flag,))) for flag in (False, True)}


@dataclass(slots=True)
class Attributes:
    """Properties of features: which value each has under each key, -1 where it has none."""

    count: int
    keys: list[str] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)  # as they stand in the layer
    codes: list[NDArray[np.int64]] = field(default_factory=list)

    def add(self, name: str, cells: pl.Series, *, rows: slice = slice(None)) -> None:
        """A column for the features of `rows`; a blank is no property at all."""
        listed = _plain(cells).to_list()
        different = dict.fromkeys(listed)
        different.pop(None, None)
        first = len(self.values)
        self.values += _ENCODERS[type(next(iter(different)))](different) if different else ()
        index = dict(zip(different, range(first, len(self.values)), strict=True))
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
        return b"".join([*names, *self.values])


def _plain(cells: pl.Series) -> pl.Series:
    """Dates and instants as text."""
    if cells.dtype == pl.Date:
        return cells.cast(pl.String)
    if cells.dtype == pl.Datetime:
        return cells.dt.strftime(INSTANT)
    return cells


def widened(frame: pl.DataFrame, wide: Sequence[str]) -> pl.DataFrame:
    """The frame with its columns of integers beyond ±2^53 as text."""
    there = [name for name in wide if name in frame.columns]
    return frame.with_columns(pl.col(there).cast(pl.String)) if there else frame


def _texts(values: Iterable[str]) -> list[bytes]:
    raws = [value.encode() for value in values]
    short = len(_BEFORE_TEXT)
    return [
        _BEFORE_TEXT[len(raw)] + raw if len(raw) < short else framed_one(4, framed_one(1, raw))
        for raw in raws
    ]


def _integers(values: Iterable[int]) -> list[bytes]:
    return [_integer(value) for value in values]


@lru_cache(10_000)
def _integer(value: int) -> bytes:
    number = key(5, 0) + varint(value) if value >= 0 else key(6, 0) + varint(-2 * value - 1)
    return framed_one(4, number)


def _numbers(values: Iterable[float]) -> list[bytes]:
    return [_BEFORE_NUMBER + _DOUBLE(value) for value in values]


def _booleans(values: Iterable[bool]) -> list[bytes]:
    return [_BOOLEANS[value] for value in values]


# Callable of any one type of values: the column has decided which.
_ENCODERS: dict[type, Callable[..., list[bytes]]] = {
    str: _texts,
    int: _integers,
    float: _numbers,
    bool: _booleans,
}
