"""Bytes that can be read again from the start: small ones in memory, large ones in their file."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tdpf.core.tabular.encoding import is_stateful

BLOCK = 1 << 20
IN_MEMORY = 4 << 20


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one file or archive member. `open()` starts anew each time."""

    open: Callable[[], BinaryIO]
    size: int
    head: bytes  # the first bytes, enough to tell what it is
    sha256: str
    longest_gap: int = 0  # bytes without a line end, counted in whole blocks

    def blocks(self) -> Iterator[bytes]:
        with self.open() as file:
            while block := file.read(BLOCK):
                yield block

    def text(self, codec: str, errors: str) -> io.TextIOBase:
        """The decoded text; line ends stay as they are."""
        file = self.open()
        if isinstance(file, io.BytesIO) or is_stateful(codec):
            with file:
                return io.StringIO(file.read().decode(codec, errors), newline="")
        return io.TextIOWrapper(file, encoding=codec, errors=errors, newline="")


def of_path(path: Path) -> Content:
    """The content of a file. OSError when it cannot be read."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size <= IN_MEMORY:
            return of_bytes(file.read())
        digest = hashlib.sha256()
        head, size, gap, longest = b"", 0, 0, 0
        while block := file.read(BLOCK):
            gap = 0 if b"\n" in block or b"\r" in block else gap + len(block)
            longest = max(longest, gap)
            head = head or block
            size += len(block)
            digest.update(block)
    return Content(lambda: path.open("rb"), size, head, digest.hexdigest(), longest)


def of_bytes(data: bytes) -> Content:
    """The content of bytes that are in memory already."""
    return Content(
        lambda: io.BytesIO(data), len(data), data[:BLOCK], hashlib.sha256(data).hexdigest()
    )
