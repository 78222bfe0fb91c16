"""Storage in a folder of the local disk."""

from __future__ import annotations

import ctypes
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tdpf.adapters.storage.base import Stored

_KEY = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_FEW = 3  # up to so many files, syncing each is cheaper than syncing the file system


class FolderStorage:
    """Files below `root`. A file appears under its name only when it is whole."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, content: bytes | Path) -> None:
        target = self._path(key)
        if isinstance(content, Path):
            target.parent.mkdir(parents=True, exist_ok=True)
            content.replace(target)
            return
        temporary = target.with_name(f"{secrets.token_hex(8)}.part")
        try:
            _write(temporary, content)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def settle(self, keys: Iterable[str]) -> None:
        paths = [self._path(key) for key in keys]
        if not paths or (len(paths) > _FEW and _sync_filesystem(self._root)):
            return
        folders = {folder for path in paths for folder in self._folders(path)}
        for path in [*paths, *sorted(folders)]:
            _sync(path)

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def path_for(self, key: str) -> Path:
        return self._path(key)

    def new_path(self, key: str) -> Path:
        folder = self._path(key).parent
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{secrets.token_hex(8)}.part"

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def list(self, prefix: str = "") -> Iterator[Stored]:
        found = (Path(folder, name) for folder, _, names in os.walk(self._root) for name in names)
        for path in sorted(found):
            key = path.relative_to(self._root).as_posix()
            if key.startswith(prefix):
                with suppress(FileNotFoundError):  # somebody publishes, and it has its name now
                    stat = path.stat()
                    yield Stored(key=key, bytes=stat.st_size, modified=stat.st_mtime)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a storage key: {key!r}")
        return self._root / key

    def _folders(self, path: Path) -> Sequence[Path]:
        """The folders whose entries lead to the file, up to the root."""
        inside = [folder for folder in path.parents if folder.is_relative_to(self._root)]
        return [*inside, self._root.parent]


def _write(path: Path, content: bytes) -> None:
    """Write the file, into a new folder where there is none yet."""
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_filesystem(folder: Path) -> bool:
    """Linux's syncfs(2), which Python does not offer; False where there is none."""
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (AttributeError, OSError):
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)
    return True
