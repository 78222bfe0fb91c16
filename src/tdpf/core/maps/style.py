"""Ready styles (Mapbox Style Specification, version 8) for a layer of our tiles.

No text is drawn, because glyphs would have to be served: a circle of many points grows with their
number, and colours are those of the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from tdpf.core.maps.layer import COUNT, NAME

StyleName = Literal["default", "dark"]
NAMES: tuple[StyleName, ...] = ("default", "dark")
MEDIA_TYPE = "application/vnd.mapbox.style+json"
_COLOURS = {
    "default": {"paper": "#f5f7fd", "fill": "#2f55d4", "line": "#0017c1", "edge": "#ffffff"},
    "dark": {"paper": "#14171f", "fill": "#9db7f9", "line": "#dbe5fd", "edge": "#14171f"},
}
Json = dict[str, Any]  # Any: a JSON object


def style(
    name: StyleName, *, title: str, source: str, bounds: Sequence[float] | None, has_shapes: bool
) -> Json:
    """The style of that name; `source` is the address of the layer's TileJSON."""
    colours = _COLOURS[name]
    layers = [_background(colours), *(_shapes(colours) if has_shapes else ()), *_points(colours)]
    found: Json = {
        "version": 8,
        "name": title,
        "sources": {NAME: {"type": "vector", "url": source}},
        "layers": layers,
    }
    if bounds is not None:
        west, south, east, north = bounds
        found |= {"center": [(west + east) / 2, (south + north) / 2], "zoom": 10}
    return found


def _background(colours: dict[str, str]) -> Json:
    return {
        "id": "background",
        "type": "background",
        "paint": {"background-color": colours["paper"]},
    }


def _layer(layer: str, kind: str, geometry: str, paint: Json) -> Json:
    return {
        "id": layer,
        "type": kind,
        "source": NAME,
        "source-layer": NAME,
        "filter": ["==", ["geometry-type"], geometry],
        "paint": paint,
    }


def _shapes(colours: dict[str, str]) -> Sequence[Json]:
    return (
        _layer("areas", "fill", "Polygon", {"fill-color": colours["fill"], "fill-opacity": 0.35}),
        _layer("borders", "line", "Polygon", {"line-color": colours["line"], "line-width": 1}),
        _layer("lines", "line", "LineString", {"line-color": colours["line"], "line-width": 2}),
    )


def _points(colours: dict[str, str]) -> Sequence[Json]:
    count = ["coalesce", ["get", COUNT], 1]
    radius = ["interpolate", ["linear"], ["ln", count], 0, 5, 5, 14, 10, 26]
    return (
        _layer(
            "points",
            "circle",
            "Point",
            {
                "circle-color": colours["fill"],
                "circle-radius": radius,
                "circle-opacity": 0.85,
                "circle-stroke-color": colours["edge"],
                "circle-stroke-width": 1.5,
            },
        ),
    )
