"""Tables in memory: an LRU bounded by bytes. Keys are immutable paths, so nothing goes stale."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.tables.codes import BYTES_A_ROW, KeptCodes, coded_keys, grouped_by_codes
from tdpf.core.tables.disk import OnDisk, finite
from tdpf.core.tables.encode import wide_integers
from tdpf.core.tables.fulltext import MANY_ROWS, TEXT, FoldedText, folded_text
from tdpf.core.tables.plan import Answer, answer_of_groups, compile_mask, run, work_us
from tdpf.core.tables.query import Checked

_CELL_BYTES = 24  # a cell in memory, roughly: what decides before a file is read
_TEXT_BYTES = 16  # of a text besides its letters
_COLUMN_BYTES = 1_000
_SMALL_BYTES = 64 * 1024  # a file that is read without counting its cells before
_LIGHT_US = 2_500
_FOLD_US = 15  # a row of 12 short texts
_CODE_US = 0.2


class FoldedTexts:
    """The folded text of a table's rows, made when words are first looked for, and then kept.

    Its bytes are counted when the table is loaded, so the memory that is said is enough for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[tuple[str, ...], FoldedText] | None = None

    def peek(self, columns: tuple[str, ...]) -> FoldedText | None:
        kept = self._kept
        return kept[1] if kept is not None and kept[0] == columns else None

    def of(self, frame: pl.DataFrame, columns: tuple[str, ...]) -> FoldedText:
        """The folded text of these columns; whoever asks meanwhile waits for the same one."""
        with self._lock:
            found = self.peek(columns)
            if found is None:
                found = folded_text(frame, columns)
                self._kept = columns, found
            return found


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table version in memory, in the publisher's order, without NaN and infinities."""

    frame: pl.DataFrame
    wide: tuple[str, ...]  # integer columns that JSON carries as text
    size_bytes: int
    _texts: FoldedTexts = field(default_factory=FoldedTexts, repr=False, compare=False)
    _codes: KeptCodes = field(default_factory=KeptCodes, repr=False, compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    def answer(self, query: Checked) -> Answer:
        column = self._column(query)
        if query.groups is not None and (keys := coded_keys(query.groups, self.frame.height)):
            coded = [self._codes.of(self.frame, key) for key in keys]
            groups = grouped_by_codes(query, coded, compile_mask(query, column))
            return answer_of_groups(query, groups)
        return run(query, self.frame, column)

    def _column(self, query: Checked) -> Callable[[str], pl.Series | FoldedText]:
        if query.text is None:
            return self.frame.get_column
        text = self._texts.of(self.frame, query.text.columns)
        return lambda name: text if name == TEXT else self.frame.get_column(name)

    def is_light(self, query: Checked) -> bool:
        """Whether the whole answer takes only a few milliseconds."""
        rows, searched = self.frame.height, None
        us = 0.0
        if query.text:
            text = self._texts.peek(query.text.columns)
            us += rows * _FOLD_US if text is None else 0
            searched = None if text is None else text.at_most(query.text.words)
        keys = coded_keys(query.groups, rows) if query.groups else ()
        if not self._codes.has(keys):
            us += rows * _CODE_US * len(keys)
        us += work_us(query, rows, self.frame.width, searched=searched, is_coded=bool(keys))
        return us <= _LIGHT_US

    def take(self, names: Sequence[str], places: NDArray[np.uint32] | None) -> pl.DataFrame:
        """These columns of the rows at these places, or of every row."""
        columns = self.frame[list(names)]
        return columns if places is None else columns[pl.Series(places)]

    def distinct_texts(self) -> dict[str, tuple[int, int]]:
        """Of each column of text, how many cells are filled, and how many are different."""
        texts = self.frame.select(pl.col(pl.String)).iter_columns()
        filled = (cells.drop_nulls() for cells in texts)
        return {cells.name: (cells.len(), cells.n_unique()) for cells in filled}


Table = Loaded | OnDisk


def load(path: Path, *, limit_bytes: int) -> Table:
    """Read a version's Parquet file, or only look at it when it would be larger than the limit."""
    if path.stat().st_size > min(_SMALL_BYTES, limit_bytes // 16):
        scan = pl.scan_parquet(path, glob=False)
        columns = tuple(scan.collect_schema().names())
        rows = int(scan.select(pl.len()).collect().item())
        if rows * len(columns) * _CELL_BYTES > limit_bytes and _is_in_order(scan):
            return OnDisk(path, rows, columns, _wide_on_disk(scan))
        frame = finite(scan).collect()
    else:
        frame = _finite(pl.read_parquet(path.read_bytes()))
    wide, frame_bytes = wide_integers(frame), _frame_bytes(frame)
    size_bytes = frame_bytes + _kept_bytes(frame)
    if not frame.get_column("_row").is_sorted():
        return Loaded(frame.sort("_row"), wide, size_bytes)
    if frame_bytes > limit_bytes:  # long texts: it would be read anew for every question
        return OnDisk(path, frame.height, tuple(frame.columns), wide)
    return Loaded(_in_one_piece(frame), wide, size_bytes)


def _in_one_piece(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without the chunks of its file, among which picking rows costs six times as much.

    Column by column, so that no more than one is there twice.
    """
    if frame.n_chunks() == 1:
        return frame
    return pl.DataFrame([frame.drop_in_place(name).rechunk() for name in frame.columns])


def _finite(frame: pl.DataFrame) -> pl.DataFrame:
    """What `disk.finite` gives, quicker where every number is finite: then so is their sum."""
    sums = (cells.sum() for cells in frame.iter_columns() if cells.dtype == pl.Float64)
    if all(math.isfinite(found) for found in sums):
        return frame
    return finite(frame.lazy()).collect()


def _frame_bytes(frame: pl.DataFrame) -> int:
    """What the rows take: polars counts the letters of texts, and not where each one is."""
    texts = sum(kind == pl.String for kind in frame.dtypes)
    places = frame.height * texts * _TEXT_BYTES
    return int(frame.estimated_size() + places + frame.width * _COLUMN_BYTES)


def _kept_bytes(frame: pl.DataFrame) -> int:
    """What is kept about the rows: folded text, and of many also pairs of letters and codes."""
    names = [n for n, kind in frame.schema.items() if kind == pl.String and n[:1] != "_"]
    letters = int(frame[names].estimated_size())
    folded = letters + frame.height * _TEXT_BYTES
    return folded if frame.height < MANY_ROWS else folded + letters + frame.height * BYTES_A_ROW


def _is_in_order(scan: pl.LazyFrame) -> bool:
    return scan.select("_row").collect().get_column("_row").is_sorted()


def _wide_on_disk(scan: pl.LazyFrame) -> tuple[str, ...]:
    whole = pl.col(pl.Int64)
    ends = pl.concat([scan.select(whole.min()).collect(), scan.select(whole.max()).collect()])
    return wide_integers(ends)


class Sized(Protocol):
    @property
    def size_bytes(self) -> int: ...


T = TypeVar("T", bound=Sized)


class FileCache(Generic[T]):
    """What was read from files, the least recently used dropped first.

    Each file is read once, however many ask. What is larger than `largest_bytes` is not kept.
    """

    def __init__(
        self, limit_bytes: int, reader: Callable[[Path], T], *, largest_bytes: int
    ) -> None:
        self._limit = limit_bytes
        self._largest = largest_bytes
        self._read = reader
        self._lock = threading.Lock()
        self._kept: OrderedDict[Path, T] = OrderedDict()
        self._coming: dict[Path, Future[T]] = {}
        self.size_bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def peek(self, path: Path) -> T | None:
        """What was read from the file if it is here already; never reads."""
        with self._lock:
            return self._peek(path)

    def get(self, path: Path) -> T:
        """What the file holds, read now if need be. Raises what reading raises."""
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

    def drop(self, path: Path) -> None:
        """Forget the file; whoever asks again reads it again."""
        with self._lock:
            dropped = self._kept.pop(path, None)
            if dropped is not None:
                self.size_bytes -= dropped.size_bytes

    def _peek(self, path: Path) -> T | None:
        found = self._kept.get(path)
        if found is not None:
            self._kept.move_to_end(path)
        return found

    def _fill(self, path: Path, mine: Future[T]) -> T:
        try:
            found = self._read(path)
        except BaseException as error:
            with self._lock:
                del self._coming[path]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._coming[path]
            self._keep(path, found)
        mine.set_result(found)
        return found

    def _keep(self, path: Path, found: T) -> None:
        if found.size_bytes > self._largest:
            return
        self._kept[path] = found
        self.size_bytes += found.size_bytes
        while self.size_bytes > self._limit:
            _, dropped = self._kept.popitem(last=False)
            self.size_bytes -= dropped.size_bytes


class TableCache(FileCache[Table]):
    """Loaded tables. The rows of each take half of the bytes at most, so all of them fit."""

    def __init__(self, limit_bytes: int, *, reader: Callable[[Path], Table] | None = None) -> None:
        half = limit_bytes // 2
        read = reader or partial(load, limit_bytes=half)
        super().__init__(limit_bytes, read, largest_bytes=limit_bytes)
