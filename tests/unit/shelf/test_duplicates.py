"""The same thing in two publishers' lists is linked, never deleted."""

from __future__ import annotations

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.tables.duplicates import linked
from tdpf.core.tables.schema import Column, TableSchema

SCHEMA = TableSchema(
    (
        Column("名称", "text", 1, key="name", item=True),
        Column("所在地_連結表記", "text", 2, key="fullAddress", item=True),
    ),
    has_position=True,
)
HERE = (139.7012, 35.6622)
NEXT_DOOR = (139.7018, 35.6622)  # 54 m
NEXT_STREET = (139.7032, 35.6622)  # 180 m

Row = tuple[str, str, str, tuple[float, float] | None, str | None]


def links(*rows: Row) -> dict[str, str]:
    frame = pl.DataFrame(
        {
            "_id": [row[0] for row in rows],
            "_publisher": [row[1] for row in rows],
            "名称": [row[2] for row in rows],
            "_lon": [row[3][0] if row[3] else None for row in rows],
            "_lat": [row[3][1] if row[3] else None for row in rows],
            "所在地_連結表記": [row[4] for row in rows],
        },
        schema_overrides={"_lon": pl.Float64, "_lat": pl.Float64, "所在地_連結表記": pl.String},
    )
    return linked(frame.lazy(), SCHEMA)


def test_a_city_and_its_prefecture_list_the_same_place() -> None:
    found = links(
        ("a", "131130", "神南公園トイレ", HERE, None),
        ("b", "130001", "神南公園 ﾄｲﾚ", NEXT_DOOR, None),
        ("c", "130001", "神南公園トイレ", NEXT_STREET, None),
    )
    assert found == {"a": "a", "b": "a"}


def test_rows_of_one_publisher_are_its_own_affair() -> None:
    assert links(("a", "131130", "トイレ", HERE, None), ("b", "131130", "トイレ", HERE, None)) == {}


def test_without_a_position_the_address_must_be_equal() -> None:
    found = links(
        ("a", "131130", "中央図書館", None, "東京都渋谷区神南一丁目1-1"),
        ("b", "130001", "中央図書館", HERE, "東京都渋谷区神南一丁目1-1"),
        ("c", "131032", "中央図書館", None, "東京都港区芝一丁目1-1"),
    )
    assert found == {"a": "a", "b": "a"}


def test_positions_that_differ_outweigh_an_equal_address() -> None:
    address = "東京都渋谷区神南一丁目"
    assert (
        links(("a", "131130", "公園", HERE, address), ("b", "130001", "公園", NEXT_STREET, address))
        == {}
    )


def test_three_publishers_are_one_group_with_one_name() -> None:
    found = links(
        ("c", "131130", "境橋", HERE, None),
        ("b", "131032", "境橋", NEXT_DOOR, None),
        ("a", "130001", "境橋", (139.7024, 35.6622), None),  # 54 m from b, 108 m from c
    )
    assert found == {"a": "a", "b": "a", "c": "a"}


def test_names_that_say_nothing_link_nothing() -> None:
    rows: list[Row] = [("a", "131130", "―", HERE, None), ("b", "131032", "―", HERE, None)]
    assert links(*rows) == {}


@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_changes_nothing(seed: int) -> None:
    dice = random.Random(seed)
    rows: list[Row] = [
        (
            f"r{n}",
            dice.choice(["131130", "131032", "130001"]),
            dice.choice(["境橋", "公園", "駅前トイレ"]),
            (139.70 + dice.randrange(4) * 0.0006, 35.66) if dice.random() < 0.8 else None,
            dice.choice([None, "一丁目", "二丁目"]),
        )
        for n in range(12)
    ]
    shuffled = dice.sample(rows, len(rows))
    assert links(*rows) == links(*shuffled)
