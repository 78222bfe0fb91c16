"""`filter=` in CQL2, text and JSON: the rows for which it is true, or what is wrong and where."""

from __future__ import annotations

import datetime as dt
import json
import re
from urllib.parse import quote

import polars as pl
import pytest

from tests.data.client import Client, Reply
from tests.data.samples import toilets

ROWS = "/api/v1/tables/toilets/records"
P = {"property": "設置年"}
SQUARE = [[139.62, 35.61], [139.66, 35.61], [139.66, 35.63], [139.62, 35.63], [139.62, 35.61]]
WKT = "POLYGON((139.62 35.61, 139.66 35.61, 139.66 35.63, 139.62 35.63, 139.62 35.61))"
THIRD = f"POINT({139.6 + 3 / 1000!r} {35.6 + 3 / 2000!r})"
HOLED = f"{WKT[:-1]}, (139.63 35.612, 139.65 35.612, 139.65 35.628, 139.63 35.628, 139.63 35.612))"


def asked(client: Client, text: str, more: str = "") -> Reply:
    return client.get(f"{ROWS}?filter={quote(text)}&limit=10000{more}")


def ids(reply: Reply) -> list[int]:
    assert reply.status == 200, reply.text
    return [record["_row"] for record in reply.json()["records"]]


def op(name: str, *args: object) -> dict[str, object]:
    return {"op": name, "args": list(args)}


def is_located(row: dict[str, object]) -> bool:
    return row["_lon"] is not None


def in_square(row: dict[str, object]) -> bool:
    return is_located(row) and 139.62 <= row["_lon"] <= 139.66 and 35.61 <= row["_lat"] <= 35.63


