"""The manifest: which tables are published and which immutable file is their current version.

Django owns these SQL tables (`tdpf.apps.publishing.models`, `tdpf.apps.catalog.models`); this
adapter reads them with plain parameterised SQL, so that the data server needs no Django. A
contract test compares the two on SQLite and PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

import msgspec

from tdpf.core.access import Limits
from tdpf.core.tables.schema import TableSchema

NOBODY: AbstractSet[str] = frozenset()


class Version(msgspec.Struct, frozen=True):
    """One immutable published version of a table."""

    id: str
    number: int  # 1, 2, 3 … within the table
    path: str  # key in storage, relative
    sha256: str
    bytes: int
    rows: int
    schema: TableSchema
    bbox: tuple[float, float, float, float] | None  # west, south, east, north; WGS 84
    quality: dict[str, Any]  # the `quality` object of report.json
    published_at: str  # ISO 8601 with offset


class TableEntry(msgspec.Struct, frozen=True):
    """A table with its current version and the words a reader needs about it."""

    id: str  # UUID, never changes
    name: str  # stable slug used in URLs: aed, 131130-public-toilet
    title: str
    dataset: str  # name of the dataset it belongs to
    publisher: str | None  # 6-digit code; None for a merged table
    publisher_name: str | None
    standard: str | None  # slug of the standard set
    is_merged: bool
    licence: str  # code: cc-by-4.0 …
    is_synthetic: bool
    version: Version
    owner: str | None = None  # id of the organisation; None for a merged table
    is_public: bool = True  # False: for members of the organisation and operators alone …
    readers: frozenset[str] = frozenset()  # … and of these organisations; "*": of any
    limits: Limits | None = None  # columns and rows that not everybody sees who sees the table

    @property
    def is_same_for_all(self) -> bool:
        """Whether everybody gets the same answers."""
        return self.is_public and self.limits is None


class Manifest(Protocol):
    """Reads of published things. Every method sees one consistent state of the database."""

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
        """Current tables ordered by name, those with `name > after`.

        What is not public is there only for these `owners` and where they are among its readers;
        None: for all of them.
        """

    def count(
        self,
        *,
        standard: str | None = None,
        publisher: str | None = None,
        is_merged: bool | None = None,
        owners: AbstractSet[str] | None = NOBODY,
    ) -> int: ...

    def table(self, id_or_name: str, *, version: int | None = None) -> TableEntry | None:
        """The table at its current or a named version, public or not; None when there is none."""

    def versions(self, id_or_name: str) -> Sequence[Version]:
        """Every version of the table, the first one first; none when there is no such table."""

    def generation(self) -> int:
        """A number that grows with every publication: cheap to ask, good as a cache key."""

    def close(self) -> None: ...
