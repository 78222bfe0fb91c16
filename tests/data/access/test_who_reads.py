"""A private dataset is there for its organisation and the operators, for nobody else anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from tdpf.data.app import ROUTES, create_app
from tdpf.data.formats import FORMATS
from tdpf.data.routes.ckan import KNOWN
from tdpf.settings import Settings
from tests.data.client import Client, Reply
from tests.on_postgresql.homes import database_of

SECRET = "秘密の便所"
SPELLINGS = [SECRET, json.dumps(SECRET)[1:-1], quote(SECRET)]
STRANGERS = ("nobody", "other")
ENTITLED = ("own", "operator")
OPERATOR_TOKEN = "o" * 32


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("access")
    city(folder)
    return json.loads((folder / "told.json").read_text()) | {"home": str(folder / "home")}


def city(folder: Path, *step: str) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    subprocess.run(
        [sys.executable, "-m", "tests.data.access.city", str(folder), *step],
        check=True,
        env=plain | {"TDPF_HOME": str(folder / "home")},
        cwd=Path(__file__).parents[3],
        stdout=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def client(told: dict[str, str]) -> Iterator[Client]:
    home = Path(told["home"])
    ours = Settings(
        home=home,
        database=database_of(home),
        sql=True,
        sql_processes=1,
        operator_token=OPERATOR_TOKEN,
    )
    made = Client(create_app(ours))
    yield made
    made.close()


def ask(client: Client, told: dict[str, str], who: str, address: str) -> Reply:
    headers = {} if who == "nobody" else {"authorization": f"Bearer {told[who]}"}
    return client.get(address, **headers)


def addresses(told: dict[str, str]) -> dict[str, str]:
    """Every route of the data server, asked for the hidden table: address by pattern."""
    table = told["table"]
    fills = {
        "{table}": table,
        "{collection}": table,
        "{id}": told["file"],
        "{resource}": told["file"],
        "{feature}": "1",
        "{set}": "WebMercatorQuad",
        "{style}": "default",
        "{z}": "5",
        "{x}": "28",
        "{y}": "12",
        "{fingerprint}": "x",
    }
    found = {}
    for route in ROUTES:
        path = route.path
        for mark, value in fills.items():
            path = path.replace(mark, value)
        if "{format}" in path:
            for form in FORMATS:
                found[f"{route.path} {form}"] = path.replace("{format}", form)
        elif "{action}" in path:
            question = f"?id={told['file']}&resource_id={told['file']}&q=便所"
            for name in sorted(KNOWN):
                found[f"{route.path} {name}"] = path.replace("{action}", name) + quote(
                    question, safe="?&="
                )
            shown = path.replace("{action}", "package_show")
            found[f"{route.path} package"] = f"{shown}?id={told['dataset']}"
        elif "{suffix}" in path:
            named = path.replace("{name}", told["dataset"] if "datasets" in path else "131130")
            for suffix in ("ttl", "jsonld", "rdf"):
                found[f"{route.path} {suffix}"] = named.replace("{suffix}", suffix)
        else:
            found[route.path] = path
    statement = quote(f'select * from "{table}"')
    found["sql"] = f"/api/v1/sql?sql={statement}"
    found["ckan sql"] = f"/api/3/action/datastore_search_sql?sql={quote(statement)}"
    found["merged"] = "/api/v1/tables/public_toilet/records"
    found["list"] = "/api/v1/tables?limit=1000"
    assert not [path for path in found.values() if "{" in path], "fill the new parameter in"
    return found


def test_strangers_find_no_trace_of_it_on_any_route(client, told):
    for pattern, address in addresses(told).items():
        for who in STRANGERS:
            answer = ask(client, told, who, address)
            assert answer.status < 500, (pattern, who)
            leaked = [one for one in SPELLINGS if one in answer.body.decode(errors="replace")]
            assert not leaked, (pattern, who)
            if not any(told[name] in address for name in ("table", "dataset", "file")):
                traces = [
                    n for n in ("table", "dataset", "file") if told[n].encode() in answer.body
                ]
                assert not traces, (pattern, who)
            if "{table}" in pattern or "{collection}" in pattern or "{resource}" in pattern:
                assert answer.status == 404, (pattern, who)


@pytest.mark.parametrize("who", STRANGERS)
def test_strangers_do_not_find_its_description_by_name_or_id(client, told, who):
    for address in (
        f"/api/3/action/package_show?id={told['dataset']}",
        f"/api/3/action/resource_show?id={told['file']}",
        f"/api/3/action/datastore_info?id={told['file']}",
        f"/datasets/{told['dataset']}.ttl",
        f"/api/{told['file']}/json",
    ):
        assert ask(client, told, who, address).status == 404, address


def test_a_hidden_table_and_one_that_never_was_get_the_same_answer(client, told):
    unknown = told["table"].replace("131130", "131139")
    for pattern, address in addresses(told).items():
        if "{table}" in pattern or "{collection}" in pattern:
            hidden = ask(client, told, "other", address)
            never = ask(client, told, "other", address.replace(told["table"], unknown))
            assert hidden.status == never.status, pattern
            assert hidden.body.replace(told["table"].encode(), unknown.encode()) == never.body


@pytest.mark.parametrize("who", ENTITLED)
def test_its_own_people_and_operators_read_it_everywhere(client, told, who):
    table, file = told["table"], told["file"]
    statement = quote(f'select * from "{table}"')
    for address in (
        f"/api/v1/tables/{table}",
        f"/api/v1/tables/{table}/records",
        f"/api/v1/tables/{table}/records.csv",
        f"/api/v1/tables/{table}/records.parquet",
        f"/ogc/collections/{table}",
        f"/ogc/collections/{table}/items",
        f"/datastore/dump/{file}",
        f"/api/3/action/datastore_search?resource_id={file}",
        f"/api/3/action/resource_show?id={file}",
        f"/api/3/action/package_show?id={told['dataset']}",
        f"/api/v1/sql?sql={statement}",
    ):
        answer = ask(client, told, who, address)
        assert answer.status == 200, (address, answer.body)
        assert answer.headers["cache-control"] == "private, no-store", address
        assert answer.raw_headers.count((b"cache-control", b"private, no-store")) == 1
    rows = ask(client, told, who, f"/api/v1/tables/{table}/records")
    assert SECRET in rows.text
    listed = ask(client, told, who, "/api/v1/tables").json()
    assert told["dataset"] in [one["dataset"] for one in listed["tables"]]


def test_what_its_own_people_read_is_not_kept_for_others(client, told):
    for address in (
        f"/api/v1/tables/{told['table']}/records",
        f"/ogc/collections/{told['table']}/items",
    ):
        for who, status in (("own", 200), ("nobody", 404), ("other", 404), ("own", 200)):
            assert ask(client, told, who, address).status == status


def test_a_public_tables_kept_answer_serves_whoever_shows_a_token_too(client, told):
    address = "/api/v1/tables/131091-public-toilet/records"
    for who in ("nobody", "other", "own", "operator", "nobody"):
        answer = ask(client, told, who, address)
        assert answer.status == 200
        assert "公開の便所" in answer.text
        assert answer.body == ask(client, told, "nobody", address).body
    refused = client.get(address, authorization="Bearer tdpf_guessed")
    assert refused.status == 401


def test_its_rows_are_no_part_of_the_merged_table(client, told):
    rows = ask(client, told, "own", "/api/v1/tables/public_toilet/records").text
    assert "公開の便所" in rows
    assert SECRET not in rows


def test_what_is_hidden_later_is_gone_at_once_from_what_was_kept(client, told, monkeypatch):
    monkeypatch.setattr("tdpf.data.published.FRESH_S", 0.0)
    table = "/api/v1/tables/131041-public-toilet"
    paths = [
        f"{table}/records",
        f"{table}/records?version=1",
        "/ogc/collections/131041-public-toilet/items",
    ]
    for path in paths:
        for _ in range(2):
            assert ask(client, told, "nobody", path).status == 200
    city(Path(told["home"]).parent, "hide")
    for path in paths:
        for who in STRANGERS:
            assert ask(client, told, who, path).status == 404, path
        assert ask(client, told, "operator", path).status == 200
    merged = ask(client, told, "nobody", "/api/v1/tables/public_toilet/records")
    assert "いずれ隠す便所" not in merged.text


def test_a_token_works_as_bearer_alone_and_as_ckans_key(client, told):
    address, token = f"/api/v1/tables/{told['table']}", told["own"]
    for header in ({"authorization": token}, {"x_ckan_api_key": token}):
        assert client.get(address, **header).status == 200
    assert client.get(address, authorization=f"Bearer {OPERATOR_TOKEN}").status == 200
    assert client.get(address, authorization="Basic eDp5").status == 404  # a proxy's, not ours


@pytest.mark.parametrize("token", ["own-expired", "guessed"])
def test_a_token_that_does_not_work_is_refused_and_not_taken_for_nobody(client, told, token):
    shown = told.get(token, "tdpf_" + "x" * 43)
    answer = client.get("/api/v1/tables", authorization=f"Bearer {shown}", accept_language="en")
    assert (answer.status, answer.json()["code"]) == (401, "unknown-token")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    ckan = client.get("/api/3/action/package_list", authorization=shown)
    assert (ckan.status, ckan.json()["error"]["__type"]) == (403, "Authorization Error")


def test_a_revoked_token_or_a_disabled_account_is_out_within_seconds(client, told, monkeypatch):
    monkeypatch.setattr("tdpf.data.door.FRESH_S", 0.0)
    words = ["-c", "from tdpf.cli.main import main; main()"]
    environ = dict(os.environ) | {"TDPF_HOME": told["home"]}

    def tdpf(*more: str) -> str:
        made = subprocess.run(
            [sys.executable, *words, *more], check=True, env=environ, capture_output=True, text=True
        )
        return made.stdout.strip()

    token = tdpf("token", "create", "other@city.example.jp", "--title", "test", "--days", "1")
    assert client.get("/api/v1/tables", authorization=token).status == 200
    (listed,) = [
        one for one in json.loads(tdpf("token", "list", "--json")) if one["title"] == "test"
    ]
    assert token not in json.dumps(listed)
    tdpf("token", "revoke", str(listed["id"]))
    assert client.get("/api/v1/tables", authorization=token).status == 401
    tdpf("user", "disable", "other@city.example.jp")
    assert client.get("/api/v1/tables", authorization=told["other"]).status == 401
    tdpf("user", "enable", "other@city.example.jp")
    assert client.get("/api/v1/tables", authorization=told["other"]).status == 200
