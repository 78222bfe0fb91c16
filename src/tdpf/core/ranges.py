"""Which part of a file a request asks for (RFC 9110, 14 and 13.1.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class OutsideFile(ValueError):
    """The range begins after the end of the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size_bytes(self) -> int:
        return self.last - self.first + 1


def asked_part(asked: str | None, if_range: str | None, *, size: int, etag: str) -> Part | None:
    """The part that `Range` asks for; None when the whole file is the answer.

    Several ranges, other units and what cannot be read are answered by the whole file, and so is a
    part of a file that has changed since (`If-Range`). Raises OutsideFile.

    >>> asked_part("bytes=-10", None, size=100, etag='"a"')
    Part(first=90, last=99)
    """
    found = _RANGE.fullmatch((asked or "").replace(" ", ""))
    if found is None or (if_range is not None and if_range != etag):
        return None
    first, last = found.groups()
    if not first:
        if not last:
            return None
        if int(last) == 0 or size == 0:
            raise OutsideFile
        return Part(max(size - int(last), 0), size - 1)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise OutsideFile
    return Part(int(first), min(int(last), size - 1) if last else size - 1)
