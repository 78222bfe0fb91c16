"""Real files come again with their rows in another order: no id changes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

pytestmark = [pytest.mark.shared_data, pytest.mark.timeout(120)]
LARGEST = 60_000  # bytes: what a municipality's list usually has
FEWEST = 10
ENCODINGS = ("utf-8-sig", "cp932")

Lines = list[list[str]]


def test_shuffled_rows_of_real_files_keep_their_ids(shared: Path, desk: Any) -> None:
    published = 0
    for path in sorted((shared / "data" / "municipal").glob("*.csv")):
        if path.stat().st_size > LARGEST:
            continue
        lines, encoding = read(path.read_bytes())
        first = give(desk, path.name, lines, encoding)
        if not first.is_good:
            continue
        (table, *_) = first.tables
        before = desk.rows(table)
        following = shuffled(lines, before["_source_row"].to_list(), seed=published)
        again = give(desk, path.name, following, encoding)
        assert (again.is_good, again.dataset) == (True, first.dataset)
        assert owners(desk.rows(table), following) == owners(before, lines), path.name
        published += 1
    assert published >= FEWEST


def give(desk: Any, name: str, lines: Lines, encoding: str) -> Any:
    made = io.StringIO(newline="")
    csv.writer(made).writerows(lines)
    return desk.give(name, made.getvalue().encode(encoding), personal_data_checked=True)


def owners(rows: pl.DataFrame, lines: Lines) -> Counter[tuple[object, ...]]:
    """The cells of each source row with the id that its row has."""
    pairs = rows.select("_source_row", "_id").iter_rows()
    return Counter((*lines[place - 1], row_id) for place, row_id in pairs)


def read(content: bytes) -> tuple[Lines, str]:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return list(csv.reader(io.StringIO(text, newline=""))), encoding
    raise AssertionError("neither UTF-8 nor CP932")


def shuffled(lines: Lines, places: list[int], *, seed: int) -> Lines:
    """The same lines with those at these places in another order."""
    moved = Random(seed).sample(places, len(places))
    following = dict(zip(places, (lines[place - 1] for place in moved), strict=True))
    return [following.get(number, line) for number, line in enumerate(lines, 1)]
