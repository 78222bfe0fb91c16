"""An open data list that we wrote and read says the same when it is written again."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tdpf.core.catalog.model import Dataset, Organisation
from tdpf.core.catalog.opendata_list import read_list, rows
from tdpf.core.catalog.opendata_list.columns import headers_2023
from tdpf.core.tabular.model import Chunk, Source, SourceColumn, TextTable
from tests.property.catalog.things import datasets, organisations

API = 41  # whether a row API exists is ours to say, not the list's


def as_table(lines: list[tuple[str, ...]]) -> TextTable:
    """The rows as reading a file gives them."""
    numbers = list(range(2, len(lines) + 2))
    cells = [list(column) for column in zip(*lines, strict=True)]
    source = Source(
        name="list.csv", sha256="", bytes=0, format="csv", encoding="utf-8", header_row=1
    )
    columns = tuple(SourceColumn(i, name) for i, name in enumerate(headers_2023()))
    return TextTable(source, columns, lambda: iter([Chunk(numbers, cells)]), len(lines))


def written(found: Iterable[Dataset]) -> list[tuple[str, ...]]:
    return [row for dataset in found for row in rows(dataset)]


def read(lines: list[tuple[str, ...]]) -> tuple[Dataset, ...]:
    return read_list(as_table(lines), source="https://example.jp/list.csv").datasets


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(datasets(), organisations), min_size=1, max_size=3))
def test_a_list_that_was_read_once_is_written_and_read_the_same_for_ever(
    found: list[tuple[Dataset, Organisation]],
) -> None:
    first = read(written(replace(dataset, organisation=publisher) for dataset, publisher in found))
    assert len(first) == len({dataset.id for dataset, _ in found})
    second = read(written(first))
    assert [row[:API] for row in written(second)] == [row[:API] for row in written(first)]
    assert [[file.id for file in one.distributions] for one in second] == [
        [file.id for file in one.distributions] for one in first
    ]
