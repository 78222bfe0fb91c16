"""A table that is too big for memory: the same questions, answered from its Parquet file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tdpf.core.tables.fulltext import TEXT, folded_cells
from tdpf.core.tables.groups import grouped
from tdpf.core.tables.plan import (
    BATCH_ROWS,
    Answer,
    answer_of_groups,
    compile_mask,
    sort_columns,
    sorted_rows,
    takes_all,
)
from tdpf.core.tables.query import Checked, Query

READ_ROWS = 50_000
_GATHER_ROWS = 20_000  # more sorted rows than these are read whole


@dataclass(frozen=True, slots=True)
class OnDisk:
    """Reads a part of the file at a time, so memory does not grow with the table."""

    path: Path
    rows: int
    columns: tuple[str, ...]
    wide: tuple[str, ...]

    @property
    def size_bytes(self) -> int:
        return 1_000

    def is_light(self, query: Checked) -> bool:
        del query
        return False

    def answer(self, query: Checked) -> Answer:
        if query.groups is not None:
            rows = self._matching(query, self._scan())
            asked = grouped(query.groups, rows, query.sort)
            return answer_of_groups(query, asked.collect(engine="streaming"))
        names = list(query.columns if query.columns is not None else self.columns)
        if query.sort:
            return self._sorted(query, names)
        matched = self._count(query)
        start = min(query.offset, matched)
        end = matched if query.limit is None else min(start + query.limit, matched)
        part = self._part(query, names, start, end)
        return Answer(matched, end - start, lambda: self._split(part, names))

    def take(self, names: Sequence[str], places: NDArray[np.uint32] | None) -> pl.DataFrame:
        """These columns of the rows at these places, or of every row."""
        if places is None:
            return self._scan().select(names).collect()
        return next(self._gathered(pl.Series(places), list(names)))

    def distinct_texts(self) -> dict[str, tuple[int, int]]:
        """Of each column of text, how many cells are filled, and about how many are different."""
        texts = [name for name, kind in self._scan().collect_schema().items() if kind == pl.String]
        filled = self._scan().select(pl.col(texts).count()).collect()
        different = self._scan().select(pl.col(texts).approx_n_unique()).collect()
        return {name: (filled[name].item(), different[name].item()) for name in texts}

    def _scan(self) -> pl.LazyFrame:
        return finite(pl.scan_parquet(self.path, glob=False))

    def _matching(self, query: Checked, frame: pl.LazyFrame) -> pl.LazyFrame:
        mask = compile_mask(query, partial(_column, query))
        return frame if mask is None else frame.filter(mask)

    def _count(self, query: Checked) -> int:
        if takes_all(query):
            return self.rows
        return int(self._matching(query, self._scan()).select(pl.len()).collect().item())

    def _part(
        self, query: Checked, names: list[str], start: int, end: int
    ) -> Iterator[pl.DataFrame]:
        """The matching rows from `start` to `end`, in file order, some at a time."""
        is_everything = takes_all(query)
        first, skip = (start, 0) if is_everything else (0, start)
        wanted = end - start
        for at in range(first, self.rows, READ_ROWS):
            if wanted <= 0:
                return
            size = min(READ_ROWS, wanted) if is_everything else READ_ROWS
            part = self._matching(query, self._scan().slice(at, size)).select(names).collect()
            found = part.slice(skip, wanted)
            skip = max(skip - part.height, 0)
            wanted -= found.height
            yield found

    def _sorted(self, query: Checked, names: list[str]) -> Answer:
        numbered = self._matching(query, self._scan().with_row_index("_place"))
        found = numbered.select("_place", *sort_columns(query)).collect()
        order = found["_place"][sorted_rows(query, found, None)]
        start = min(query.offset, order.len())
        end = order.len() if query.limit is None else min(start + query.limit, order.len())
        asked = order.slice(start, end - start)
        return Answer(
            order.len(), asked.len(), lambda: self._split(self._gathered(asked, names), names)
        )

    def _gathered(self, places: pl.Series, names: list[str]) -> Iterator[pl.DataFrame]:
        """The rows at these places of the file, in this order."""
        numbered = self._scan().select(
            *names, pl.int_range(pl.len(), dtype=pl.UInt32).alias("_place")
        )
        if places.len() <= _GATHER_ROWS:
            numbered = numbered.filter(pl.col("_place").is_in(places.implode()))
        found = numbered.collect()
        where = pl.DataFrame({"_place": places}).join(
            found.select("_place").with_row_index("_at"), on="_place", maintain_order="left"
        )
        yield found[where["_at"]].select(names)

    def _split(self, frames: Iterator[pl.DataFrame], names: list[str]) -> Iterator[pl.DataFrame]:
        """Batches of BATCH_ROWS at most; one empty batch when there is nothing."""
        is_empty = True
        for frame in frames:
            for batch in frame.iter_slices(BATCH_ROWS):
                is_empty = is_empty and batch.is_empty()
                yield batch
        if is_empty:
            yield self._scan().select(names).clear().collect()


def _column(query: Query, name: str) -> pl.Expr:
    if name == TEXT and query.text is not None:
        return folded_cells(query.text.columns)
    return pl.col(name)


def finite(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Without NaN and infinities, which JSON cannot hold: they are blanks."""
    numbers = pl.col(pl.Float64)
    return frame.with_columns(pl.when(numbers.is_finite()).then(numbers))
