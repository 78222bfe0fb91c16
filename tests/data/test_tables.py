"""`/api/v1/tables`, `/api/v1/tables/{table}` and `/health`."""

from __future__ import annotations

import pytest

from tests.data.samples import toilets

LIST = "/api/v1/tables"


@pytest.fixture
def many(site):
    for number in range(5):
        whose = {"publisher": f"13{number}000", "publisher_name": f"第{number}市"}
        standard = "aed" if number % 2 else None
        site.publish(f"t{number}", toilets(number), standard=standard, **whose)
    site.publish("aed", toilets(9), publisher=None, publisher_name=None, standard="aed",
                 is_merged=True, title="AED設置箇所一覧")  # fmt: skip


def names(answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [table["table"] for table in answer.json()["tables"]]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["aed", "t0", "t1", "t2", "t3", "t4", "toilets"]),
        ("standard=aed", ["aed", "t1", "t3"]),
        ("standard=aed&merged=false", ["t1", "t3"]),
        ("merged=true", ["aed"]),
        ("publisher=133000", ["t3"]),
        ("standard=nothing", []),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 1000])
def test_the_list_is_filtered_ordered_by_name_and_paged(client, many, question, found, limit):
    address, pages = f"{LIST}?{question}&limit={limit}".replace("?&", "?"), []
    while address:
        answer = client.get(address)
        assert answer.json()["numberMatched"] == len(found)
        assert answer.json()["numberReturned"] == len(names(answer)) <= limit
        pages += names(answer)
        address = answer.next
    assert pages == found


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("standart=aed", "unknown-parameter"),
        ("名称=1", "unknown-parameter"),
        ("publisher=13104", "bad-value"),
        ("publisher=１３１０４１", "bad-value"),
        ("merged=yes", "bad-value"),
        ("limit=0", "bad-value"),
        ("limit=1001", "bad-value"),
        ("limit=all", "bad-value"),
        ("standard=", "bad-value"),
        ("standard=aed&standard=aed", "repeated-parameter"),
    ],
)
def test_a_list_that_cannot_be_made_is_refused(client, question, code):
    answer = client.get(f"{LIST}?{question}")
    assert (answer.status, answer.json()["code"]) == (400, code)


def test_a_table_tells_its_columns_version_credit_and_where_its_rows_are(client, many):
    table = client.get(f"{LIST}/toilets").json()
    assert table["columns"][0] | {"nulls": 0} == {
        "name": "名称",
        "key": "name",
        "type": "text",
        "standardItem": False,
        "description": None,
        "nulls": 0,
        "minimum": None,
        "maximum": None,
    }
    assert [column["name"] for column in table["columns"]][-3:] == ["_lon", "_lat", "_level"]
    assert (table["rows"], table["version"], table["hasPosition"]) == (250, 1, True)
    assert table["publisher"] == {"code": "131130", "name": "東京都渋谷区"}
    for link in table["links"]:
        answer = client.get(link["href"])
        assert answer.status == 200
        assert answer.headers["content-type"].split(";")[0] == link["type"]


def test_a_merged_table_credits_all_publishers_and_carries_whose_each_row_is(client, many):
    table = client.get(f"{LIST}/aed").json()
    assert (table["publisher"], table["merged"]) == (None, True)
    assert table["attribution"] == "出典: 各公開団体「AED設置箇所一覧」(CC BY 4.0)"
    assert [column["name"] for column in table["columns"]][-3:] == [
        "_publisher",
        "_publisher_name",
        "_dataset",
    ]


def test_a_table_can_be_asked_by_version_and_refuses_what_it_does_not_know(client, site):
    site.publish("toilets", toilets(2), version=2)
    assert client.get(f"{LIST}/toilets?version=1").json()["rows"] == 250
    assert client.get(f"{LIST}/toilets").json()["rows"] == 2
    assert client.get(f"{LIST}/toilets?limit=1").json()["code"] == "unknown-parameter"
    assert client.get(f"{LIST}/toilets?version=9").json()["code"] == "version-not-found"
    assert client.get(f"{LIST}/nothing").json()["code"] == "table-not-found"


@pytest.mark.parametrize("name", ["公衆トイレ", "a b", "x" * 300, "%00", "%2e%2e", "..", "'--"])
def test_a_name_that_no_table_can_have_is_not_found_and_never_reaches_the_database(
    client, site, name
):
    asked = []
    site.manifest.table = lambda *a, **k: asked.append(a)
    for address in (f"{LIST}/{name}", f"{LIST}/{name}/records", f"{LIST}/{name}/records.csv"):
        answer = client.get(address)
        assert (answer.status, answer.json()["code"]) == (404, "table-not-found")
    assert set(asked) <= {("..",)}


def test_health_says_which_part_cannot_be_read(client, site):
    well = client.get("/health")
    assert (well.status, well.json()) == (
        200,
        {"status": "ok", "database": "ok", "shelf": "ok", "generation": 1},
    )

    def broken() -> int:
        raise RuntimeError("no such table")

    site.manifest.generation = broken
    ill = client.get("/health")
    assert (ill.status, ill.json()["database"]) == (503, "unreadable")
    later = client.get(f"{LIST}/toilets")
    assert later.json()["code"] == "shelf-unreadable"
    assert int(later.headers["retry-after"]) > 0
    assert client.get("/api/openapi.json").status == 200
