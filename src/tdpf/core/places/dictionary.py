"""A dictionary of places in one file: small, opened at once, read one municipality at a time.

Layout: a magic line, the length of the head, the head (MessagePack), then one MessagePack array
of towns for each municipality at the offsets that the head tells.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median
from typing import Self

import msgspec

from tdpf.core.places.towns import Point, Town

MAGIC = b"TDPF places 1\n"
SUFFIX = ".places"

_towns_decoder = msgspec.msgpack.Decoder(list[Town])


class Outlier(msgspec.Struct, frozen=True):
    """A point that cannot lie in its municipality; its town keeps its name only."""

    code6: str
    town: str
    lon: float
    lat: float
    reason: str


class Segment(msgspec.Struct, frozen=True):
    """Where the towns of a municipality stand in the file, and where they lie on the map."""

    offset: int
    size: int
    towns: int
    box: tuple[float, float, float, float] | None = None
    centre: Point | None = None


class About(msgspec.Struct, frozen=True):
    """What `tdpf places list` shows of a dictionary."""

    name: str
    kind: str
    source: str
    licence: str
    files: tuple[str, ...]
    sha256: tuple[str, ...]
    towns: int = 0
    points: int = 0
    blocks: int = 0
    municipalities: int = 0
    skipped: int = 0  # lines that no municipality or town could be read from
    outliers: int = 0
    examples: tuple[Outlier, ...] = ()


class _Head(msgspec.Struct, frozen=True):
    about: About
    segments: dict[str, Segment]


class PlacesFileError(Exception):
    """The file is no dictionary of places, or a damaged one."""


class UnknownDictionaryError(Exception):
    """A file holds no places that a loader knows; the text says what was found instead."""


class Dictionary:
    """An installed dictionary. Keeps its file open for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDONLY)
        self._closing = weakref.finalize(self, os.close, self._file)
        try:
            head = self._head()
        except (msgspec.MsgspecError, PlacesFileError) as error:
            self.close()
            raise PlacesFileError(f"{path.name}: {error}") from error
        self.about = head.about
        self.segments = head.segments

    def _head(self) -> _Head:
        start = os.pread(self._file, len(MAGIC) + 4, 0)
        if not start.startswith(MAGIC) or len(start) < len(MAGIC) + 4:
            raise PlacesFileError("not a dictionary of places")
        size = int.from_bytes(start[len(MAGIC) :], "big")
        self._start = len(start) + size
        head = msgspec.msgpack.decode(os.pread(self._file, size, len(start)), type=_Head)
        ends = [segment.offset + segment.size for segment in head.segments.values()]
        if os.fstat(self._file).st_size != self._start + max(ends, default=0):
            raise PlacesFileError("cut short")
        return head

    def towns(self, code6: str) -> list[Town]:
        """The towns of a municipality, an empty list when the dictionary has none."""
        segment = self.segments.get(code6)
        if segment is None:
            return []
        return _towns_decoder.decode(
            os.pread(self._file, segment.size, self._start + segment.offset)
        )

    def close(self) -> None:
        self._closing()
        self._file = -1  # the number may soon be another file's

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def write_dictionary(path: Path, about: About, cities: Mapping[str, Iterable[Town]]) -> About:
    """Write a dictionary so that a reader sees the old file or the new one; its final `About`."""
    encoder = msgspec.msgpack.Encoder()
    body = bytearray()
    segments: dict[str, Segment] = {}
    towns_written = points = blocks = 0
    for code6 in sorted(cities):
        towns = list(cities[code6])
        packed = encoder.encode(towns)
        segments[code6] = _segment(len(body), len(packed), towns)
        body += packed
        towns_written += len(towns)
        points += sum(town.point is not None for town in towns)
        blocks += sum(len(town.blocks) for town in towns)
    about = msgspec.structs.replace(
        about,
        towns=towns_written,
        points=points,
        blocks=blocks,
        municipalities=len(segments),
    )
    head = encoder.encode(_Head(about, segments))
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as out:
        out.write(MAGIC + len(head).to_bytes(4, "big") + head + body)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(path)
    return about


def _segment(offset: int, size: int, towns: list[Town]) -> Segment:
    points = [town.point for town in towns if town.point]
    if not points:
        return Segment(offset, size, len(towns))
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    box = (min(lons), min(lats), max(lons), max(lats))
    return Segment(offset, size, len(towns), box, (median(lons), median(lats)))
