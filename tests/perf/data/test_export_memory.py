"""An export of a large table takes memory for a part of it, not for all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

ROWS = 600_000

MEASURE = """
import sys
from pathlib import Path
from tdpf.core.tables import encode
from tdpf.core.tables.check import check
from tdpf.core.tables.load import load
from tdpf.core.tables.query import Checked, Compare

def peak_kb():  # ru_maxrss would count the parent before exec
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])

path, kind = Path(sys.argv[1]), sys.argv[2]
table = load(path, limit_bytes=int(sys.argv[3]))
where = Compare("n", "ge", 100) if kind == "filtered" else None
answer = table.answer(Checked(where=where, limit=None))
chunks = encode.csv_lines(answer.batches())
size = len(next(chunks)) + len(next(chunks))
before = peak_kb()
for chunk in chunks:
    size += len(chunk)
after = peak_kb()
print(type(table).__name__, answer.returned, size, after - before)
"""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "t.parquet"
    number = pl.int_range(ROWS, eager=True).alias("n")
    text = {
        f"文字{k}": pl.lit(f"東京都千代田区{k}番地の建物 第") + pl.col("n").cast(pl.String)
        for k in range(8)
    }
    pl.DataFrame({"n": number}).with_columns(**text, _row=pl.col("n") + 1).write_parquet(path)
    return path


@pytest.mark.parametrize("kind", ["whole", "filtered"])
def test_a_csv_export_of_a_table_on_disk_keeps_memory_flat(large, kind):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(large), kind, "1000"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    name, returned, size, grown_kb = done.stdout.split()
    assert name == "OnDisk"
    assert int(returned) == ROWS - (100 if kind == "filtered" else 0)
    assert int(size) > 100_000_000
    assert int(grown_kb) < 80_000
