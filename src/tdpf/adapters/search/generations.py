"""Where an index lies: numbered folders, and a file `current` that names the one being read.

A rebuild fills the next folder and renames `current` over; readers see the old index or the new
one. An index that is missing, damaged or of another format counts as empty, and the next
catch-up fills a new folder.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from tdpf.adapters.search.borrowed import Borrowed, borrowed
from tdpf.adapters.search.lock import writer_lock
from tdpf.core.os_errors import os_errors

_MEMORY = 32_000_000
_State = tuple[str, tuple[int, int, int]]


class Generations:
    """Opens the current generation for reading and makes changes one writer at a time."""

    def __init__(self, folder: Path, schema: tantivy.Schema, *, kind: str) -> None:
        self._folder = folder
        self._schema = schema
        self._kind = kind
        self._guard = threading.Lock()
        self._opened: tuple[str, tantivy.Index | Borrowed] | None = None
        self._state: _State | None = None

    def searcher(self) -> tantivy.Searcher | None:
        """The newest committed state, None when there is no index to read."""
        with self._guard:
            name = self._current()
            if name is None:
                return None
            state = (name, _mark(self._folder / name / "meta.json"))
            if self._opened is None or self._opened[0] != name:
                opened = self._open_to_read(name)
            else:
                opened = self._opened[1]
                if state != self._state:
                    opened = self._newest(opened, name)
            self._opened, self._state = (name, opened), state
            return (opened.index if isinstance(opened, Borrowed) else opened).searcher()

    @property
    def state(self) -> object:
        """Another value whenever something was committed since; of the searcher given last."""
        return self._state

    @contextmanager
    def writing(self, *, anew: bool = False) -> Iterator[tantivy.IndexWriter]:
        """A writer whose changes are committed together at the end, or not at all."""
        with writer_lock(self._folder / "writer.lock"), os_errors():
            before = self._readable()
            name = self._next() if anew or before is None else before
            index = self._open(name)
            writer = index.writer(_MEMORY, 1)
            yield writer
            writer.commit()
            writer.wait_merging_threads()
            if name != before:
                self._make_current(name)
                self._sweep({name, before})

    def give_up(self) -> None:
        """Forget a generation that cannot be read; its files stay until the next one is made."""
        with writer_lock(self._folder / "writer.lock"), self._guard:
            self._opened = None
            (self._folder / "current").unlink(missing_ok=True)

    def _current(self) -> str | None:
        try:
            kind, name = (self._folder / "current").read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return None
        usable = kind == self._kind and (self._folder / name / "meta.json").exists()
        return name if usable else None

    def _readable(self) -> str | None:
        name = self._current()
        if name is None:
            return None
        try:
            self._open(name).searcher()
        except (ValueError, OSError):
            return None
        return name

    def _open(self, name: str) -> tantivy.Index:
        path = self._folder / name
        path.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema, path=str(path))
        index.config_reader("manual")
        index.reload()
        return index

    def _open_to_read(self, name: str) -> tantivy.Index | Borrowed:
        try:
            return self._open(name)
        except ValueError as error:
            if "Lockfile" not in str(error):
                raise
            return borrowed(self._schema, self._folder / name)  # we may not write here

    def _newest(self, opened: tantivy.Index | Borrowed, name: str) -> tantivy.Index | Borrowed:
        if isinstance(opened, Borrowed):
            return borrowed(self._schema, self._folder / name)
        opened.reload()
        return opened

    def _numbers(self) -> list[int]:
        names = [path.name.partition("-") for path in self._folder.glob("index-*")]
        return [int(number) for _, _, number in names if number.isdigit()]

    def _next(self) -> str:
        name = f"index-{max(self._numbers(), default=0) + 1:06}"
        shutil.rmtree(self._folder / name, ignore_errors=True)
        return name

    def _make_current(self, name: str) -> None:
        fresh = self._folder / "current.new"
        with fresh.open("w", encoding="ascii") as out:
            out.write(f"{self._kind} {name}\n")
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._folder / "current")

    def _sweep(self, kept: set[str | None]) -> None:
        """Remove older folders; the one just replaced stays for readers that still have it open."""
        for path in self._folder.glob("index-*"):
            if path.name not in kept:
                shutil.rmtree(path, ignore_errors=True)


def _mark(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)
