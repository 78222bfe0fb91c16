"""GeoJSON and JSON records, laid out as a sheet: names in row 1, the first element in row 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tdpf.core.tabular.content import Content
from tdpf.core.tabular.encoding import decide
from tdpf.core.tabular.jsontext import WHOLE, Element, Found, Nothing, compact, streamed, whole
from tdpf.core.tabular.layout import MOST_COLUMNS, Grid, lay_out
from tdpf.core.tabular.messages import not_a_table, say, too_large
from tdpf.core.tabular.model import NotATable, Source, TextTable
from tdpf.core.tabular.rows import Row

KEPT_BYTES = 1 << 20
DEEPEST = 4
LATITUDE, LONGITUDE, GEOMETRY = "緯度", "経度", "geometry"
Members = dict[str, str]


def read_json(content: Content, source: Source) -> TextTable | NotATable | None:
    """The table in a JSON text; a verdict when it holds none; None when it is no JSON."""
    decoding = decide(content.blocks)
    source = replace(source, encoding=decoding.codec)

    def text() -> str:
        with content.text(decoding.codec, decoding.errors) as file:
            return file.read()

    value = whole(text()) if content.size <= WHOLE else None
    if isinstance(value, Nothing):
        return NotATable(source, not_a_table("JSON"))
    found = value or streamed(lambda: content.text(decoding.codec, decoding.errors))
    if found is None:
        return None
    return _table(found, replace(source, format="geojson" if found.is_geojson else "json"), content)


def _table(found: Found, source: Source, content: Content) -> TextTable | NotATable:
    if found.is_grid:
        return lay_out(Grid(lambda: map(_texts, found.elements())), source)
    read = _feature if found.is_geojson else _record
    names: dict[str, None] = {}
    for element in found.elements():
        names.update(dict.fromkeys(read(element)))
        if len(names) > MOST_COLUMNS:
            return NotATable(source, too_large(MOST_COLUMNS, "columns"))
    if not names:
        return NotATable(source, not_a_table("JSON"))

    def rows() -> Iterator[Row]:
        yield list(names)
        for element in found.elements():
            members = read(element)
            yield [members.get(name, "") for name in names]

    grid = Grid(rows, is_regular=True)
    if content.size <= KEPT_BYTES:
        kept = list(rows())
        grid = Grid(lambda: iter(kept), is_regular=True)
    table = lay_out(grid, source)
    if found.is_cut() and isinstance(table, TextTable):
        return replace(table, findings=(*table.findings, say("cut-file")))
    return table


def _texts(element: Element) -> Row:
    cells = element if isinstance(element, list) else [element]
    return [_text(cell) for cell in cells]


def _record(element: Element) -> Members:
    members: Members = {}
    if isinstance(element, dict):
        _flatten(element, "", members, 0)
    else:
        members["value"] = _text(element)
    return members


def _flatten(value: dict[str, Element], prefix: str, members: Members, depth: int) -> None:
    """Members of members get joined names: {"住所": {"市": "渋谷区"}} gives 住所.市."""
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict) and inner and depth < DEEPEST:
            _flatten(inner, f"{name}.", members, depth + 1)
        else:
            members[name] = _text(inner)


def _feature(element: Element) -> Members:
    """The properties of a feature, then its position: as two columns, or as geometry."""
    if not isinstance(element, dict):
        return {}
    properties = element.get("properties") or element.get("attributes") or {}
    members = _record(properties) if isinstance(properties, dict) else {}
    if element.get("id") is not None and "id" not in members:
        members = {"id": _text(element["id"]), **members}
    geometry = element.get("geometry")
    point = _point(geometry)
    if point is not None:
        members.setdefault(LATITUDE, _text(point[1]))
        members.setdefault(LONGITUDE, _text(point[0]))
    elif geometry:
        members.setdefault(GEOMETRY, _text(geometry))
    return members


def _point(geometry: Element) -> tuple[Element, Element] | None:
    if not isinstance(geometry, dict):
        return None
    place = geometry.get("coordinates")
    if geometry.get("type") == "MultiPoint" and isinstance(place, list) and len(place) == 1:
        place = place[0]
    elif geometry.get("type") != "Point":
        place = [geometry.get("x"), geometry.get("y")]
    if not isinstance(place, list) or len(place) < 2:
        return None
    lon, lat = place[:2]
    if isinstance(lon, int | float) and isinstance(lat, int | float):
        return lon, lat
    return None


def _text(value: Element) -> str:
    """A JSON value as a cell: null is blank, a list of plain values is joined with semicolons."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ";".join(map(_text, value))
    return compact(value)
