"""However large a dataset is, an answer about it fits, and its pages hold every file once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tdpf.core.catalog.model import (
    Dataset,
    DatasetId,
    Distribution,
    DistributionId,
    TableId,
    TableInfo,
)
from tdpf.core.tables.schema import Column
from tdpf.data.mcp.bounds import LONGEST_CELL, MOST_BYTES, bounded
from tdpf.data.mcp.describing import description


def dataset(files: int, columns: int) -> Dataset:
    """A dataset with that many files, each a table of so many columns."""
    names = tuple(Column(f"列{number}", "text", number) for number in range(columns))
    made = (
        Distribution(
            DistributionId(f"f{place}"),
            position=place,
            title=f"第{place}号",
            format="CSV",
            download_url=f"https://city.example.jp/{place}.csv",
            tables=(TableInfo(TableId(f"t{place}"), f"table-{place}", 1, 10, names),),
        )
        for place in range(files)
    )
    return Dataset(
        DatasetId("d"), "d", "大きなデータ", notes="説" * 9000, distributions=tuple(made)
    )


@pytest.mark.parametrize(("files", "columns"), [(3, 4), (300, 60), (8_000, 2), (1, 5_000)])
def test_a_description_fits_and_its_pages_hold_every_file_once(files: int, columns: int) -> None:
    whole = dataset(files, columns)
    seen: list[str] = []
    start: Any = 0
    while start is not None:
        page = description(whole, "https://city.example.jp/d", start=start)
        assert len(msgspec.json.encode(page)) < 2 * MOST_BYTES
        seen += [file["url"] for file in page["files"]]
        assert page["licence"]
        start = page["more"]
    assert seen == [file.download_url for file in whole.distributions]


def test_the_table_that_was_asked_for_comes_first() -> None:
    page = description(dataset(300, 60), "", first="table-250")
    assert page["tables"][0]["name"] == "table-250"


def test_cells_are_cut_with_a_mark_and_rows_end_where_the_answer_is_full() -> None:
    rows = [{"名": "長" * 5_000, "数": number} for number in range(1_000)]
    kept, is_cut = bounded(rows)
    assert is_cut
    assert kept[0]["名"] == "長" * LONGEST_CELL + "…"
    assert len(msgspec.json.encode(kept)) < MOST_BYTES + 2_000
