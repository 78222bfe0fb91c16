"""A table larger than memory gives what a small one gives, and is never held whole."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import polars as pl
import pytest

from tdpf.core.standardize import Standardized, standardize
from tdpf.core.standardize import standardized as module
from tdpf.core.tabular.model import Chunk, Source, SourceColumn, TextTable

HEADERS = ("ID", "名称", "住所", "緯度", "経度", "電話番号", "文化財指定日")
CHUNKS, SIZE = 24, 200


def chunk(number: int) -> Chunk:
    rows = [2 + number * SIZE + at for at in range(SIZE)]
    return Chunk(
        rows,
        [
            [str(row) for row in rows],
            [f"塚{row}号" for row in rows],
            [f"渋谷区神南{row % 2 + 1}-{row}-1" for row in rows],
            [f"35.66{row:04d}" for row in rows],
            [f"139.70{row:04d}" if row % 50 else "35.1" for row in rows],
            [f"03-{row % 9000 + 1000}-1234" for row in rows],
            ["昭和32年7月1日" if number else "昭和32年" for _ in rows],
        ],
    )


def table(*, is_watched: bool = False) -> tuple[TextTable, list[int]]:
    """A table made while it is read, and how many of its chunks were alive at each step."""
    alive: list[int] = []

    def read() -> Iterator[Chunk]:
        for number in range(CHUNKS):
            if is_watched:
                gc.collect()
                alive.append(sum(isinstance(one, Chunk) for one in gc.get_objects()))
            yield chunk(number)

    source = Source("131130_cultural_property.csv", "0" * 64, 1, "csv", "utf-8", 1)
    columns = tuple(SourceColumn(at, header) for at, header in enumerate(HEADERS))
    return TextTable(source, columns, read, CHUNKS * SIZE), alive


def contents(done: Standardized) -> tuple[bytes, list[tuple[str, ...]], pl.DataFrame]:
    return done.report.to_json(), list(done.text_rows()), pl.concat(done.batches())


def test_what_is_read_again_is_what_was_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = contents(standardize(table()[0]))
    monkeypatch.setattr(module, "KEPT_CELLS", 0)
    again = contents(standardize(table()[0]))
    assert again[0] == kept[0]
    assert again[1] == kept[1]
    assert again[2].equals(kept[2])


def test_no_more_than_a_few_chunks_are_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_CELLS", 0)
    large, alive = table(is_watched=True)
    gc.collect()
    gc.freeze()  # what other tests left is not looked through at every step
    try:
        for _ in standardize(large).batches():
            pass
    finally:
        gc.unfreeze()
    assert len(alive) > CHUNKS
    assert max(alive) <= 3


def test_forgetting_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = contents(standardize(table()[0]))
    monkeypatch.setattr("tdpf.core.standardize.memo.LIMIT", 16)
    monkeypatch.setattr("tdpf.core.standardize.survey.DISTINCT_LIMIT", 16)
    monkeypatch.setattr("tdpf.core.standardize.addresses._LIMIT", 16)
    forgotten = contents(standardize(table()[0]))
    assert forgotten[1] == remembered[1]
    assert forgotten[2].equals(remembered[2])
