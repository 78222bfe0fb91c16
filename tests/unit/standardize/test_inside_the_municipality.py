"""A position is held against the municipality's boundary where one is installed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.places import Gazetteer
from tdpf.core.places.boundaries import lie_inside, read_boundaries
from tdpf.core.places.install import install
from tests.unit.standardize.conftest import Maker

# Shibuya as an L, 0.02 degrees a side, without its north-east quarter, and with a hole
OUTER = [
    [139.69, 35.65], [139.71, 35.65], [139.71, 35.66], [139.70, 35.66], [139.70, 35.67],
    [139.69, 35.67], [139.69, 35.65],
]  # fmt: skip
HOLE = [[139.692, 35.652], [139.694, 35.652], [139.694, 35.654], [139.692, 35.652]]
FEATURES = [
    {
        "type": "Feature",
        "properties": {"N03_007": "13113"},
        "geometry": {"type": "Polygon", "coordinates": [OUTER, HOLE]},
    }
]
(BOUNDARY,) = read_boundaries(FEATURES)


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    source = tmp_path / "n03.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}))
    install(tmp_path / "places", [source])
    return Gazetteer.open(tmp_path / "places")


def outside(done: Any) -> list[int | None]:
    return [
        finding.row
        for finding in done.report.findings
        if finding.code == "coordinates-outside-municipality"
    ]


TEXT = """\
名称,所在地,緯度,経度
内側,東京都渋谷区神南一丁目1-1,35.655,139.705
境の近く,東京都渋谷区神南一丁目1-2,35.6601,139.7051
欠けた角,東京都渋谷区神南一丁目1-3,35.6675,139.7075
遠く,東京都渋谷区神南一丁目1-4,35.90,139.40
"""


def test_with_a_boundary_the_missing_corner_is_outside(
    standardized: Maker, gazetteer: Gazetteer
) -> None:
    done = standardized(TEXT, name="131130_public_toilet.csv", gazetteer=gazetteer)
    assert outside(done) == [4, 5]


def test_without_one_a_rough_box_finds_what_is_far_away(standardized: Maker) -> None:
    assert outside(standardized(TEXT, name="131130_public_toilet.csv")) == [5]


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
            lambda cell: (139.68 + cell[0] * 0.0007, 35.64 + cell[1] * 0.0007)
        ),
        max_size=40,
    )
)
def test_many_positions_at_once_are_where_each_one_is(points: list[tuple[float, float]]) -> None:
    lons, lats = (np.array([point[place] for point in points], dtype=float) for place in (0, 1))
    found = lie_inside(BOUNDARY, lons, lats)
    assert found.tolist() == [BOUNDARY.contains(lon, lat) for lon, lat in points]
