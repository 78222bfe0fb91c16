"""The manifest in SQLite, opened for reading only unless told."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from tdpf.adapters.manifest.sql import Row


class SqliteConnection:
    def __init__(self, path: Path, *, is_writing: bool = False) -> None:
        mode = "rw" if is_writing else "ro"
        address = f"file:{quote(str(path.absolute()))}?mode={mode}"
        # Shared only so that close() may run on another thread than the one that reads.
        self._sqlite = sqlite3.connect(
            address, uri=True, timeout=30, isolation_level=None, check_same_thread=False
        )

    def rows(self, sql: str, values: Sequence[object]) -> list[Row]:
        return self._sqlite.execute(sql, values).fetchall()

    def close(self) -> None:
        self._sqlite.close()


class SqliteConnector:
    placeholder = "?"

    def __init__(self, path: Path, *, is_writing: bool = False) -> None:
        self._path = path
        self._is_writing = is_writing

    def connect(self) -> SqliteConnection:
        return SqliteConnection(self._path, is_writing=self._is_writing)

    def time_text(self, value: object) -> str:
        """Django writes UTC without a zone into SQLite."""
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC).isoformat()
