"""What happens to columns when publishers disagree about them."""

from __future__ import annotations

import dataclasses
import datetime as dt

import polars as pl
import pytest

from tdpf.core.tables.merge import MergePart, OldMerge, merge, merged_schema, taken_columns
from tdpf.core.tables.schema import Column, TableSchema


def schema(**kinds):
    return TableSchema(
        tuple(
            Column(name, kind, place, item=True)
            for place, (name, kind) in enumerate(kinds.items(), 1)
        )
    )


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("integer", "integer", "integer"),
        ("integer", "number", "number"),
        ("date", "text", "text"),
        ("date", "datetime", "text"),
        ("boolean", "integer", "text"),
        ("number", "text", "text"),
    ],
)
def test_differing_types_meet_in_the_narrowest_that_holds_both(one, other, together):
    for pair in ((one, other), (other, one)):
        merged = merged_schema([taken_columns(schema(値=kind), {}) for kind in pair])
        assert [column.kind for column in merged.columns] == [together]


def test_columns_stand_in_the_order_of_the_fullest_part():
    few, many = schema(備考="text", 追加="text"), schema(名称="text", 所在地="text", 備考="text")
    assert merged_schema([taken_columns(one, {}) for one in (few, many)]).names() == [
        "名称",
        "所在地",
        "備考",
        "追加",
    ]


def test_columns_of_the_publishers_own_are_not_merged():
    own = TableSchema((Column("名称", "text", 1, item=True), Column("町内会", "text", 2)))
    assert list(taken_columns(own, {})) == ["名称"]


def test_a_set_without_a_layout_is_merged_by_what_columns_mean(tmp_path):
    def parking(number, header, publisher):
        made = part(tmp_path, number, pl.DataFrame({header: ["駅前"], "台数": [9]}), {}, publisher)
        columns = (Column(header, "text", 1, key="name"), Column("台数", "integer", 2))
        return dataclasses.replace(
            made, schema=TableSchema(columns), generic={"name": "名称", "url": "URL"}
        )

    done = merge(
        [parking(1, "駐車場名", "131130"), parking(2, "施設名称", "131041")], tmp_path / "m.parquet"
    )
    assert done.schema.names() == ["名称"]
    merged = pl.read_parquet(tmp_path / "m.parquet")
    assert merged["名称"].to_list() == ["駅前", "駅前"]
    assert "台数" not in merged.columns


def part(folder, number, frame, kinds, publisher="131130"):
    path = folder / f"{number}.parquet"
    rows = frame.height
    frame.with_columns(
        pl.Series("_row", range(1, rows + 1), dtype=pl.Int64),
        pl.Series("_id", [str(row) for row in range(rows)], dtype=pl.String),
        pl.Series("_source_row", range(2, rows + 2), dtype=pl.Int64),
        *(
            pl.lit(None, kind).alias(name)
            for name, kind in (("_lon", pl.Float64), ("_lat", pl.Float64), ("_level", pl.String))
        ),
    ).write_parquet(path)
    return MergePart(
        version=str(number),
        path=path,
        schema=schema(**kinds),
        rows=rows,
        publisher=publisher,
        publisher_name="市",
        table=f"t{number}",
        dataset=f"t{number}",
    )


def test_values_become_text_as_people_write_them(tmp_path):
    parts = [
        part(tmp_path, 1, pl.DataFrame({"値": [12.0, 12.5, None]}), {"値": "number"}),
        part(tmp_path, 2, pl.DataFrame({"値": [dt.date(2024, 4, 1)]}), {"値": "date"}),
        part(tmp_path, 3, pl.DataFrame({"値": ["24:00"]}), {"値": "text"}),
    ]
    merge(parts, tmp_path / "m.parquet")
    merged = pl.read_parquet(tmp_path / "m.parquet")
    assert merged["値"].to_list() == ["12", "12.5", None, "2024-04-01", "24:00"]


def test_unchanged_parts_are_copied_and_only_the_changed_one_is_read(tmp_path):
    first = [
        part(tmp_path, n, pl.DataFrame({"値": [n, n]}), {"値": "integer"}, f"1311{n}0")
        for n in range(1, 6)
    ]
    target = tmp_path / "one.parquet"
    done = merge(first, target)
    assert done.copied == 0
    old = OldMerge(path=target, schema=done.schema, first_rows=done.first_rows)
    for each in first:
        each.path.unlink()  # what is unchanged is not read again
    changed = part(tmp_path, 9, pl.DataFrame({"値": [7]}), {"値": "integer"}, "131130")
    following = [*first[:2], changed, *first[3:]]
    again = merge(following, tmp_path / "two.parquet", old=old)
    merged = pl.read_parquet(tmp_path / "two.parquet")
    assert merged["値"].to_list() == [1, 1, 2, 2, 7, 4, 4, 5, 5]
    assert again.copied == 8


def test_a_type_that_narrows_again_is_taken_from_the_parts(tmp_path):
    """Text made from dates is not turned back: the parts still know the dates."""
    dates = part(tmp_path, 1, pl.DataFrame({"値": [dt.date(2024, 4, 1)]}), {"値": "date"})
    text = part(tmp_path, 2, pl.DataFrame({"値": ["不明"]}), {"値": "text"}, "131041")
    done = merge([dates, text], tmp_path / "one.parquet")
    old = OldMerge(path=tmp_path / "one.parquet", schema=done.schema, first_rows=done.first_rows)
    corrected = part(tmp_path, 3, pl.DataFrame({"値": [dt.date(2023, 1, 1)]}), {"値": "date"})
    merge([dates, corrected], tmp_path / "two.parquet", old=old)
    assert pl.read_parquet(tmp_path / "two.parquet").schema["値"] == pl.Date


def test_a_column_keeps_its_field_id_over_versions(tmp_path):
    one = part(tmp_path, 1, pl.DataFrame({"a": ["x"], "b": ["y"]}), {"a": "text", "b": "text"})
    done = merge([one], tmp_path / "one.parquet")
    old = OldMerge(path=tmp_path / "one.parquet", schema=done.schema, first_rows=done.first_rows)
    kinds = {"b": "text", "c": "text"}
    other = part(tmp_path, 2, pl.DataFrame({"b": ["y"], "c": ["z"]}), kinds)
    again = merge([other], tmp_path / "two.parquet", old=old)
    before = {column.name: column.field_id for column in done.schema.columns}
    after = {column.name: column.field_id for column in again.schema.columns}
    assert after["b"] == before["b"]
    assert after["c"] not in before.values()
