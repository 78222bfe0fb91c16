"""Loaders of place dictionaries: a file's header says which one reads it."""

from tdpf.core.places.loaders.abr import (
    ABR_BLOCK_POINTS,
    ABR_HOUSE_POINTS,
    ABR_TOWN,
    ABR_TOWN_POINTS,
)
from tdpf.core.places.loaders.base import Entry, Loader, loader_for, register
from tdpf.core.places.loaders.geolonia import GEOLONIA, GEOLONIA_SHORT
from tdpf.core.places.loaders.isj import ISJ_BLOCK, ISJ_BLOCK_OLD, ISJ_TOWN
from tdpf.core.places.loaders.postal import POSTAL, POSTAL_HEADED

for _loader in (
    GEOLONIA,
    GEOLONIA_SHORT,
    ISJ_TOWN,
    ISJ_BLOCK,
    ISJ_BLOCK_OLD,
    ABR_TOWN,
    ABR_TOWN_POINTS,
    ABR_BLOCK_POINTS,
    ABR_HOUSE_POINTS,
    POSTAL,
    POSTAL_HEADED,
):
    register(_loader)

__all__ = ["Entry", "Loader", "loader_for", "register"]
