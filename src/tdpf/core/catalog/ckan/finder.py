"""package_search over descriptions held in memory: exact matches, ranked, counted by value.

Values of key fields lead to sets of datasets, text is looked through as it stands (so a Japanese
word of two letters is found), dates are numbers in a row. What `match.matches` says of one dataset
is what this says of all; a property test holds them together.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tdpf.core.access import EVERY_MEMBER
from tdpf.core.catalog.ckan.fields import FIELDS
from tdpf.core.catalog.ckan.match import Facts, facts_of, matches
from tdpf.core.catalog.ckan.search import Search
from tdpf.core.catalog.ckan.tree import (
    AllOf,
    AnyOf,
    Between,
    Everything,
    Present,
    Tree,
    Without,
    Words,
)
from tdpf.core.catalog.model import Dataset
from tdpf.core.search import fold, occurs, title_key

Mask = NDArray[np.bool_]
_TEXTS = tuple(name for name, kind in FIELDS.items() if kind == "text")
_KEYS = tuple(name for name, kind in FIELDS.items() if kind not in {"text", "date"})
_DATES = tuple(name for name, kind in FIELDS.items() if kind == "date")
_ANYWHERE = (*(name for name in _TEXTS if name != "text"), "name", "tags")
_NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of a page in order, how many match in all, and counts by value of each facet."""

    total: int
    ids: tuple[str, ...]
    facets: dict[str, list[tuple[str, int]]]


@dataclass(slots=True)
class _Held:
    """One dataset as it is searched."""

    facts: Facts
    title: str  # folded
    is_merged: bool
    is_for_all: bool
    readers: tuple[str, ...]  # else the organisations that may find it
    anywhere: tuple[str, ...]  # folded texts that a bare word is looked for in


NOBODY: frozenset[str] = frozenset()
"""Organisations of somebody who may read nothing but what is for all."""


class Finder:
    """Datasets by what they say. `put` and `remove` are cheap; the next search sees them.

    What is not for all is found by its own organisation and by those it is shared with alone:
    `hidden_of` names the organisations that somebody reads for by their ids, None every one.
    """

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        self._order: _Order | None = None

    def __len__(self) -> int:
        return len(self._held)

    def put(self, datasets: Iterable[Dataset]) -> None:
        folded = cache(fold)  # files of many datasets are called alike
        for dataset in datasets:
            facts = facts_of(dataset)
            texts = (text for name in _ANYWHERE for text in facts.values.get(name, ()))
            self._held[dataset.id] = _Held(
                facts,
                title_key(dataset.title),
                dataset.is_merged,
                dataset.visibility == "public" and dataset.state == "active",
                _readers(dataset),
                tuple(dict.fromkeys(map(folded, texts))),
            )
        self._order = None

    def remove(self, ids: Iterable[str]) -> None:
        for one in ids:
            self._held.pop(one, None)
        self._order = None

    def find(self, search: Search, *, hidden_of: frozenset[str] | None = NOBODY) -> Found:
        """The page that a search asks for."""
        order = self._order = self._order or _Order(self._held)
        sight = order.sight(hidden_of)
        mask = order.mask(search.where) & sight
        for word in _words(search.words):
            mask &= order.words(word)
        places = np.flatnonzero(mask)
        score = np.zeros(len(order.ids), dtype=np.int64)
        if search.words:
            score[places] = order.bands(search.words, places)
        ranked = order.ranked(places, score, search.sort)
        page = ranked[search.start : search.start + search.rows]
        facets = {
            name: order.counted(name, mask, sight, search.facet_limit, search.facet_mincount)
            for name in search.facets
        }
        return Found(len(places), tuple(order.ids[place] for place in page), facets)

    def counts(self, name: str) -> dict[str, int]:
        """How many datasets have each value of a facet, of those that are for all."""
        order = self._order = self._order or _Order(self._held)
        sight = order.sight(NOBODY)
        return dict(order.counted(name, sight, sight, None, 1))


