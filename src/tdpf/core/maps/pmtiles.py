"""PMTiles version 3: many tiles in one file that is read a range at a time.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md — a header of 127 bytes and the root
directory stand in the first 16 KiB; tiles follow along a Hilbert curve, the same content once;
directories of leaves and the description stand at the end.
"""

from __future__ import annotations

import gzip
import json
import struct
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from tdpf.core.maps.ragged import Integers, varints
from tdpf.core.maps.tile import Tile

MEDIA_TYPE = "application/vnd.pmtiles"
_MAGIC = b"PMTiles"
_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_ROOT_BYTES = 16_384 - _HEADER.size
_GZIP, _MVT = 2, 1
_LEAF = 4_096  # entries

Box = Sequence[float]
Entry = tuple[int, int, int, int]  # id, offset, length, how many tiles in a row


class NotAnArchive(ValueError):
    """The file is no PMTiles archive of version 3."""


def tile_ids(zoom: int, x: Integers, y: Integers) -> Integers:
    """Places of the tiles of a zoom along the curve, after all tiles of the zooms above.

    >>> tile_ids(1, np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])).tolist()
    [1, 2, 3, 4]
    """
    x, y = x.copy(), y.copy()
    found = np.zeros(len(x), np.int64)
    side = 1 << zoom >> 1
    while side:
        right, low = (x & side) > 0, (y & side) > 0
        found += side * side * ((3 * right) ^ low)
        turned = ~low
        flipped = turned & right
        x[flipped], y[flipped] = (side - 1 - x[flipped]), (side - 1 - y[flipped])
        x[turned], y[turned] = y[turned].copy(), x[turned].copy()
        side >>= 1
    return found + ((1 << 2 * zoom) - 1) // 3


def tile_id(tile: Tile) -> int:
    """The place of one tile; as above, for those who ask one at a time.

    >>> tile_id(Tile(12, 3423, 1763))
    19078479
    """
    x, y, found = tile.x, tile.y, 0
    side = 1 << tile.z >> 1
    while side:
        right, low = (x & side) > 0, (y & side) > 0
        found += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        side >>= 1
    return found + ((1 << 2 * tile.z) - 1) // 3


def write(
    file: BinaryIO,
    tiles: Iterable[tuple[int, bytes]],
    *,
    zooms: tuple[int, int],
    box: Box,
    about: Mapping[str, Any],
) -> None:
    """Write an archive of tiles in order of their ids, each compressed already."""
    file.write(b"\0" * (_HEADER.size + _ROOT_BYTES))
    entries: list[Entry] = []
    known: dict[bytes, tuple[int, int]] = {}
    addressed = size = 0
    for key, content in tiles:
        addressed += 1
        digest = blake2b(content, digest_size=16).digest()
        if digest not in known:
            known[digest] = (size, len(content))
            size += file.write(content)
        offset, length = known[digest]
        if entries and entries[-1][1] == offset and sum(entries[-1][::3]) == key:
            entries[-1] = (*entries[-1][:3], entries[-1][3] + 1)
        else:
            entries.append((key, offset, length, 1))
    root, leaves = _directories(entries)
    described = gzip.compress(json.dumps(about, ensure_ascii=False).encode(), mtime=0)
    data_at = _HEADER.size + _ROOT_BYTES
    leaves_at = data_at + size
    file.write(leaves + described)
    file.seek(0)
    west, south, east, north = (round(side * 1e7) for side in box)
    file.write(
        _HEADER.pack(
            _MAGIC, 3,
            _HEADER.size, len(root), leaves_at + len(leaves), len(described),
            leaves_at, len(leaves), data_at, size,
            addressed, len(entries), len(known),
            1, _GZIP, _GZIP, _MVT, *zooms,
            west, south, east, north,
            min(zooms[1], 10), (west + east) // 2, (south + north) // 2,
        )
        + root
    )  # fmt: skip


