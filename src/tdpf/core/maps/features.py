"""Rows → GeoJSON features in any reference system that is offered, a page at a time.

Properties are written by polars in one go; geometries of lines and areas are kept as GeoJSON text
and pass through as they are, unless their numbers must be changed for another system.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from tdpf.core.maps.crs import CRS84, Crs, from_lonlat

NULL = "null"


def features(
    batch: pl.DataFrame,
    properties: Sequence[str],
    *,
    crs: Crs = CRS84,
    geometry: str | None = None,
    wide: Sequence[str] = (),
) -> list[str]:
    """Each row of the batch, which carries `_id`, as the text of a Feature (RFC 7946, 3.2)."""
    written = _properties(batch, properties, wide)
    places = geometries(batch, crs=crs, geometry=geometry)
    ids = batch.get_column("_id").to_list()
    return [
        f'{{"type":"Feature","id":{_text(key)},"geometry":{place},"properties":{row}}}'
        for key, place, row in zip(ids, places, written, strict=True)
    ]


def _text(key: str | None) -> str:
    return NULL if key is None else json.dumps(key)


def _properties(batch: pl.DataFrame, names: Sequence[str], wide: Sequence[str]) -> list[str]:
    if not names:
        return [NULL] * batch.height
    there = [name for name in wide if name in names]
    if there:  # integers that JSON readers could not hold exactly
        batch = batch.with_columns(pl.col(there).cast(pl.String))
    return batch.select(pl.struct(list(names)).struct.json_encode()).to_series().to_list()


def geometries(batch: pl.DataFrame, *, crs: Crs, geometry: str | None) -> list[str]:
    """The geometry of each row as GeoJSON text, `null` where there is none."""
    points = _points(batch, crs)
    if geometry is None or geometry not in batch.columns:
        return points
    shapes = batch.get_column(geometry).to_list()
    rewrite = (lambda text: text) if crs == CRS84 else lambda text: reprojected(text, crs)
    return [
        point if shape is None else rewrite(shape)
        for shape, point in zip(shapes, points, strict=True)
    ]


def _points(batch: pl.DataFrame, crs: Crs) -> list[str]:
    if "_lon" not in batch.columns or "_lat" not in batch.columns:
        return [NULL] * batch.height
    lon, lat = batch.get_column("_lon"), batch.get_column("_lat")
    first, second = lon.to_list(), lat.to_list()
    if crs != CRS84:
        known = (lon.is_not_null() & lat.is_not_null()).to_list()
        moved = from_lonlat(crs, _numbers(lon), _numbers(lat))
        first, second = (
            [one if is_known else None for one, is_known in zip(axis.tolist(), known, strict=True)]
            for axis in moved
        )
    return [
        NULL if x is None or y is None else f'{{"type":"Point","coordinates":[{x},{y}]}}'
        for x, y in zip(first, second, strict=True)
    ]


def _numbers(cells: pl.Series) -> np.ndarray[Any, np.dtype[np.float64]]:
    return cells.fill_null(0.0).to_numpy()


def reprojected(text: str, crs: Crs) -> str:
    """The GeoJSON geometry with its positions in the system; `null` when it is no geometry."""
    try:
        shape = json.loads(text)
        moved = _moved(shape, lambda position: _position(position, crs))
    except (ValueError, TypeError, KeyError, RecursionError):
        return NULL
    return json.dumps(moved, ensure_ascii=False, separators=(",", ":"))


def _position(position: Sequence[float], crs: Crs) -> list[float]:
    first, second = from_lonlat(crs, np.array(position[0]), np.array(position[1]))
    return [float(first), float(second), *position[2:]]


# Any: GeoJSON as it was read
def _moved(shape: dict[str, Any], move: Callable[[Sequence[float]], list[float]]) -> dict[str, Any]:
    if shape["type"] == "GeometryCollection":
        return {**shape, "geometries": [_moved(inner, move) for inner in shape["geometries"]]}
    return {**shape, "coordinates": _walked(shape["coordinates"], move)}


def _walked(node: Any, move: Callable[[Sequence[float]], list[float]]) -> Any:
    if node and not isinstance(node[0], list):
        return move(node)
    return [_walked(inner, move) for inner in node]
