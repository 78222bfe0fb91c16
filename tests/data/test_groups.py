"""`group_by=`, `distinct=` and what is counted, added up and compared in groups."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, defaultdict

import polars as pl
import pytest

from tests.data.samples import toilets

ROWS = "/api/v1/tables/toilets/records"
TABLE = toilets().to_dicts()


def groups(client, question):
    answer = client.get(f"{ROWS}?{question}")
    assert answer.status == 200, answer.text
    return answer.json()["records"]


def test_groups_come_in_the_order_of_their_keys_with_blanks_last_and_their_counts(client):
    counted = Counter(row["車椅子"] for row in TABLE)
    assert groups(client, "group_by=車椅子") == [
        {"車椅子": value, "count": counted[value]} for value in (False, True, None)
    ]
    assert groups(client, "group_by=車椅子&count=false") == [
        {"車椅子": False}, {"車椅子": True}, {"車椅子": None}
    ]  # fmt: skip


def test_measures_are_those_of_the_rows_that_the_filters_leave(client):
    areas = defaultdict(list)
    for row in TABLE:
        if row["設置年"] is not None and row["設置年"] >= 1960:
            areas[row["車椅子"]].append(row["面積"])
    found = groups(
        client,
        "group_by=車椅子&year__gte=1960&sum=面積&avg=面積&min=面積&max=面積&distinct_count=year,名称",
    )
    assert [group["車椅子"] for group in found] == [False, True, None]
    for group in found:
        cells = areas[group["車椅子"]]
        assert group["count"] == len(cells)
        assert group["面積:sum"] == pytest.approx(sum(cells))
        assert group["面積:avg"] == pytest.approx(sum(cells) / len(cells))
        assert (group["面積:min"], group["面積:max"]) == (min(cells), max(cells))
        assert group["名称:distinct_count"] == len(cells)
        assert group["設置年:distinct_count"] <= 70


def test_without_keys_all_rows_are_one_group_even_when_there_are_none(client):
    assert groups(client, "sum=面積") == [
        {"count": 250, "面積:sum": sum(n / 4 for n in range(251))}
    ]
    assert groups(client, "count=true&名称=無い") == [{"count": 0}]
    nothing = groups(client, "sum=面積,設置年&avg=面積&max=名称&distinct_count=名称&名称=無い")
    assert nothing == [
        {
            "count": 0,
            "面積:sum": None,
            "設置年:sum": None,
            "面積:avg": None,
            "名称:max": None,
            "名称:distinct_count": 0,
        }
    ]
    assert groups(client, "group_by=名称&名称=無い") == []


def test_dates_are_grouped_by_year_month_or_day_and_instants_by_the_hour_of_japan(client):
    months = Counter(row["確認日"].strftime("%Y-%m") for row in TABLE)
    assert groups(client, "group_by=確認日:month") == [
        {"確認日:month": month, "count": count} for month, count in sorted(months.items())
    ]
    assert groups(client, "group_by=確認日:year") == [{"確認日:year": "2024", "count": 250}]
    assert groups(client, "group_by=確認日:day&limit=1")[0]["確認日:day"] == "2024-01-02"
    hours = groups(client, "group_by=更新:hour&limit=2")
    assert [hour["更新:hour"] for hour in hours] == ["2024-01-01T09", "2024-01-01T10"]
    days = groups(client, "group_by=更新:day")
    assert [day["更新:day"] for day in days] == ["2024-01-01", "2024-01-02"]


def test_groups_are_sorted_and_paged_like_rows(client):
    whole = groups(client, "group_by=year&sum=面積&sort=-面積:sum&limit=1000")
    sums = [group["面積:sum"] for group in whole]
    assert sums == sorted(sums, reverse=True)
    found, address = [], f"{ROWS}?group_by=year&sum=面積&sort=-面積:sum&limit=11"
    while address:
        answer = client.get(address)
        assert answer.json()["numberMatched"] == len(whole)
        found += answer.json()["records"]
        address = answer.next
    assert found == whole
    by_count = groups(client, "group_by=year&sort=-count,-year&limit=3")
    assert [group["count"] for group in by_count] == sorted(
        (group["count"] for group in by_count), reverse=True
    )


def test_a_grouped_cursor_does_not_serve_for_rows(client):
    cursor = client.get(f"{ROWS}?group_by=year&limit=3").next.partition("cursor=")[2]
    assert client.get(f"{ROWS}?limit=3&cursor={cursor}").json()["code"] == "bad-cursor"


def test_distinct_gives_each_value_once(client):
    names = sorted({row["設置年"] for row in TABLE if row["設置年"] is not None})
    found = groups(client, "distinct=設置年&limit=1000")
    assert [group["設置年"] for group in found] == [*names, None]


def test_distinct_of_several_columns_gives_each_combination(client):
    pairs = {(row["車椅子"], row["_level"]) for row in TABLE}
    found = groups(client, "distinct=車椅子,_level")
    assert {(group["車椅子"], group["_level"]) for group in found} == pairs
    assert len(found) == len(pairs)


def test_groups_are_the_same_in_every_format_that_has_them(client):
    question = "?group_by=確認日:month,車椅子&sum=設置年&avg=面積"
    in_json = client.get(f"{ROWS}.json{question}&limit=1000").json()["records"]
    lines = list(csv.DictReader(io.StringIO(client.get(f"{ROWS}.csv{question}").text)))
    assert [line["設置年:sum"] for line in lines] == [str(row["設置年:sum"]) for row in in_json]
    frame = pl.read_parquet(client.get(f"{ROWS}.parquet{question}").body)
    assert frame.to_dicts() == in_json
    lines = client.get(f"{ROWS}.ndjson{question}").body.splitlines()
    assert [json.loads(line) for line in lines] == in_json
    refused = client.get(f"{ROWS}.geojson{question}").json()
    assert (refused["code"], refused["other"]) == ("cannot-combine", "GeoJSON")


def test_a_sum_that_no_integer_column_holds_is_exact_as_text(client, site):
    site.publish("huge", pl.DataFrame({"数": [2**63 - 1, 2**63 - 1, None], "小": [2**53, 0, 1]}))
    found = client.get("/api/v1/tables/huge/records?sum=数,小").json()["records"]
    assert found == [{"count": 3, "数:sum": str(2**64 - 2), "小:sum": str(2**53 + 1)}]


BAD = [
    ("group_by=無い", "unknown-column"),
    ("group_by=", "unknown-column"),
    ("group_by=確認日:week", "bad-value"),
    ("group_by=確認日:hour", "operator-not-for-type"),
    ("group_by=名称:month", "operator-not-for-type"),
    ("group_by=名称,name", "repeated-parameter"),
    ("sum=名称", "operator-not-for-type"),
    ("avg=確認日", "operator-not-for-type"),
    ("min=車椅子", "operator-not-for-type"),
    ("count=maybe", "bad-value"),
    ("count=false", "bad-value"),
    ("distinct=名称&count=true", "cannot-combine"),
    ("distinct=名称&group_by=名称", "cannot-combine"),
    ("group_by=名称&select=名称", "cannot-combine"),
    ("group_by=名称&sort=面積", "unknown-column"),
    ("group_by=名称&sort=面積:sum", "unknown-column"),
    ("group_by=名称&group_by=面積", "repeated-parameter"),
]


@pytest.mark.parametrize(("question", "code"), BAD)
def test_groups_that_make_no_sense_are_refused_with_a_sentence(client, question, code):
    for language in ("ja", "en"):
        answer = client.get(f"{ROWS}?{question}", accept_language=language)
        assert (answer.status, answer.json()["code"]) == (400, code)
        assert "{" not in answer.json()["detail"]