def _words(text: str) -> list[Words]:
    """Free words as typed: phrases in quotes stay together."""
    found = []
    for place, piece in enumerate(text.split('"')):
        if place % 2:
            found.append(Words(piece, is_phrase=True))
        else:
            found += [Words(word) for word in piece.split()]
    return [word for word in found if fold(word.text)]


@dataclass(slots=True)
class _Facet:
    """Values of a field as numbers, dataset by dataset."""

    values: list[str]
    places: NDArray[np.int64]  # of the dataset
    codes: NDArray[np.int64]  # of its value

    def counts(self, mask: Mask) -> NDArray[np.int64]:
        """How many of these datasets have each value."""
        return np.bincount(self.codes[mask[self.places]], minlength=len(self.values))


class _Order:
    """Everything that is held, laid out in rows; what a field needs, when it is first asked."""

    def __init__(self, held: Mapping[str, _Held]) -> None:
        self.ids = sorted(held)
        self.rows = [held[one] for one in self.ids]
        self._postings: dict[str, dict[str, list[int]]] = {}
        self._facets: dict[str, _Facet] = {}
        self._dates = {
            name: np.array([_moment(row.facts.moments.get(name)) for row in self.rows], np.int64)
            for name in _DATES
        }
        self._for_all = np.array([row.is_for_all for row in self.rows], dtype=bool)
        self._readers = _shared(self.rows)
        self._ranks: dict[str, NDArray[np.int64]] = {}
        self._known: dict[Words, Mask] = {}

    def sight(self, hidden_of: frozenset[str] | None) -> Mask:
        """Which datasets the asker may find."""
        if hidden_of is None:
            return np.ones(len(self.rows), dtype=bool)
        seen = self._for_all.copy()
        for reader in (*hidden_of, EVERY_MEMBER) if hidden_of else ():
            seen |= self._listed(self._readers.get(reader))
        return seen

    def mask(self, tree: Tree) -> Mask:
        """Which datasets the expression asks for."""
        count = len(self.rows)
        match tree:
            case Everything():
                return np.ones(count, dtype=bool)
            case AllOf(parts):
                return np.asarray(np.logical_and.reduce([self.mask(part) for part in parts]))
            case AnyOf(parts):
                return np.asarray(np.logical_or.reduce([self.mask(part) for part in parts]))
            case Without(part):
                return ~self.mask(part)
            case Words() if tree.field in _KEYS:
                return self._listed(self._having(tree.field).get(tree.text.casefold()))
            case Words():
                return self.words(tree)
            case Between() if tree.field in self._dates:
                return self._between(tree)
            case Present(name) if name in self._dates:
                return np.asarray(self._dates[name] != _NEVER)
            case _:
                return np.fromiter((matches(tree, r.facts) for r in self.rows), bool, count)

    def words(self, words: Words) -> Mask:
        """Where the words stand; kept, because the same word is asked again and again."""
        found = self._known.get(words)
        if found is None:
            if len(self._known) > 200:
                self._known.clear()
            found = self._known[words] = self._look(words)
        return found.copy()

    def _look(self, words: Words) -> Mask:
        if words.field:
            rows = (matches(words, row.facts) for row in self.rows)
            return np.fromiter(rows, bool, len(self.rows))
        pieces = [words.text] if words.is_phrase else words.text.split()
        folded = [piece for piece in map(fold, pieces) if piece]
        return np.fromiter(
            [all(_stands(piece, row.anywhere) for piece in folded) for row in self.rows],
            bool,
            len(self.rows),
        )

    def _having(self, name: str) -> dict[str, list[int]]:
        if name not in self._postings:
            self._postings[name] = _postings(self.rows, name)
        return self._postings[name]

    def _listed(self, places: list[int] | None) -> Mask:
        mask = np.zeros(len(self.rows), dtype=bool)
        if places:
            mask[places] = True
        return mask

    def _between(self, tree: Between) -> Mask:
        stamps = self._dates[tree.field]
        mask = np.asarray(stamps != _NEVER)
        if isinstance(tree.low, dt.datetime):
            low = _moment(tree.low)
            mask &= stamps >= low if tree.with_low else stamps > low
        if isinstance(tree.high, dt.datetime):
            high = _moment(tree.high)
            mask &= stamps <= high if tree.with_high else stamps < high
        return mask

    def bands(self, words: str, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """How well the title fits: the whole, its beginning, all words in it, or elsewhere.

        Of two that fit alike the one of all publishers comes first.
        """
        whole = title_key(words.replace('"', ""))
        pieces = [fold(word.text) for word in _words(words)]

        def band(row: _Held) -> int:
            if row.title == whole:
                return 3
            if row.title.startswith(whole):
                return 2
            return int(all(piece in row.title for piece in pieces))

        chosen = (self.rows[place] for place in places)
        ranks = (2 * band(row) + row.is_merged for row in chosen)
        return np.fromiter(ranks, np.int64, len(places))

    def ranked(
        self,
        places: NDArray[np.int64],
        score: NDArray[np.int64],
        sort: tuple[tuple[str, bool], ...],
    ) -> NDArray[np.int64]:
        """The places in the asked order; ties end on the id."""
        keys: list[NDArray[np.int64]] = [places]
        for name, is_descending in reversed(sort):
            values = score if name == "score" else self._rank(name)
            keys.append(-values[places] if is_descending else values[places])
        return np.asarray(places[np.lexsort(keys)])

    def _rank(self, name: str) -> NDArray[np.int64]:
        if name in self._dates:
            return self._dates[name] // 1_000
        if name not in self._ranks:
            texts = [next(iter(row.facts.values.get(name, ())), "") for row in self.rows]
            places = {text: place for place, text in enumerate(sorted(set(texts)))}
            self._ranks[name] = np.array([places[text] for text in texts], dtype=np.int64)
        return self._ranks[name]

    def counted(
        self, name: str, mask: Mask, sight: Mask, limit: int | None, least: int
    ) -> list[tuple[str, int]]:
        """Values with their counts, the most frequent first; none of what is out of sight."""
        if name not in self._facets:
            self._facets[name] = _facet(self.rows, name)
        facet = self._facets[name]
        counts = facet.counts(mask)
        seen = counts if least > 0 else facet.counts(sight)
        order = np.lexsort((np.arange(len(facet.values)), -counts))
        chosen = [place for place in order if counts[place] >= least and seen[place]]
        return [(facet.values[place], int(counts[place])) for place in chosen[:limit]]


def _stands(word: str, texts: tuple[str, ...]) -> bool:
    # Asked of every dataset for every word: a generator would cost as much again.
    for text in texts:  # noqa: SIM110
        if word in text and occurs(word, text):
            return True
    return False


def _postings(rows: list[_Held], name: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for value in {value.casefold() for value in row.facts.values.get(name, ())}:
            found[value].append(place)
    return dict(found)


def _readers(dataset: Dataset) -> tuple[str, ...]:
    owner = (dataset.organisation.id,) if dataset.organisation else ()
    return (*owner, *dataset.readers)


def _shared(rows: list[_Held]) -> dict[str, list[int]]:
    """What is not for all, by who may find it."""
    found: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for reader in () if row.is_for_all else row.readers:
            found[reader].append(place)
    return dict(found)


def _facet(rows: list[_Held], name: str) -> _Facet:
    values = sorted({value for row in rows for value in row.facts.values.get(name, ())})
    codes = {value: code for code, value in enumerate(values)}
    pairs = [
        (place, codes[value])
        for place, row in enumerate(rows)
        for value in dict.fromkeys(row.facts.values.get(name, ()))
    ]
    laid = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return _Facet(values, laid[:, 0], laid[:, 1])


def _moment(at: dt.datetime | None) -> int:
    return _NEVER if at is None else int(at.timestamp() * 1_000_000)
