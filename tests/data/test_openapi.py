"""The OpenAPI document is exact: routes, parameters, answers and errors are the real ones."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tdpf.core.tables.parameters import OPERATORS, PARAMETERS, RESERVED
from tdpf.data.app import ROUTES
from tdpf.data.formats import FORMATS
from tdpf.data.openapi import document
from tdpf.data.words import ERRORS
from tests.data.client import Client, Reply
from tests.data.samples import toilets

DOCUMENT = json.loads(json.dumps(document()))
OPERATIONS = [
    (path, item["get"])
    for path, item in DOCUMENT["paths"].items()
    # SQL is off here, and no table is large enough for baked tiles: their own tests ask them.
    if not path.startswith("/api/v1/sql") and not path.endswith(".pmtiles")
]


def schema_at(reference: str) -> dict[str, Any]:
    return DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]


def check(value: Any, schema: dict[str, Any], place: str = "$") -> None:
    """The value fulfils the schema, which uses only the keywords known here; nothing is extra."""
    if "$ref" in schema:
        check(value, schema_at(schema["$ref"]), place)
        return
    if "anyOf" in schema:
        reasons = []
        for choice in schema["anyOf"]:
            try:
                check(value, choice, place)
            except AssertionError as error:
                reasons.append(error)
            else:
                return
        raise AssertionError(reasons)
    rest = dict(schema)
    for note in ("title", "description", "default"):
        rest.pop(note, None)
    if "const" in rest:
        assert value == rest.pop("const"), place
    if "enum" in rest:
        assert value in rest.pop("enum"), place
    kind = rest.pop("type", None)
    if kind is not None:
        kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
        kinds |= {"integer": int, "number": (int, float)}
        allowed = [kind] if isinstance(kind, str) else kind
        assert any(isinstance(value, kinds[one]) for one in allowed), (place, value, kind)
    if "properties" in rest and isinstance(value, dict):
        properties = rest.pop("properties")
        assert set(rest.pop("required", ())) <= set(value) <= set(properties), (place, value)
        for name, cell in value.items():
            check(cell, properties[name], f"{place}.{name}")
    elif isinstance(value, list):
        items = rest.pop("items", {})
        firsts = rest.pop("prefixItems", [])
        assert rest.pop("minItems", 0) <= len(value) <= rest.pop("maxItems", 10**9), place
        for n, cell in enumerate(value):
            within = firsts[n] if n < len(firsts) else items
            assert within is not False, place
            check(cell, within, f"{place}[{n}]")
    rest.pop("additionalProperties", None)
    rest.pop("required", None)
    assert not rest, f"{place}: {rest} is not checked"


def ask(client: Client, path: str, question: dict[str, Any] | None = None, **headers: str) -> Reply:
    address = path.replace("{table}", "toilets").replace("{z}/{x}/{y}", "0/0/0")
    return client.get(f"{address}?{urlencode(question)}" if question else address, **headers)


def test_every_route_is_described_and_every_described_path_is_a_route():
    dcat = ("/catalog", "/data.json", "/datasets/", "/publishers/")
    ckan = ("/api/3", "/api/action/", "/datastore/", "/api/{id}/json")
    theirs = ("/ogc", "/mcp", *ckan, *dcat)  # described elsewhere
    real = {route.path for route in ROUTES if not route.path.startswith(theirs)}
    written = {
        re.sub(r"(records|sql|changes)\.\w+$", r"\1.{format}", path) for path in DOCUMENT["paths"]
    }
    assert written == real


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_an_answer_is_what_the_document_says(client, path, operation):
    for media_type, content in operation["responses"]["200"]["content"].items():
        answer = ask(client, path, accept=media_type)
        assert answer.status == 200
        assert answer.headers["content-type"].split(";")[0] == media_type
        if media_type.endswith("json") and media_type != "application/x-ndjson":
            check(answer.json(), content["schema"])


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_described_parameter_is_taken_with_its_example_or_default(client, path, operation):
    for parameter in operation["parameters"]:
        value = parameter.get("example", parameter["schema"].get("default"))
        if parameter["in"] != "query" or value is None:
            continue
        question = {parameter["name"]: value}
        if parameter["name"] == "select":
            question = {"select": "名称,面積"}
        if parameter["name"] in {"sum", "avg"}:
            question = {parameter["name"]: "面積,設置年"}
        answer = ask(client, path, question)
        empty = {204} & set(map(int, operation["responses"]))
        assert answer.status in {200, *empty}, (question, answer.text)


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_limits_are_the_stated_ones(client, path, operation):
    for parameter in operation["parameters"]:
        if parameter["name"] != "limit":
            continue
        schema = parameter["schema"]
        assert ask(client, path, {"limit": 1}).status == 200
        if "maximum" in schema:
            assert ask(client, path, {"limit": schema["maximum"]}).status == 200
            assert ask(client, path, {"limit": schema["maximum"] + 1}).status == 400
            assert ask(client, path, {"limit": "all"}).status == 400
        elif path.endswith("json") and "geo" not in path and "nd" not in path:
            assert ask(client, path, {"limit": "all"}).status == 200
            assert ask(client, path, {"limit": 10_000}).status == 200
            assert ask(client, path, {"limit": 10_001}).status == 400
        elif path.endswith(("csv", "geojson", "ndjson", "parquet", "xlsx", "arrow")):
            assert ask(client, path, {"limit": "all"}).status == 200
            assert ask(client, path, {"limit": 10**12}).status == 200


def test_every_error_is_described_where_it_can_happen(client):
    statuses = {status for _, o in OPERATIONS for status in o["responses"] if int(status) >= 400}
    described = " ".join(
        response["description"] for _, o in OPERATIONS for response in o["responses"].values()
    )
    elsewhere = {"method-not-allowed"}
    for code, words in ERRORS.items():
        assert code in described or code in elsewhere, code
        assert str(words.status) in statuses or code in elsewhere


def test_the_document_speaks_both_languages_and_names_the_site(client):
    english = client.get("/api/openapi.json", accept_language="en")
    japanese = client.get("/api/openapi.json", accept_language="ja")
    assert english.headers["content-language"] == "en"
    assert english.json() == DOCUMENT
    assert japanese.json() == json.loads(json.dumps(document(language="ja")))
    assert english.headers["etag"] != japanese.headers["etag"]
    assert document("https://data.example.jp")["servers"] == [{"url": "https://data.example.jp"}]
    for operator in OPERATORS:
        assert operator in str(DOCUMENT["paths"])


def test_operation_ids_are_unique():
    ids = [operation["operationId"] for _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))


COLUMNS = [*toilets(1).columns, "_row", "_id", "nothing", "limit", *RESERVED]
NAMES = st.one_of(
    st.sampled_from([*(p.name for p in PARAMETERS), "bom", "standard", "merged"]),
    st.builds(
        lambda prefix, column, operator: prefix + column + operator,
        st.sampled_from(["", "filter."]),
        st.sampled_from(COLUMNS),
        st.sampled_from(["", *(f"__{name}" for name in OPERATORS), "__x"]),
    ),
    st.text(max_size=8),
)
VALUES = st.one_of(
    st.sampled_from(["", "1", "-1", "true", "all", "2024-01-01", "1,2", "1,2,3,4", "名称,-面積"]),
    st.sampled_from(["確認日:month", "車椅子,更新:hour", "面積", "設置年", "面積:sum", "count"]),
    st.sampled_from(['"', '-"x",', "9" * 40, "1e400", "nan", "W10", "9999-12-31T23:59:59-23:59"]),
    st.text(max_size=12),
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pairs=st.lists(st.tuples(NAMES, VALUES), max_size=4),
    suffix=st.sampled_from(["", ".x", *(f".{name}" for name in FORMATS)]),
)
def test_no_question_however_odd_makes_the_server_fail(client, pairs, suffix):
    question = "&".join(
        f"{quote(name, errors='ignore')}={quote(value, errors='ignore')}" for name, value in pairs
    )
    for address in (f"/api/v1/tables/toilets/records{suffix}", "/api/v1/tables"):
        answer = client.get(f"{address}?{question}")
        assert answer.status in {200, 400, 404}, answer.text
        if answer.status != 200:
            problem = answer.json()
            check(
                {name: problem[name] for name in ("type", "title", "status", "detail", "code")},
                schema_at("Problem"),
            )
            assert problem["status"] == answer.status
            assert problem["code"] in ERRORS
