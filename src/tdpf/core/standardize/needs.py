"""What a set cannot lack: by the headers of a table, else by its values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from tdpf.core.standardize.lexicon import Meaning, lexicon_of, neighbours
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import SetWords, fold

_NEED = 0.6


@dataclass(slots=True)
class Table:
    """What all sets look at."""

    facts: list[Facts]
    headers: list[str]
    folded: set[str]
    subjects: Counter[str]  # set → headers that speak of its subject
    meanings: list[Meaning | None]
    present: set[str]  # concepts of the headers
    without: frozenset[str]
    texts: list[tuple[str, Facts]]  # of the names of the rows, else all: (sample, column)
    has_addresses: bool  # of its rows


def meets(table: Table, words: SetWords) -> bool:
    """Whether each group of needs has a column: by its header, else by its values."""
    present = set(table.present)
    lexicon = lexicon_of(table.without)
    for header in table.headers:
        meanings = lexicon.meanings(header).get(words.slug, {})
        present |= {item for item, meaning in meanings.items() if meaning.strength >= _NEED}
    return all(
        not present.isdisjoint(group)
        or any(
            _has_look_alike(table, words, one) or _has_values(table, words, one) for one in group
        )
        for group in words.needs
    )


def _has_look_alike(table: Table, words: SetWords, item: str) -> bool:
    near = neighbours(table.without)
    return any(
        near.near(header).get(words.slug, {}).get(item, 0.0) >= _NEED
        for header in table.headers
        if not is_category_word(header, words)
    )


def is_category_word(header: str, words: SetWords) -> bool:
    """A column for each category (燃やすごみ, 資源 …) is no column of the items' names."""
    return bool(words.category) and fold(header) in _folded_words(words.category)


def _has_values(table: Table, words: SetWords, one: str) -> bool:
    """A column whose values are what is needed, whatever its header says."""
    if one in {"address", "latitude", "phone", "date"}:
        return any(column.share(one) >= 0.6 for column in table.facts)
    if one == "name":
        return any(is_opaque(f.header) and looks_like_names(f) for f in table.facts)
    if words.category and one == words.needs[-1][0]:
        return any(category_share(column, words.category) >= 0.5 for column in table.facts)
    if words.category and one == words.needs[0][0]:
        return any(f.share("name") >= 0.8 and f.variety >= 0.9 for f in table.facts)
    return False


def is_opaque(header: str) -> bool:
    """A header that says nothing: blank, field001, Unnamed: 3, 列1."""
    folded = fold(header)
    return not folded or bool(
        re.fullmatch(
            r"(?:[a-z]*field\d*|unnamed\d*|column\d*|col\d*|f\d+|列\d*|c\d+|項目\d*|無題\d*|v\d+|safield\d+)",
            folded,
        )
    )


def looks_like_names(column: Facts) -> bool:
    return column.share("name") >= 0.8 and column.variety >= 0.6 and column.share("long") < 0.1


def category_share(column: Facts, words: tuple[str, ...]) -> float:
    """Share of the filled rows whose whole cell is one of the words."""
    if (
        not words
        or not 1 < len(column.distinct) <= 80
        or column.filled < 1.5 * len(column.distinct)
    ):
        return 0.0
    wanted = _folded_words(words)
    hits = sum(rows for value, rows in column.distinct.items() if fold(value) in wanted)
    return hits / column.filled


@cache
def _folded_words(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))
