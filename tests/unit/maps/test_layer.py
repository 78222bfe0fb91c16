"""What a tile of a table holds: properties by kind, thinned by rule, never over its size."""

from __future__ import annotations

import datetime as dt
import random

import polars as pl
import pytest

from tdpf.core.maps.layer import LARGEST_BYTES
from tdpf.core.maps.tile import NoSuchTile, Tile, parse_tile
from tdpf.core.tables.query import Compare
from tests.data.samples import toilets
from tests.unit.maps.decoder import decode
from tests.unit.maps.tiles import Atlas, count, is_own, points_at, tile_at

HERE = (139.7, 35.65)


def test_every_kind_of_cell_arrives_as_json_would_carry_it_and_blanks_not_at_all():
    frame = pl.DataFrame(
        {
            "文": ["千代田区", None, "あ" * 200],
            "整数": [5, -7, None],
            "番号": [2**53, -(2**60), 3],
            "数": [0.1, -2.5, None],
            "真偽": [True, False, None],
            "日": [dt.date(2024, 5, 1), None, dt.date(1999, 12, 31)],
            "時": [dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC), None, None],
            "空": pl.Series([None] * 3, dtype=pl.String),
            "_lon": [HERE[0]] * 3,
            "_lat": [HERE[1]] * 3,
        }
    ).with_columns(pl.col("時").cast(pl.Datetime("us", "UTC")))
    atlas = Atlas(frame, wide=["番号"])
    names = [name for name in frame.columns if not name.startswith("_")]
    found = atlas.features(tile_at(15, *HERE), columns=names)
    assert {feature.id: feature.properties for feature in found} == {
        1: {
            "文": "千代田区",
            "整数": 5,
            "番号": str(2**53),
            "数": 0.1,
            "真偽": True,
            "日": "2024-05-01",
            "時": "2024-05-01T09:00:00+00:00",
        },
        2: {"整数": -7, "番号": str(-(2**60)), "数": -2.5, "真偽": False},
        3: {"文": "あ" * 200, "番号": "3", "日": "1999-12-31"},
    }


def test_the_layer_is_named_and_in_the_second_version_of_the_standard():
    atlas = Atlas(toilets())
    layer = decode(atlas.bytes_of(Tile(0, 0, 0)))
    assert (layer.name, layer.version, layer.extent) == ("records", 2, 4096)


def test_text_that_differs_in_every_row_is_left_out_at_low_zooms_even_when_asked():
    frame = toilets().with_columns(pl.lit("区立").alias("設置者"))
    atlas = Atlas(frame)
    lon, lat = frame["_lon"][0], frame["_lat"][0]
    columns = ["名称", "設置者", "設置年"]
    for z in (11, 12, 13, 14):
        alone = [f for f in atlas.features(tile_at(z, lon, lat), columns=columns) if f.id]
        assert alone
        shown = {name for feature in alone for name in feature.properties}
        assert shown == ({"設置者", "設置年"} if z < 13 else {"名称", "設置者", "設置年"})


def test_points_in_one_cell_are_one_feature_that_counts_them_and_has_no_other_property():
    frame = points_at([HERE] * 5).with_columns(pl.lit("x").alias("種別"))
    low = Atlas(frame).features(tile_at(13, *HERE), columns=["種別"])
    assert [(f.id, f.properties) for f in low] == [(None, {"point_count": 5})]
    high = Atlas(frame).features(tile_at(14, *HERE), columns=["種別"])
    assert [f.properties for f in high] == [{"種別": "x"}] * 5
    unbundled = Atlas(frame).features(tile_at(3, *HERE), cell_px=0)
    assert [f.id for f in unbundled] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("z", [0, 9, 13, 14, 16])
def test_no_tile_is_over_500_kb_and_thinning_loses_no_count(z):
    chance = random.Random(5)
    size = 20_000
    frame = points_at(
        [(139.7 + chance.random() / 80, 35.65 + chance.random() / 80) for _ in range(size)]
    ).with_columns(pl.Series("備考", [f"{n} " + "長い説明" * 8 for n in range(size)]))
    atlas, tile = Atlas(frame), tile_at(z, 139.705, 35.655)
    content = atlas.bytes_of(tile, columns=["備考"])
    assert 0 < len(content) <= LARGEST_BYTES
    inside = sum(
        tile_at(z, lon, lat) == tile for lon, lat in frame.select("_lon", "_lat").iter_rows()
    )
    assert sum(count(f) for f in decode(content).features if is_own(f)) == inside


def test_texts_too_long_for_any_tile_leave_the_points_and_their_counts():
    frame = points_at([(139.69 + n / 1000, 35.65) for n in range(20)]).with_columns(
        pl.Series("備考", ["長" * 60_000 + str(n) for n in range(20)])
    )
    found = Atlas(frame).features(tile_at(13, *HERE), columns=["備考"])
    assert all("備考" not in feature.properties for feature in found)
    assert sum(map(count, found)) >= 10


def test_a_filter_counts_as_the_filtered_table_would():
    frame = toilets()
    where = Compare("設置年", "lt", 1980)
    chosen = frame.filter(pl.col("設置年") < 1980, pl.col("_lon").is_not_null())
    filtered = Atlas(frame).features(Tile(0, 0, 0), where=where)
    assert sum(map(count, filtered)) == chosen.height


def test_blank_positions_and_the_poles_are_on_no_tile():
    atlas = Atlas(points_at([(0.0, 89.0), (0.0, -89.0)]))
    assert atlas.bytes_of(Tile(0, 0, 0)) == b""
    blank = pl.DataFrame({"_lon": [None, 1.0], "_lat": [1.0, None]})
    atlas = Atlas(blank.with_columns(pl.all().cast(pl.Float64)))
    assert atlas.bytes_of(Tile(0, 0, 0)) == b""


@pytest.mark.parametrize(
    "numbers",
    [
        "23/0/0",
        "1/2/0",
        "1/0/2",
        "-1/0/0",
        "1/-1/0",
        "1/0/x",
        "1.0/0/0",
        "１/0/0",
        "1/0/9999999999",
    ],
)
def test_numbers_outside_the_square_name_no_tile(numbers):
    assert parse_tile("22", str(2**22 - 1), "0") == Tile(22, 2**22 - 1, 0)
    with pytest.raises(NoSuchTile):
        parse_tile(*numbers.split("/"))
