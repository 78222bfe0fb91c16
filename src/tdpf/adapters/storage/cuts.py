"""Cut versions of tables: made when they are first asked for, then kept on this machine.

A cut file is made from an immutable version and an immutable cut, so it never goes stale; a lost
one is made again. What nobody has asked for in a month is removed.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from tdpf.core.access import Cut
from tdpf.core.tables.cut import write_cut
from tdpf.core.tables.schema import TableSchema

_UNUSED_S = 30 * 86_400
_PRIVATE = 0o700


class CutVersion(msgspec.Struct, frozen=True):
    """What the manifest would say of the file, had it been published."""

    sha256: str
    bytes: int
    rows: int
    schema: TableSchema
    bbox: tuple[float, float, float, float] | None


class Whole(msgspec.Struct, frozen=True):
    """The version that is cut: what the manifest says of it, and its file."""

    sha256: str
    rows: int
    schema: TableSchema
    path: Path


_read = msgspec.json.Decoder(CutVersion).decode


class Cuts:
    """Makes and keeps cut files. Safe to share by threads and by processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def path(self, sha256: str, cut: Cut) -> Path:
        """Where the file of a cut version is, if it has been made."""
        return self._folder / f"{sha256[:32]}-{cut.key}.parquet"

    def version(
        self, whole: Whole, cut: Cut, *, is_merged: bool = False
    ) -> tuple[CutVersion, Path]:
        """The version without what is cut out. DoesNotFit, or FileNotFoundError without source."""
        with self._lock:
            path = self.path(whole.sha256, cut)
            facts = path.with_suffix(".json")
            if path.is_file() and facts.is_file():
                os.utime(path)
                return _read(facts.read_bytes()), path
            self._ready()
            path = self.path(whole.sha256, cut)
            return self._made(whole, cut, path, is_merged=is_merged), path

    def _made(self, whole: Whole, cut: Cut, path: Path, *, is_merged: bool) -> CutVersion:
        temporary = path.with_name(f"{secrets.token_hex(8)}.part")
        try:
            made, rows, box = write_cut(
                whole.path, whole.schema, whole.rows, cut, temporary, is_merged=is_merged
            )
            with temporary.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            found = CutVersion(sha256, temporary.stat().st_size, rows, made, box)
            temporary.replace(path)
            temporary.write_bytes(msgspec.json.encode(found))
            temporary.replace(path.with_suffix(".json"))
        finally:
            temporary.unlink(missing_ok=True)
        return found

    def _ready(self) -> None:
        """A folder that only we read, in the temporary one where the home cannot be written."""
        try:
            self._folder.mkdir(_PRIVATE, parents=True, exist_ok=True)
            if not os.access(self._folder, os.W_OK):
                raise PermissionError(self._folder)
        except OSError:
            self._folder = Path(tempfile.mkdtemp(prefix="tdpf-cuts-"))
        self._sweep()

    def _sweep(self) -> None:
        oldest = time.time() - _UNUSED_S
        for file in self._folder.iterdir():
            with suppress(OSError):  # another process was faster
                if file.suffix != ".json" and file.stat().st_mtime < oldest:
                    file.with_suffix(".json").unlink(missing_ok=True)
                    file.unlink()
