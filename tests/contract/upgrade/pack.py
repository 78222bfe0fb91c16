"""Packs a home that an earlier TDPF made with SQLite into one small file that lay.py lays out.

    python tests/contract/upgrade/pack.py HOME tests/contract/upgrade/NAME.zip

The home of `first_release.zip` was made by TDPF as it was before descriptions became documents
(`git log --grep 'descriptions as documents'`, the commit before it), with
`tdpf publish LIST.csv --publisher CODE` for each of two toilet lists and a list of fruit, and once
more for the first list with another name in it.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import zipfile
from pathlib import Path

LEFT_OUT = ("django_", "sqlite_")
NUMBERED = {"publishing_audit", "publishing_merge_input"}  # ids that the database gives


def rows_of(database: Path) -> dict[str, list[dict[str, object]]]:
    with sqlite3.connect(database) as read:
        read.row_factory = sqlite3.Row
        names = [
            row[0] for row in read.execute("select name from sqlite_master where type='table'")
        ]
        kept = [name for name in names if not name.startswith(LEFT_OUT)]
        return {name: [plain(name, row) for row in _all(read, name)] for name in kept}


def _all(read: sqlite3.Connection, name: str) -> list[sqlite3.Row]:
    return read.execute(f"select * from {name} order by 1").fetchall()


def plain(table: str, row: sqlite3.Row) -> dict[str, object]:
    told = dict(row)
    if table in NUMBERED:
        del told["id"]
    for name in ("at", "published_at", "issued_at", "modified_at", "created_at"):
        if isinstance(told.get(name), str):
            told[name] = f"{told[name]}+00:00"
    return told


def main(home: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        told = json.dumps(rows_of(home / "tdpf.sqlite3"), ensure_ascii=False, indent=1)
        packed.writestr("rows.json", told)
        for folder in ("shelf", "search"):
            for file in sorted((home / folder).rglob("*")):
                if file.is_file():
                    packed.write(file, file.relative_to(home))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
