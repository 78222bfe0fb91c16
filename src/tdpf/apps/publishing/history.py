"""Going back: an earlier version becomes current again, under the same log and audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from tdpf.adapters.search import SearchIndex
from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.publishing.actions import set_head
from tdpf.apps.publishing.afterwards import follow_up
from tdpf.apps.publishing.log import Deed, publication
from tdpf.apps.publishing.models import Table, TableVersion
from tdpf.apps.publishing.selectors import current_of, table_named, versions
from tdpf.core.findings import Text
from tdpf.core.tables.changes import Difference, Edition, difference, editions_between
from tdpf.settings import settings


class NoSuchVersion(Exception):
    """There is no such table or version; the text says what there is."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """One version as the history shows it."""

    number: int
    is_current: bool
    rows: int
    score: int | None
    published_at: datetime
    source_name: str
    sha256: str
    linked: int | None  # rows of a merged table that another publisher lists as well


def history(name: str) -> list[VersionLine]:
    """The versions of a table, the newest first."""
    table = table_named(name)
    if table is None:
        raise NoSuchVersion(_no_table(name))
    current = current_of(table)
    return [
        VersionLine(
            number=version.number,
            is_current=version == current,
            rows=version.rows,
            score=version.score,
            published_at=version.published_at,
            source_name=version.source_name,
            sha256=version.sha256,
            linked=msgspec.json.decode(version.quality).get("linked"),
        )
        for version in versions(table)
    ]


def changes(
    name: str, *, since: int, storage: Storage | None = None
) -> list[tuple[VersionLine, Difference]]:
    """What each version after `since` added, changed and removed, up to the current one."""
    storage = storage or open_storage(settings())
    table = table_named(name)
    if table is None:
        raise NoSuchVersion(_no_table(name))
    kept = {version.number: version for version in versions(table) if storage.exists(version.path)}
    if since not in kept:
        raise NoSuchVersion(_no_version(name, since, sorted(kept)))
    editions = [
        Edition(number, storage.path_for(version.path), version.table_schema)
        for number, version in kept.items()
    ]
    lines = {line.number: line for line in history(name)}
    steps = editions_between(editions, since=since, until=_last(table))
    return [(lines[new.number], difference(old, new)) for old, new in steps]


def _last(table: Table) -> int:
    """The number of the current version; of the last one where the table has ended."""
    current = current_of(table) or versions(table)[0]
    return current.number


def rollback(
    name: str,
    number: int,
    *,
    at: datetime,
    actor: str,
    storage: Storage | None = None,
    index: SearchIndex | None = None,
) -> TableVersion:
    """Make an earlier version current; merged tables and search follow. Nothing is deleted."""
    storage = storage or open_storage(settings())
    deed = Deed(actor=actor, at=at)
    with publication(deed) as log:
        table = table_named(name)
        if table is None:
            raise NoSuchVersion(_no_table(name))
        if table.is_merged:
            raise NoSuchVersion(_is_merged(name))
        if table.distribution_id is None:
            raise NoSuchVersion(_has_no_file(name))
        version = versions(table).filter(number=number).first()
        if version is None or not storage.exists(version.path):
            known = [each.number for each in versions(table) if storage.exists(each.path)]
            raise NoSuchVersion(_no_version(name, number, known))
        current = current_of(table)
        if current != version:
            replaced = current.number if current else None
            set_head(table, version)
            log.add("rolled-back", table.dataset, version, number=number, replaced=replaced)
    follow_up(deed, storage, index=index)
    return version


def _no_table(name: str) -> Text:
    return Text(
        ja=f"表 {name} はありません。tdpf search か画面で名前を確かめてください。",
        en=f"There is no table {name}. Look up its name with tdpf search or on the pages.",
    )


def _no_version(name: str, number: int, known: list[int]) -> Text:
    there = ", ".join(map(str, known))
    return Text(
        ja=f"表 {name} に第{number}版はありません。ある版: {there}",
        en=f"Table {name} has no version {number}. It has: {there}",
    )


def _has_no_file(name: str) -> Text:
    return Text(
        ja=f"表 {name} のファイルはデータセットから外されています。ファイルを加え直してください。",
        en=f"The file of table {name} was taken out of its dataset. Add the file again.",
    )


def _is_merged(name: str) -> Text:
    return Text(
        ja=f"{name} は統合表です。元の表を戻すと自動で作り直されます。",
        en=f"{name} is a merged table. Roll back one of its parts and it is rebuilt.",
    )
