"""Loaded tables: read once, bounded by bytes, never half there."""

from __future__ import annotations

import resource
import threading
from pathlib import Path

import polars as pl
import pytest

from tdpf.core.tables.disk import OnDisk
from tdpf.core.tables.load import Loaded, TableCache, load
from tests.patience import PATIENCE_S


def table(size_bytes: int) -> Loaded:
    return Loaded(pl.DataFrame(), (), size_bytes)


def paths(count: int) -> list[Path]:
    return [Path(f"{n}.parquet") for n in range(count)]


def test_a_table_that_many_ask_at_once_is_read_once():
    reads: list[Path] = []
    has_begun, may_end = threading.Event(), threading.Event()

    def read(path: Path) -> Loaded:
        reads.append(path)
        has_begun.set()
        assert may_end.wait(PATIENCE_S)
        return table(1)

    cache = TableCache(100, reader=read)
    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(cache.get(Path("a")))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    assert has_begun.wait(PATIENCE_S)
    assert cache.peek(Path("a")) is None
    may_end.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert len(found) == 8
    assert all(one is found[0] for one in found)
    assert reads == [Path("a")]
    assert cache.peek(Path("a")) is found[0]


def test_the_least_recently_used_tables_go_when_the_bytes_are_used_up():
    cache = TableCache(100, reader=lambda path: table(30))
    a, b, c, d = paths(4)
    for path in (a, b, c):
        cache.get(path)
    assert cache.size_bytes == 90
    cache.peek(a)
    cache.get(d)
    assert [cache.peek(path) is not None for path in (a, b, c, d)] == [True, False, True, True]
    assert cache.size_bytes == 90


def test_a_table_that_would_fill_the_cache_is_given_and_not_kept():
    cache = TableCache(100, reader=lambda path: table(101))
    (path,) = paths(1)
    assert cache.get(path).size_bytes == 101
    assert cache.peek(path) is None
    assert cache.size_bytes == 0


def test_a_failed_reading_is_told_to_all_who_wait_and_tried_anew_by_the_next():
    outcomes = [FileNotFoundError("gone"), table(1)]

    def read(path: Path) -> Loaded:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    cache = TableCache(100, reader=read)
    with pytest.raises(FileNotFoundError):
        cache.get(Path("a"))
    assert cache.get(Path("a")).size_bytes == 1


def test_a_file_that_is_not_in_order_is_put_in_order_however_large_it_is(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"n": ["c", "a", "b"], "_row": [3, 1, 2]}).write_parquet(path)
    for limit in (10**9, 0):
        found = load(path, limit_bytes=limit)
        assert isinstance(found, Loaded)
        assert found.frame["n"].to_list() == ["a", "b", "c"]


def test_a_table_larger_than_the_limit_stays_on_disk(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"n": [1, 2**60], "_row": [1, 2]}).write_parquet(path)
    found = load(path, limit_bytes=2 * 2 * 24 - 1)
    assert found == OnDisk(path, 2, ("n", "_row"), ("n",))
    assert isinstance(load(path, limit_bytes=5_000), Loaded)


def test_a_table_whose_texts_are_longer_than_its_cells_tell_stays_on_disk_too(tmp_path):
    path = tmp_path / "t.parquet"
    pl.DataFrame({"n": ["長" * 1_000, "い"], "_row": [1, 2]}).write_parquet(path)
    assert load(path, limit_bytes=1_000) == OnDisk(path, 2, ("n", "_row"), ())
    assert isinstance(load(path, limit_bytes=10_000), Loaded)


def test_the_bytes_of_a_table_are_those_that_it_takes(tmp_path):
    path = tmp_path / "t.parquet"
    count = 20_000
    rows = {f"列{n}": [f"値{row % 977}" for row in range(count)] for n in range(12)}
    pl.DataFrame({**rows, "_row": range(count)}).write_parquet(path)
    load(path, limit_bytes=10**9)  # what is made once, is made
    before = resident_bytes()
    kept = [load(path, limit_bytes=10**9) for _ in range(12)]
    taken = resident_bytes() - before
    counted = sum(table.size_bytes for table in kept)
    assert counted > taken / 1.3


def resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * resource.getpagesize()
