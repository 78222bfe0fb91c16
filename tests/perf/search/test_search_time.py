"""Search stays quick at the size of Tokyo's catalogue, whatever is asked."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from benchmarks.search.__main__ import questions
from benchmarks.search.catalogue import catalogue
from tdpf.adapters.search.tantivy_index import TantivyIndex
from tests.quiet import own_garbage


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    made = TantivyIndex(Path(tmp_path_factory.mktemp("search")) / "index")
    made.rebuild(catalogue(10_000), position=1)
    return made


def cpu_ms(index: TantivyIndex, query: str) -> float:
    started = time.thread_time()
    index.search(query)
    return (time.thread_time() - started) * 1000


def test_half_of_the_queries_over_10_000_datasets_take_5_ms_or_less(index: TantivyIndex) -> None:
    with own_garbage():
        times = [cpu_ms(index, query) for query in questions(120)]
    assert statistics.median(times) <= 5
    assert max(times) <= 100


@pytest.mark.parametrize(
    "query",
    [
        "の",
        "渋谷" * 2000,
        " ".join("公園トイレ保育園図書館駅前広場"),
        "の " * 500,
        "1",
        "131130 " * 99,
        "渋谷区の" + "漢" * 9000,
    ],
    ids=lambda query: f"{query[:3]} {len(query)}",
)
def test_no_query_takes_long(index: TantivyIndex, query: str) -> None:
    with own_garbage():
        assert cpu_ms(index, query) <= 200
