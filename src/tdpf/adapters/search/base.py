"""The search seam: five calls, our own tokens, so that every engine finds the same set.

An index is a copy: it can always be rebuilt from the database, and it catches up with the
publication log by itself (`position` is the last log entry it holds).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

import msgspec

Sort = Literal["relevance", "modified", "title"]


class Document(msgspec.Struct, frozen=True):
    """What the index knows about one dataset (a merged table is a dataset as well)."""

    id: str  # name of the dataset
    title: str
    notes: str = ""
    publisher: str = ""  # 6-digit code; empty for a merged table
    publisher_name: str = ""
    standard: str = ""  # slug, or empty
    standard_title: str = ""
    keywords: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    licence: str = ""
    kind: Literal["dataset", "merged"] = "dataset"
    modified: str = ""  # ISO 8601
    freshness: Literal["month", "year", "older"] = "month"
    rows: int = 0
    quality: int = 0  # 0-100
    has_map: bool = False
    covers: tuple[str, ...] = ()  # publisher codes inside a merged table; empty means all


class Hit(msgspec.Struct, frozen=True):
    document: Document
    score: float
    area: str = ""  # 6-digit code: the query asks for this publisher's part of a merged table


class Place(msgspec.Struct, frozen=True):
    """A word of the query that was understood as a municipality; it stays a word as well."""

    word: str
    code: str
    name: str


class FacetValue(msgspec.Struct, frozen=True):
    value: str
    count: int


class Results(msgspec.Struct, frozen=True):
    total: int
    hits: tuple[Hit, ...]
    facets: dict[
        str, tuple[FacetValue, ...]
    ]  # publisher, standard, formats, freshness, licence, kind
    unknown_words: tuple[str, ...] = ()  # words of the query that match nothing at all
    synonyms_used: tuple[str, ...] = ()  # words tried besides the asked ones
    places: tuple[Place, ...] = ()  # municipalities the query names
    exact_query: str = ""  # the query without synonyms and places, when it used any
    did_you_mean: str = ""  # a query near this one that finds something, when this finds nothing


class SearchIndex(Protocol):
    def put(self, documents: Iterable[Document], *, position: int) -> None:
        """Add or replace documents and remember the log position, in one commit."""

    def delete(self, ids: Iterable[str], *, position: int) -> None: ...

    def search(
        self,
        query: str,
        *,
        filters: dict[str, Sequence[str]] | None = None,
        sort: Sort = "relevance",
        page: int = 1,
        page_size: int = 20,
    ) -> Results:
        """Any text is a query: never an error, however odd. Filters: OR within, AND between."""

    def position(self) -> int: ...

    def rebuild(self, documents: Iterable[Document], *, position: int) -> None:
        """Build a new index beside the old one and swap them."""
