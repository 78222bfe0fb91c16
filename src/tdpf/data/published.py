"""What is published now: table entries by name, and their rows in memory.

The manifest is asked on a thread of its own. Its generation number says when kept entries may be
stale; it is looked at again when the last look is older than FRESH_S.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from tdpf.adapters.manifest import Manifest, TableEntry, Version
from tdpf.adapters.storage import Storage
from tdpf.adapters.storage.cuts import Cuts, Whole
from tdpf.core.access import Actor, Cut, cut_for, reads
from tdpf.core.tables.fit import DoesNotFit
from tdpf.core.tables.layout import Layout, layout_of
from tdpf.core.tables.load import TableCache
from tdpf.data.problem import ApiError
from tdpf.data.superseded import Superseded

_log = logging.getLogger(__name__)

FRESH_S = 0.05
AWAY_S = 1.0  # between looks at a manifest that did not answer
_KEPT_ENTRIES = 20_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Published:
    """A version of a table, ready to be asked."""

    entry: TableEntry
    layout: Layout
    path: Path
    modified: datetime
    generation: int  # of the manifest, when or before this was looked up
    cut: Cut | None = None  # what is left out of it for whoever asked

    @property
    def dated(self) -> datetime | None:
        """When what is shown last changed; None where limits may have changed it since."""
        return None if self.cut else self.modified


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a table and its file, as somebody sees them."""

    version: Version
    path: Path


