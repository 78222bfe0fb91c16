"""What the values of a column are like, as the columns of a dataset page tell it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tdpf.core.tables.schema import Column, TableSchema


@pytest.fixture
def table(tmp_path: Path) -> tuple[Path, TableSchema]:
    count = 100
    path = tmp_path / "table.parquet"
    frame = pl.DataFrame(
        {
            "騒音": [None, *range(41, 140)],
            "一定": [5] * count,
            "日付": pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 4, 9), eager=True),
            "種別": ["住居"] * 60 + ["商業"] * 30 + ["工業"] * 10,
            "名称": [f"地点{n}" for n in range(count)],
            "空": pl.Series([None] * count, dtype=pl.Float64),
            "_row": range(1, count + 1),
        }
    )
    frame.write_parquet(path)
    ends = {"騒音": ("41", "139"), "一定": ("5", "5"), "日付": ("2024-01-01", "2024-04-09")}
    kinds = {"種別": "text", "名称": "text", "日付": "date", "空": "number", "_row": "integer"}
    columns = tuple(
        Column(name, kinds.get(name, "integer"), number, minimum=low, maximum=high)  # type: ignore[arg-type]
        for number, name in enumerate(frame.columns, 1)
        for low, high in (ends.get(name, (None, None)),)
    )
    return path, TableSchema(columns)


def test_numbers_and_dates_have_ends_and_bars_and_short_lists_their_kinds(
    table: tuple[Path, TableSchema],
) -> None:
    from tdpf.apps.catalog.page_data.spread import BINS, spreads

    path, schema = table
    found = spreads(path, schema, row_count=100)
    assert (found["騒音"].low, found["騒音"].high) == ("41", "139")
    assert found["騒音"].path.count("M") == found["日付"].path.count("M") == BINS
    assert (found["一定"].low, found["一定"].path) == ("5", "")
    assert found["種別"].kinds == (("住居", 60), ("商業", 30), ("工業", 10))
    assert not {"名称", "空", "_row"} & found.keys()


def test_of_a_large_table_only_the_ends_are_told(table: tuple[Path, TableSchema]) -> None:
    from tdpf.apps.catalog.page_data.spread import MOST_ROWS, spreads

    found = spreads(Path("/nowhere"), table[1], row_count=MOST_ROWS + 1)
    assert (found["騒音"].low, found["騒音"].path) == ("41", "")
    assert "種別" not in found
