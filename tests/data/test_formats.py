"""The same rows in every format: same values, same blanks, same columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import polars as pl
import pytest

from tests.data.client import Client
from tests.data.samples import Site, toilets, with_ours

UTC = dt.UTC
AWKWARD = pl.DataFrame(
    {
        "文字": ["ふつう", "", None, 'カンマ,"引用"\r\n改行', "=1+1", "０３７", "\u2028\x07"],
        "整数": [0, -1, None, 2**53 - 1, 1, 2, 3],
        "大整数": [2**53, -(2**63), None, 2**63 - 1, 1, 2, 3],
        "数": [0.1, -0.0, None, 1e22, 1e-7, float("nan"), float("inf")],
        "真偽": [True, False, None, True, True, True, True],
        "日付": [dt.date(1868, 1, 25), dt.date(9999, 12, 31), None, *[dt.date(2024, 2, 29)] * 4],
        "日時": [
            dt.datetime(2024, 1, 1, tzinfo=UTC),
            dt.datetime(1999, 12, 31, 23, 59, 59, 123456, tzinfo=UTC),
            None,
            *[dt.datetime(2024, 1, 1, 1, 2, 3, 500000, tzinfo=UTC)] * 4,
        ],
        "_lon": [139.7, None, 139.8, 139.9, 140.0, 139.1, 139.2],
        "_lat": [35.6, 35.6, None, 35.7, 35.8, 35.1, 35.2],
    },
    schema_overrides={"日時": pl.Datetime("us", "UTC")},
)
TEXT_OF_INSTANT = [
    "2024-01-01T00:00:00+00:00",
    "1999-12-31T23:59:59.123456+00:00",
    None,
    *["2024-01-01T01:02:03.500+00:00"] * 4,
]


@pytest.fixture
def awkward(site: Site, client: Client) -> str:
    site.publish("awkward", AWKWARD)
    return "/api/v1/tables/awkward/records"


def as_json(client: Client, address: str, question: str = "") -> list[dict[str, object]]:
    return client.get(f"{address}.json{question}").json()["records"]


def expected(name: str) -> list[object]:
    """The cells as JSON has them."""
    column = AWKWARD[name]
    if name == "大整数":
        return [None if value is None else str(value) for value in column]
    if name == "数":
        return [0.1, -0.0, None, 1e22, 1e-7, None, None]
    if name == "日時":
        return list(TEXT_OF_INSTANT)
    if name == "日付":
        return [None if value is None else value.isoformat() for value in column]
    return column.to_list()


@pytest.mark.parametrize("name", AWKWARD.columns)
def test_a_column_has_the_same_values_in_every_format(client, awkward, name):
    cells = expected(name)
    in_json = [record[name] for record in as_json(client, awkward)]
    assert in_json == cells

    ndjson = client.get(f"{awkward}.ndjson").body.splitlines()
    assert [json.loads(line)[name] for line in ndjson] == cells

    features = client.get(f"{awkward}.geojson").json()["features"]
    if name in {"_lon", "_lat"}:
        place = 0 if name == "_lon" else 1
        points = [f["geometry"] and f["geometry"]["coordinates"][place] for f in features]
        is_known = (AWKWARD["_lon"].is_not_null() & AWKWARD["_lat"].is_not_null()).to_list()
        assert points == [c if known else None for c, known in zip(cells, is_known, strict=True)]
    else:
        assert [feature["properties"][name] for feature in features] == cells

    lines = list(csv.DictReader(io.StringIO(client.get(f"{awkward}.csv").text, newline="")))
    assert [_from_csv(line[name], cell) for line, cell in zip(lines, cells, strict=True)] == cells

    frame = pl.read_parquet(client.get(f"{awkward}.parquet?_row__gte=1").body)
    assert frame.schema[name] == AWKWARD.schema[name]
    wanted = AWKWARD[name].to_list() if name != "数" else cells
    assert frame[name].to_list() == wanted


def _from_csv(text: str, cell: object) -> object:
    """CSV has text alone: read it as what the other formats say it is."""
    if cell is None:
        return text or None
    if isinstance(cell, bool):
        return {"true": True, "false": False}[text]
    return type(cell)(text)


def test_an_empty_text_and_a_blank_differ_in_csv_too(client, awkward):
    lines = client.get(f"{awkward}.csv?select=文字,整数&limit=3").body.split(b"\r\n")
    assert lines == ["文字,整数".encode(), "ふつう,0".encode(), b'"",-1', b",", b""]


def test_a_csv_for_excel_begins_with_a_mark_when_asked_and_only_a_csv_can(client, awkward):
    plain = client.get(f"{awkward}.csv")
    assert client.get(f"{awkward}.csv?bom=true").body == "\ufeff".encode() + plain.body
    assert client.get(f"{awkward}.csv?bom=false").body == plain.body
    for bad in (f"{awkward}.json?bom=true", f"{awkward}.csv?bom=ja"):
        assert client.get(bad).json()["code"] == "bad-value"


def test_the_columns_and_their_order_are_the_same_in_every_format(client, awkward):
    names = list(with_ours(AWKWARD).columns)
    assert list(as_json(client, awkward)[0]) == names
    assert client.get(f"{awkward}.csv").text.split("\r\n")[0] == ",".join(names)
    assert pl.read_parquet(client.get(f"{awkward}.parquet").body).columns == names
    assert pl.read_parquet(client.get(f"{awkward}.parquet?limit=1").body).columns == names
    feature = client.get(f"{awkward}.geojson").json()["features"][0]
    assert list(feature["properties"]) == [n for n in names if n not in {"_id", "_lon", "_lat"}]
    assert feature["id"] == "id1"


@pytest.mark.parametrize("question", ["?整数=999", "?limit=0", "?整数=999&sort=整数"])
def test_an_empty_answer_is_whole_in_every_format(client, awkward, question):
    assert as_json(client, awkward, question) == []
    collection = client.get(f"{awkward}.geojson{question}").json()
    assert (collection["type"], collection["features"]) == ("FeatureCollection", [])
    assert client.get(f"{awkward}.csv{question}").text.count("\r\n") == 1
    assert client.get(f"{awkward}.ndjson{question}").body == b""
    frame = pl.read_parquet(client.get(f"{awkward}.parquet{question}").body)
    assert (frame.height, frame.schema["整数"]) == (0, pl.Int64)


def test_exports_hold_every_row_unless_a_limit_is_given(client, site):
    site.publish("long", toilets(12_345))
    address = "/api/v1/tables/long/records"
    for question, count in (("", 12_345), ("?limit=all", 12_345), ("?limit=20000", 12_345),
                            ("?limit=10001", 10_001), ("?sort=-面積", 12_345)):  # fmt: skip
        answer = client.get(f"{address}.csv{question}")
        rows = list(csv.reader(io.StringIO(answer.text, newline="")))
        assert len(rows) == count + 1
        assert answer.headers["tdpf-matched"] == "12345"
        assert answer.headers["tdpf-returned"] == str(count)
        assert len(client.get(f"{address}.geojson{question}").json()["features"]) == count
        assert client.get(f"{address}.ndjson{question}").body.count(b"\n") == count
        frame = pl.read_parquet(client.get(f"{address}.parquet{question}").body)
        assert frame.height == count
    assert client.get(f"{address}.json").json()["numberReturned"] == 100


def test_a_whole_parquet_export_is_the_published_file_and_can_be_read_in_ranges(client, site):
    published = (site.storage.path_for("tables/toilets/1.parquet")).read_bytes()
    address = "/api/v1/tables/toilets/records.parquet"
    assert client.get(address).body == published
    part = client.get(address, range="bytes=4-9")
    assert (part.status, part.body) == (206, published[4:10])
    assert part.headers["content-range"] == f"bytes 4-9/{len(published)}"
    assert client.get(f"{address}?select=名称").body != published


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/json", "application/json"),
        ("text/csv", "text/csv"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("text/csv;q=0.5, application/geo+json", "application/geo+json"),
        ("application/json;q=0, text/csv;q=0.1", "text/csv"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("TEXT/CSV", "text/csv"),
    ],
)
def test_accept_chooses_the_format(client, accept, content_type):
    answer = client.get("/api/v1/tables/toilets/records", accept=accept)
    assert answer.headers["content-type"].split(";")[0] == content_type
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_a_suffix_wins_over_accept_and_an_unknown_format_is_named(client):
    address = "/api/v1/tables/toilets/records"
    answer = client.get(f"{address}.csv", accept="application/json")
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="toilets.csv"'
    refused = client.get(address, accept="application/pdf")
    assert (refused.status, refused.json()["code"]) == (406, "not-acceptable")
    unknown = client.get(f"{address}.xml")
    assert (unknown.status, unknown.json()["code"]) == (404, "unknown-format")


def test_json_is_one_document_without_nan(client, awkward):
    text = client.get(f"{awkward}.json").text
    assert not re.search(r"NaN|Infinity", text)
    json.loads(text, parse_constant=pytest.fail)
