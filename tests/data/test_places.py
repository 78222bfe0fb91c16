"""`near=` and `within=`: rows by where they are."""

from __future__ import annotations

import json
import math

import pytest

from tests.data.samples import toilets

ROWS = "/api/v1/tables/toilets/records"
TABLE = [row | {"_row": n} for n, row in enumerate(toilets().to_dicts(), 1)]


def numbers(client, question):
    answer = client.get(f"{ROWS}?{question}&limit=10000")
    assert answer.status == 200, answer.text
    assert answer.json()["numberMatched"] == len(answer.json()["records"])
    return [record["_row"] for record in answer.json()["records"]]


def metres(row):
    """On flat ground, which is right to a few metres over so short a distance."""
    north = (row["_lat"] - 35.65) * 111_195
    east = (row["_lon"] - 139.7) * 111_195 * math.cos(math.radians(35.65))
    return math.hypot(north, east)


def test_near_gives_the_rows_within_that_many_metres(client):
    wanted = [row["_row"] for row in TABLE if row["_lon"] and metres(row) <= 2_500]
    assert len(wanted) > 10
    assert numbers(client, "near=35.65,139.7,2500") == wanted
    assert numbers(client, "near=35.65,139.7,0") == []  # row 100 has no position
    assert numbers(client, "near=35.6505,139.701,0") == [101]


def test_the_nearest_come_first_when_asked_and_the_farthest_with_a_minus(client):
    rows = [row for row in TABLE if row["_lon"] and metres(row) <= 2_500]
    nearest = numbers(client, "near=35.6501,139.7,2500&sort=_distance")
    assert set(nearest) == {row["_row"] for row in rows}
    assert nearest[:3] == [101, 99, 102]
    assert numbers(client, "near=35.6501,139.7,2500&sort=-_distance") == nearest[::-1]
    paged, address = [], f"{ROWS}?near=35.6501,139.7,2500&sort=_distance&limit=7"
    while address:
        answer = client.get(address)
        paged += [record["_row"] for record in answer.json()["records"]]
        address = answer.next
    assert paged == nearest


def test_within_gives_the_rows_inside_the_polygon_and_outside_its_holes(client):
    square = [[139.6005, 35.59], [139.8, 35.59], [139.8, 35.7], [139.6005, 35.7], [139.6005, 35.59]]
    hole = [[139.62005, 35.6], [139.64005, 35.6], [139.64005, 35.7], [139.62005, 35.7],
            [139.62005, 35.6]]  # fmt: skip
    one = json.dumps({"type": "Polygon", "coordinates": [square, hole]})
    two = json.dumps({"type": "MultiPolygon", "coordinates": [[square, hole], [hole]]})
    known = [row["_row"] for row in TABLE if row["_lon"] and row["_row"] <= 199]
    outside = [n for n in known if not 21 <= n <= 40]
    assert numbers(client, f"within={one}") == outside
    assert numbers(client, f"within={two}") == known
    assert numbers(client, f"within={one}&車椅子=true") == [
        n for n in outside if TABLE[n - 1]["車椅子"]
    ]


def _polygon(*points):
    return json.dumps({"type": "Polygon", "coordinates": [list(points)]})


BAD = [
    ("near=35.6,139.7", "bad-near", "three-numbers"),
    ("near=35.6,139.7,nan", "bad-near", "three-numbers"),
    ("near=139.7,35.6,500", "bad-near", "latitude-range"),
    ("near=35.6,189.7,500", "bad-near", "longitude-range"),
    ("near=35.6,139.7,-1", "bad-near", "metres-range"),
    ("within=", "bad-within", "not-polygon"),
    ('within={"type":"Point","coordinates":[1,2]}', "bad-within", "not-polygon"),
    ('within={"type":"Polygon","coordinates":[]}', "bad-within", "not-polygon"),
    ('within={"type":"MultiPolygon","coordinates":[[]]}', "bad-within", "not-polygon"),
    ('within={"type":"Polygon","coordinates":[[[1],[2],[3],[1]]]}', "bad-within", "not-polygon"),
    ("within=" + "[" * 5000, "bad-within", "not-polygon"),
    (f"within={_polygon([1, 1], [2, 2], [1, 1])}", "bad-within", "open-ring"),
    (f"within={_polygon([1, 1], [2, 2], [3, 1], [1, 2])}", "bad-within", "open-ring"),
    (f"within={_polygon([35, 139], [36, 139], [36, 140], [35, 139])}", "bad-within",
     "latitude-range"),
    (f"within={_polygon([1, 1], *[[2, 2]] * 2000, [1, 1])}", "bad-within", "many-points"),
    ("sort=_distance", "bad-value", None),
    ("offset=100", "offset-not-offered", None),
]  # fmt: skip


@pytest.mark.parametrize(("question", "code", "reason"), BAD)
def test_a_place_that_cannot_be_used_is_refused_with_its_reason(client, question, code, reason):
    answer = client.get(f"{ROWS}?{question}")
    problem = answer.json()
    assert (answer.status, problem["code"], problem.get("reason")) == (400, code, reason)
    if reason is not None:
        assert reason not in problem["detail"]


def test_places_are_refused_where_no_row_has_a_position_and_offset_names_the_cursor(client, site):
    site.publish("plain", toilets().drop("_lon", "_lat", "_level"))
    address = "/api/v1/tables/plain/records"
    for name, value in (("near", "35.6,139.7,500"), ("within", _polygon([1, 1], [2, 2], [3, 1],
                                                                         [1, 1]))):  # fmt: skip
        problem = client.get(f"{address}?{name}={value}").json()
        assert (problem["code"], problem["parameter"]) == ("no-positions", name)
        assert name in problem["detail"]
    for language in ("ja", "en"):
        problem = client.get(f"{ROWS}?offset=3", accept_language=language).json()
        assert "cursor" in problem["detail"]
