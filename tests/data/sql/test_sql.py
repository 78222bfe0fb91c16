"""SQL over published tables: right answers, plain errors, bounds that hold."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

from tdpf.data.openapi import document
from tdpf.data.words_sql import SQL_ERRORS
from tests.data.client import Client
from tests.data.sql.conftest import SqlSite, statement_body

SQL_SECONDS = 60  # none of these is slow, however busy the machine


def test_a_statement_joins_filters_and_groups_by_japanese_names(sql_site: SqlSite) -> None:
    rows = sql_site.rows(
        'select w.区, count(*) as 数, max(t.設置年) as 年 from toilets t join "131130-wards" w '
        "on t.名称 = w.名称 group by w.区 order by w.区"
    )
    assert rows == [{"区": "東", "数": 1, "年": 1951}, {"区": "西", "数": 1, "年": 1952}]


def test_the_answer_names_columns_types_tables_and_their_licence(sql_site: SqlSite) -> None:
    address = "/api/v1/sql?sql=" + quote(
        "select 名称, 面積, 確認日, 更新, 車椅子 from toilets limit 1"
    )
    reply = sql_site.client.get(address)
    answer = reply.json()
    assert [column["type"] for column in answer["columns"]] == [
        "text",
        "number",
        "date",
        "datetime",
        "boolean",
    ]
    assert answer["records"] == [
        {
            "名称": "第1公衆トイレ",
            "面積": 0.25,
            "確認日": "2024-01-02",
            "更新": "2024-01-01T01:00:00+00:00",
            "車椅子": False,
        }
    ]
    (table,) = answer["tables"]
    assert (table["table"], table["version"], table["licence"]["code"]) == (
        "toilets",
        1,
        "cc-by-4.0",
    )
    assert reply.headers["tdpf-synthetic"] == "true"


@pytest.mark.parametrize("name", ["public_toilet", "公衆トイレ一覧", '"public-toilet"'])
def test_a_standard_set_has_its_slug_and_its_japanese_title(sql_site: SqlSite, name: str) -> None:
    assert sql_site.rows(f"select count(*) as n from {name}") == [{"n": 30}]


def test_values_are_those_of_the_records_api(sql_site: SqlSite) -> None:
    records = sql_site.client.get("/api/v1/tables/toilets/records?limit=250").json()["records"]
    names = ", ".join(f'"{name}"' for name in records[0])
    assert sql_site.rows(f'select {names} from toilets order by "_row" limit 250') == records


def test_integers_beyond_two_to_the_53_are_text_as_a_whole_column(sql_site: SqlSite) -> None:
    rows = sql_site.rows("select a from (values (9007199254740993), (1)) v(a)")
    assert rows == [{"a": "9007199254740993"}, {"a": "1"}]


def test_nan_and_infinity_are_null(sql_site: SqlSite) -> None:
    rows = sql_site.rows("select cast('nan' as double) as a, cast('inf' as double) as b")
    assert rows == [{"a": None, "b": None}]


def test_two_columns_of_one_name_are_both_there(sql_site: SqlSite) -> None:
    (row,) = sql_site.rows("select 1 as a, 2 as a")
    assert list(row.values()) == [1, 2]


def test_csv_and_ndjson_hold_the_same_rows(sql_site: SqlSite) -> None:
    statement = "sql=" + quote("select 名称, 面積, 車椅子, 備考 from toilets order by 面積 limit 4")
    lines = sql_site.client.get(f"/api/v1/sql.ndjson?{statement}").text.splitlines()
    text = sql_site.client.get(f"/api/v1/sql.csv?{statement}").text
    assert len(lines) == 4
    for line, row in zip(lines, csv.DictReader(io.StringIO(text)), strict=True):
        cells = json.loads(line)
        assert row["名称"] == cells["名称"]
        assert float(row["面積"]) == cells["面積"]
        assert row["車椅子"] == {True: "true", False: "false", None: ""}[cells["車椅子"]]
        assert row["備考"] == (cells["備考"] or "")


def test_a_cut_answer_says_so(sql_site: SqlSite) -> None:
    reply = sql_site.client.post("/api/v1/sql", statement_body("select 名称 from toilets", limit=7))
    assert (reply.json()["numberReturned"], reply.json()["truncated"]) == (7, True)
    whole = sql_site.client.post(
        "/api/v1/sql", statement_body("select 名称 from toilets", limit=250)
    )
    assert (whole.json()["numberReturned"], whole.json()["truncated"]) == (250, False)


def test_an_answer_is_known_by_its_etag(sql_site: SqlSite) -> None:
    address = "/api/v1/sql?sql=" + quote("select count(*) from toilets")
    first = sql_site.client.get(address)
    again = sql_site.client.get(address, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_form_and_json_bodies_ask_the_same(sql_site: SqlSite) -> None:
    form = sql_site.client.post(
        "/api/v1/sql",
        b"sql=" + quote("select 1 as a").encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert form.json()["records"] == sql_site.rows("select 1 as a")


@pytest.mark.parametrize(
    ("statement", "status", "code", "word"),
    [
        ("", 400, "sql-missing", "sql="),
        ("select 名称 from where toilets", 400, "sql-unreadable", "1:"),
        ("delete from toilets", 400, "sql-not-a-query", "SELECT"),
        ("select getenv('HOME')", 400, "sql-refused", "getenv"),
        ("select * from nothing", 404, "sql-no-such-table", "nothing"),
        ("select nothing from toilets", 400, "sql-failed", "nothing"),
        ("select " + "1 + " * 9_000 + "1", 400, "sql-too-long", "20000"),
    ],
)
def test_an_error_says_what_is_wrong_in_both_languages(
    sql_site: SqlSite, statement: str, status: int, code: str, word: str
) -> None:
    for language in ("ja", "en"):
        reply = sql_site.client.post(
            "/api/v1/sql", statement_body(statement), accept_language=language
        )
        assert (reply.status, reply.json()["code"]) == (status, code)
        assert word.lower() in reply.json()["detail"].lower()


@pytest.mark.parametrize("body", [b"", b"[1]", b"\xff", b'{"sql": ["select 1"]}', b"null"])
def test_a_body_that_is_no_question_is_refused_with_an_example(
    sql_site: SqlSite, body: bytes
) -> None:
    reply = sql_site.client.post("/api/v1/sql", body)
    assert (reply.status, reply.json()["code"]) == (400, "bad-body")


def test_a_huge_body_is_not_read_to_its_end(sql_site: SqlSite) -> None:
    reply = sql_site.client.post("/api/v1/sql", statement_body("x" * 100_000))
    assert (reply.status, reply.json()["code"]) == (413, "body-too-large")


def test_an_answer_is_what_the_document_says(sql_site: SqlSite) -> None:
    schemas = document()["components"]["schemas"]
    reply = sql_site.client.post("/api/v1/sql", statement_body("select * from toilets"))
    validator = Draft202012Validator({"$ref": "#/$defs/SqlResult", "$defs": _local(schemas)})
    assert list(validator.iter_errors(reply.json())) == []


def _local(schemas: dict[str, object]) -> dict[str, object]:
    text = json.dumps(schemas).replace("#/components/schemas/", "#/$defs/")
    found: dict[str, object] = json.loads(text)
    return found


def test_every_error_code_of_sql_is_in_the_document() -> None:
    described = json.dumps(document()["paths"]["/api/v1/sql"])
    assert [code for code in SQL_ERRORS if code not in described] == []


def test_sql_is_off_unless_turned_on(sql_off: Client) -> None:
    reply = sql_off.get("/api/v1/sql?sql=select+1")
    assert (reply.status, reply.json()["code"]) == (403, "sql-off")
    assert "TDPF_SQL" in reply.json()["detail"]


def test_columns_whose_names_differ_only_in_case_keep_their_own_values(sql_site: SqlSite) -> None:
    ask = sql_site.rows
    own = {"count": 1, "COUNT": 20, "名称": "甲"}
    assert ask('select "count", "COUNT", 名称 from cases limit 1') == [own]
    (row,) = ask("select * from cases limit 1")
    assert own.items() <= row.items()
    assert ask('select t.* exclude ("count") from (select "count", "COUNT" from cases) t') == [
        {"COUNT": 20},
        {"COUNT": 30},
    ]
    assert ask('select sum("COUNT") from cases where "count" > 1') == [{'sum("COUNT")': 30}]
    joined = 'with a as (select "COUNT" from cases) select b."COUNT", b."count" from a join '
    assert ask(joined + 'cases b using ("COUNT") order by "COUNT" desc limit 1') == [
        {"COUNT": 30, "count": 2}
    ]
    other = 'select t.名称, c."COUNT" from toilets t join cases c on c."count" = t._row order by 2'
    assert [row["COUNT"] for row in ask(other)] == [20, 30]


def test_a_name_that_could_mean_two_columns_is_asked_back(sql_site: SqlSite) -> None:
    reply = sql_site.client.post("/api/v1/sql", statement_body("select Count from cases"))
    assert (reply.status, reply.json()["code"]) == (400, "sql-which-column")
    assert "Count: count, COUNT" in reply.json()["detail"]
    reply = sql_site.client.post("/api/v1/sql", statement_body('select "COUNT" + 名称 from cases'))
    assert reply.status == 400
    assert "~" not in reply.text
