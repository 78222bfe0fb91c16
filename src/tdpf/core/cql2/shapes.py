"""Numbers as WKT or GeoJSON nest them → a shape, its rings closed and its numbers finite."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from tdpf.core.cql2.tree import refusal
from tdpf.core.maps.area import Point, Ring
from tdpf.core.maps.box import Box
from tdpf.core.maps.shape import Shape

MOST_CORNERS = 2_000
KINDS = {
    name.upper(): name
    for name in (
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection",
    )
}  # fmt: skip
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2}
DEPTHS |= {"MultiPolygon": 3}

Coordinates = Any  # nested lists of numbers, as deep as the kind of shape says
ToLonLat = Callable[[float, float], tuple[float, float]]


def shape_of(kind: str, coordinates: Coordinates, at: str) -> Shape:
    """The shape of this GeoJSON kind."""
    if kind == "Point":
        return Shape(points=(_point(coordinates, at),))
    parts = _list(coordinates, at)
    if kind == "MultiPoint":
        return Shape(points=tuple(_point(part, at) for part in parts))
    if kind == "LineString":
        return Shape(lines=(_line(parts, at),))
    if kind == "MultiLineString":
        return Shape(lines=tuple(_line(_list(part, at), at) for part in parts))
    if kind == "Polygon":
        return Shape(polygons=(_polygon(parts, at),))
    return Shape(polygons=tuple(_polygon(_list(part, at), at) for part in parts))


def box_of(numbers: Sequence[float], at: str) -> Shape:
    """west, south, east, north; with heights six numbers, of which the heights are left out."""
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    if len(numbers) != 4:
        raise refusal("bbox", at)
    return Shape(boxes=(Box(*(_number(one, at) for one in numbers)),))


def together(shapes: Sequence[Shape]) -> Shape:
    return Shape(
        tuple(point for shape in shapes for point in shape.points),
        tuple(line for shape in shapes for line in shape.lines),
        tuple(polygon for shape in shapes for polygon in shape.polygons),
        tuple(box for shape in shapes for box in shape.boxes),
    )


def placed(shape: Shape, to_lonlat: ToLonLat | None, at: str) -> Shape:
    """The shape in degrees, if it lies on the earth."""
    if shape.corners > MOST_CORNERS:
        raise refusal("many-points", at)
    found = shape if to_lonlat is None else _moved(shape, to_lonlat)
    for lon, lat in _corners(found):
        if not abs(lon) <= 180:
            raise refusal("longitude-range", at, f"{lon}")
        if not abs(lat) <= 90:
            raise refusal("latitude-range", at, f"{lat}")
    if any(box.south > box.north for box in found.boxes):
        raise refusal("south-above-north", at)
    return found


def _moved(shape: Shape, move: ToLonLat) -> Shape:
    def line(points: Ring) -> Ring:
        return tuple(move(*point) for point in points)

    return Shape(
        line(shape.points),
        tuple(map(line, shape.lines)),
        tuple(tuple(map(line, polygon)) for polygon in shape.polygons),
        tuple(Box(*move(box.west, box.south), *move(box.east, box.north)) for box in shape.boxes),
    )


def _corners(shape: Shape) -> list[Point]:
    rings = [ring for polygon in shape.polygons for ring in polygon]
    found = [point for line in (*shape.lines, *rings) for point in line]
    for box in shape.boxes:
        found += [(box.west, box.south), (box.east, box.north)]
    return [*shape.points, *found]


def _polygon(rings: Sequence[Coordinates], at: str) -> tuple[Ring, ...]:
    if not rings:
        raise refusal("shape", at)
    return tuple(_ring(_list(ring, at), at) for ring in rings)


def _ring(points: Sequence[Coordinates], at: str) -> Ring:
    ring = tuple(_point(point, at) for point in points)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise refusal("open-ring", at)
    return ring


def _line(points: Sequence[Coordinates], at: str) -> Ring:
    line = tuple(_point(point, at) for point in points)
    if len(line) < 2:
        raise refusal("shape", at)
    return line


def _point(numbers: Coordinates, at: str) -> Point:
    found = _list(numbers, at)
    if not 2 <= len(found) <= 4:
        raise refusal("shape", at)
    return _number(found[0], at), _number(found[1], at)


def _number(value: Coordinates, at: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refusal("shape", at)
    try:
        number = float(value)
    except OverflowError as error:
        raise refusal("shape", at) from error
    if not math.isfinite(number):
        raise refusal("shape", at)
    return number


def _list(value: Coordinates, at: str) -> Sequence[Coordinates]:
    if not isinstance(value, list | tuple):
        raise refusal("shape", at)
    if len(value) > MOST_CORNERS:
        raise refusal("many-points", at)
    return value
