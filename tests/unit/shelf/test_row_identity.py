"""The order in which a row of a new version is recognised, rule by rule."""

from __future__ import annotations

import polars as pl

from tdpf.core.tables.identity import Rows, row_ids
from tdpf.core.tables.schema import Column, TableSchema

SCHEMA = TableSchema(
    columns=(
        Column("ID", "text", 1, key="identifier", item=True),
        Column("名称", "text", 2, key="name", item=True),
        Column("所在地_連結表記", "text", 3, key="fullAddress", item=True),
        Column("備考", "text", 4, item=True),
    ),
    has_position=True,
)
STATION = ("T-01", "駅前トイレ", "道玄坂一丁目1-1", None, 139.7001, 35.6581)
PARK = ("T-02", "公園トイレ", "神南一丁目2-3", None, 139.7012, 35.6622)
BRIDGE = ("T-03", "橋のトイレ", "神宮前一丁目4", None, 139.7055, 35.6701)


def frame(*rows, schema=SCHEMA):
    names = [*schema.names(), "_lon", "_lat"]
    kinds = [pl.String] * len(schema.columns) + [pl.Float64, pl.Float64]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def first(*rows, schema=SCHEMA):
    table = frame(*rows, schema=schema)
    ids = row_ids(Rows(table.lazy(), schema))
    return table.with_columns(ids), ids.to_list()


def following(before, *rows, schema=SCHEMA):
    now = Rows(frame(*rows, schema=schema).lazy(), schema)
    return row_ids(now, Rows(before.lazy(), SCHEMA)).to_list()


def changed(row, **fields):
    places = {"ID": 0, "name": 1, "address": 2, "notes": 3, "lon": 4, "lat": 5}
    values = list(row)
    for field, value in fields.items():
        values[places[field]] = value
    return tuple(values)


def test_a_renamed_facility_keeps_its_id():
    before, ids = first(STATION, PARK)
    assert following(before, changed(STATION, name="渋谷駅前トイレ"), PARK) == ids


def test_a_facility_whose_position_is_corrected_keeps_its_id():
    before, ids = first(STATION, PARK)
    assert following(before, changed(STATION, lon=139.7019, lat=35.6599), PARK) == ids


def test_a_facility_that_gets_a_new_identifier_keeps_its_id():
    before, ids = first(STATION, PARK)
    assert following(before, changed(STATION, ID="S-900"), PARK) == ids


def test_a_row_put_in_the_middle_of_serial_numbers_moves_no_id():
    one, two, three = (
        changed(row, ID=str(number)) for number, row in enumerate((STATION, PARK, BRIDGE), 1)
    )
    before, ids = first(one, two, three)
    new = ("2", "新しいトイレ", "松濤一丁目", None, 139.69, 35.66)
    again = following(before, one, new, changed(two, ID="3"), changed(three, ID="4"))
    assert [again[0], again[2], again[3]] == ids
    assert again[1] not in ids


def test_a_real_identifier_holds_even_when_everything_else_changes():
    before, ids = first(STATION, PARK)
    moved = ("T-01", "別の名前", "別の場所", "備考", 139.6, 35.5)
    assert following(before, PARK, moved) == [ids[1], ids[0]]


def test_two_facilities_of_one_name_are_told_apart_by_address():
    north, south = changed(STATION, ID=None), changed(PARK, ID=None, name="駅前トイレ")
    before, ids = first(north, south)
    edited = changed(south, notes="改修中"), changed(north, notes="閉鎖")
    assert following(before, *edited) == [ids[1], ids[0]]


def test_a_row_that_left_and_came_back_has_its_old_id_again():
    _, ids = first(STATION, PARK)
    without, _ = first(PARK)
    assert following(without, STATION, PARK) == ids


def test_a_new_facility_never_gets_the_id_of_one_that_was_renamed():
    before, ids = first(STATION)
    renamed = changed(STATION, name="旧駅前トイレ", ID=None)
    newcomer = changed(STATION, address="道玄坂一丁目9", lon=139.72)
    again = following(before, renamed, newcomer)
    assert len(set(again)) == 2
    assert ids[0] in again


def test_ids_are_short_plain_text_and_the_same_everywhere():
    _, ids = first(STATION)
    assert ids == ["634f0e09793ae43a"]


def test_a_table_of_figures_keeps_ids_by_its_words():
    schema = TableSchema(
        columns=(Column("地域名", "text", 1), Column("総人口", "integer", 2)), has_position=False
    )
    now = pl.DataFrame({"地域名": ["本町", "元町"], "総人口": [10, 20]}).with_columns(
        _lon=pl.lit(None, pl.Float64), _lat=pl.lit(None, pl.Float64)
    )
    ids = row_ids(Rows(now.lazy(), schema))
    later = now.with_columns(pl.col("総人口") + 7).reverse()
    again = row_ids(Rows(later.lazy(), schema), Rows(now.with_columns(ids).lazy(), schema))
    assert again.to_list() == ids.to_list()[::-1]


def test_rows_of_a_table_without_names_or_figures_are_told_apart_by_all_they_say():
    schema = TableSchema((Column("品目", "text", 1), Column("色", "text", 2)), has_position=False)
    now = pl.DataFrame({"品目": ["林檎", "林檎", "蜜柑"], "色": ["赤", "青", "橙"]}).with_columns(
        _lon=pl.lit(None, pl.Float64), _lat=pl.lit(None, pl.Float64)
    )
    ids = row_ids(Rows(now.lazy(), schema))
    assert ids.n_unique() == 3
    again = row_ids(Rows(now.reverse(), schema), Rows(now.with_columns(ids), schema))
    assert again.to_list() == ids.to_list()[::-1]


def test_a_column_that_was_added_changes_no_id():
    before, ids = first(STATION, PARK)
    wider = TableSchema((*SCHEMA.columns, Column("階", "text", 5)), has_position=True)
    with_floor = [(*row[:4], "1階", *row[4:]) for row in (PARK, STATION)]
    assert following(before, *with_floor, schema=wider) == [ids[1], ids[0]]


def test_many_equal_rows_each_have_an_id_and_one_more_gets_a_new_one():
    before, ids = first(*[STATION] * 300)
    assert len(set(ids)) == 300
    again = following(before, *[STATION] * 301)
    assert len(set(again)) == 301
    assert set(ids) < set(again)
    assert set(following(before, *[STATION] * 2)) < set(ids)


def test_a_version_that_shares_no_column_with_the_previous_one_gets_ids_all_the_same():
    before, ids = first(STATION, PARK)
    other = TableSchema((Column("面積", "number", 1),), has_position=False)
    now = pl.DataFrame({"面積": [1.5, 2.5]})
    again = row_ids(Rows(now, other), Rows(before, SCHEMA)).to_list()
    assert len({*again, *ids}) == 4


def test_no_rows_is_fine_in_either_version():
    before, ids = first(STATION)
    assert following(before) == []
    empty, none = first()
    assert none == []
    assert following(empty, STATION) == ids
