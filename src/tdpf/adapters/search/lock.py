"""One writer at a time, across processes. A killed writer's lock goes with its process."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class IndexBusy(Exception):
    """Another process kept writing to the search index for too long; try again."""


@contextmanager
def writer_lock(path: Path, *, timeout_s: float = 60.0, pause_s: float = 0.02) -> Iterator[None]:
    """Hold the lock file, waiting for whoever holds it now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + timeout_s
    with path.open("ab") as held:
        while not _taken(held.fileno()):
            if time.monotonic() > deadline:
                raise IndexBusy(f"{path}: another process is writing to the search index")
            time.sleep(pause_s)
        yield


@contextmanager
def held_alone(path: Path) -> Iterator[bool]:
    """Whether nobody else holds the lock file; held until the end if so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as held:
        yield _taken(held.fileno())


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
