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
    key: str = ""  # id of the dataset, which stays when the name changes; empty: the name
    notes: str = ""
    publisher: str = ""  # 6-digit code, else the organisation's name; empty for a merged table
    publisher_name: str = ""
    publisher_words: tuple[str, ...] = ()  # other names of the publisher
    standard: str = ""  # slug, or empty
    standard_title: str = ""
    keywords: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # titles and descriptions
    columns: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()  # values that stand in the rows
    themes: tuple[str, ...] = ()  # slugs; a theme is a group of CKAN
    theme_titles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()  # codes of the municipalities it speaks of
    area_words: tuple[str, ...] = ()  # their names, where the publisher's does not say it
    formats: tuple[str, ...] = ()
    licence: str = ""
    frequency: str = ""  # code of the EU list
    years: tuple[str, ...] = ()  # that the data speaks of
    kind: Literal["dataset", "merged"] = "dataset"
    created: str = ""  # ISO 8601, as the next
    modified: str = ""
    freshness: Literal["month", "year", "older"] = "month"
    rows: int = 0
    quality: int = 0  # 0-100
    has_map: bool = False
    has_api: bool = False  # its rows can be asked for
    covers: tuple[str, ...] = ()  # publisher codes inside a merged table; empty means all


class Hit(msgspec.Struct, frozen=True):
    document: Document
    score: float
    area: str = ""  # 6-digit code: the query asks for this publisher's part of a merged table


class Place(msgspec.Struct, frozen=True):
    """A word of the query that was understood as a municipality or an office of a publisher.

    It stays a word as well. `code` is a value of the facet `publisher`.
    """

    word: str
    code: str
    name: str


class FacetValue(msgspec.Struct, frozen=True):
    value: str
    count: int


class Results(msgspec.Struct, frozen=True):
    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[FacetValue, ...]]  # by the names in `documents.FACETS`
    unknown_words: tuple[str, ...] = ()  # left out: they match nothing, or never the rest
    synonyms_used: tuple[str, ...] = ()  # words tried besides the asked ones
    places: tuple[Place, ...] = ()  # municipalities and publishers it names
    exact_query: str = ""  # the query without synonyms and places, when it used any
    did_you_mean: str = ""  # a query near this one that finds something, when this finds nothing
    marks: tuple[str, ...] = ()  # folded words to show where they stand (core.search.passages)


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
