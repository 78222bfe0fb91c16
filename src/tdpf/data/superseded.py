"""Versions that newer ones took the place of leave memory after a while.

Whoever pages through one by its cursors has that long without reading it again. Without this, a
table that is published every minute would fill the caches with versions that nobody asks for.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

GRACE_S = 60.0


class Cache(Protocol):
    def drop(self, path: Path) -> None: ...


class Superseded:
    """The files of such versions, in the order in which they were noted."""

    def __init__(self, caches: Sequence[Cache]) -> None:
        self._caches = caches
        self._noted: deque[tuple[float, Path]] = deque()

    def note(self, path: Path, *, at: float) -> None:
        self._noted.append((at, path))

    def leave(self, *, at: float) -> None:
        """Drop what was noted longer ago than the grace."""
        while self._noted and self._noted[0][0] + GRACE_S <= at:
            _, path = self._noted.popleft()
            for cache in self._caches:
                cache.drop(path)