class Shelf:
    """Reads of one data server process."""

    def __init__(
        self,
        manifest: Manifest,
        storage: Storage,
        cache: TableCache,
        cuts: Cuts,
        superseded: Superseded,
    ) -> None:
        self.manifest = manifest
        self._superseded = superseded
        self._cuts = cuts
        self._cutting = ThreadPoolExecutor(1, thread_name_prefix="cuts")
        self._cut: dict[tuple[str, Cut], Published | None] = {}
        self.tables = cache
        self._storage = storage
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="manifest")
        self._kept: dict[tuple[str, int | None], Published] = {}
        self._before: dict[tuple[str, int | None], Published] = {}
        self._looked_at = float("-inf")
        self._is_away = False
        self._looking: asyncio.Task[int] | None = None
        self.generation = -1

    async def ask(self, question: Callable[[], T]) -> T:
        """Run a question to the manifest on its thread."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, question)
        except Exception as error:  # whatever driver there is, it cannot answer
            _log.exception("the manifest cannot be read")
            raise ApiError("shelf-unreadable") from error

    @property
    def is_fresh(self) -> bool:
        known_for_s = AWAY_S if self._is_away else FRESH_S
        return time.monotonic() - self._looked_at < known_for_s

    async def refresh(self) -> int:
        """The present generation, asked at most once at a time.

        While the manifest does not answer it is the last one: what is known goes on being shown,
        and nobody waits for the next look.
        """
        if self.is_fresh:
            return self.generation
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look())
        return self.generation if self._is_away else await asyncio.shield(self._looking)

    async def look_again(self) -> None:
        """Make sure that all that is published by now is seen: for who writes and then reads."""
        await self._look()

    async def _look(self) -> int:
        at = time.monotonic()
        try:
            generation = await self.ask(self.manifest.generation)
        except ApiError:
            if self.generation < 0:
                raise
            self._looked_at, self._is_away = time.monotonic(), True
            return self.generation
        self._is_away = False
        if generation != self.generation:
            self.generation = generation
            self._before, self._kept = self._kept, {}
            self._cut.clear()
        self._superseded.leave(at=at)
        self._looked_at = at
        return generation

    async def table_for(
        self, actor: Actor, name: str, version: int | None = None
    ) -> Published | None:
        """The table as the actor may see it: whole, without what is cut out for them, or None.

        Every door asks here; what it gives may be shown to the actor, all of it.
        """
        found = await self.table(name, version)
        if found is None or found.entry.is_same_for_all:
            return found
        entry = found.entry
        if not (entry.is_public or reads(actor, entry.owner, entry.readers)):
            return None
        cut = cut_for(actor, entry.owner, entry.limits) if entry.limits else None
        return found if cut is None else await self._without(found, cut)

    async def seen_of(self, actor: Actor, entries: Iterable[TableEntry]) -> list[TableEntry]:
        """Those of the tables that the actor sees, each as they see it."""
        found = []
        for entry in entries:
            if entry.is_same_for_all:
                found.append(entry)
            elif (seen := await self.table_for(actor, entry.name)) is not None:
                found.append(seen.entry)
        return found

    async def editions(self, table: Published) -> list[Edition]:
        """The versions of a table as whoever got it sees them, the first one first."""
        name, entry = table.entry.id, table.entry
        versions = await self.ask(lambda: self.manifest.versions(name))
        whole = [Edition(version, self._storage.path_for(version.path)) for version in versions]
        if table.cut is None:
            return whole
        found = []
        for one in whole:
            uncut = replace(table, entry=msgspec.structs.replace(entry, version=one.version))
            seen = await self._without(replace(uncut, path=one.path, cut=None), table.cut)
            if seen is not None:
                found.append(Edition(seen.entry.version, seen.path))
        return found

    async def _without(self, whole: Published, cut: Cut) -> Published | None:
        """The same without what is cut out; None where nobody knows what that would be."""
        key = whole.entry.version.id, cut
        if key in self._cut and ((known := self._cut[key]) is None or known.path.is_file()):
            return known
        found = await asyncio.get_running_loop().run_in_executor(
            self._cutting, lambda: self._cut_out(whole, cut)
        )
        if whole.generation == self.generation:
            self._cut[key] = found
        return found

    def _cut_out(self, whole: Published, cut: Cut) -> Published | None:
        entry, version = whole.entry, whole.entry.version
        try:
            source = Whole(version.sha256, version.rows, version.schema, whole.path)
            made, path = self._cuts.version(source, cut, is_merged=entry.is_merged)
        except DoesNotFit as misfit:
            _log.warning(
                "%s v%s is not shown to whom its limits bind: %s %s",
                entry.name, version.number, misfit.why, misfit.what,
            )  # fmt: skip
            return None
        except FileNotFoundError:
            return None
        seen = msgspec.structs.replace(
            version,
            sha256=made.sha256,
            bytes=made.bytes,
            rows=made.rows,
            schema=made.schema,
            bbox=made.bbox,
            quality={},  # it tells of all columns and rows
        )
        return replace(
            whole,
            entry=msgspec.structs.replace(entry, version=seen),
            layout=layout_of(made.schema, is_merged=entry.is_merged),
            path=path,
            cut=cut,
        )

    async def table(self, name: str, version: int | None = None) -> Published | None:
        """The table at its current or a named version, whoever may see it; None for none."""
        generation = await self.refresh()
        found = self._kept.get((name, version))
        if found is not None:
            return found
        if self._is_away:
            raise ApiError("shelf-unreadable")
        found = await self.ask(lambda: self._published(name, version, generation))
        # Published meanwhile: what was found may be the old version, so nobody else gets it.
        if found is not None and generation == self.generation:
            if len(self._kept) >= _KEPT_ENTRIES:
                self._kept.clear()
            self._kept[name, version] = found
            before = self._before.pop((name, version), found)
            if before.path != found.path:
                self._superseded.note(before.path, at=time.monotonic())
        return found

    def _published(self, name: str, version: int | None, generation: int) -> Published | None:
        entry = self.manifest.table(name, version=version)
        if entry is None:
            return None
        return Published(
            entry=entry,
            layout=layout_of(entry.version.schema, is_merged=entry.is_merged),
            path=self._storage.path_for(entry.version.path),
            modified=datetime.fromisoformat(entry.version.published_at).astimezone(UTC),
            generation=generation,
        )

    def path_for(self, key: str) -> Path:
        """Where a file of the shelf is."""
        return self._storage.path_for(key)

    def is_readable(self) -> bool:
        """Whether the storage answers."""
        try:
            self._storage.exists("tables")
        except OSError:
            return False
        return True

    def close(self) -> None:
        self._thread.submit(self.manifest.close).result()
        self._thread.shutdown()
        self._cutting.shutdown()
