"""Where immutable files lie: `open_storage(settings)` gives the storage of this site."""

from __future__ import annotations

from tdpf.adapters.storage.base import Storage, Stored
from tdpf.adapters.storage.folder import FolderStorage
from tdpf.settings import Settings

__all__ = ["Storage", "Stored", "open_storage"]


def open_storage(ours: Settings) -> Storage:
    return FolderStorage(ours.shelf_path)
