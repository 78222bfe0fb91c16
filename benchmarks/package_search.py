"""`python -m benchmarks.package_search`: CKAN's search at Tokyo's size, over HTTP.

Describes so many datasets with seven times as many files, then asks a server of its own a hundred
different questions with four facets, three times over: words, filters, pages, sorts. Told: the
first answer after the start, p50 and p99 of questions seen for the first time and of all, memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

from benchmarks.records.load import fetch
from benchmarks.serving import ours

_TEXT = """
    公園 図書館 保育所 公衆トイレ 避難所 人口 世帯 道路 予算 統計 観光 文化財 病院 学校 環境
    下水道 交通 福祉 産業 住宅 消防 税 選挙 気象 水道 港湾 農業 林業 漁業 雇用
    """
_WORDS = tuple(_TEXT.split())
_FACETS = '["organization","tags","res_format","license_id"]'
_BUREAUS, _TOGETHER = 98, 500


def main(arguments: Sequence[str] | None = None) -> None:
    """Describe, ask, print."""
    parser = argparse.ArgumentParser(prog="benchmarks.package_search", description=__doc__)
    parser.add_argument("--datasets", type=int, default=9_700)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tdpf-ckan-") as name:
        folder = Path(name)
        os.environ["TDPF_HOME"] = str(folder / "home")
        began = time.perf_counter()
        files = describe(options.datasets)
        described_s = time.perf_counter() - began
        with ours(folder, "data") as server:
            first, times = _asked(server.host, server.port, options.datasets)
            memory = server.memory_bytes() // 1_000_000
    _print(options.datasets, files, described_s, first, times, memory)


def describe(count: int) -> int:
    """Datasets of bureaus with their files; how many files there are."""
    from tdpf.cli.boot import start_django

    start_django()
    from tdpf.apps.catalog.service import cataloguing
    from tdpf.core.catalog.model import (
        Dataset,
        DatasetId,
        Distribution,
        DistributionId,
        Organisation,
        OrganisationId,
    )

    dice = random.Random(1)
    bureaus = [
        Organisation(OrganisationId(str(uuid.UUID(int=n + 1))), f"bureau-{n}", f"第{n}局")
        for n in range(_BUREAUS)
    ]
    files = 0
    for start in range(0, count, _TOGETHER):
        with cataloguing("benchmark", at=datetime.now(UTC)) as desk:
            for n in range(start, min(start + _TOGETHER, count)):
                words = dice.sample(_WORDS, 3)
                id_ = DatasetId(str(uuid.UUID(int=10**6 + n)))
                desk.dataset(
                    Dataset(
                        id_,
                        f"dataset-{n}",
                        f"{words[0]}の{words[1]}一覧 令和{dice.randrange(1, 8)}年度 {n}",
                        notes="".join(dice.choices(_WORDS, k=30)),
                        organisation=dice.choice(bureaus),
                        keywords=tuple(dice.sample(_WORDS, 3)),
                        licence=dice.choice(["cc-by-4.0", "cc-by-4.0", "notspecified"]),
                        frequency="ANNUAL",
                    )
                )
                for place in range(dice.choice([1, 2, 5, 20])):
                    files += 1
                    desk.distribution(
                        id_,
                        Distribution(
                            DistributionId(str(uuid.UUID(int=10**9 + n * 100 + place))),
                            position=place,
                            title=f"{words[0]} {place}",
                            format=dice.choice(["CSV", "CSV", "XLSX", "PDF"]),
                            download_url=f"https://data.example.jp/{n}/{place}.csv",
                        ),
                    )
    return files


def questions() -> list[str]:
    """A hundred different ones, each with four facets."""
    asked = [{"q": word} for word in _WORDS]
    asked += [{"q": w, "fq": f"organization:bureau-{n}"} for n, w in enumerate(_WORDS)]
    asked += [{"fq": f"tags:{_WORDS[0]}", "start": str(n * 10)} for n in range(20)]
    asked += [{"q": f"{w} 令和5年度", "sort": "metadata_modified desc"} for w in _WORDS[:10]]
    asked += [
        {"fq": f'license_id:cc-by-4.0 AND res_format:PDF AND tags:"{w}"'} for w in _WORDS[:10]
    ]
    return [urlencode({**one, "facet.field": _FACETS}) for one in asked]


def _asked(host: str, port: int, count: int) -> tuple[float, list[list[float]]]:
    import asyncio

    async def answer(question: str) -> float:
        began = time.perf_counter()
        found = await fetch(host, port, f"/api/3/action/package_search?{question}")
        took = (time.perf_counter() - began) * 1000
        assert found.status == 200, found.body[:300]
        return took

    async def run() -> tuple[float, list[list[float]]]:
        began = time.perf_counter()
        everything = await fetch(host, port, "/api/3/action/package_search?rows=0")
        assert json.loads(everything.body)["result"]["count"] == count
        first = (time.perf_counter() - began) * 1000
        return first, [[await answer(one) for one in questions()] for _ in range(3)]

    return asyncio.run(run())


def _print(
    count: int,
    files: int,
    described_s: float,
    first: float,
    times: list[list[float]],
    memory: int,
) -> None:
    table = Table(title=f"package_search over {count:,} datasets, {files:,} files")
    headings = (
        "described ms each", "first answer ms", "new p50", "new p99", "all p50", "all p99", "MB"
    )  # fmt: skip
    for heading in headings:
        table.add_column(heading, justify="right")
    every = sorted(time for turn in times for time in turn)
    new = sorted(times[0])
    table.add_row(
        f"{described_s * 1000 / (count + files):.2f}",
        f"{first:.0f}",
        f"{new[len(new) // 2]:.1f}",
        f"{new[int(len(new) * 0.99)]:.1f}",
        f"{every[len(every) // 2]:.1f}",
        f"{every[int(len(every) * 0.99)]:.1f}",
        str(memory),
    )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
