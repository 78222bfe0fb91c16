"""datastore_search as CKAN clients send it, asked of a real table in memory."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from tdpf.core.catalog.ckan.datastore import MOST_ROWS, DatastoreSearch, read_datastore_search
from tdpf.core.catalog.ckan.datastore_answer import (
    datastore_type,
    kind_of,
    told_answer,
    told_fields,
)
from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.plan import run
from tdpf.core.tables.query import Grouping, Key, Sort, Text
from tdpf.core.tables.schema import Column, TableSchema

SCHEMA = TableSchema(
    (
        Column(name="名称", kind="text", field_id=1, key="name", description="施設の名前"),
        Column(name="番号", kind="text", field_id=2),
        Column(name="数", kind="integer", field_id=3, minimum="0", maximum="9"),
        Column(name="人口", kind="integer", field_id=4, minimum="0", maximum="9000000000"),
        Column(name="割合", kind="number", field_id=5),
        Column(name="洋式", kind="boolean", field_id=6),
        Column(name="開設日", kind="date", field_id=7),
        Column(name="a,b", kind="text", field_id=8),
        Column(name="観測", kind="datetime", field_id=9),
    )
)
LAYOUT = layout_of(SCHEMA, is_merged=False)
FRAME = pl.DataFrame(
    {
        "名称": ["公園トイレ", "駅前トイレ", "桜丘公園", None],
        "番号": ["0037", "12", "7", "8"],
        "数": [3, 1, None, 9],
        "人口": [1, 2, 3, 9_000_000_000],
        "割合": [0.5, 1.5, 2.5, None],
        "洋式": [True, False, None, True],
        "開設日": pl.Series(["2020-01-01", "2021-04-01", None, "2023-04-01"]).str.to_date(),
        "a,b": ["x", "y", "z", "x"],
        "観測": pl.Series(["2024-02-29T03:30Z", "2024-03-01T00:00Z", None, None]).str.to_datetime(
            time_zone="UTC"
        ),
        "_row": [1, 2, 3, 4],
        "_id": ["p", "q", "r", "s"],
        "_source_row": [2, 3, 4, 5],
    }
)


def ask(**given: Any) -> DatastoreSearch:
    return read_datastore_search({"resource_id": "r1", **given}, LAYOUT)


def rows(**given: Any) -> list[int]:
    """The `_id` of each record of the answer."""
    answer = run(ask(**{"fields": "_id", **given}).query, FRAME)
    return [row for batch in answer.batches() for row in batch["_row"].to_list()]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [1, 2, 3, 4]),
        ({"名称": "桜丘公園"}, [3]),
        ({"name": "桜丘公園"}, [3]),
        ({"名称": ["桜丘公園", "駅前トイレ"]}, [2, 3]),
        ({"名称": None}, [4]),
        ({"名称": ["桜丘公園", None]}, [3, 4]),
        ({"番号": "0037"}, [1]),
        ({"番号": 12}, [2]),
        ({"数": 3}, [1]),
        ({"数": "3"}, [1]),
        ({"数": {"gte": 3}}, [1, 4]),
        ({"数": {"gt": 1, "lt": 9}}, [1]),
        ({"数": {"in": [1, 9]}}, [2, 4]),
        ({"割合": {"lte": 1.5}}, [1, 2]),
        ({"洋式": True}, [1, 4]),
        ({"開設日": {"gte": "2021-01-01"}}, [2, 4]),
        ({"_id": {"gt": 2}}, [3, 4]),
        ({"a,b": "x"}, [1, 4]),
        ({"観測": "2024-02-29T12:30:00"}, [1]),
        ({"観測": "2024-02-29T03:30:00+00:00"}, [1]),
        ({"観測": {"gt": "2024-02-29 12:30", "lte": "2024-03-01T09:00:00"}}, [2]),
        ({"$or": [{"数": 9}, {"名称": "駅前トイレ"}]}, [2, 4]),
        ({"$and": [{"a,b": "x"}, {"$or": [{"数": 9}, {"数": 1}]}]}, [4]),
        ({"a,b": "x", "数": 3}, [1]),
    ],
)
def test_filters_find_what_ckan_finds(filters: dict[str, Any], found: list[int]) -> None:
    assert rows(filters=filters) == found
    assert rows(filters=json.dumps(filters, ensure_ascii=False)) == found


@pytest.mark.parametrize(
    "filters",
    [
        {"色": "赤"},
        {"$or": [{"色": "赤"}]},
        {"数": {"near": 3}},
        {"数": "three"},
        {"観測": "昼"},
        {"数": {"in": 3}},
        {"数": [[1]]},
        {"洋式": {"gt": True}},
        {"$or": []},
        {"$or": {"数": 1}},
        {"$and": [{}]},
        [1],
        "{",
        {"_row": 1},
    ],
)
def test_a_filter_that_cannot_be_is_refused_under_filters(filters: Any) -> None:
    with pytest.raises(Invalid) as caught:
        ask(filters=filters)
    assert list(caught.value.problems) == ["filters"]


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(Invalid) as caught:
        ask(filters={"色": "赤"})
    assert caught.value.problems == {"filters": ["Unknown field: 色"]}


def test_depth_and_number_of_filters_are_bounded() -> None:
    deep: dict[str, Any] = {"数": 1}
    for _ in range(9):
        deep = {"$and": [deep]}
    assert rows(filters=deep) == [2]
    with pytest.raises(Invalid):
        ask(filters={"$and": [deep]})
    assert rows(filters={"$or": [{"数": 1}] * 99}) == [2]
    with pytest.raises(Invalid):
        ask(filters={"$or": [{"数": 1}] * 100})


def test_sort_is_text_or_list_with_directions_and_quotes() -> None:
    assert rows(sort="数 desc") == [4, 1, 2, 3]
    assert rows(sort='"a,b" asc, 数 desc nulls last') == [4, 1, 2, 3]
    assert rows(sort=["a,b desc", "_id asc"]) == [3, 2, 1, 4]
    for bad in ("色", "数 sideways", "数 nulls first"):
        with pytest.raises(Invalid) as caught:
            ask(sort=bad)
        assert list(caught.value.problems) == ["sort"]


def test_fields_are_text_or_list_and_decide_their_order() -> None:
    everything = [entry["id"] for entry in told_fields(ask())]
    assert everything == ["_id", *FRAME.columns[:9]]
    assert [one["id"] for one in told_fields(ask(fields='数, "a,b"'))] == ["数", "a,b"]
    assert [one["id"] for one in told_fields(ask(fields=["a,b", "_id", "a,b"]))] == ["a,b", "_id"]
    with pytest.raises(Invalid):
        ask(fields="色")


def test_types_are_those_of_postgresql() -> None:
    types = {entry["id"]: entry["type"] for entry in told_fields(ask())}
    assert types == {
        "_id": "int",
        "名称": "text",
        "番号": "text",
        "数": "int4",
        "人口": "int8",
        "割合": "float8",
        "洋式": "bool",
        "開設日": "date",
        "a,b": "text",
        "観測": "timestamp",
    }
    assert told_fields(ask(fields="名称"))[0]["info"]["notes"] == "施設の名前"
    for column in SCHEMA.columns:
        assert kind_of(datastore_type(column)) == column.kind
    assert kind_of("geometry") is None


def test_words_in_all_columns_or_in_one() -> None:
    search = ask(q="公園　ﾄｲﾚ")
    assert search.query.text == Text(("公園", "トイレ"), ("名称", "番号", "a,b"))
    assert told_fields(search)[-1] == {"id": "rank", "type": "float4"}
    assert ask(full_text="公園 といれ").query.text == search.query.text
    assert ask(q=" ").query.text is None
    assert ask(q="!?").query.text == Text(("!?",), ("名称", "番号", "a,b"))
    assert rows(q={"名称": "公園 トイレ"}) == [1]
    assert rows(q='{"名称": "トイレ"}') == [1, 2]
    assert ask(q="[第3").query.text == Text(("第3",), ("名称", "番号", "a,b"))
    for bad in ({"数": "1"}, {"色": "赤"}, {"名称": 3}, 7):
        with pytest.raises(Invalid) as caught:
            ask(q=bad)
        assert list(caught.value.problems) == ["q"]


def test_limits_and_flags_come_as_text_in_addresses() -> None:
    search = ask(limit="2", offset="1", include_total="False")
    assert (search.query.limit, search.query.offset) == (2, 1)
    assert search.with_total is False
    assert rows(limit=2, offset=1) == [2, 3]
    assert rows(limit=0) == []
    for name in ("limit", "offset"):
        with pytest.raises(Invalid) as caught:
            ask(**{name: "-1"})
        assert list(caught.value.problems) == [name]
    with pytest.raises(Invalid):
        ask(records_format="xml")
    with pytest.raises(Invalid) as caught:
        ask(colour="red")
    assert list(caught.value.problems) == ["colour"]


def test_distinct_is_a_question_for_different_values() -> None:
    search = ask(fields="a,b".join('""'), distinct=True, sort='"a,b" desc')
    assert search.query.groups == Grouping((Key("a,b"),), ())
    assert search.query.sort == (Sort("a,b", descending=True),)
    assert [column.name for column in search.columns] == ["a,b"]
    assert ask(distinct=True).query.groups is None  # `_id` makes every row different


def test_the_answer_has_the_keys_that_clients_read() -> None:
    answer = told_answer(ask(filters={"a,b": "x"}, sort="数"), total=2, returned=2)
    assert answer["filters"] == {"a,b": "x"}
    assert (answer["resource_id"], answer["limit"], answer["total"]) == ("r1", 100, 2)
    assert answer["records_format"] == "objects"
    assert "next" not in answer["_links"]
    assert "total" not in told_answer(ask(include_total=False), total=4, returned=4)


def test_a_page_leads_to_the_next_in_both_ways() -> None:
    search = ask(limit=2, include_next_page=True, filters={"数": {"gt": 0}})
    answer = told_answer(search, total=3, returned=2, last_row=2)
    assert answer["next_page"] == {"_id": {"gt": 2}}
    query = {k: v[0] for k, v in parse_qs(urlsplit(answer["_links"]["next"]).query).items()}
    following = read_datastore_search(query, LAYOUT)
    assert (following.query.offset, following.query.limit) == (2, 2)
    assert following.query.where == search.query.where
    assert "next_page" not in told_answer(ask(sort="数", limit=2), total=3, returned=2, last_row=2)


def test_an_answer_cut_by_the_cap_says_so() -> None:
    search = ask(limit=100_000)
    assert search.query.limit == MOST_ROWS
    answer = told_answer(search, total=50_000, returned=MOST_ROWS)
    assert answer["truncated"] is True
    assert "next" in answer["_links"]
    assert "truncated" not in told_answer(search, total=4, returned=4)
