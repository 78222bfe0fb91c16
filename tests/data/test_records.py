"""`/api/v1/tables/{table}/records`: choosing, ordering and paging rows."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

import polars as pl
import pytest

from tests.data.client import Client, Reply
from tests.data.samples import Site, toilets

ROWS = "/api/v1/tables/toilets/records"


def records(reply: Reply) -> list[dict[str, object]]:
    assert reply.status == 200, reply.text
    return reply.json()["records"]


def ids(reply: Reply) -> list[object]:
    return [record["_id"] for record in records(reply)]


def test_a_page_holds_the_first_hundred_rows_in_the_publishers_order_and_the_exact_total(client):
    answer = client.get(ROWS)
    assert ids(answer) == [f"id{n}" for n in range(1, 101)]
    envelope = answer.json()
    assert envelope["numberMatched"] == 250
    assert envelope["numberReturned"] == 100
    assert envelope["version"] == 1
    assert envelope["synthetic"] is True
    assert envelope["licence"] == {
        "code": "cc-by-4.0",
        "name": "CC BY 4.0",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert envelope["attribution"] == "出典: 東京都渋谷区「公衆トイレ」(CC BY 4.0)"


@pytest.mark.parametrize(
    "question",
    ["", "sort=-面積", "車椅子=true", "車椅子=true&sort=備考,-名称", "bbox=139,35,140,36"],
)
@pytest.mark.parametrize("limit", [1, 7, 249, 250, 10_000])
def test_following_next_gives_every_row_once_in_the_same_order(client, question, limit):
    whole = ids(client.get(f"{ROWS}?{question}&limit=10000".replace("?&", "?")))
    found, address, pages = [], f"{ROWS}?{question}&limit={limit}".replace("?&", "?"), 0
    while address and pages < 20:
        answer = client.get(address)
        assert answer.json()["numberMatched"] == len(whole)
        found += ids(answer)
        address, pages = answer.next, pages + 1
    assert found == whole[: len(found)]
    assert address or found == whole
    assert answer.next == next(
        (link["href"] for link in answer.json()["links"] if link["rel"] == "next"), None
    )


def test_a_cursor_stays_in_its_version_while_a_new_one_is_published(client, site):
    first = client.get(f"{ROWS}?limit=10")
    site.publish("toilets", toilets(20).reverse(), version=2)
    second = client.get(first.next)
    assert second.json()["version"] == 1
    assert ids(second) == [f"id{n}" for n in range(11, 21)]
    assert client.get(ROWS).json()["version"] == 2


def test_a_cursor_of_another_question_or_a_broken_one_is_refused(client):
    address = client.get(f"{ROWS}?limit=10&設置年__gte=1960").next
    cursor = address.partition("cursor=")[2]
    for bad in (
        f"{ROWS}?cursor={cursor}",
        f"{ROWS}?設置年__gte=1961&cursor={cursor}",
        f"{ROWS}?設置年__gte=1960&cursor={cursor}&version=2",
        f"{ROWS}?cursor=hello",
        f"{ROWS}?cursor=W10",
        f"{ROWS}?cursor=",
    ):
        answer = client.get(bad)
        assert (answer.status, answer.json()["code"]) == (400, "bad-cursor"), bad
    assert client.get(f"{ROWS}?設置年__gte=1960&limit=5&select=name&cursor={cursor}").status == 200


def test_select_gives_the_named_columns_in_that_order_by_name_or_english_key(client):
    answer = client.get(f"{ROWS}?select=面積,name,_id&limit=1")
    assert list(records(answer)[0].items()) == [
        ("面積", 0.25),
        ("名称", "第1公衆トイレ"),
        ("_id", "id1"),
    ]


YEAR = "設置年"
FILTERS = [
    ("設置年=1960", lambda row: row[YEAR] == 1960),
    ("設置年__eq=1960", lambda row: row[YEAR] == 1960),
    ("year=1960", lambda row: row[YEAR] == 1960),
    ("設置年__ne=1960", lambda row: row[YEAR] is not None and row[YEAR] != 1960),
    ("設置年__lt=1960", lambda row: row[YEAR] is not None and row[YEAR] < 1960),
    ("設置年__lte=1960", lambda row: row[YEAR] is not None and row[YEAR] <= 1960),
    ("設置年__gt=1960", lambda row: row[YEAR] is not None and row[YEAR] > 1960),
    ("設置年__gte=1960", lambda row: row[YEAR] is not None and row[YEAR] >= 1960),
    ("設置年__in=1960,1961", lambda row: row[YEAR] in {1960, 1961}),
    ("設置年__between=1960,1965", lambda row: row[YEAR] is not None and 1960 <= row[YEAR] <= 1965),
    ("設置年__isnull=true", lambda row: row[YEAR] is None),
    ("設置年__isnull=false", lambda row: row[YEAR] is not None),
    ("面積__gte=1.25&面積__lt=2e1", lambda row: 1.25 <= row["面積"] < 20),
    ("車椅子=true", lambda row: row["車椅子"] is True),
    ("車椅子__ne=true", lambda row: row["車椅子"] is False),
    ("名称__contains=第1", lambda row: "第1" in row["名称"]),
    ("名称__startswith=第2", lambda row: row["名称"].startswith("第2")),
    ("名称=第7公衆トイレ", lambda row: row["名称"] == "第7公衆トイレ"),
    ("備考__contains=%25", lambda row: row["備考"] is not None and "%" in row["備考"]),
    ("備考__contains=50%", lambda row: row["備考"] is not None and "50%" in row["備考"]),
    ('備考__in="「3」, 50%25",「9」', lambda row: row["備考"] == "「3」, 50%"),
    ("確認日=2024-01-05", lambda row: row["確認日"] == dt.date(2024, 1, 5)),
    ("確認日__between=2024-01-05,2024-01-09", lambda row: 5 <= row["_row"] + 1 <= 9),
    ("更新__gt=2024-01-01T20:00:00Z", lambda row: row["更新"].hour > 20),
    ("更新__gt=2024-01-02T05:00:00+09:00", lambda row: row["更新"].hour > 20),
    ("更新__gt=2024-01-02T05:00:00%2B09:00", lambda row: row["更新"].hour > 20),
    ("_lon__isnull=true&車椅子__isnull=true", lambda row: row["_lon"] is None),
    ("bbox=139.61,35.605,139.62,35.61", lambda row: 10 <= row["_row"] <= 20 and row["_row"] % 10),
]


WORDS = [
    ("q=第12公衆", lambda row: "第12公衆" in row["名称"]),
    ("q=公衆 第7", lambda row: "第7" in row["名称"]),
    ("q=ﾄｲﾚ　%３９", lambda row: "39" in row["名称"] or "39" in (row["備考"] or "")),
    ("q=といれ ５０", lambda row: "50" in row["名称"] + (row["備考"] or "")),
    ("q=イレ&備考__isnull=false&bbox=139,35,139.7,36", lambda row: row["備考"] and row["_lon"]
     and row["_lon"] <= 139.7),
]  # fmt: skip
FILTERS += WORDS


@pytest.mark.parametrize(("question", "is_wanted"), FILTERS)
def test_a_filter_keeps_the_rows_that_fulfil_it_and_counts_them(client, question, is_wanted):
    rows = [row | {"_row": n} for n, row in enumerate(toilets().to_dicts(), 1)]
    wanted = [f"id{row['_row']}" for row in rows if is_wanted(row)]
    answer = client.get(f"{ROWS}?{question}&limit=10000")
    assert ids(answer) == wanted
    assert wanted, "a filter that finds nothing proves nothing"
    assert answer.json()["numberMatched"] == len(wanted)


def test_japanese_may_come_raw_or_percent_encoded(client):
    raw = client.get(f"{ROWS}?名称=第7公衆トイレ&select=名称")
    encoded = client.get(f"{ROWS}?{quote('名称')}={quote('第7公衆トイレ')}&select={quote('名称')}")
    assert records(raw) == records(encoded) == [{"名称": "第7公衆トイレ"}]


def test_an_address_that_is_not_utf_8_is_refused(client):
    for query in (b"\x96\xbc=1", b"%96%BC=1"):
        answer = client.get(ROWS.encode() + b"?" + query)
        assert (answer.status, answer.json()["code"]) == (400, "not-utf-8")


def test_blanks_sort_last_in_both_directions_and_equals_keep_the_publishers_order(client):
    up = records(client.get(f"{ROWS}?sort=設置年&limit=10000&select=設置年,_row"))
    down = records(client.get(f"{ROWS}?sort=-year&limit=10000&select=設置年,_row"))
    for rows, sign in ((up, 1), (down, -1)):
        filled = [row for row in rows if row[YEAR] is not None]
        assert rows[len(filled) :] == sorted(
            (row for row in rows if row[YEAR] is None), key=lambda row: row["_row"]
        )
        assert filled == sorted(filled, key=lambda row: (sign * row[YEAR], row["_row"]))


BAD = [
    ("名前=1", "unknown-parameter", {"parameter": "名前"}),
    ("名唱=1", "unknown-parameter", {"near": ["名称"]}),
    ("limitt=5", "unknown-parameter", {"near": ["limit"]}),
    ("q=", "bad-value", {"expected": "words"}),
    ("q=・ (", "bad-value", {"expected": "words"}),
    ("select=名称,面積き", "unknown-column", {"column": "面積き", "near": ["面積"]}),
    ("select=", "unknown-column", {}),
    ("select=名称,名称", "repeated-parameter", {"parameter": "select"}),
    ("sort=-めんせき", "unknown-column", {"column": "めんせき"}),
    ("設置年__like=1", "unknown-operator", {"operator": "like"}),
    ("無い__gte=1", "unknown-column", {"column": "無い"}),
    ("filter.無い=1", "unknown-column", {"column": "無い"}),
    ("設置年=昭和", "bad-value", {"value": "昭和", "expected": "integer"}),
    ("設置年=1.5", "bad-value", {"expected": "integer"}),
    ("設置年=9223372036854775808", "bad-value", {"expected": "integer"}),
    ("面積=NaN", "bad-value", {"expected": "number"}),
    ("面積=1e999", "bad-value", {"expected": "number"}),
    ("車椅子=有", "bad-value", {"expected": "boolean"}),
    ("確認日=2024-02-30", "bad-value", {"expected": "date"}),
    ("確認日=20240201", "bad-value", {"expected": "date"}),
    ("更新=2024-02-01T00:00:00", "bad-value", {"expected": "datetime"}),
    ("設置年__between=1", "bad-value", {"expected": "two-values"}),
    ("設置年__isnull=maybe", "bad-value", {"expected": "boolean"}),
    ("設置年=", "empty-value", {"column": "設置年"}),
    ("設置年__in=1,,2", "empty-value", {}),
    ("設置年__contains=1", "operator-not-for-type", {"kind": "integer"}),
    ("車椅子__lt=true", "operator-not-for-type", {"kind": "boolean"}),
    ("bbox=1,2,3", "bad-bbox", {"reason": "four-numbers"}),
    ("bbox=1,2,nan,4", "bad-bbox", {"reason": "four-numbers"}),
    ("bbox=35.6,139.6,35.7,139.7", "bad-bbox", {"reason": "latitude-range"}),
    ("bbox=139,36,140,35", "bad-bbox", {"reason": "south-above-north"}),
    ("bbox=-181,35,140,36", "bad-bbox", {"reason": "longitude-range"}),
    ("limit=-1", "bad-limit", {"value": "-1"}),
    ("limit=10001", "bad-limit", {"maximum": 10000}),
    ("limit=１０", "bad-limit", {}),
    ("limit=1&limit=2", "repeated-parameter", {"parameter": "limit"}),
    ("version=0", "bad-value", {"expected": "version"}),
    ("version=x", "bad-value", {"expected": "version"}),
    ("&".join(f"設置年__ne={n}" for n in range(101)), "too-many-parameters", {"maximum": 100}),
]


@pytest.mark.parametrize(("question", "code", "data"), BAD)
def test_a_question_that_cannot_be_answered_is_refused_with_its_reason(
    client, question, code, data
):
    answer = client.get(f"{ROWS}?{question}")
    problem = answer.json()
    assert (answer.status, problem["code"]) == (400, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {name: problem[name] for name in data} == data
    assert "{" not in problem["detail"]


def test_no_rows_may_be_asked_to_learn_the_total_alone(client):
    answer = client.get(f"{ROWS}?limit=0&車椅子=true")
    assert records(answer) == []
    assert answer.json()["numberMatched"] == 100
    assert answer.next is None


def test_a_version_can_be_named_and_an_unknown_one_is_told_from_an_unknown_table(client, site):
    site.publish("toilets", toilets(3), version=2)
    assert client.get(f"{ROWS}?version=1").json()["numberMatched"] == 250
    assert client.get(f"{ROWS}?version=2").json()["numberMatched"] == 3
    assert client.get(ROWS).json()["numberMatched"] == 3
    assert client.get(f"{ROWS}?version=3").json()["code"] == "version-not-found"
    assert client.get("/api/v1/tables/nothing/records").json()["code"] == "table-not-found"
    assert (
        client.get("/api/v1/tables/nothing/records?version=1").json()["code"] == "table-not-found"
    )


def test_a_table_answers_to_its_id_as_well_as_to_its_name(client):
    assert ids(client.get("/api/v1/tables/uuid-toilets/records")) == ids(client.get(ROWS))


def test_a_version_whose_file_is_gone_says_so(client, site):
    for path in site.storage.list():
        site.storage.delete(path.key)
    for suffix in ("", ".csv", ".parquet"):
        answer = client.get(f"{ROWS}{suffix}")
        assert (answer.status, answer.json()["code"]) == (410, "version-gone")


@pytest.fixture
def odd(site: Site, client: Client) -> str:
    """A table whose columns are named like parameters, operators and list marks."""
    frame = pl.DataFrame(
        {
            "limit": [5, 6],
            "a": [1, 2],
            "a__lt": [10, 20],
            "率(%)": ["50%", "a&b=c"],
            "x,y": ["か", "き"],
            "-n": [2, 1],
            "filter.q": [7, 8],
            "q": [1, 1],
            "カ\u3099": [1, 2],
        }
    )
    site.publish("odd", frame)
    return "/api/v1/tables/odd/records"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("filter.limit=5", [1]),
        ("filter.limit__gt=5", [2]),
        ("a__lt=20", [2]),
        ("filter.a__lt=2", [1]),
        ("filter.a__lt__eq=10", [1]),
        ("filter.a__lt__lt=20", [1]),
        ("a__gt=1", [2]),
        ("率(%)=50%", [1]),
        (f"{quote('率(%)')}={quote('a&b=c')}", [2]),
        ("x,y=き", [2]),
        ("filter.filter.q=8", [2]),
        ("filter.q=1", [1, 2]),
        ("q=か", [1]),
        ("q=1", []),
        ("sort=-n", [2, 1]),
        ('sort=-"-n"', [1, 2]),
        ('sort="x,y"', [1, 2]),
        ('sort=-"x,y"', [2, 1]),
        ('select="x,y"', [None, None]),
        ("ガ=2", [2]),
    ],
)
def test_columns_with_odd_names_can_be_reached(client, odd, question, rows):
    answer = client.get(f"{odd}?{question}")
    assert [record.get("_row") for record in records(answer)] == rows


def test_a_box_is_refused_where_no_row_has_a_position(client, odd):
    assert client.get(f"{odd}?bbox=139,35,140,36").json()["code"] == "no-positions"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "q=公衆トイレ&設置年__gte=1960",
        "sort=-設置年,名称&select=名称,設置年",
        "bbox=139.6,35.6,139.8,35.7&sort=名称",
        "near=35.62,139.65,20000&sort=_distance&select=名称",
        "group_by=設置年&avg=面積",
        "distinct=設置年",
        "filter=面積 > 10&shape=columns",
    ],
)
def test_every_page_of_a_walk_is_of_one_version_however_often_the_table_is_published(
    client, site, question
):
    whole = client.get(f"{ROWS}?{question}&limit=10000").json()
    address, found, version = f"{ROWS}?{question}&limit=60", [], 2
    while address:
        reply = client.get(address)
        page = reply.json()
        assert (page["version"], page["numberMatched"]) == (1, whole["numberMatched"])
        found.append(page.get("records") or page["columns"])
        site.publish("toilets", toilets(9 + version), version=version)
        version += 1
        address = reply.next
    assert len(found) > 1 or whole["numberMatched"] <= 60
    if "columns" in whole:
        joined = {name: [cell for page in found for cell in page[name]] for name in found[0]}
        assert joined == whole["columns"]
    else:
        assert [row for page in found for row in page] == whole["records"]
