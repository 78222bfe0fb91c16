"""Peers load the same files: run by the peers' own Python, one loader a process.

Usage: peers.py LOADER LIST DATABASE. LIST is a JSON list of {path, encoding, header_row}: peers are
told what they could not find out. Prints {"files", "rows"}. They read, guess types and store; they
do not recognise, standardise, report, version or merge.
"""

from __future__ import annotations

import csv
import itertools
import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path


def with_sqlite_utils(files: list[dict], database: Path) -> int:
    import sqlite_utils
    from sqlite_utils.utils import TypeTracker

    shelf = sqlite_utils.Database(database)
    rows = 0
    for number, each in enumerate(files):
        with open(each["path"], encoding=each["encoding"], newline="") as file:  # noqa: PTH123
            lines = itertools.islice(csv.reader(file), each["header_row"] - 1, None)
            header = next(lines)
            records = (dict(zip(header, line, strict=False)) for line in lines)
            tracker = TypeTracker()
            table = shelf[f"t{number}"]
            table.insert_all(tracker.wrap(records), batch_size=10_000)
        table.transform(types=tracker.types)
        rows += table.count
    return rows


def with_pandas(files: list[dict], database: Path) -> int:
    import pandas as pd

    rows = 0
    with sqlite3.connect(database) as shelf:
        for number, each in enumerate(files):
            frame = pd.read_csv(
                each["path"], encoding=each["encoding"], skiprows=each["header_row"] - 1
            )
            frame.to_sql(f"t{number}", shelf, index=False)
            rows += len(frame)
    return rows


LOADERS: dict[str, Callable[[list[dict], Path], int]] = {
    "sqlite-utils": with_sqlite_utils,
    "pandas": with_pandas,
}


if __name__ == "__main__":
    listed = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    failed = 0
    total = 0
    loader = LOADERS[sys.argv[1]]
    print(json.dumps({"files": len(listed), "rows": loader(listed, Path(sys.argv[3]))}))
