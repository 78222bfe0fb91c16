"""The same rows in every format: same values, same blanks, same columns."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re

import polars as pl
import pyarrow.ipc
import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils.escape import unescape

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

    columns = client.get(f"{awkward}.json?shape=columns").json()["columns"]
    assert columns[name] == cells

    wanted = AWKWARD[name].to_list() if name != "数" else cells
    for frame in (
        pl.read_parquet(client.get(f"{awkward}.parquet?_row__gte=1").body),
        pl.read_ipc_stream(client.get(f"{awkward}.arrow").body),
    ):
        assert frame.schema[name] == AWKWARD.schema[name]
        assert frame[name].to_list() == wanted

    sheet = load_workbook(io.BytesIO(client.get(f"{awkward}.xlsx").body))["data"]
    head, *rows = sheet.iter_rows()
    place = [cell.value for cell in head].index(name)
    assert [_from_excel(row[place]) for row in rows] == [_in_excel(name, cell) for cell in cells]


def _in_excel(name: str, cell: object) -> object:
    """What a workbook holds: whole numbers of 15 digits, and longer ones as text."""
    if isinstance(cell, int) and abs(cell) >= 10**15 and not isinstance(cell, bool):
        return str(cell)
    if name == "大整数" and cell is not None and len(cell) < 16:
        return int(cell)
    return cell.replace("\r\n", "\n") if isinstance(cell, str) else cell


def _from_excel(cell: Cell) -> object:
    assert cell.data_type != "f"
    value = unescape(cell.value) if isinstance(cell.value, str) else cell.value
    return value.date().isoformat() if isinstance(value, dt.datetime) else value


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
    for frame in (
        pl.read_parquet(client.get(f"{awkward}.parquet{question}").body),
        pl.read_ipc_stream(client.get(f"{awkward}.arrow{question}").body),
    ):
        assert (frame.height, frame.schema["整数"]) == (0, pl.Int64)
    columns = client.get(f"{awkward}.json{question}&shape=columns").json()["columns"]
    assert columns == {name: [] for name in with_ours(AWKWARD).columns}
    sheet = load_workbook(io.BytesIO(client.get(f"{awkward}.xlsx{question}").body))["data"]
    assert sheet.max_row == 1


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
        arrow = client.get(f"{address}.arrow{question}").body
        assert pl.read_ipc_stream(arrow).equals(frame)
        assert pyarrow.ipc.open_stream(arrow).read_all().num_rows == count
    assert client.get(f"{address}.json").json()["numberReturned"] == 100
    everything = client.get(f"{address}.json?limit=all").json()
    assert everything["numberReturned"] == len(everything["records"]) == 12_345
    assert len(client.get(f"{address}?limit=all&shape=columns").json()["columns"]["名称"]) == 12_345


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


def test_columns_are_called_by_headers_english_keys_or_numbers_as_asked(client):
    address = "/api/v1/tables/toilets/records"
    by_key = client.get(f"{address}?names=key&limit=1").json()["records"][0]
    assert list(by_key)[:3] == ["name", "year", "面積"]
    physical = client.get(f"{address}.csv?names=physical&limit=1&select=面積,name,_id").text
    assert physical.split("\r\n")[0] == "c3,c1,_id"
    groups = client.get(f"{address}?names=key&group_by=車椅子&max=設置年").json()["records"][0]
    assert list(groups) == ["車椅子", "count", "year:max"]
    feature = client.get(f"{address}.geojson?names=key&limit=1").json()["features"][0]
    assert feature["properties"]["name"] == "第1公衆トイレ"
    whole = client.get(f"{address}.parquet?names=key").body
    assert pl.read_parquet(whole).columns[:2] == ["name", "year"]
    tags = {client.get(f"{address}?names={n}").headers["etag"] for n in ("key", "physical")}
    assert len(tags | {client.get(address).headers["etag"]}) == 3


def test_a_key_that_is_anothers_header_never_makes_two_columns_of_one_name(client, site):
    site.publish("twice", pl.DataFrame({"name": [1], "名称": ["a"]}), keys={"名称": "name"})
    record = client.get("/api/v1/tables/twice/records?names=key").json()["records"][0]
    assert (record["name"], record["名称"]) == (1, "a")


@pytest.mark.parametrize(
    ("suffix", "question", "expected"),
    [
        ("", "names=x", "names"),
        ("", "shape=x", "shape"),
        (".csv", "shape=columns", "json-only"),
        ("", "filter=TRUE&filter-lang=cql", "filter-lang"),
    ],
)
def test_an_unknown_choice_is_refused(client, suffix, question, expected):
    answer = client.get(f"/api/v1/tables/toilets/records{suffix}?{question}")
    assert (answer.status, answer.json()["expected"]) == (400, expected)


def test_what_excel_cannot_hold_is_refused_before_anything_is_sent(client, site):
    site.publish("long", pl.DataFrame({"文": ["x" * 40_000]}))
    answer = client.get("/api/v1/tables/long/records.xlsx")
    assert (answer.status, answer.json()["code"]) == (400, "too-much-for-excel")


def test_one_range_of_a_file_is_given_and_several_are_refused(client):
    address = "/api/v1/tables/toilets/records.parquet"
    size = len(client.get(address).body)
    assert client.get(address, range="bytes=-4").body == b"PAR1"
    assert len(client.get(address, range=f"bytes=4-{10 * size}").body) == size - 4
    for asked in ("bytes=0-1,3-4", f"bytes={size}-", "bytes=9-3", "bytes=x", "bytes=-0"):
        refused = client.get(address, range=asked)
        assert (refused.status, refused.json()["code"]) == (416, "many-ranges"), asked
        assert refused.headers["content-range"] == f"bytes */{size}"
    stale = client.get(address, range="bytes=0-3", if_range='"old"')
    assert (stale.status, len(stale.body)) == (200, size)
