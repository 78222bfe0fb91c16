"""What somebody may not see is in no byte that any route gives them, in any format.

The routes are those of the application itself: a new one that is not asked here fails the test.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pytest

from tdpf.data.app import ROUTES, create_app
from tdpf.data.ckan.writes import WRITES
from tdpf.data.formats import FORMATS
from tdpf.data.routes.ckan import KNOWN
from tdpf.settings import Settings
from tests.data.access.inside import marks_in, zipped
from tests.data.client import Client, Reply
from tests.on_postgresql.homes import database_of

OWN = {"reader", "officer", "operator"}
SEES: dict[str, set[str]] = {
    "ZQHIDDENROW": OWN | {"named"},
    "ZQREMARK": OWN | {"named"},
    "ZQCOLUMN": OWN | {"named"},
    "ZQSHARED": OWN | {"named"},
    "ZQJOINED": OWN | {"named", "other"},
    "ZQOWNALONE": OWN,
}
"""What is looked for → who may see it; nobody else, and never who only passes by."""
PEOPLE = ("nobody", "other", "named", "reader", "officer", "operator")
TABLES = ("limited", "shared", "joined", "own")
POSTED = ("/api/v1/sql", "/mcp", "/api/{id}/json")


@pytest.fixture(scope="module")
def told(limited_city: dict[str, Any]) -> dict[str, Any]:
    return limited_city


@pytest.fixture(scope="module")
def client(told: dict[str, Any]) -> Iterator[Client]:
    home = Path(told["home"])
    ours = Settings(home=home, database=database_of(home), sql=True, sql_processes=1)
    made = Client(create_app(ours))
    yield made
    made.close()


def shown_by(told: dict[str, Any], who: str, way: str) -> dict[str, str]:
    """The header with which somebody says who they are."""
    if who == "nobody":
        return {}
    secret = told["people"][who][way]
    if way == "token":
        return {"authorization": f"Bearer {secret}"}
    return {"cookie": f"lang=ja; sessionid={secret}; csrftoken=x"}


def ask(client: Client, told: dict[str, Any], who: str, address: str, way: str = "token") -> Reply:
    return client.get(quote(address, safe="/?&=%:,.'\"*()-_<>~"), **shown_by(told, who, way))


def fills(names: dict[str, str]) -> dict[str, str]:
    return {
        "{table}": names["table"],
        "{collection}": names["table"],
        "{id}": names["file"],
        "{resource}": names["file"],
        "{feature}": "1",
        "{set}": "WebMercatorQuad",
        "{style}": "default",
        "{fingerprint}": "x",
        "{z}": "14",
        "{x}": "14549",
        "{y}": "6452",
    }


def addresses(names: dict[str, str]) -> dict[str, list[str]]:
    """Every route of the application → the addresses by which this table may be asked of it."""
    statement = f'select * from "{names["table"]}"'
    found: dict[str, list[str]] = {}
    for route in ROUTES:
        path = route.path
        for mark, value in fills(names).items():
            path = path.replace(mark, value)
        if "{action}" in path:
            asked = _actions(names)
            asked = asked if path.startswith("/api/3/") else asked[-5:]  # the same by another name
            found[route.path] = [path.replace("{action}", one) for one in asked]
        elif "{suffix}" in path:
            named = path.replace("{name}", names["dataset"] if "datasets" in path else "131130")
            found[route.path] = [named.replace("{suffix}", s) for s in ("ttl", "jsonld", "rdf")]
        elif "{format}" in path:
            ends = ("json", "csv", "ndjson") if "changes" in path else tuple(FORMATS)
            asked = f"?sql={statement}" if "sql" in path else ""
            found[route.path] = [path.replace("{format}", form) + asked for form in ends]
        else:
            found[route.path] = [path, *_more(route.path, path, statement)]
    assert not [one for some in found.values() for one in some if "{" in one], "fill this in"
    return found


def _more(pattern: str, path: str, statement: str) -> list[str]:
    """Other ways to ask the same route."""
    if pattern.endswith("/records"):
        asked = (
            "q=ZQ",
            "distinct=名称",
            "version=1",
            "shape=columns",
            "filter=名称 LIKE '%25ZQ%25'",
        )
        grouped = "group_by=名称&count=true&max=_row"
        return [f"{path}?{one}" for one in (*asked, grouped, "bbox=139,35,140,36&limit=all")]
    if pattern.endswith("/changes"):
        return [f"{path}?since=1"]
    if pattern.endswith("/items"):
        return [f"{path}?f=html", f"{path}?q=ZQ"]
    if pattern == "/api/v1/tables":
        return [f"{path}?limit=1000"]
    if pattern == "/api/v1/tables/{table}":
        return [f"{path}?version=1"]
    if pattern == "/ogc/collections":
        return [f"{path}?f=html&limit=1000"]
    if pattern in {"/ogc/api", "/ogc/collections/{collection}"}:
        return [f"{path}?f=html"]
    return [f"{path}?sql={statement}"] if pattern == "/api/v1/sql" else []


def _actions(names: dict[str, str]) -> list[str]:
    statement = quote(f'select * from "{names["file"]}"')
    one = f"id={names['file']}&resource_id={names['file']}&name_or_id={names['dataset']}"
    asked = [
        f"{name}?{one}&q=ZQ&include_private=true&rows=1000&limit=1000&include_datasets=true"
        for name in sorted(KNOWN - WRITES.keys())
    ]
    return [
        *asked,
        f"package_show?id={names['dataset']}",
        "organization_show?id=131130&include_datasets=true",
        f"resource_search?query=name:{quote('.csv')}",
        f"datastore_search?resource_id={names['file']}&limit=100",
        f"datastore_search?resource_id={names['file']}&records_format=csv",
        f"datastore_search_sql?sql={statement}",
        "package_search?include_private=true&include_drafts=true&rows=1000",
        "current_package_list_with_resources?limit=100",
    ]


def may_see(who: str) -> set[str]:
    return {mark for mark, seers in SEES.items() if who in seers}


def leaks(body: bytes, who: str) -> set[str]:
    return marks_in(body, sorted(SEES.keys() - may_see(who)))


@pytest.mark.parametrize("table", TABLES)
def test_no_route_gives_anybody_a_trace_of_what_they_may_not_see(client, told, table):
    names = told["names"][table]
    for pattern, asked in addresses(names).items():
        for address in asked:
            for who in PEOPLE:
                echo = marks_in(quote(address).encode(), sorted(SEES))  # what was asked may be said
                for way in ("token", "session")[: 1 if who == "nobody" else 2]:
                    answer = ask(client, told, who, address, way)
                    place = (pattern, address, who, way)
                    assert answer.status < 500, (*place, answer.body[:300])
                    assert not leaks(answer.body, who) - echo, place
                    told_head = b"\n".join(b": ".join(pair) for pair in answer.raw_headers)
                    assert not leaks(told_head, who) - echo, place


MUST_SHOW = (
    "/api/v1/tables/{table}/records.{format}",
    "/api/v1/tables/{table}/changes.{format}",
    "/ogc/collections/{collection}/items",
    "/datastore/dump/{resource}",
    "/api/{id}/json",
    "/api/v1/tables/{table}/tiles/{z}/{x}/{y}.mvt",
)


@pytest.mark.parametrize(
    ("table", "mark"),
    [
        ("limited", "ZQHIDDENROW"),
        ("shared", "ZQSHARED"),
        ("joined", "ZQJOINED"),
        ("own", "ZQOWNALONE"),
    ],
)
def test_everybody_else_sees_it_in_every_format_by_token_and_by_session(client, told, table, mark):
    known = addresses(told["names"][table])
    for pattern in MUST_SHOW:
        for address in known[pattern]:
            for who in SEES[mark]:
                for way in ("token", "session"):
                    answer = ask(client, told, who, address, way)
                    if "changes" in pattern and table != "limited":
                        continue  # one version: nothing has changed
                    assert answer.status == 200, (address, who, way, answer.body[:300])
                    assert marks_in(answer.body, [mark]), (address, who, way)
                    assert answer.headers["cache-control"] == "private, no-store", address


def test_what_is_not_hidden_is_there_for_everybody(client, told):
    known = addresses(told["names"]["limited"])
    for pattern in ("/api/v1/tables/{table}/records.{format}", "/datastore/dump/{resource}"):
        for address in known[pattern]:
            answer = ask(client, told, "nobody", address)
            assert answer.status == 200, (address, answer.body[:300])
            assert marks_in(answer.body, ["見える便所"]), address
            assert answer.headers["cache-control"] == "private, no-store", address


def test_the_walk_finds_a_mark_however_it_is_packed():
    frame = pl.DataFrame({"a": ["ZQMARK"] * 100})
    parquet, arrow = io.BytesIO(), io.BytesIO()
    frame.write_parquet(parquet, compression="zstd")
    frame.write_ipc_stream(arrow, compression="zstd")
    for body in (parquet.getvalue(), arrow.getvalue(), b"head" + zipped("ZQMARK"), b'"ZQMARK"'):
        assert marks_in(body, ["ZQMARK", "ZQOTHER"]) == {"ZQMARK"}


def test_a_hidden_column_is_answered_like_one_that_never_was(client, told):
    table = f"/api/v1/tables/{told['names']['limited']['table']}/records"
    for asked in (
        "select=名称,{}",
        "{}=x",
        "{}__contains=x",
        "filter={} = 'x'",
        "sort={}",
        "group_by={}&count=true",
        "distinct={}",
        "max={}",
    ):
        hidden = ask(client, told, "nobody", f"{table}?{asked.format('備考')}")
        never = ask(client, told, "nobody", f"{table}?{asked.format('無列')}")
        assert hidden.status == never.status == 400, asked
        assert (
            hidden.text.replace("備考", "無列").replace(quote("備考"), quote("無列")) == never.text
        )
        own = ask(client, told, "reader", f"{table}?{asked.format('備考')}")
        assert own.status == 200 or asked.startswith("max"), (asked, own.text)


def test_words_are_not_looked_for_in_what_is_hidden(client, told):
    table = f"/api/v1/tables/{told['names']['limited']['table']}/records"
    for words in ("ZQREMARKSHOWN", "ZQHIDDENROW"):
        assert ask(client, told, "nobody", f"{table}?q={words}").json()["numberMatched"] == 0
        assert ask(client, told, "named", f"{table}?q={words}").json()["numberMatched"] == 1


def test_sql_and_assistants_see_what_their_asker_sees(client, told):
    name = told["names"]["limited"]["table"]
    statement = json.dumps({"sql": f'select count(*) as n from "{name}"'}).encode()
    question = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "query_table", "arguments": {"table": name}},
        }
    ).encode()
    for who, rows in (("nobody", 1), ("other", 1), ("named", 2), ("reader", 2), ("operator", 2)):
        for way in ("token", "session")[: 1 if who == "nobody" else 2]:
            shown = shown_by(told, who, way) | {"content_type": "application/json"}
            answer = client.post("/api/v1/sql", statement, **shown)
            assert answer.json()["records"] == [{"n": rows}], who
            accept = "application/json, text/event-stream"
            told_rows = client.post("/mcp", question, accept=accept, **shown)
            assert told_rows.status == 200, told_rows.body
            assert not leaks(told_rows.body, who)
            assert json.loads(told_rows.body)["result"]["structuredContent"]["matched"] == rows, who


def test_limited_and_hidden_rows_are_no_part_of_a_merged_table(client, told):
    for table in ("public_toilet", "public_facility"):
        for who in PEOPLE:
            answer = ask(client, told, who, f"/api/v1/tables/{table}/records?limit=all")
            assert not marks_in(answer.body, ["ZQHIDDENROW", "見える便所", "ZQSHARED", "ZQJOINED"])


def test_earlier_merged_versions_that_hold_such_rows_are_for_operators_alone(client, told):
    for table in ("public_toilet", "public_facility"):
        asked = [f"records?version={number}&limit=all" for number in range(1, 8)]
        asked += [f"changes?since={number}" for number in range(1, 8)]
        held = set()
        for who in PEOPLE:
            for part in asked:
                body = ask(client, told, who, f"/api/v1/tables/{table}/{part}").body
                held |= {who} if marks_in(body, ["ZQHIDDENROW", "ZQSHARED", "ZQJOINED"]) else set()
        assert held <= {"operator"}, table


def test_the_answer_for_one_is_not_given_to_another(client, told):
    address = f"/api/v1/tables/{told['names']['limited']['table']}/records"
    tags = {}
    for who in ("named", "nobody", "reader", "other", "nobody", "named"):
        answer = ask(client, told, who, address)
        assert answer.json()["numberMatched"] == (1 if who in {"nobody", "other"} else 2)
        tags.setdefault(who, answer.headers["etag"])
    assert tags["named"] == tags["reader"] != tags["nobody"] == tags["other"]
    again = client.get(address, if_none_match=tags["named"])
    assert again.status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/tables/{table}",
        "/api/v1/tables/{table}/records",
        "/api/v1/tables/{table}/records.parquet",
        "/api/v1/tables/{table}/tiles.json",
        "/api/v1/tables/{table}/tiles/14/14549/6452.mvt",
        "/ogc/collections/{table}/items",
        "/ogc/collections/{table}/schema",
    ],
)
def test_what_was_kept_before_a_table_was_limited_is_not_said_to_be_right(client, told, path):
    address = path.format(table=told["names"]["limited"]["table"])
    stamp = ask(client, told, "reader", address).headers["last-modified"]
    assert client.get(address, if_modified_since=stamp).status == 200


def test_ids_of_rows_cannot_be_tried_out_where_columns_are_hidden(client, told):
    address = f"/api/v1/tables/{told['names']['limited']['table']}/records?select=_id&sort=_row"
    ids = {}
    for who in ("nobody", "other", "reader"):
        versions = [ask(client, told, who, f"{address}&version={n}").json() for n in (1, 2)]
        first, second = ([row["_id"] for row in one["records"]] for one in versions)
        assert first == second
        ids[who] = first
    assert ids["nobody"] == ids["other"]
    assert not set(ids["nobody"]) & set(ids["reader"])


def test_a_script_of_another_page_gets_what_everybody_gets(client, told):
    address = f"/api/3/action/datastore_search?resource_id={told['names']['own']['table']}"
    assert b"ZQ" in ask(client, told, "reader", address, "session").body
    for name in ("callback", "%63allback"):
        script = client.get(f"{address}&{name}=f", **shown_by(told, "reader", "session"))
        assert b"ZQ" not in script.body


def test_a_session_that_ended_is_nobodys(client, told):
    address = f"/api/v1/tables/{told['names']['own']['table']}/records"
    for session in ("", "unknown", told["people"]["reader"]["token"]):
        assert client.get(address, cookie=f"sessionid={session}").status == 404


def test_members_find_what_they_may_read_in_every_list(client, told):
    question = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "search_datasets", "arguments": {"limit": 20}},
        }
    ).encode()
    lists = (
        "/api/v1/tables?limit=1000",
        "/ogc/collections",
        "/api/3/action/package_search?include_private=true&rows=1000",
        "/catalog.ttl",
        "/catalog.jsonld",
        "/catalog.csv",
        "/data.json",
        "/publishers/131130.ttl",
    )
    for name, mark in (("shared", "ZQSHARED"), ("joined", "ZQJOINED"), ("own", "ZQOWNALONE")):
        names = told["names"][name]
        ids = [f'{names["dataset"]}"', names["file"], f'{names["table"]}"', f"{names['dataset']}>"]
        ids += [f"/{names['dataset']}#", f"{names['table']}/"]
        for who in PEOPLE:
            bodies = {one: ask(client, told, who, one).text for one in lists}
            shown = shown_by(told, who, "token") | {"content_type": "application/json"}
            accept = "application/json, text/event-stream"
            bodies["/mcp"] = client.post("/mcp", question, accept=accept, **shown).text
            bodies["/mcp"] = bodies["/mcp"].replace('\\"', '"')
            for address, body in bodies.items():
                is_there = any(one in body for one in ids)
                assert is_there is (who in SEES[mark]), (address, who, name)


def test_a_description_is_there_for_those_who_may_read_it(client, told):
    for name, mark in (("shared", "ZQSHARED"), ("joined", "ZQJOINED"), ("own", "ZQOWNALONE")):
        names = told["names"][name]
        for address in (
            f"/api/3/action/package_show?id={names['dataset']}",
            f"/api/3/action/resource_show?id={names['file']}",
            f"/datasets/{names['dataset']}.ttl",
        ):
            for who in PEOPLE:
                for way in ("token", "session"):
                    if who != "nobody" or way == "token":
                        answer = ask(client, told, who, address, way)
                        expected = 200 if who in SEES[mark] else 404
                        assert answer.status == expected, (address, who, way)
