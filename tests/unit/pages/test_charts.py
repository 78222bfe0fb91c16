"""The drawn map: every position is in it, however odd the positions are."""

from __future__ import annotations

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tdpf.apps.catalog.page_data.charts import Panel, dot_map

LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)


def positions(points: list[tuple[float | None, float | None]]) -> pl.DataFrame:
    schema = {"_lon": pl.Float64, "_lat": pl.Float64}
    return pl.DataFrame(points, schema=schema, orient="row")


def dots(panel: Panel) -> list[tuple[int, int]]:
    return [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h0", panel.path)]


@given(st.lists(st.tuples(LON, LAT), min_size=1, max_size=30))
def test_any_positions_make_a_map(points: list[tuple[float, float]]) -> None:
    panels = dot_map(positions(points))
    assert sum(panel.count for panel in panels) == len(points)
    for panel in panels:
        assert all(0 <= x <= panel.width and 0 <= y <= panel.height for x, y in dots(panel))


def test_nothing_is_drawn_where_no_position_is_known() -> None:
    assert dot_map(positions([(None, 35.0), (139.0, None)])) == []


def test_north_is_up_and_east_is_right() -> None:
    (panel,) = dot_map(positions([(139.0, 35.9), (139.1, 35.6)]))
    (north_west, south_east) = sorted(dots(panel))
    assert north_west[0] < south_east[0]
    assert north_west[1] < south_east[1]


def test_the_islands_have_a_panel_of_their_own() -> None:
    main, inset = dot_map(positions([(139.7, 35.7), (139.6, 35.6), (142.194, 27.096)]))
    assert (main.count, inset.count) == (2, 1)
    assert "小笠原村" in {label.text for label in inset.labels}


def test_one_wrong_position_does_not_shrink_the_map() -> None:
    good = [(139.7 + n / 10_000, 35.6 + n / 10_000) for n in range(1000)]
    (panel,) = dot_map(positions([*good, (35.6, 89.0)]))
    across = {x for x, _ in dots(panel)}
    assert max(across) - min(across) > 300
