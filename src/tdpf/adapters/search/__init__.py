"""Catalogue search engines behind one seam."""

from __future__ import annotations

from tdpf.adapters.search.base import (
    Document,
    FacetValue,
    Hit,
    Place,
    Results,
    SearchIndex,
    Sort,
)
from tdpf.settings import Settings

__all__ = [
    "Document",
    "FacetValue",
    "Hit",
    "Place",
    "Results",
    "SearchIndex",
    "Sort",
    "open_index",
]


def open_index(settings: Settings) -> SearchIndex:
    """The search index of this installation; made when it is first written to.

    Operators add words in `synonyms.txt` in the home folder; a change counts from the next search.
    """
    from tdpf.adapters.search.synonym_file import SynonymFile
    from tdpf.adapters.search.tantivy_index import TantivyIndex

    words = SynonymFile(settings.home / "synonyms.txt")
    return TantivyIndex(settings.search_path, words.current)
