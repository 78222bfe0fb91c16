"""Tables in memory: an LRU bounded by bytes. Keys are immutable paths, so nothing goes stale."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tdpf.core.tables.encode import wide_integers


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table version in memory, in the publisher's order, without NaN and infinities."""

    frame: pl.DataFrame
    wide: tuple[str, ...]  # integer columns that JSON carries as text
    size_bytes: int


def load(path: Path) -> Loaded:
    """Read a version's Parquet file."""
    frame = pl.read_parquet(path, glob=False)
    if not frame.get_column("_row").is_sorted():
        frame = frame.sort("_row")
    numbers = pl.col(pl.Float64)
    frame = frame.with_columns(pl.when(numbers.is_finite()).then(numbers))
    return Loaded(frame, wide_integers(frame), int(frame.estimated_size()))


class TableCache:
    """Loaded tables, the least recently used dropped first; each is read once, however many ask."""

    def __init__(self, limit_bytes: int, *, reader: Callable[[Path], Loaded] = load) -> None:
        self._limit = limit_bytes
        self._read = reader
        self._lock = threading.Lock()
        self._kept: OrderedDict[Path, Loaded] = OrderedDict()
        self._coming: dict[Path, Future[Loaded]] = {}
        self.size_bytes = 0

    def peek(self, path: Path) -> Loaded | None:
        """The table if it is here already; never reads."""
        with self._lock:
            found = self._kept.get(path)
            if found is not None:
                self._kept.move_to_end(path)
            return found

    def get(self, path: Path) -> Loaded:
        """The table, read now if need be. Raises what reading raises."""
        found = self.peek(path)
        if found is not None:
            return found
        with self._lock:
            coming = self._coming.get(path)
            is_mine = coming is None
            if coming is None:
                coming = self._coming[path] = Future()
        if is_mine:
            self._fill(path, coming)
        return coming.result()

    def _fill(self, path: Path, coming: Future[Loaded]) -> None:
        try:
            table = self._read(path)
        except BaseException as error:  # noqa: BLE001 — whoever waits for the table gets it
            with self._lock:
                del self._coming[path]
            coming.set_exception(error)
            return
        with self._lock:
            del self._coming[path]
            self._keep(path, table)
        coming.set_result(table)

    def _keep(self, path: Path, table: Loaded) -> None:
        if table.size_bytes > self._limit // 2:
            return
        self._kept[path] = table
        self.size_bytes += table.size_bytes
        while self.size_bytes > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self.size_bytes -= dropped.size_bytes
