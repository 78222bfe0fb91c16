"""The operators' own synonym file, read again whenever it was changed."""

from __future__ import annotations

from pathlib import Path

from tdpf.core.search.synonyms import SHIPPED, Synonyms, read_synonyms, shipped_synonyms


class SynonymFile:
    """The shipped groups and those of a file that may not exist yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: int | None = None
        self._words = shipped_synonyms()

    def current(self) -> Synonyms:
        """The groups as the file stands now."""
        try:
            changed_at = self._path.stat().st_mtime_ns
        except OSError:
            return self._words if self._read_at is None else self._forget()
        if changed_at != self._read_at:
            own = self._path.read_text(encoding="utf-8", errors="replace")
            self._words = read_synonyms(SHIPPED.read_text(encoding="utf-8") + "\n" + own)
            self._read_at = changed_at
        return self._words

    def _forget(self) -> Synonyms:
        self._read_at = None
        self._words = shipped_synonyms()
        return self._words
