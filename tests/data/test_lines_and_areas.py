"""A table of lines and areas is asked by its true shapes, in memory and from disk."""

from __future__ import annotations

import json
from urllib.parse import quote

import msgspec
import polars as pl
import pytest

from tdpf.core.maps.outline import placed
from tdpf.core.tables import load
from tdpf.settings import Settings
from tests.data.samples import with_ours


def box(west: float, south: float, east: float, north: float) -> tuple[str, list[object]]:
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return "Polygon", [corners]


SHAPES = {
    "西区": box(139.0, 35.0, 139.4, 35.4),
    "東区": box(139.4, 35.0, 139.8, 35.4),
    "Ｌ字の区": (  # its box holds the park, its area does not
        "Polygon",
        [[[140.0, 35.0], [140.4, 35.0], [140.4, 35.1], [140.1, 35.1], [140.1, 35.4], [140.0, 35.4],
          [140.0, 35.0]]],
    ),
    "公園": box(140.2, 35.2, 140.3, 35.3),
    "街道": ("LineString", [[139.1, 35.2], [140.05, 35.2]]),
    "橋": ("LineString", [[140.25, 35.05], [140.25, 35.15]]),
    "未定": None,
}  # fmt: skip
PARK = "POLYGON((140.2 35.2, 140.3 35.2, 140.3 35.3, 140.2 35.3, 140.2 35.2))"
WEST = "POLYGON((139.0 35.0, 139.4 35.0, 139.4 35.4, 139.0 35.4, 139.0 35.0))"


@pytest.fixture(params=["memory", "disk"])
def ask(request, serving, site, monkeypatch):
    texts = [
        None if shape is None
        else msgspec.json.encode({"type": shape[0], "coordinates": shape[1]}).decode()
        for shape in SHAPES.values()
    ]  # fmt: skip
    rows = pl.DataFrame({"名称": list(SHAPES), "geometry": texts})
    if request.param == "disk":
        monkeypatch.setattr(load, "_SMALL_BYTES", 0)
        monkeypatch.setattr(load, "_CELL_BYTES", 10**9)
    site.publish("zones", placed(with_ours(rows), "geometry"))
    client = serving(Settings())

    def found(query: str) -> list[str]:
        reply = client.get(f"/api/v1/tables/zones/records?{query}")
        assert reply.status == 200, reply.text
        return [record["名称"] for record in reply.json()["records"]]

    return found


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        (f"S_INTERSECTS(geometry, {WEST})", ["西区", "東区", "街道"]),
        (f"S_TOUCHES(geometry, {WEST})", ["東区"]),
        (f"S_EQUALS(geometry, {WEST})", ["西区"]),
        (f"S_CROSSES(geometry, {WEST})", ["街道"]),
        (f"S_DISJOINT(geometry, {WEST})", ["Ｌ字の区", "公園", "橋"]),
        (f"S_INTERSECTS(geometry, {PARK})", ["公園"]),
        ("S_CONTAINS(geometry, POINT(140.25 35.25))", ["公園"]),
        (
            "S_CONTAINS(POLYGON((138 34,139.9 34,139.9 36,138 36,138 34)), geometry)",
            ["西区", "東区"],
        ),
        ("S_WITHIN(geometry, POLYGON((138 34,139.9 34,139.9 36,138 36,138 34)))", ["西区", "東区"]),
        ("S_INTERSECTS(geometry, LINESTRING(140.15 35.2, 140.15 35.3))", []),
        ("S_CROSSES(geometry, LINESTRING(139.9 35.08, 140.3 35.08))", ["Ｌ字の区", "橋"]),
        ("S_OVERLAPS(geometry, BBOX(139.3,35.3,139.5,35.5))", ["西区", "東区"]),
        ("NOT S_INTERSECTS(geometry, BBOX(138,34,141,36))", []),
        ("geometry IS NULL", ["未定"]),
    ],
)
def test_cql2_finds_lines_and_areas_as_they_truly_lie(ask, condition, names):
    assert ask("filter=" + quote(condition)) == names


def test_within_finds_what_lies_in_the_area_as_a_whole(ask):
    area = {"type": "Polygon", "coordinates": SHAPES["Ｌ字の区"][1]}
    assert ask("within=" + quote(json.dumps(area))) == ["Ｌ字の区"]


def test_near_finds_what_has_a_part_near_by_and_sorts_by_it(ask):
    # 60 m north of the street, in the west ward; the other ward is 27 km away
    assert ask("near=35.20054,139.1,100") == ["西区", "街道"]
    assert ask("near=35.20054,139.1,100&sort=-_distance") == ["街道", "西区"]
    assert ask("near=35.25,140.25,3000&sort=_distance") == ["公園"]
    assert ask("near=35.25,140.25,14000&sort=_distance") == ["公園", "橋", "Ｌ字の区"]