def _directories(entries: Sequence[Entry]) -> tuple[bytes, bytes]:
    """The root directory, which fits into its place, and the leaves that it may need."""
    root = _directory(entries)
    if len(root) <= _ROOT_BYTES:
        return root, b""
    size = _LEAF
    while True:
        leaves, pointers = b"", []
        for start in range(0, len(entries), size):
            leaf = _directory(entries[start : start + size])
            pointers.append((entries[start][0], len(leaves), len(leaf), 0))
            leaves += leaf
        root = _directory(pointers)
        if len(root) <= _ROOT_BYTES:
            return root, leaves
        size *= 2


def _directory(entries: Sequence[Entry]) -> bytes:
    columns = np.array(entries, np.int64).reshape(-1, 4)
    ids, offsets, lengths, runs = columns.T
    follows = np.zeros(len(entries), np.bool_)
    follows[1:] = offsets[1:] == offsets[:-1] + lengths[:-1]
    numbers = np.concatenate(
        ([len(entries)], np.diff(ids, prepend=0), runs, lengths, np.where(follows, 0, offsets + 1))
    )
    return gzip.compress(varints(numbers.astype(np.int64)).tobytes(), mtime=0)


@dataclass(frozen=True, slots=True)
class _Directory:
    """Entries of a directory; a run of 0 points to a leaf."""

    ids: list[int]
    offsets: list[int]
    lengths: list[int]
    runs: list[int]


class Archive:
    """Reads tiles of an archive. Its directories are kept, its tiles are not."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            head = file.read(_HEADER.size)
            if len(head) < _HEADER.size or head[:8] != _MAGIC + b"\3":
                raise NotAnArchive(str(path))
            found = _HEADER.unpack(head)
            self._path = path
            self._leaves_at, self._data_at = found[6], found[8]
            self.min_zoom, self.max_zoom = found[17], found[18]
            self.box = tuple(side / 1e7 for side in found[19:23])
            self._root = _read_directory(_read(file, found[2], found[3]))
            self.about: dict[str, Any] = json.loads(gzip.decompress(_read(file, *found[4:6])))
            self._leaves: dict[int, _Directory] = {}
        self.size_bytes = 200 * (len(self._root.ids) + 100)

    def tile(self, tile: Tile) -> bytes | None:
        """The compressed tile; None where the archive holds none."""
        key, directory = tile_id(tile), self._root
        with self._path.open("rb") as file:
            while True:
                at = bisect_right(directory.ids, key) - 1
                if at < 0:
                    return None
                run = directory.runs[at]
                if run:
                    if key >= directory.ids[at] + run:
                        return None
                    where = self._data_at + directory.offsets[at]
                    return _read(file, where, directory.lengths[at])
                directory = self._leaf(file, directory.offsets[at], directory.lengths[at])

    def _leaf(self, file: BinaryIO, offset: int, length: int) -> _Directory:
        if offset not in self._leaves:
            self._leaves[offset] = _read_directory(_read(file, self._leaves_at + offset, length))
        return self._leaves[offset]


def _read(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    return file.read(length)


def _read_directory(packed: bytes) -> _Directory:
    numbers = _numbers(np.frombuffer(gzip.decompress(packed), np.uint8))
    count = numbers[0]
    columns = [numbers[1 + n * count : 1 + (n + 1) * count] for n in range(4)]
    ids = np.cumsum(np.array(columns[0], np.int64)).tolist()
    runs, lengths, written = columns[1:]
    offsets: list[int] = []
    for place, number in enumerate(written):
        offsets.append(number - 1 if number else offsets[-1] + lengths[place - 1])
    return _Directory(ids, offsets, lengths, runs)


def _numbers(raw: NDArray[np.uint8]) -> list[int]:
    """The varints of a stream."""
    ends = np.flatnonzero(raw < 0x80)
    starts = np.concatenate(([0], ends[:-1] + 1))
    septets = (raw & 0x7F).astype(np.int64)
    place = np.arange(len(raw)) - np.repeat(starts, ends - starts + 1)
    return [int(number) for number in np.add.reduceat(septets << (7 * place), starts)]
