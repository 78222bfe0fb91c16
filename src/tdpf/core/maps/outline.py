"""GeoJSON geometries of a column → their positions, where each is, and how far it reaches."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import msgspec
import polars as pl
from msgspec.structs import replace

from tdpf.core.tables.schema import TableSchema

GEOMETRY = "geometry"  # the column that readers of GeoJSON make of lines and areas
REACH = ("_west", "_south", "_east", "_north")

Position = list[float]
Path = list[Position]


class Point(msgspec.Struct, tag_field="type", tag="Point"):
    coordinates: Position


class MultiPoint(msgspec.Struct, tag_field="type", tag="MultiPoint"):
    coordinates: Path


class LineString(msgspec.Struct, tag_field="type", tag="LineString"):
    coordinates: Path


class MultiLineString(msgspec.Struct, tag_field="type", tag="MultiLineString"):
    coordinates: list[Path]


class Polygon(msgspec.Struct, tag_field="type", tag="Polygon"):
    coordinates: list[Path]


class MultiPolygon(msgspec.Struct, tag_field="type", tag="MultiPolygon"):
    coordinates: list[list[Path]]


class Collection(msgspec.Struct, tag_field="type", tag="GeometryCollection"):
    geometries: list[Geometry]


Geometry = Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon | Collection
_DECODER = msgspec.json.Decoder(Geometry)


@dataclass(frozen=True, slots=True)
class Outline:
    """What is drawn of a geometry: areas (rings, the outer one first), else lines, else points."""

    areas: Sequence[Sequence[Path]] = ()
    lines: Sequence[Path] = ()
    points: Sequence[Position] = ()

    def positions(self) -> Iterator[Position]:
        for area in self.areas:
            for ring in area:
                yield from ring
        for line in self.lines:
            yield from line
        yield from self.points


def outline(text: str | None) -> Outline | None:
    """The outline of a GeoJSON geometry; None when the text is none or lies off the earth."""
    if text is None:
        return None
    try:
        found = _outline(_DECODER.decode(text))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    positions = list(found.positions())
    if not positions or not all(map(_is_on_earth, positions)):
        return None
    return found


def _is_on_earth(position: Position) -> bool:
    return len(position) >= 2 and abs(position[0]) <= 180 and abs(position[1]) <= 90


def _outline(shape: Geometry) -> Outline:
    if isinstance(shape, Point):
        return Outline(points=[shape.coordinates])
    if isinstance(shape, MultiPoint):
        return Outline(points=shape.coordinates)
    if isinstance(shape, LineString):
        return Outline(lines=_lines([shape.coordinates]))
    if isinstance(shape, MultiLineString):
        return Outline(lines=_lines(shape.coordinates))
    if isinstance(shape, Polygon):
        return Outline(areas=_areas([shape.coordinates]))
    if isinstance(shape, MultiPolygon):
        return Outline(areas=_areas(shape.coordinates))
    parts = [_outline(inner) for inner in shape.geometries]
    return Outline(
        [area for part in parts for area in part.areas],
        [line for part in parts for line in part.lines],
        [point for part in parts for point in part.points],
    )


def _lines(lines: Sequence[Path]) -> Sequence[Path]:
    return [line for line in lines if len(line) >= 2]


def _areas(areas: Sequence[Sequence[Path]]) -> Sequence[Sequence[Path]]:
    """Areas without rings of fewer than three corners; a hole needs its outer ring."""
    found = []
    for area in areas:
        rings = [ring[:-1] if ring[0] == ring[-1] else ring for ring in area if ring]
        if rings and len(rings[0]) >= 3:
            found.append([ring for ring in rings if len(ring) >= 3])
    return found


def label_point(shape: Outline) -> Position:
    """A position on the geometry: inside its largest area, or in the middle of its longest line.

    >>> label_point(Outline(lines=[[[0.0, 0.0], [2.0, 0.0]]]))
    [1.0, 0.0]
    """
    if shape.areas:
        return _inside(max(shape.areas, key=lambda area: abs(_ring_area(area[0]))))
    if shape.lines:
        return _middle(max(shape.lines, key=_length))
    return shape.points[0][:2]


def _ring_area(ring: Path) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]])) / 2


def _inside(area: Sequence[Path]) -> Position:
    """The middle of the widest stretch that a line half-way up cuts out of the area."""
    heights = [corner[1] for corner in area[0]]
    y = (min(heights) + max(heights)) / 2
    cuts = sorted(
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
        for ring in area
        for a, b in pairwise([*ring, ring[0]])
        if (a[1] > y) != (b[1] > y)
    )
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    if not stretches:  # no height at all
        return area[0][0][:2]
    west, east = max(stretches, key=lambda ends: ends[1] - ends[0])
    return [(west + east) / 2, y]


def _length(line: Path) -> float:
    return sum(math.dist(a[:2], b[:2]) for a, b in pairwise(line))


def _middle(line: Path) -> Position:
    left = _length(line) / 2
    for a, b in pairwise(line):
        step = math.dist(a[:2], b[:2])
        if step >= left > 0:
            part = left / step
            return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])]
        left -= step
    return line[0][:2]


def with_geometry(
    batches: Iterator[pl.DataFrame], schema: TableSchema
) -> tuple[Iterator[pl.DataFrame], TableSchema]:
    """The rows placed by their lines and areas, where there is a column of them.

    The first text decides whether it is of GeoJSON: a column may be named so by chance.
    """
    if not any(c.name == GEOMETRY and c.kind == "text" for c in schema.columns):
        return batches, schema
    held: list[pl.DataFrame] = []
    texts = pl.Series(dtype=pl.String)
    while texts.is_empty() and (batch := next(batches, None)) is not None:
        held.append(batch)
        texts = batch.get_column(GEOMETRY).drop_nulls()
    everything = chain(held, batches)
    if texts.is_empty() or outline(texts[0]) is None:
        return everything, schema
    return (placed(batch, GEOMETRY) for batch in everything), replace(schema, geometry=GEOMETRY)


def placed(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with position and reach of their geometry; a point reaches to itself."""
    found = [_placed(text) for text in rows.get_column(column).to_list()]
    names = ("_lon", "_lat", *REACH)
    ours = pl.DataFrame(found, schema=dict.fromkeys(names, pl.Float64()), orient="row")
    is_shape = ours["_lon"].is_not_null()
    known = rows.select("_lon", "_lat", "_level")
    lon = ours["_lon"].fill_null(known["_lon"])
    lat = ours["_lat"].fill_null(known["_lat"])
    reach = {
        name: ours[name].fill_null(lon if name in {"_west", "_east"} else lat) for name in REACH
    }
    level = known.select(
        pl.when(is_shape).then(pl.lit("source")).otherwise(pl.col("_level")).alias("_level")
    )["_level"]
    return rows.with_columns(_lon=lon, _lat=lat, _level=level, **reach)


def _placed(text: str | None) -> tuple[float | None, ...]:
    shape = outline(text)
    if shape is None:
        return (None,) * 6
    positions = list(shape.positions())
    lons, lats = [p[0] for p in positions], [p[1] for p in positions]
    return (*label_point(shape), min(lons), min(lats), max(lons), max(lats))
