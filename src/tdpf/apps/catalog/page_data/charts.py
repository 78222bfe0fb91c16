"""Positions as the numbers an SVG map needs: dots, a graticule, names of municipalities."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from tdpf.apps.catalog.labels import publisher_name
from tdpf.core.places import TOKYO

WIDTH, HEIGHT = 960, 600
INSET_WIDTH = 240
LABEL_WIDTH = 60  # of a degree at the frame's edge
LETTER = 14  # width of a kanji in a label, in SVG units
MARGIN = 28
DOT = 3  # grid to which dots snap, in SVG units: two dots closer than this are one
LEAST_SPAN = 0.01  # degrees: a single place is shown with about a kilometre around it
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

Box = tuple[float, float, float, float]  # west, south, east, north
ISLANDS_NORTH = 34.95  # what lies south of it is drawn in an inset


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line of the graticule with its label: x for a meridian, y for a parallel."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """A municipality's name, centred at a point."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """A small map: dots as one SVG path, with lines and names that say where they are."""

    width: int
    height: int
    path: str
    meridians: tuple[GridLine, ...]
    parallels: tuple[GridLine, ...]
    labels: tuple[Label, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Frame:
    """How degrees become SVG units: equirectangular at the middle latitude."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    width: int
    height: int

    def x(self, lon: float) -> float:
        return MARGIN + (lon - self.west) * self.scale_x

    def y(self, lat: float) -> float:
        return MARGIN + (self.north - lat) * self.scale_y


def dot_map(positions: pl.DataFrame) -> list[Panel]:
    """Panels for positions in columns `_lon`, `_lat`: the main area, and Tokyo's islands apart."""
    known = positions.drop_nulls()
    if known.is_empty():
        return []
    is_island = (pl.col("_lat") < ISLANDS_NORTH) & (pl.col("_lon") > 136)
    main = known.filter(~is_island)
    islands = known.filter(is_island)
    if main.is_empty() or islands.is_empty():
        return [_panel(known, WIDTH, HEIGHT)]
    return [_panel(main, WIDTH - INSET_WIDTH, HEIGHT), _panel(islands, INSET_WIDTH, HEIGHT)]


def _panel(points: pl.DataFrame, width: int, height: int) -> Panel:
    frame = _frame(_robust_box(points), width, height)
    return Panel(
        frame.width,
        frame.height,
        _path(points, frame),
        tuple(_meridians(frame)),
        tuple(_parallels(frame)),
        tuple(_labels(frame)),
        points.height,
    )


def _robust_box(points: pl.DataFrame) -> Box:
    """The box of nearly all points: a few swapped or wrong positions must not shrink the map."""
    low, high = 0.002, 0.998
    west, east = (points["_lon"].quantile(q, "nearest") for q in (low, high))
    south, north = (points["_lat"].quantile(q, "nearest") for q in (low, high))
    return float(west or 0), float(south or 0), float(east or 0), float(north or 0)


def _frame(box: Box, width: int, height: int) -> Frame:
    west, south, east, north = box
    middle = max(math.cos(math.radians((south + north) / 2)), 0.1)  # poles would be endless
    span_x = max((east - west) * middle, LEAST_SPAN)
    span_y = max(north - south, LEAST_SPAN)
    scale = min((width - 2 * MARGIN) / span_x, (height - 2 * MARGIN) / span_y)
    west = (west + east) / 2 - (width - 2 * MARGIN) / scale / middle / 2
    north = (north + south) / 2 + (height - 2 * MARGIN) / scale / 2
    return Frame(west, north, scale * middle, scale, width, height)


def _path(points: pl.DataFrame, frame: Frame) -> str:
    """`M12 34h0…`: a dot is a line of no length with round ends. Each place is drawn once."""
    x = ((MARGIN + (pl.col("_lon") - frame.west) * frame.scale_x) / DOT).round().cast(pl.Int32)
    y = ((MARGIN + (frame.north - pl.col("_lat")) * frame.scale_y) / DOT).round().cast(pl.Int32)
    places = (
        points.lazy()
        .select(x=x * DOT, y=y * DOT)
        .filter(pl.col("x").is_between(0, frame.width), pl.col("y").is_between(0, frame.height))
        .unique()
        .sort("y", "x")
        .select(pl.format("M{} {}h0", "x", "y").str.join(""))
        .collect()
    )
    return str(places.item() or "")


def _meridians(frame: Frame) -> list[GridLine]:
    step = _step((frame.width - 2 * MARGIN) / frame.scale_x, frame.width // 110)
    east = frame.west + (frame.width - MARGIN) / frame.scale_x
    lines = _multiples(frame.west, east, step)
    return [
        GridLine(round(x, 1), f"{lon:g}°E" if x < frame.width - LABEL_WIDTH else "")
        for lon in lines
        for x in (frame.x(lon),)
    ]


def _parallels(frame: Frame) -> list[GridLine]:
    step = _step((frame.height - 2 * MARGIN) / frame.scale_y, 6)
    south = frame.north - (frame.height - MARGIN) / frame.scale_y
    lines = _multiples(south, frame.north, step)
    return [GridLine(round(frame.y(lat), 1), f"{lat:g}°N") for lat in lines]


def _step(span: float, most: int) -> float:
    """The finest step that gives at most so many lines."""
    return next((step for step in STEPS if span / step <= most), 10.0)


def _multiples(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step)
    return [round(n * step, 6) for n in range(first, math.floor(high / step) + 1)]


def _labels(frame: Frame) -> list[Label]:
    """Names of the municipalities in the frame; a name that would touch another is left out."""
    placed: list[Label] = []
    taken: list[Box] = []
    for city in TOKYO:
        if city.lon is None or city.lat is None:
            continue
        text = publisher_name(city.code6)
        x, y = frame.x(city.lon), frame.y(city.lat)
        half = len(text) * (LETTER if not text.isascii() else LETTER * 0.55) / 2 + 4
        box = (x - half, y - LETTER, x + half, y + 6)
        inside = box[0] > 0 and box[2] < frame.width and box[1] > 0 and box[3] < frame.height
        if inside and not any(_touch(box, other) for other in taken):
            taken.append(box)
            placed.append(Label(round(x, 1), round(y, 1), text))
    return placed


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
