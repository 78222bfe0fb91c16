"""Columns → the keys, values and tags of a vector tile's layer (MVT 2.1, 4.4)."""

from __future__ import annotations

import itertools
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

    def add(self, cells: Sequence[pl.Series], *, rows: slice = slice(None)) -> None:
        """Columns for the features of `rows`; a blank is no property at all.

        A value is written once for the layer: all columns of text are gone through as one.
        """
        plain = [_plain(column) for column in cells]
        texts = [column.alias("") for column in plain if column.dtype == pl.String]
        of_texts = iter(self._of_texts(pl.concat(texts)).reshape(len(texts), -1) if texts else ())
        for column in plain:
            codes = next(of_texts) if column.dtype == pl.String else self._of_numbers(column)
            if len(codes) < self.count:
                found, codes = codes, np.full(self.count, -1, np.int64)
                codes[rows] = found
            self.keys.append(column.name)
            self.codes.append(codes)

    def _of_texts(self, cells: pl.Series) -> NDArray[np.int64]:
        """Where the value of each cell stands among the layer's, and the new ones put there."""
        listed = cells.cast(pl.Binary).to_list()  # a third of what making texts of them costs
        different = dict.fromkeys(listed)
        different.pop(None, None)
        places: dict[bytes | None, int]
        places = dict(zip(different, itertools.count(len(self.values)), strict=False))
        places[None] = -1
        self.values += _texts(different)
        return np.fromiter(map(places.__getitem__, listed), np.int64, len(listed))

    def _of_numbers(self, cells: pl.Series) -> NDArray[np.int64]:
        """The same for numbers and booleans."""
        has_blanks = cells.null_count() > 0
        there = cells.drop_nulls() if has_blanks else cells
        if not len(there):
            return np.full(len(cells), -1, np.int64)
        different, places = np.unique(there.to_numpy(), return_inverse=True)
        places += len(self.values)
        listed = different.tolist()
        self.values += _ENCODERS[type(listed[0])](listed)
        if not has_blanks:
            return places
        codes = np.full(len(cells), -1, np.int64)
        codes[cells.is_not_null().to_numpy()] = places
        return codes

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


def _texts(raws: Iterable[bytes]) -> list[bytes]:
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
    int: _integers,
    float: _numbers,
    bool: _booleans,
}
