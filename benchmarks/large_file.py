"""`python -m benchmarks.large_file [--megabytes 300]`: memory and CPU of one large CSV.

The file is made, standardised by the command an officer uses, and checked for its row count.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

HEADER = "ID,名称,住所,緯度,経度,電話番号,備考,設置位置,URL,利用開始時間\r\n"
LIMIT_MB = 700


def write(path: Path, size: int) -> int:
    """Write a CSV of at least `size` bytes; gives its rows."""
    row = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        while file.tell() < size:
            for _ in range(5_000):
                row += 1
                file.write(
                    f"{row},施設{row},東京都渋谷区渋谷二丁目{row % 50}-{row % 30},"
                    f"{35.6 + row % 1000 / 1e4:.4f},{139.6 + row % 1000 / 1e4:.4f},"
                    f"03-1234-{row % 10000:04d},備考の文章がここに入ります{row},1階ロビー,"
                    f"https://example.jp/{row},9:00\r\n"
                )
    return row


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.large_file", description=__doc__)
    parser.add_argument("--megabytes", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tdpf-large-") as made:
        folder = Path(made)
        rows = write(folder / "large.csv", options.megabytes * 1_000_000)
        program = "from tdpf.cli.main import main; main(prog_name='tdpf')"
        words = ["standardize", str(folder / "large.csv"), "--out", str(folder / "out")]
        child = os.posix_spawn(
            sys.executable, [sys.executable, "-c", program, *words], dict(os.environ)
        )
        _, status, used = os.wait4(child, 0)
        report = json.loads((folder / "out" / "large" / "report.json").read_bytes())
    peak = used.ru_maxrss // 1024
    is_right = status == 0 and report["rows"]["written"] == rows
    print(f"{rows:,} rows, {used.ru_utime + used.ru_stime:.0f} CPU s, peak {peak} MB", is_right)
    return 0 if is_right and peak < LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
