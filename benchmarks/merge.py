"""Merging 1,000,000 rows of 62 publishers, links and changes included: time and peak memory.

    python -m benchmarks.merge [--rows 1000000]

Every tenth facility is listed by a neighbour as well, under the same name and 20 m away. Each step
runs in a process of its own; a merge again replaces one publisher's part.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from tdpf.core.tables.changes import Edition, difference
from tdpf.core.tables.merge import MergePart, OldMerge, merge
from tdpf.core.tables.parquet import write_version
from tdpf.core.tables.schema import Column, TableSchema

PUBLISHERS = 62
SHARED = 10  # one row of so many is in a neighbour's list as well
STEPS = ("first", "again", "changes")
NAMES = ("ID", "名称", "所在地_連結表記", "電話番号", "開始時間", "終了時間", "URL", "備考")
KEYS = {"ID": "identifier", "名称": "name", "所在地_連結表記": "fullAddress"}
SCHEMA = TableSchema(
    tuple(Column(n, "text", i, key=KEYS.get(n), item=True) for i, n in enumerate(NAMES, 1)),
    has_position=True,
)


def part_rows(publisher: int, rows: int, edition: int) -> pl.DataFrame:
    """One publisher's list; in a later edition every twentieth row has another remark."""
    n = pl.int_range(0, rows, dtype=pl.Int64)
    owner = pl.when(n % SHARED == 0).then(publisher // 2 * 2).otherwise(publisher)
    key = pl.format("{}-{}", owner, n)
    remark = pl.when((n % 20 == 1) & (edition > 1)).then(pl.lit("改修中"))
    return pl.select(
        ID=pl.format("{}-{}", publisher, n),
        名称=pl.format("施設{}", key),
        所在地_連結表記=pl.format("東京都{}市本町{}-{}", owner, n // 100 + 1, n % 100 + 1),
        電話番号=pl.format("(03)1234-{}", n % 9000 + 1000),
        開始時間=pl.lit("09:00"),
        終了時間=pl.lit("17:00"),
        URL=pl.format("https://www.example.jp/{}", key),
        備考=remark,
        _row=n + 1,
        _source_row=n + 2,
        _lon=139.0 + owner * 0.01 + (n % 1000) * 1e-5 + publisher * 1e-6,
        _lat=35.5 + n * 1e-5,
        _level=pl.lit(None, pl.String),
        _id=pl.format("{}", n),
    )


def parts_in(folder: Path, rows: int, *, edition: int) -> list[MergePart]:
    """All publishers' parts; in a later edition the first has a new version."""
    names = [f"{k}" for k in range(PUBLISHERS)]
    names[0] += f"-{edition}" if edition > 1 else ""
    return [
        MergePart(
            version=name,
            path=folder / f"{name}.parquet",
            schema=SCHEMA,
            rows=rows,
            publisher=f"13{k:04}",
            publisher_name=f"{k}市",
            table=f"t{k}",
            dataset=f"t{k}",
        )
        for k, name in enumerate(names)
    ]


def step(name: str, folder: Path, rows: int) -> dict[str, object]:
    """Run one step here; what it did, its seconds and the peak memory of this process."""
    first, again = folder / "first.parquet", folder / "again.parquet"
    began, cpu = time.perf_counter(), time.process_time()
    if name == "first":
        done = merge(parts_in(folder, rows, edition=1), first)
        told: dict[str, object] = {"rows": done.rows, "linked": done.linked}
        (folder / "starts.json").write_text(json.dumps(done.first_rows))
    elif name == "again":
        starts = json.loads((folder / "starts.json").read_text())
        old = OldMerge(path=first, schema=SCHEMA, first_rows=starts)
        done = merge(parts_in(folder, rows, edition=2), again, old=old)
        told = {"rows": done.rows, "linked": done.linked, "copied": done.copied}
    else:
        told = dict(difference(Edition(1, first, SCHEMA), Edition(2, again, SCHEMA)).counts())
    return {
        **told,
        "s": round(time.perf_counter() - began, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) // 1024


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    rows = given.rows // PUBLISHERS
    if given.step:
        print(json.dumps(step(given.step, given.folder, rows)))
        return
    with TemporaryDirectory(prefix="tdpf-merge-") as folder:
        for part in parts_in(Path(folder), rows, edition=1):
            write_version(part_rows(int(part.version), rows, 1), part.path)
        changed = parts_in(Path(folder), rows, edition=2)[0]
        write_version(part_rows(0, rows, 2), changed.path)
        for name in STEPS:
            command = [sys.executable, "-m", "benchmarks.merge", "--step", name]
            words = ["--folder", folder, "--rows", str(given.rows)]
            done = subprocess.run([*command, *words], check=True, capture_output=True, text=True)
            print(f"{name:8}", done.stdout.strip(), flush=True)


if __name__ == "__main__":
    main()
