"""The storage seam: immutable files under relative keys. Local folder now, S3-compatible later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec


class Stored(msgspec.Struct, frozen=True):
    """One file on the shelf as a listing gives it."""

    key: str
    bytes: int
    modified: float  # seconds since 1970


class Storage(Protocol):
    """A key names one content for ever. Readers see a whole file or none."""

    def put(self, key: str, content: bytes | Path) -> None:
        """Make the content readable under the key. A path is moved, not copied, where possible.

        It survives a power cut only after `settle`, so that many files can share one wait.
        """

    def settle(self, keys: Iterable[str]) -> None:
        """Return when the files under these keys would survive a power cut."""

    def open(self, key: str) -> BinaryIO: ...

    def path_for(self, key: str) -> Path:
        """A local path to read the file by; a remote storage fetches it first."""

    def new_path(self, key: str) -> Path:
        """A local path to write to, from which `put` under this key is a plain rename."""

    def exists(self, key: str) -> bool: ...

    def delete(self, key: str) -> None:
        """Remove the file; nothing happens when there is none."""

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """Every file whose key begins with the prefix, unfinished ones included, in key order."""
