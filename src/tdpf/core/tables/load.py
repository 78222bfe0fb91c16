"""Tables in memory: an LRU bounded by bytes. Keys are immutable paths, so nothing goes stale."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from tdpf.core.tables.disk import OnDisk, finite
from tdpf.core.tables.encode import wide_integers
from tdpf.core.tables.plan import Answer, run, work_us
from tdpf.core.tables.query import Checked

_CELL_BYTES = 24  # a cell in memory, roughly: what decides before a file is read
_SMALL_BYTES = 64 * 1024  # a file that is read without counting its cells before
_LIGHT_US = 2_500


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table version in memory, in the publisher's order, without NaN and infinities."""

    frame: pl.DataFrame
    wide: tuple[str, ...]  # integer columns that JSON carries as text
    size_bytes: int

    def answer(self, query: Checked) -> Answer:
        return run(query, self.frame)

    def is_light(self, query: Checked) -> bool:
        """Whether the whole answer takes only a few milliseconds."""
        return work_us(query, self.frame.height, self.frame.width) <= _LIGHT_US


Table = Loaded | OnDisk


def load(path: Path, *, limit_bytes: int) -> Table:
    """Read a version's Parquet file, or only look at it when it would be larger than the limit."""
    scan = pl.scan_parquet(path, glob=False)
    if path.stat().st_size > min(_SMALL_BYTES, limit_bytes // 16):
        columns = tuple(scan.collect_schema().names())
        rows = int(scan.select(pl.len()).collect().item())
        if rows * len(columns) * _CELL_BYTES > limit_bytes and _is_in_order(scan):
            return OnDisk(path, rows, columns, _wide_on_disk(scan))
    frame = finite(scan).collect()
    if not frame.get_column("_row").is_sorted():
        frame = frame.sort("_row")
    return Loaded(frame, wide_integers(frame), int(frame.estimated_size()))


def _is_in_order(scan: pl.LazyFrame) -> bool:
    return scan.select("_row").collect().get_column("_row").is_sorted()


def _wide_on_disk(scan: pl.LazyFrame) -> tuple[str, ...]:
    whole = pl.col(pl.Int64)
    ends = pl.concat([scan.select(whole.min()).collect(), scan.select(whole.max()).collect()])
    return wide_integers(ends)


class TableCache:
    """Loaded tables, the least recently used dropped first; each is read once, however many ask."""

    def __init__(self, limit_bytes: int, *, reader: Callable[[Path], Table] | None = None) -> None:
        self._limit = limit_bytes
        self._read = reader or partial(load, limit_bytes=limit_bytes // 2)
        self._lock = threading.Lock()
        self._kept: OrderedDict[Path, Table] = OrderedDict()
        self._coming: dict[Path, Future[Table]] = {}
        self.size_bytes = 0

    def peek(self, path: Path) -> Table | None:
        """The table if it is here already; never reads."""
        with self._lock:
            return self._peek(path)

    def get(self, path: Path) -> Table:
        """The table, read now if need be. Raises what reading raises."""
        with self._lock:
            found = self._peek(path)
            if found is not None:
                return found
            coming = self._coming.get(path)
            if coming is None:
                mine = self._coming[path] = Future()
        if coming is not None:
            return coming.result()
        return self._fill(path, mine)

    def _peek(self, path: Path) -> Table | None:
        found = self._kept.get(path)
        if found is not None:
            self._kept.move_to_end(path)
        return found

    def _fill(self, path: Path, mine: Future[Table]) -> Table:
        try:
            table = self._read(path)
        except BaseException as error:
            with self._lock:
                del self._coming[path]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._coming[path]
            self._keep(path, table)
        mine.set_result(table)
        return table

    def _keep(self, path: Path, table: Table) -> None:
        if table.size_bytes > self._limit // 2:
            return
        self._kept[path] = table
        self.size_bytes += table.size_bytes
        while self.size_bytes > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self.size_bytes -= dropped.size_bytes
