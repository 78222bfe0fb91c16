"""Looking after the shelf: is every file as published, and which files does nobody need?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import msgspec
import polars as pl

from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.catalog.service import Distribution
from tdpf.apps.publishing.baking import archives
from tdpf.apps.publishing.log import Deed, publication
from tdpf.apps.publishing.merging import stale_sets
from tdpf.apps.publishing.models import TableVersion
from tdpf.core.findings import Text
from tdpf.core.tables.schema import TableSchema
from tdpf.settings import settings


@dataclass(frozen=True, kw_only=True)
class Damage:
    """Something on the shelf that is not as it should be, and what to do."""

    key: str
    message: Text


@dataclass(frozen=True, kw_only=True)
class Verified:
    files: int
    bytes: int
    versions: int
    orphans: int  # files that nothing refers to: harmless, gc removes them in time
    damages: tuple[Damage, ...]
    stale: tuple[str, ...]  # merged tables that the next publish or rollback brings up to date


def verify(
    *, storage: Storage | None = None, progress: Callable[[str], None] | None = None
) -> Verified:
    """Check every file against its hash and every version against its file."""
    storage = storage or open_storage(settings())
    wanted = referenced()
    there = {stored.key: stored for stored in storage.list()}
    damages = []
    size = 0
    for key, sha256 in sorted(wanted.items()):
        damage = _check_file(key, sha256, storage)
        if damage:
            damages.append(damage)
        elif key in there:
            size += there[key].bytes
        if progress:
            progress(key)
    sound = set(wanted) - {damage.key for damage in damages}
    count = 0
    for version in TableVersion.objects.select_related("table").iterator():
        count += 1
        if version.path in sound:
            damages += _check_version(version, storage)
    return Verified(
        files=len(wanted),
        bytes=size,
        versions=count,
        orphans=len(there.keys() - wanted.keys() - archives()),
        damages=tuple(damages),
        stale=tuple(sorted(stale_sets())),
    )


def referenced() -> dict[str, str]:
    """Every storage key that the database refers to, with the hash its content must have."""
    found: dict[str, str] = {}
    pairs = ("path", "sha256"), ("report_path", "report_sha256"), ("source_path", "source_sha256")
    for path, sha256 in pairs:
        found |= dict(TableVersion.objects.exclude(**{path: ""}).values_list(path, sha256))
    kept = Distribution.objects.exclude(path="")  # others are only described
    return found | dict(kept.values_list("path", "sha256"))


def _check_file(key: str, sha256: str, storage: Storage) -> Damage | None:
    try:
        with storage.open(key) as file:
            found = _sha256(file)
    except OSError as error:
        return Damage(
            key=key,
            message=Text(
                ja=f"{key} を読めません（{error.strerror}）。バックアップから戻すか、"
                "元のファイルをもう一度公開してください。",
                en=f"{key} cannot be read ({error.strerror}). Restore it from a backup or publish "
                "its source again.",
            ),
        )
    if found == sha256:
        return None
    return Damage(
        key=key,
        message=Text(
            ja=f"{key} の内容が記録と違います。バックアップから戻してください。",
            en=f"{key} is not what was published. Restore it from a backup.",
        ),
    )


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _check_version(version: TableVersion, storage: Storage) -> Iterator[Damage]:
    rows = pl.scan_parquet(storage.path_for(version.path), glob=False)
    height = rows.select(pl.len()).collect().item()
    if height != version.rows:
        yield Damage(
            key=version.path,
            message=Text(
                ja=f"{version.table.name} 第{version.number}版の行数が記録と違います"
                f"（記録 {version.rows}、ファイル {height}）。",
                en=f"{version.table.name} version {version.number} should have {version.rows} "
                f"rows and has {height}.",
            ),
        )
    missing = set(msgspec.json.decode(version.schema, type=TableSchema).names()) - set(
        rows.collect_schema().names()
    )
    if missing:
        names = ", ".join(sorted(missing))
        yield Damage(
            key=version.path,
            message=Text(
                ja=f"{version.table.name} 第{version.number}版のファイルに列がありません: {names}",
                en=f"{version.table.name} version {version.number} lacks columns: {names}",
            ),
        )


# Garbage


@dataclass(frozen=True, kw_only=True)
class Collected:
    files: int
    bytes: int
    kept_young: int  # without a reference, but too young to be sure


def collect_garbage(
    *, at: datetime, actor: str, dry_run: bool = False, storage: Storage | None = None
) -> Collected:
    """Remove files that nothing refers to and that are older than the grace period.

    It holds the publishing lock, and a publication looks for its files under the same lock: so a
    file is never removed between being written and being published.
    """
    storage = storage or open_storage(settings())
    limit = at.timestamp() - settings().gc_grace_s
    files = size = young = 0
    with publication(Deed(actor=actor, at=at)):
        wanted = referenced().keys() | archives()
        for stored in list(storage.list()):
            if stored.key in wanted:
                continue
            if stored.modified > limit:
                young += 1
                continue
            files += 1
            size += stored.bytes
            if not dry_run:
                storage.delete(stored.key)
    return Collected(files=files, bytes=size, kept_young=young)
