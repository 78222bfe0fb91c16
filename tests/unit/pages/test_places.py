"""The places of a map as a list."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tdpf.apps.catalog.page_data.rows import map_data
from tdpf.core.tables.schema import Column, TableSchema


def test_a_place_without_a_name_is_called_by_its_row(tmp_path: Path) -> None:
    kinds = TableSchema((Column(name="幅", kind="integer", field_id=1),), has_position=True)
    rows = {"_row": [1, 2], "_lon": [139.7, 139.8], "_lat": [35.6, 35.7], "幅": [3, 4]}
    pl.DataFrame(rows).write_parquet(tmp_path / "p.parquet")
    found = map_data(tmp_path / "p.parquet", kinds, is_merged=False)
    assert found is not None
    assert [place.name for place in found.places] == ["行 1", "行 2"]
