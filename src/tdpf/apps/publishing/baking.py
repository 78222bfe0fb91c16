"""Large layers as archives of tiles, made after publication and found by the version's content.

Each is written beside and then put in its place, so that this may be cut off and run again.
"""

from __future__ import annotations

import logging

import msgspec
from django.db.models import Q, QuerySet

from tdpf.adapters.storage import Storage
from tdpf.apps.publishing.models import TableHead, TableVersion
from tdpf.apps.publishing.selectors import heads
from tdpf.core.maps.bake import LEAST_ROWS, LEAST_SHAPE_BYTES, archive_key, bake, is_baked
from tdpf.core.tables.layout import layout_of
from tdpf.core.tables.load import Loaded, load
from tdpf.core.tables.schema import TableSchema

log = logging.getLogger(__name__)

_MEMORY_BYTES = 400_000_000


def _large() -> QuerySet[TableHead]:
    """Current versions that may be worth an archive: few, found without reading schemas."""
    is_large = Q(version__rows__gte=LEAST_ROWS) | Q(
        version__bytes__gte=LEAST_SHAPE_BYTES, version__schema__contains='"geometry":"'
    )
    return heads().filter(is_large, version__west__isnull=False)


def _schema(version: TableVersion) -> TableSchema:
    return msgspec.json.decode(version.schema, type=TableSchema)


def archives() -> set[str]:
    """The storage keys of all archives that current versions have or should have."""
    return {
        archive_key(head.version.sha256)
        for head in _large()
        if is_baked(_schema(head.version), head.version.rows, head.version.bytes)
    }


def bake_layers(storage: Storage) -> list[str]:
    """Make the archives that are missing, and say of which tables."""
    made = []
    for head in _large():
        version = head.version
        key = archive_key(version.sha256)
        schema = _schema(version)
        if storage.exists(key) or not is_baked(schema, version.rows, version.bytes):
            continue
        table = load(storage.path_for(version.path), limit_bytes=_MEMORY_BYTES)
        if isinstance(table, Loaded):  # reading from disk for each tile would take hours
            _bake(head, table, schema, key, storage)
            made.append(head.table.name)
    return made


def _bake(head: TableHead, rows: Loaded, schema: TableSchema, key: str, storage: Storage) -> None:
    table, version = head.table, head.version
    box = [version.west, version.south, version.east, version.north]
    target = storage.new_path(key)
    try:
        bake(
            rows,
            layout_of(schema, is_merged=table.is_merged),
            target,
            title=table.title,
            attribution=table.title,
            box=[side for side in box if side is not None],
        )
        storage.put(key, target)
    finally:
        target.unlink(missing_ok=True)
