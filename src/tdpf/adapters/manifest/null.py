"""A manifest in memory: for tests of readers, and for a data server with nothing published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from tdpf.adapters.manifest.base import NOBODY, TableEntry, Version
from tdpf.core.access import EVERY_MEMBER


class MemoryManifest:
    """Holds every version it was given; the highest number of a table is its current one."""

    def __init__(self, entries: Iterable[TableEntry] = ()) -> None:
        self._versions: dict[str, dict[int, TableEntry]] = {}
        self._generation = 0
        for entry in entries:
            self.add(entry)

    def add(self, entry: TableEntry) -> None:
        self._versions.setdefault(entry.id, {})[entry.version.number] = entry
        self._generation += 1

    def tables(
        self,
        *,
        standard: str | None = None,
        publisher: str | None = None,
        is_merged: bool | None = None,
        after: str | None = None,
        limit: int = 100,
        owners: AbstractSet[str] | None = NOBODY,
    ) -> Sequence[TableEntry]:
        found = self._current(standard, publisher, is_merged, owners)
        return [entry for entry in found if after is None or entry.name > after][:limit]

    def count(
        self,
        *,
        standard: str | None = None,
        publisher: str | None = None,
        is_merged: bool | None = None,
        owners: AbstractSet[str] | None = NOBODY,
    ) -> int:
        return len(self._current(standard, publisher, is_merged, owners))

    def table(self, id_or_name: str, *, version: int | None = None) -> TableEntry | None:
        for versions in self._versions.values():
            current = versions[max(versions)]
            if id_or_name in {current.id, current.name}:
                return current if version is None else versions.get(version)
        return None

    def versions(self, id_or_name: str) -> Sequence[Version]:
        for versions in self._versions.values():
            current = versions[max(versions)]
            if id_or_name in {current.id, current.name}:
                return [versions[number].version for number in sorted(versions)]
        return []

    def generation(self) -> int:
        return self._generation

    def close(self) -> None:
        """Nothing is open."""

    def _current(
        self,
        standard: str | None,
        publisher: str | None,
        is_merged: bool | None,
        owners: AbstractSet[str] | None,
    ) -> list[TableEntry]:
        current = [versions[max(versions)] for versions in self._versions.values()]
        return sorted(
            (
                entry
                for entry in current
                if (standard is None or entry.standard == standard)
                and (publisher is None or entry.publisher == publisher)
                and (is_merged is None or entry.is_merged == is_merged)
                and (entry.is_public or owners is None or _is_for(entry, owners))
            ),
            key=lambda entry: entry.name,
        )


def _is_for(entry: TableEntry, owners: AbstractSet[str]) -> bool:
    readers = {entry.owner, *entry.readers}
    return bool(owners) and (EVERY_MEMBER in readers or not readers.isdisjoint(owners))
