"""Byte strings of different lengths in one numpy array, and the protobuf wire format over them.

https://protobuf.dev/programming-guides/encoding/ — written a whole column at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]

_SEPTET = 0x7F
_MORE = np.uint8(0x80)
_ONE_BYTE = tuple(bytes((number,)) for number in range(128))


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of bytes, end to end."""

    data: Bytes
    lengths: Integers

    def __len__(self) -> int:
        return len(self.lengths)

    def tobytes(self) -> bytes:
        return self.data.tobytes()


def of(rows: Sequence[bytes]) -> Ragged:
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    return Ragged(np.frombuffer(b"".join(rows), np.uint8), lengths)


def repeated(row: bytes, count: int) -> Ragged:
    data = np.tile(np.frombuffer(row, np.uint8), count)
    return Ragged(data, np.full(count, len(row), np.int64))


def varints(numbers: Integers) -> Ragged:
    """Each number, none negative, as a base-128 varint."""
    lengths = np.ones(len(numbers), np.int64)
    first, following = numbers.astype(np.uint8), []
    longer = np.flatnonzero(numbers > _SEPTET)
    first[longer] |= _MORE
    rest = numbers[longer]
    while len(longer):
        lengths[longer] += 1
        rest >>= 7
        septets, is_longer = rest.astype(np.uint8), rest > _SEPTET
        septets[is_longer] |= _MORE
        following.append((longer, septets))
        longer, rest = longer[is_longer], rest[is_longer]
    starts = _starts(lengths)
    data = np.empty(int(lengths.sum()), np.uint8)
    data[starts] = first
    for place, (rows, septets) in enumerate(following, 1):
        data[starts[rows] + place] = septets
    return Ragged(data, lengths)


def zigzag(numbers: Integers) -> Integers:
    """0, -1, 1, -2 … → 0, 1, 2, 3 …"""
    return (numbers << 1) ^ (numbers >> 63)


def joined(*pieces: Ragged) -> Ragged:
    """Row by row, the pieces one after the other."""
    lengths = np.zeros(len(pieces[0]), np.int64)
    for piece in pieces:
        lengths += piece.lengths
    data = np.empty(int(lengths.sum()), np.uint8)
    starts = _starts(lengths)
    for piece in pieces:
        shift = np.repeat(starts - _starts(piece.lengths), piece.lengths)
        data[shift + np.arange(len(piece.data))] = piece.data
        starts = starts + piece.lengths
    return Ragged(data, lengths)


def stacked(pieces: Sequence[Ragged]) -> Ragged:
    """The rows of the first piece, then those of the next."""
    if len(pieces) == 1:
        return pieces[0]
    return Ragged(
        np.concatenate([piece.data for piece in pieces]),
        np.concatenate([piece.lengths for piece in pieces]),
    )


def grouped(rows: Ragged, counts: Integers) -> Ragged:
    """The first `counts[0]` rows as one row, and so on."""
    ends = np.concatenate(([0], np.cumsum(rows.lengths)))
    edges = ends[np.concatenate(([0], np.cumsum(counts)))]
    return Ragged(rows.data, np.diff(edges))


def heading(field: int, lengths: Integers) -> tuple[Ragged, Ragged]:
    """What stands before rows of these lengths, each a length-delimited field."""
    return repeated(key(field, 2), len(lengths)), varints(lengths)


def framed_one(field: int, content: bytes) -> bytes:
    return key(field, 2) + varint(len(content)) + content


def key(field: int, wire: int) -> bytes:
    return varint(field << 3 | wire)


def varint(number: int) -> bytes:
    if number <= 0x7F:
        return _ONE_BYTE[number]
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _starts(lengths: Integers) -> Integers:
    return np.cumsum(lengths) - lengths
