"""A layer of features → a vector tile (Mapbox Vector Tile 2.1), a whole column at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tdpf.core.maps.attributes import Attributes
from tdpf.core.maps.geometry import TYPES, Geometry, commands
from tdpf.core.maps.ragged import (
    Integers,
    Ragged,
    framed_one,
    heading,
    joined,
    key,
    repeated,
    stacked,
    varint,
    varints,
)
from tdpf.core.maps.tile import EXTENT

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


def encode(
    name: str, geometries: Sequence[Geometry], attributes: Attributes, ids: Integers
) -> bytes:
    """A tile with one layer, its features in the order of the geometries. An id of 0 is none."""
    layer = (
        framed_one(1, name.encode())
        + _features(geometries, attributes, ids).tobytes()
        + attributes.tables()
        + (key(5, 0) + varint(EXTENT))
        + (key(15, 0) + varint(2))
    )
    return framed_one(3, layer)


def _features(geometries: Sequence[Geometry], attributes: Attributes, ids: Integers) -> Ragged:
    """Each feature as a field of the layer, put together in one go."""
    kinds = [repeated(key(3, 0) + varint(TYPES[one.shape]), len(one)) for one in geometries]
    drawn = stacked([commands(one) for one in geometries])
    tags = attributes.tags()
    parts = (
        *_ids(ids),
        *heading(2, tags.lengths),
        tags,
        stacked(kinds),
        *heading(4, drawn.lengths),
        drawn,
    )
    lengths = np.sum([part.lengths for part in parts], axis=0)
    return joined(*heading(2, lengths), *parts)


def _ids(ids: Integers) -> tuple[Ragged, Ragged]:
    has_id = ids > 0
    numbers = varints(ids[has_id])
    lengths = np.zeros(len(ids), np.int64)
    lengths[has_id] = numbers.lengths
    keys = repeated(key(1, 0), len(numbers))
    return Ragged(keys.data, has_id.astype(np.int64)), Ragged(numbers.data, lengths)
