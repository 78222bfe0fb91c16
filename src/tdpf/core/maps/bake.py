"""A layer → one archive of its tiles, the same that would be made when asked.

Baked are layers that take long: of 50,000 rows or more, or with lines and areas in a file of 2 MB
or more; but none of more than 400,000 rows, which would hold up the publication and take much
memory. Zooms go from 0 to 14, or less deep when there would be more than 40,000 tiles.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from tdpf.core.maps.layer import MapLayer, Wanted, layer_of, make_tile
from tdpf.core.maps.outline import REACH
from tdpf.core.maps.pmtiles import tile_ids, write
from tdpf.core.maps.positions import Floats
from tdpf.core.maps.ragged import Integers
from tdpf.core.maps.thin import CELLS_PX
from tdpf.core.maps.tile import Tile
from tdpf.core.maps.tilejson import tilejson
from tdpf.core.tables.layout import Layout
from tdpf.core.tables.load import Table
from tdpf.core.tables.query import Checked
from tdpf.core.tables.schema import TableSchema

RULES = 2  # goes up when the same table gives other tiles
LEAST_ROWS = 50_000
MOST_ROWS = 400_000
LEAST_SHAPE_BYTES = 2_000_000
DEEPEST = 14
MOST_TILES = 40_000
_RING = 1 / 8  # of a tile's edge, how far neighbours are drawn at most
_LEVEL = 1  # a tenth larger than the usual 6, and a third of the time
_CORNER = 2  # most boxes touch no more tiles than this along an axis
_CORNERS = tuple((column, row) for column in range(_CORNER) for row in range(_CORNER))
_NOT_SHOWN = frozenset({"_row", "_source_row", "_lon", "_lat", *REACH})


def is_baked(schema: TableSchema, rows: int, size_bytes: int) -> bool:
    """Whether such a version gets an archive."""
    if not schema.has_position or rows > MOST_ROWS:
        return False
    return rows >= LEAST_ROWS or (schema.geometry is not None and size_bytes >= LEAST_SHAPE_BYTES)


def archive_key(sha256: str) -> str:
    """Where the archive of the version with this content stands."""
    return f"tiles/{sha256[:2]}/{sha256}-{RULES}.pmtiles"


def default_columns(layout: Layout) -> tuple[str, ...]:
    """The columns of tiles when none are chosen: all but bookkeeping and the geometry itself."""
    hidden = _NOT_SHOWN | {layout.geometry}
    return tuple(name for name in layout.names() if name not in hidden)


def bake(
    table: Table, layout: Layout, path: Path, *, title: str, attribution: str, box: Sequence[float]
) -> int:
    """Write the archive and say how many tiles were looked at."""
    layer = layer_of(table)
    zooms = list(_zooms(layer))
    wanted = Wanted(Checked(), default_columns(layout), CELLS_PX[0])
    described = tilejson(
        title=title,
        version=1,
        attribution=attribution,
        address="",
        bounds=box,
        columns={c.name: c for c in layout.columns if c.name in wanted.columns},
    )
    about = {
        "name": title,
        "attribution": attribution,
        "description": described.description,
        "vector_layers": [
            {"id": one.id, "fields": one.fields, "minzoom": 0, "maxzoom": len(zooms) - 1}
            for one in described.vector_layers
        ],
    }
    with path.open("wb") as file:
        tiles = _tiles(layer, table, wanted, zooms)
        write(file, tiles, zooms=(0, len(zooms) - 1), box=box, about=about)
    return sum(len(x) for x, _ in zooms)


def _tiles(
    layer: MapLayer, table: Table, wanted: Wanted, zooms: Sequence[tuple[Integers, Integers]]
) -> Iterator[tuple[int, bytes]]:
    for zoom, (x, y) in enumerate(zooms):
        ids = tile_ids(zoom, x, y)
        for place in np.argsort(ids):
            tile = Tile(zoom, int(x[place]), int(y[place]))
            content = make_tile(layer, table, tile, wanted)
            if content:
                yield int(ids[place]), gzip.compress(content, _LEVEL, mtime=0)


def _zooms(layer: MapLayer) -> Iterator[tuple[Integers, Integers]]:
    """Columns and rows of the tiles that may hold something, zoom by zoom, while they are few."""
    left = MOST_TILES
    for zoom in range(DEEPEST + 1):
        x, y = _touched(layer, zoom)
        left -= len(x)
        if left < 0 and zoom > 0:
            return
        yield x, y


def _touched(layer: MapLayer, zoom: int) -> tuple[Integers, Integers]:
    spots = layer.positions.spots
    sides = [(spots.x, spots.y, spots.x, spots.y)]
    sides += [(one.west, one.north, one.east, one.south) for one in layer.linework]
    found = [_tiles_of(*side, zoom) for side in sides]
    both = np.unique(np.concatenate(found))
    return both >> zoom, both & ((1 << zoom) - 1)


def _tiles_of(west: Floats, north: Floats, east: Floats, south: Floats, zoom: int) -> Integers:
    """Column and row in one number of every tile that boxes and the ring around them touch."""
    across = 1 << zoom
    first_x = np.floor(west * across - _RING).astype(np.int64)
    first_y = np.maximum(np.floor(north * across - _RING).astype(np.int64), 0)
    wide = np.floor(east * across + _RING).astype(np.int64) - first_x + 1
    last_y = np.minimum(np.floor(south * across + _RING).astype(np.int64), across - 1)
    high = last_y - first_y + 1
    found = [
        _numbered(first_x[there] + column, first_y[there] + row, zoom)
        for column, row in _CORNERS
        if (there := (wide > column) & (high > row)).any()
    ]
    is_large = (wide > _CORNER) | (high > _CORNER)
    large = np.unique(np.stack((first_x, first_y, wide, high))[:, is_large], axis=1)
    for x, y, columns, rows in large.T.tolist():
        all_x, all_y = np.meshgrid(x + np.arange(columns), y + np.arange(rows))
        found.append(_numbered(all_x, all_y, zoom))
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)


def _numbered(x: Integers, y: Integers, zoom: int) -> Integers:
    return np.unique((x % (1 << zoom)) << zoom | y)