YEAR, DAY, AT = "設置年", "確認日", "更新"
# The condition in text, the same in JSON, and what it means.
CONDITIONS = [
    ("設置年 = 1960", op("=", P, 1960), lambda r: r[YEAR] == 1960),
    ("year=1960.0", op("=", P, 1960.0), lambda r: r[YEAR] == 1960),
    ("1960 < 設置年", op(">", P, 1960), lambda r: r[YEAR] is not None and r[YEAR] > 1960),
    ("設置年 <> 1960", op("<>", P, 1960), lambda r: r[YEAR] is not None and r[YEAR] != 1960),
    ("設置年 <= 1960.5", op("<=", P, 1960.5), lambda r: r[YEAR] is not None and r[YEAR] < 1961),
    (
        "NOT 設置年 >= 1960",
        op("not", op(">=", P, 1960)),
        lambda r: r[YEAR] is not None and r[YEAR] < 1960,
    ),
    (
        "設置年=1960 or 設置年=1961 and 面積 < 5",
        op("or", op("=", P, 1960), op("and", op("=", P, 1961), op("<", {"property": "面積"}, 5))),
        lambda r: r[YEAR] == 1960 or (r[YEAR] == 1961 and r["面積"] < 5),
    ),
    (
        "(設置年=1960 or 設置年=1961) and 面積 < 5",
        op("and", op("or", op("=", P, 1960), op("=", P, 1961)), op("<", {"property": "面積"}, 5)),
        lambda r: r[YEAR] in {1960, 1961} and r["面積"] < 5,
    ),
    (
        "設置年 between 1955 and 1960",
        op("between", P, 1955, 1960),
        lambda r: r[YEAR] is not None and 1955 <= r[YEAR] <= 1960,
    ),
    (
        "設置年 not between 1955 and 2015",
        op("not", op("between", P, 1955, 2015)),
        lambda r: r[YEAR] is not None and not 1955 <= r[YEAR] <= 2015,
    ),
    ("設置年 IN (1955, 1999)", op("in", P, [1955, 1999]), lambda r: r[YEAR] in {1955, 1999}),
    (
        "設置年 not in (1955, 1999)",
        op("not", op("in", P, [1955, 1999])),
        lambda r: r[YEAR] is not None and r[YEAR] not in {1955, 1999},
    ),
    ("設置年 is null", op("isNull", P), lambda r: r[YEAR] is None),
    ("設置年 IS NOT NULL", op("not", op("isNull", P)), lambda r: r[YEAR] is not None),
    ("geometry is null", op("isNull", {"property": "geometry"}), lambda r: r["_lon"] is None),
    (
        "名称 like '第_2公衆%'",
        op("like", {"property": "名称"}, "第_2公衆%"),
        lambda r: re.match("第.2公衆", r["名称"]) is not None,
    ),
    ("名称 like '%12%'", op("like", {"property": "name"}, "%12%"), lambda r: "12" in r["名称"]),
    (
        "備考 like '%50\\%'",
        op("like", {"property": "備考"}, "%50\\%"),
        lambda r: r["備考"] is not None and r["備考"].endswith("50%"),
    ),
    (
        "備考 = '「9」, 50%'",
        op("=", {"property": "備考"}, "「9」, 50%"),
        lambda r: r["備考"] == "「9」, 50%",
    ),
    ("車椅子 = true", op("=", {"property": "車椅子"}, True), lambda r: r["車椅子"] is True),
    ("車椅子", {"property": "車椅子"}, lambda r: r["車椅子"] is True),
    (
        "設置年 - 1950 > 面積 * 2",
        op(">", op("-", P, 1950), op("*", {"property": "面積"}, 2)),
        lambda r: r[YEAR] is not None and r[YEAR] - 1950 > r["面積"] * 2,
    ),
    (
        "設置年 % 10 = 0",
        op("=", op("%", P, 10), 0),
        lambda r: r[YEAR] is not None and r[YEAR] % 10 == 0,
    ),
    (
        "2 ^ 3 = 面積 / 0.5 + -4 and 設置年 div 10 = 196",
        op(
            "and",
            op("=", op("^", 2, 3), op("+", op("/", {"property": "面積"}, 0.5), -4)),
            op("=", op("div", P, 10), 196),
        ),
        lambda r: r["面積"] == 6 and r[YEAR] // 10 == 196,
    ),
    (
        "面積 / 0 = 1 or 設置年 = 1960",
        op("or", op("=", op("/", {"property": "面積"}, 0), 1), op("=", P, 1960)),
        lambda r: r[YEAR] == 1960,
    ),
    (
        "確認日 >= DATE('2024-10-20')",
        op(">=", {"property": DAY}, {"date": "2024-10-20"}),
        lambda r: r[DAY] >= dt.date(2024, 10, 20),
    ),
    (
        "t_after(確認日, DATE('2024-08-20'))",
        op("t_after", {"property": DAY}, {"date": "2024-08-20"}),
        lambda r: r[DAY] > dt.date(2024, 8, 20),
    ),
    (
        "T_BEFORE(DATE('2024-08-20'), 確認日)",
        op("t_before", {"date": "2024-08-20"}, {"property": DAY}),
        lambda r: r[DAY] > dt.date(2024, 8, 20),
    ),
    (
        "T_DURING(更新, INTERVAL('2024-01-01T20:00:00Z', '..'))",
        op("t_during", {"property": AT}, {"interval": ["2024-01-01T20:00:00Z", ".."]}),
        lambda r: r[AT].hour > 20,
    ),
    (
        "T_INTERSECTS(更新, INTERVAL('..', '2024-01-01T02:00:00+09:00'))",
        op("t_intersects", {"property": AT}, {"interval": ["..", "2024-01-01T02:00:00+09:00"]}),
        lambda r: False,
    ),
    (
        "t_disjoint(更新, INTERVAL('2024-01-01T02:00:00Z', '2024-01-01T22:00:00Z'))",
        op(
            "t_disjoint",
            {"property": AT},
            {"interval": ["2024-01-01T02:00:00Z", "2024-01-01T22:00:00Z"]},
        ),
        lambda r: r[AT].hour < 2 or r[AT].hour > 22,
    ),
    (
        "t_equals(更新, TIMESTAMP('2024-01-01T02:00:00Z'))",
        op("t_equals", {"property": AT}, {"timestamp": "2024-01-01T02:00:00Z"}),
        lambda r: r[AT].hour == 2,
    ),
    (
        "t_contains(更新, DATE('2024-01-01'))",
        op("t_contains", {"property": AT}, {"date": "2024-01-01"}),
        lambda r: False,
    ),
    (
        f"S_INTERSECTS(geometry, {WKT})",
        op("s_intersects", {"property": "geometry"}, {"type": "Polygon", "coordinates": [SQUARE]}),
        in_square,
    ),
    (
        f"S_INTERSECTS({WKT}, geom)",
        op("s_intersects", {"type": "Polygon", "coordinates": [SQUARE]}, {"property": "geometry"}),
        in_square,
    ),
    (
        "S_INTERSECTS(geometry, BBOX(139.62,35.61,139.66,35.63))",
        op("s_intersects", {"property": "geometry"}, {"bbox": [139.62, 35.61, 139.66, 35.63]}),
        in_square,
    ),
    (
        f"S_WITHIN(geometry, {WKT})",
        op(
            "s_within",
            {"property": "geometry"},
            {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        ),
        lambda r: in_square(r) and 139.62 < r["_lon"] < 139.66 and 35.61 < r["_lat"] < 35.63,
    ),
    (
        f"S_TOUCHES(geometry, {WKT})",
        op("s_touches", {"property": "geometry"}, {"type": "Polygon", "coordinates": [SQUARE]}),
        lambda r: in_square(r) and (r["_lon"] in {139.62, 139.66} or r["_lat"] in {35.61, 35.63}),
    ),
    (
        f"S_WITHIN(geometry, {HOLED})",
        None,
        lambda r: in_square(r) and (139.62 < r["_lon"] < 139.63 or 139.65 < r["_lon"] < 139.66),
    ),
    (
        f"S_DISJOINT(geometry, {WKT})",
        op("s_disjoint", {"property": "geometry"}, {"type": "Polygon", "coordinates": [SQUARE]}),
        lambda r: is_located(r) and not in_square(r),
    ),
    (
        "NOT S_INTERSECTS(geometry, BBOX(139.62,35.61,139.66,35.63))",
        None,
        lambda r: is_located(r) and not in_square(r),
    ),
    (f"S_EQUALS(geometry, {THIRD})", None, lambda r: r["_row"] == 3),
    (
        f"S_CONTAINS(geometry, MULTIPOINT(({139.6 + 3 / 1000!r} {35.6 + 3 / 2000!r}), (1 2)))",
        None,
        lambda r: False,
    ),
    (
        f"S_INTERSECTS(geometry, GEOMETRYCOLLECTION({THIRD}, {WKT}))",
        None,
        lambda r: r["_row"] == 3 or in_square(r),
    ),
    ("S_CROSSES(geometry, LINESTRING(139 35, 140 36))", None, lambda r: False),
    (
        "casei(備考) = CASEI('「9」, 50%')",
        op("=", op("casei", {"property": "備考"}), op("casei", "「9」, 50%")),
        lambda r: r["備考"] == "「9」, 50%",
    ),
    ("TRUE", True, lambda r: True),
    ("9 = 4 / 2 or 1 + 1 = 2", None, lambda r: True),
    ("NOT 'a' = 'a'", None, lambda r: False),
    (
        'FALSE or "_row" = 1',
        op("or", False, op("=", {"property": "_row"}, 1)),
        lambda r: r["_row"] == 1,
    ),
]


@pytest.mark.parametrize(("text", "document", "is_wanted"), CONDITIONS)
def test_a_condition_keeps_the_rows_for_which_it_is_true_in_either_language(
    client, text, document, is_wanted
):
    rows = [row | {"_row": n} for n, row in enumerate(toilets().to_dicts(), 1)]
    wanted = [row["_row"] for row in rows if is_wanted(row)]
    found = asked(client, text)
    assert ids(found) == wanted
    assert found.json()["numberMatched"] == len(wanted)
    if document is not None:
        written = json.dumps(document, ensure_ascii=False)
        assert ids(asked(client, written, "&filter-lang=cql2-json")) == wanted


def test_case_and_accents_are_folded_and_the_marks_of_kana_are_kept(client, site):
    site.publish("words", pl.DataFrame({"語": ["Café", "cafe", "CAFÉ", "ガス", "カス", None]}))
    for text, wanted in (
        ("casei(語) = casei('CAFÉ')", [1, 3]),
        ("accenti(語) = 'cafe'", [2]),
        ("accenti(casei(語)) = accenti(casei('Cafè'))", [1, 2, 3]),
        ("casei(語) LIKE casei('CAF_')", [1, 2, 3]),
        ("accenti(語) = accenti('ガス')", [4]),
        ("casei(語) IN (casei('cafe'), 'カス')", [2, 5]),
    ):
        found = client.get(f"/api/v1/tables/words/records?filter={quote(text)}")
        assert ids(found) == wanted, text


def test_a_filter_may_be_in_another_reference_system(client):
    box = "S_INTERSECTS(geometry, BBOX(35.61,139.62,35.63,139.66))"
    crs = "http://www.opengis.net/def/crs/EPSG/0/6668"
    plain = asked(client, "S_INTERSECTS(geometry, BBOX(139.62,35.61,139.66,35.63))")
    assert ids(asked(client, box, f"&filter-crs={quote(crs)}")) == ids(plain)
    refused = asked(client, box, "&filter-crs=EPSG:99999")
    assert (refused.status, refused.json()["code"]) == (400, "bad-value")


def test_a_filter_joins_the_other_conditions_pages_and_groups(client):
    both = asked(client, "設置年 > 1960", "&車椅子=true&q=トイレ")
    apart = client.get(f"{ROWS}?設置年__gt=1960&車椅子=true&limit=10000")
    assert ids(both) == ids(apart)
    first = client.get(f"{ROWS}?filter={quote('設置年 > 1960')}&limit=10")
    second = client.get(first.next)
    assert ids(first) + ids(second) == ids(asked(client, "設置年 > 1960"))[:20]
    groups = client.get(f"{ROWS}?filter={quote('設置年 > 1960')}&group_by=車椅子")
    assert sum(g["count"] for g in groups.json()["records"]) == len(
        ids(asked(client, "設置年 > 1960"))
    )


REFUSED = [
    ("設置年 >", "cut-off", "6"),
    ("設置年 = '昭和'", "value-integer", "7"),
    ("設置年 = 1 2", "expected", "9"),
    ("設置年 ~ 1", "sign", "5"),
    ("'abc", "open-quote", "1"),
    ("名称", "no-condition", "1"),
    ("1", "no-condition", "1"),
    ("名称 = 面積", "kinds", "6"),
    ("名称 + 1 = 2", "kinds", "1"),
    ("車椅子 < true", "kinds", "7"),
    ("名称 like 面積", "pattern", "9"),
    ("read_text('x') = 'y'", "function", "1"),
    ("設置年 in ()", "expected", "9"),
    ("casei(名称, 名称) = 'a'", "arguments", "1"),
    ("t_after(名称, DATE('2024-01-01'))", "no-time", "9"),
    ("t_after(確認日, '2024-01-01')", "moment", "14"),
    ("確認日 = DATE('2024-02-30')", "date", "7"),
    ("更新 = TIMESTAMP('2024-02-03')", "timestamp", "6"),
    ("t_during(確認日, INTERVAL('2024-02-03','2024-01-01'))", "interval-order", "15"),
    ("S_INTERSECTS(geometry, POLYGON((1 1, 2 2)))", "open-ring", "24"),
    ("S_INTERSECTS(geometry, POINT(139 95))", "latitude-range", "24"),
    ("S_INTERSECTS(名称, POINT(139 35))", "geometry", "14"),
    ("(" * 100, "too-deep", "42"),
    ("a" * 30_000, "too-long", "20000"),
    (" or ".join(["設置年=1"] * 1_200), "too-many", "1"),
]


@pytest.mark.parametrize(("text", "reason", "at"), REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(client, text, reason, at):
    answer = client.get(f"{ROWS}?filter={quote(text)}", accept_language="en")
    problem = answer.json()
    assert (answer.status, problem["code"]) == (400, "bad-filter")
    assert (problem["reason"], problem["at"]) == (reason, at)
    assert f"character {at}" in problem["detail"]
    assert "{" not in problem["detail"]


@pytest.mark.parametrize(
    ("document", "reason", "at"),
    [
        ("{", "json", "$"),
        ("null", "json-value", "$"),
        ('{"op":"=","args":[{"property":"設置年"}]}', "arguments", "$.args"),
        ('{"op":"drop","args":[1]}', "function", "$.op"),
        ('{"op":"and","args":[true,{"op":"=","args":[{"property":"設置年"},"x"]}]}',
         "value-integer", "$.args[1].args[1]"),
        ('{"op":"not","args":[' * 60 + "true" + "]}" * 60, "too-deep", "$" + ".args[0]" * 41),
        ("[" * 9_000, "json", "$"),
    ],
)  # fmt: skip
def test_json_that_cannot_be_read_is_refused_with_its_path(client, document, reason, at):
    problem = asked(client, document, "&filter-lang=cql2-json").json()
    assert (problem["code"], problem["reason"], problem["at"]) == ("bad-filter", reason, at)


def test_an_unknown_name_is_told_with_those_that_are_near(client):
    problem = asked(client, "名唱 = 'a'").json()
    assert (problem["code"], problem["near"]) == ("unknown-column", ["名称"])
