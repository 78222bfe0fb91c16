"""Storage in a temporary folder that goes when the object goes: for tests and trials."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tdpf.adapters.storage.folder import FolderStorage


class TemporaryStorage(FolderStorage):
    def __init__(self) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="tdpf-storage-")
        super().__init__(Path(self._temporary.name))

    def close(self) -> None:
        self._temporary.cleanup()
