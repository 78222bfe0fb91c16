"""Which tables are published: `open_manifest(settings)` gives the reader for the set database."""

from __future__ import annotations

from tdpf.adapters.manifest.base import Manifest, TableEntry, Version
from tdpf.adapters.manifest.sql import Connector, SqlManifest
from tdpf.settings import Settings

__all__ = ["Manifest", "TableEntry", "Version", "connector", "open_manifest"]


def open_manifest(ours: Settings) -> Manifest:
    """The manifest of the database in the settings. It connects at the first question."""
    return SqlManifest(connector(ours))


def connector(ours: Settings, *, is_writing: bool = False) -> Connector:
    """How to connect to the database in the settings; for reading only, unless told."""
    if ours.database:
        from tdpf.adapters.manifest.postgres import PostgresConnector

        return PostgresConnector(ours.database)
    from tdpf.adapters.manifest.sqlite import SqliteConnector

    return SqliteConnector(ours.sqlite_path, is_writing=is_writing)
