"""A storage for trying things out: what is written goes elsewhere, what is kept can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from tdpf.adapters.storage.base import Storage, Stored
from tdpf.adapters.storage.folder import FolderStorage


class DraftStorage:
    """Writes to `folder` alone; reads find files there first, then those of `kept`."""

    def __init__(self, folder: Path, kept: Storage) -> None:
        self._drafts = FolderStorage(folder)
        self._kept = kept

    def put(self, key: str, content: bytes | Path) -> None:
        self._drafts.put(key, content)

    def settle(self, keys: Iterable[str]) -> None:
        """Drafts need not survive anything."""

    def open(self, key: str) -> BinaryIO:
        return self._of(key).open(key)

    def path_for(self, key: str) -> Path:
        return self._of(key).path_for(key)

    def new_path(self, key: str) -> Path:
        return self._drafts.new_path(key)

    def exists(self, key: str) -> bool:
        return self._of(key).exists(key)

    def delete(self, key: str) -> None:
        self._drafts.delete(key)

    def list(self, prefix: str = "") -> Iterator[Stored]:
        """Drafts, then what is kept and has no draft."""
        yield from self._drafts.list(prefix)
        yield from (one for one in self._kept.list(prefix) if not self._drafts.exists(one.key))

    def _of(self, key: str) -> Storage:
        return self._drafts if self._drafts.exists(key) else self._kept
