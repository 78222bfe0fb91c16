"""How far the cells of an old XLS reach, and how many rows it hides, without building sheets.

A damaged file may put a cell at row 65,535 and column 65,535, claim four thousand million texts,
or chain its sectors into a ring. Whoever builds what it asks for takes all memory, so it is
measured first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

END = 0xFFFFFFFC  # sector numbers from here on are marks, not places
CELLS = {0x02, 0x03, 0x04, 0x05, 0x06, 0xBD, 0xBE, 0xD6, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x206}
CELLS |= {0x27E, 0x406}
SPANS = {0xBD, 0xBE}  # records of several cells: the last two bytes are the last column
DIMENSIONS, ROW, BOUND_SHEET, TEXTS, END_OF_PART = 0x200, 0x208, 0x85, 0xFC, 0x0A
HIDDEN = 0x20


@dataclass(slots=True)
class SheetsFacts:
    """Facts about all sheets of an XLS together."""

    area: int = 0  # cells that reading would build, the largest sheet
    hidden_rows: int = 0


def look_at(data: bytes) -> SheetsFacts | None:
    """The facts of an old workbook; None when its parts cannot be found."""
    stream = workbook_stream(data)
    if not stream:
        return None
    facts = SheetsFacts()
    sheets = []
    for kind, start, size in _records(stream, 0):
        if kind == BOUND_SHEET and size >= 4:
            sheets.append(struct.unpack_from("<I", stream, start)[0])
        claims_texts = kind == TEXTS and size >= 8
        if claims_texts and struct.unpack_from("<I", stream, start + 4)[0] > len(stream):
            return None
    for place in sheets or [0]:
        _look(stream, place, facts)
    return facts


def _look(stream: bytes, place: int, facts: SheetsFacts) -> None:
    row = column = 0
    for kind, start, size in _records(stream, place):
        if kind in CELLS and size >= 6:
            at, first = struct.unpack_from("<HH", stream, start)
            last = struct.unpack_from("<H", stream, start + size - 2)[0] if kind in SPANS else first
            row, column = max(row, at), max(column, first, last)
        elif kind == DIMENSIONS and size >= 12:
            bottom = struct.unpack_from("<I", stream, start + 4)[0]
            row = max(row, bottom)
            column = max(column, struct.unpack_from("<H", stream, start + 10)[0])
        elif kind == ROW and size >= 16 and stream[start + 12] & HIDDEN:
            facts.hidden_rows += 1
    facts.area = max(facts.area, (row + 1) * (column + 1))


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Kind, start and size of each record of one part: the globals or a sheet."""
    end = len(stream)
    while place + 4 <= end:
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == END_OF_PART or place + 4 + size > end:
            return
        yield kind, place + 4, size
        place += 4 + size


def workbook_stream(data: bytes) -> bytes:
    """The stream “Workbook” of a compound file; empty when there is none or a claim is false."""
    try:
        return _Compound(data).stream({"Workbook", "Book"})
    except (struct.error, IndexError, ValueError):
        return b""


def stream_names(data: bytes) -> set[str]:
    """The names in a compound file's directory: they tell a workbook from a letter."""
    try:
        return {name for name, _, _ in _Compound(data).entries()}
    except (struct.error, IndexError, ValueError):
        return set()


class _Compound:
    def __init__(self, data: bytes) -> None:
        self._data = data
        power = struct.unpack_from("<H", data, 30)[0]
        if power not in {9, 12}:
            raise ValueError(power)
        self._sector = 1 << power
        self._directory = struct.unpack_from("<I", data, 48)[0]
        self._small_limit = struct.unpack_from("<I", data, 56)[0]
        counts = struct.unpack_from("<II16xI4xI", data, 40)
        if max(counts) > len(data) // self._sector + 1:
            raise ValueError(counts)
        self._small_table = struct.unpack_from("<I", data, 60)[0]
        self._table = self._allocation()

    def entries(self) -> Iterator[tuple[str, int, int]]:
        directory = self._chain(self._directory, padded=False)
        if not directory or len(directory) % 128:
            raise ValueError(len(directory))
        for place in range(0, len(directory) - 127, 128):
            length = min(struct.unpack_from("<H", directory, place + 64)[0], 64)
            name = directory[place : place + max(0, length - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, place + 116)
            yield name, start, size

    def stream(self, names: set[str]) -> bytes:
        _, root, _ = next(self.entries())
        if root < END:
            self._chain(root)  # whoever opens the file follows this chain as well
        self._chain(self._small_table)
        for name, start, size in self.entries():
            if size > len(self._data) and start < END:
                raise ValueError(size)
            if name in names:
                if size >= self._small_limit:
                    return self._chain(start)[:size]
                return self._small_chain(start)[:size]
        return b""

    def _allocation(self) -> list[int]:
        listed = list(struct.unpack_from("<109I", self._data, 76))
        following = struct.unpack_from("<I", self._data, 68)[0]
        seen = set[int]()
        while following < END:
            if following in seen:
                raise ValueError(following)
            seen.add(following)
            more = struct.unpack(f"<{self._sector // 4}I", self._sector_at(following))
            listed.extend(more[:-1])
            following = more[-1]
        table: list[int] = []
        for sector in listed:
            if sector < END:
                table.extend(struct.unpack(f"<{self._sector // 4}I", self._sector_at(sector)))
        return table

    def _sector_at(self, number: int, *, padded: bool = True) -> bytes:
        start = (number + 1) * self._sector
        found = self._data[start : start + self._sector]
        return found.ljust(self._sector, b"\0") if padded else found

    def _chain(self, start: int, *, padded: bool = True) -> bytes:
        parts, seen, number = [], set[int](), start
        while number < END:
            if number in seen or number >= len(self._table):
                raise ValueError(number)
            seen.add(number)
            parts.append(self._sector_at(number, padded=padded))
            number = self._table[number]
        return b"".join(parts)

    def _small_chain(self, start: int) -> bytes:
        """A stream below the size limit: it lies in sectors of 64 bytes in the root's stream."""
        _, root, _ = next(self.entries())
        body, numbers = self._chain(root), self._chain(self._small_table)
        table = struct.unpack(f"<{len(numbers) // 4}I", numbers)
        parts, seen, number = [], set[int](), start
        while number < len(table):
            if number in seen:
                raise ValueError(number)
            seen.add(number)
            parts.append(body[number * 64 : number * 64 + 64])
            number = table[number]
        return b"".join(parts)
