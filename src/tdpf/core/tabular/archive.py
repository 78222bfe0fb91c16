"""Zip containers: what they would unpack to, checked before anything is unpacked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_UNPACKED = 4 << 30
MOST_WORKBOOK = 1 << 30  # a workbook is read into memory as a whole
MOST_RATIO = 200
HARMLESS = 64 << 20  # below this a high ratio does no harm: blank cells pack well
MOST_MEMBERS = 10_000
TRUSTED = 64 << 10  # packed bytes; more are unpacked once and counted, for a directory can lie
STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class Bomb:
    """An archive that would unpack to too much."""

    unpacked: int
    limit: int


def opened(file: BinaryIO) -> zipfile.ZipFile | None:
    """The archive, or None when it is damaged."""
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error):
        return None


def danger(archive: zipfile.ZipFile, limit: int) -> Bomb | None:
    """The reason not to unpack: size, ratio or number of members; None when it is safe."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        return Bomb(sum(member.file_size for member in members), limit)
    unpacked = packed = 0
    for member in members:
        packed += member.compress_size
        unpacked += member.file_size
        if _is_too_much(unpacked, packed, limit):
            return Bomb(unpacked, limit)
    counted = 0
    for member in members:
        if member.compress_size > TRUSTED:
            for size in _real_sizes(archive, member):
                counted += size
                if _is_too_much(counted, packed, limit):
                    return Bomb(counted, limit)
    return None


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    return any(member.flag_bits & 0x1 for member in archive.infolist())


def _is_too_much(unpacked: int, packed: int, limit: int) -> bool:
    return unpacked > limit or (unpacked > HARMLESS and unpacked > MOST_RATIO * max(packed, 1))


def _real_sizes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[int]:
    """How many bytes the packed data gives, step by step, whatever the directory says."""
    if member.compress_type != zipfile.ZIP_DEFLATED or archive.fp is None:
        return
    archive.fp.seek(member.header_offset)
    local = archive.fp.read(30)
    if len(local) < 30:
        return
    name, extra = struct.unpack("<HH", local[26:30])
    archive.fp.seek(member.header_offset + 30 + name + extra)
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    left = member.compress_size
    while left > 0 and (packed := archive.fp.read(min(STEP, left))):
        left -= len(packed)
        try:
            while packed:
                yield len(unpacker.decompress(packed, STEP * 16))
                packed = unpacker.unconsumed_tail
        except zlib.error:
            return
