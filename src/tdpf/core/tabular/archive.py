"""Zip containers: what they would unpack to, checked before anything is unpacked."""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from tdpf.core.tabular.content import BLOCK, IN_MEMORY, Content, of_bytes, of_path

MOST_UNPACKED = 4 << 30
MOST_WORKBOOK = 1 << 30  # a workbook is read into memory as a whole
MOST_RATIO = 200
HARMLESS = 64 << 20  # below this a high ratio does no harm: blank cells pack well
MOST_MEMBERS = 10_000
MOST_TABLES = 100
TABLE_SUFFIXES = {
    ".csv",
    ".tsv",
    ".tab",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".json",
    ".geojson",
}
TRUSTED = 64 << 10  # packed bytes; more are unpacked once and counted, for a directory can lie
STEP = 1 << 16
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Bomb:
    """An archive that would unpack to too much."""

    unpacked: int


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
        return Bomb(sum(member.file_size for member in members))
    unpacked = packed = 0
    for member in members:
        packed += member.compress_size
        unpacked += member.file_size
        if _is_too_much(unpacked, packed, limit):
            return Bomb(unpacked)
    counted = 0
    for member in members:
        if member.compress_size > TRUSTED:
            for size in _real_sizes(archive, member):
                counted += size
                if _is_too_much(counted, packed, limit):
                    return Bomb(counted)
    return None


def book_kind(archive: zipfile.ZipFile) -> Literal["xlsx", "ods"] | None:
    """Which workbook this container is; None for an archive of other files."""
    members = set(archive.namelist())
    if members & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "xlsx"
    return "ods" if {"content.xml", "mimetype"} <= members else None


def tables_inside(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that may hold a table, by name, in the order of the archive."""
    return [
        member
        for member in archive.infolist()
        if member.filename
        and member.file_size
        and not member.is_dir()
        and PurePosixPath(member.filename).suffix.lower() in TABLE_SUFFIXES
        and not member.filename.startswith("__MACOSX/")
        and not PurePosixPath(member.filename).name.startswith((".", "~$"))
    ]


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as its maker wrote it: Japanese Windows writes CP932 without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return member.filename


def content_of(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, spill: Path | None
) -> Content | None:
    """The bytes of a member: in memory when small, else in a temporary file; None if damaged."""
    try:
        with archive.open(member) as packed:
            if member.file_size <= IN_MEMORY:
                return of_bytes(packed.read())
            kept = tempfile.NamedTemporaryFile(dir=spill, prefix="tdpf-")  # noqa: SIM115 — lives as long as the table
            shutil.copyfileobj(packed, kept, BLOCK)
            kept.flush()
    except DAMAGE:
        return None
    content = of_path(Path(kept.name))

    def opened_again() -> BinaryIO:
        return Path(kept.name).open("rb")

    return replace(content, open=opened_again)


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    return any(member.flag_bits & 0x1 for member in archive.infolist())


def _is_too_much(unpacked: int, packed: int, limit: int) -> bool:
    return unpacked > limit or (unpacked > HARMLESS and unpacked > MOST_RATIO * max(packed, 1))


def _real_sizes(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[int]:
    """How many bytes the packed data gives, step by step, whatever the directory says."""
    if member.compress_type != zipfile.ZIP_DEFLATED or archive.fp is None:
        return
    if member.header_offset < 0:
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
