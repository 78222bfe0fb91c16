"""Memory while merging stays flat: ten times the rows need hardly more."""

from __future__ import annotations

import subprocess
import sys

PARTS = 40
PROGRAM = f"""
import resource, sys
from pathlib import Path
import polars as pl
from tdpf.core.tables.merge import MergePart, OldMerge, merge
from tdpf.core.tables.parquet import write_version
from tdpf.core.tables.schema import Column, TableSchema

step, folder, rows = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
columns = tuple(Column(f"列{{i}}", "text", i, item=True) for i in range(1, 11))
schema = TableSchema(columns, has_position=True)
parts = [
    MergePart(version=str(k), path=folder / f"{{k}}.parquet", schema=schema, rows=rows,
              publisher=f"13{{k:04}}", publisher_name="市", table=f"t{{k}}", dataset=f"t{{k}}")
    for k in range({PARTS})
]
if step == "make":
    for part in parts:
        texts = {{c.name: [f"値{{part.version}}-{{c.field_id}}-{{n}}" for n in range(rows)]
                 for c in columns}}
        number = pl.int_range(1, rows + 1, dtype=pl.Int64)
        write_version(pl.DataFrame(texts).with_columns(
            number.alias("_row"), number.cast(pl.String).alias("_id"),
            number.alias("_source_row"), pl.lit(139.7).alias("_lon"),
            pl.lit(35.7).alias("_lat"), pl.lit(None, pl.String).alias("_level"),
        ), part.path)
else:
    first = folder / "first.parquet"
    old = None
    if step == "again":
        starts = {{part.version: int(part.version) * rows for part in parts[1:]}}
        old = OldMerge(path=first, schema=schema, first_rows=starts)
    done = merge(parts, first if step == "first" else folder / "again.parquet", old=old)
    assert done.rows == {PARTS} * rows
    assert done.copied == (0 if old is None else ({PARTS} - 1) * rows)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def run(step: str, folder, rows: int) -> int:
    command = [sys.executable, "-c", PROGRAM, step, str(folder), str(rows)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(out or 0)


def test_merging_ten_times_the_rows_takes_hardly_more_memory(tmp_path):
    peaks = {}
    for rows in (1_000, 10_000):
        folder = tmp_path / str(rows)
        folder.mkdir()
        run("make", folder, rows)
        peaks[rows] = (run("first", folder, rows), run("again", folder, rows))
    for small, large in zip(peaks[1_000], peaks[10_000], strict=True):
        assert large < small + 60, peaks
