"""Catalogue search: build time, size, and milliseconds a query in this process.

    .venv/bin/python -m benchmarks.search --datasets 10000

Every query asks for twenty results and six facets. For a sample of the queries the number found
is checked against the plain scan of every document first.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.search.catalogue import catalogue
from tdpf.adapters.search.null import NullIndex
from tdpf.adapters.search.tantivy_index import TantivyIndex
from tdpf.core.demo.dice import Dice
from tdpf.core.places import TOKYO
from tdpf.core.standards import standards

WORDS = """
    トイレ|公衆便所|保育園|公園|人口|AED|避難所|図書館|ごみ|子ども|桜|駅|予算|バス停|wifi
    公共施設一覧|公衆トイレ一覧|医療機関|観光|世帯と人口|緯度|CSV|131130|渋谷|渋谷 トイレ
    渋谷区の公衆トイレ|新宿区 人口|八王子市 保育園 一覧|令和5年 人口|R5 人口|保育園の空き状況
    存在しない言葉 トイレ|population|shibuya toilet|防犯カメラ設置状況|＊
"""
QUERIES = [word for line in WORDS.split("\n") for word in line.strip().split("|") if word]


def questions(count: int) -> list[str]:
    """Hand-picked words and pairs of a place and a set, in chance order."""
    dice = Dice("questions")
    titles = [one.title_ja.removesuffix("一覧") for one in standards().values()]
    made = [f"{dice.pick(TOKYO).name} {dice.pick(titles)}" for _ in range(count // 2)]
    return dice.shuffled([*made, *(dice.pick(QUERIES) for _ in range(count - len(made)))])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--datasets", type=int, default=10_000)
    options.add_argument("--queries", type=int, default=400)
    options.add_argument("--checked", type=int, default=12, help="queries compared with the scan")
    asked = options.parse_args()
    documents = list(catalogue(asked.datasets))
    with tempfile.TemporaryDirectory() as folder:
        index = TantivyIndex(Path(folder) / "search")
        started = time.perf_counter()
        index.rebuild(documents, position=1)
        built_s = time.perf_counter() - started
        size_mb = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file()) / 1e6
        print(f"{len(documents):,} datasets built in {built_s:.2f} s, {size_mb:.1f} MB")
        started = time.perf_counter()
        index.put(documents[:50], position=2)
        print(f"50 datasets put in {(time.perf_counter() - started) * 1000:.0f} ms")
        queries = questions(asked.queries)
        _check(index, documents, queries[: asked.checked])
        _measure(index, queries)


def _check(index: TantivyIndex, documents: list, queries: list[str]) -> None:
    plain = NullIndex()
    plain.rebuild(documents, position=1)
    for query in queries:
        ours, scan = index.search(query), plain.search(query)
        if ours != scan:
            raise SystemExit(f"{query!r}: index {ours.total}, scan {scan.total}: not the same")
    print(f"{len(queries)} answers equal to the plain scan")


def _measure(index: TantivyIndex, queries: list[str]) -> None:
    for query in queries[:20]:
        index.search(query)
    times, cpu = [], []
    for query in queries:
        started, burnt = time.perf_counter(), time.thread_time()
        index.search(query)
        cpu.append((time.thread_time() - burnt) * 1000)
        times.append(((time.perf_counter() - started) * 1000, query))
    times.sort()
    for label, values in (("wall", [took for took, _ in times]), ("CPU", cpu)):
        cuts = statistics.quantiles(values, n=100)
        print(f"{label} ms a query: p50 {cuts[49]:.2f}  p90 {cuts[89]:.2f}  p99 {cuts[98]:.2f}")
    print("slowest:", ", ".join(f"{query} {took:.1f}" for took, query in times[-6:]))


if __name__ == "__main__":
    main()
