"""A layer of features → a vector tile (Mapbox Vector Tile 2.1), a whole column at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tdpf.core.maps.attributes import Attributes
from tdpf.core.maps.geometry import TYPES, Geometry, commands
from tdpf.core.maps.ragged import (
    Integers,
    Ragged,
    framed,
    framed_one,
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
        + framed(2, _features(geometries, attributes, ids)).tobytes()
        + attributes.tables()
        + (key(5, 0) + varint(EXTENT))
        + (key(15, 0) + varint(2))
    )
    return framed_one(3, layer)


def _features(geometries: Sequence[Geometry], attributes: Attributes, ids: Integers) -> Ragged:
    kinds = [repeated(key(3, 0) + varint(TYPES[one.shape]), len(one)) for one in geometries]
    drawn = [commands(one) for one in geometries]
    tags = framed(2, attributes.tags())
    return joined(_ids(ids), tags, stacked(kinds), framed(4, stacked(drawn)))


def _ids(ids: Integers) -> Ragged:
    has_id = ids > 0
    numbers = varints(ids[has_id])
    with_key = joined(repeated(key(1, 0), len(numbers)), numbers)
    lengths = np.zeros(len(ids), np.int64)
    lengths[has_id] = with_key.lengths
    return Ragged(with_key.data, lengths)
