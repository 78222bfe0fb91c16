"""Which of the 27 sets a table is, from headers, values, title rows and file name together.

Each set collects points. Headers: how well one of its layouts fits, and how much of what only
this set has is there. Names: its words in the file name and in the rows above the header. Values:
its words in the names of the rows. A set whose needs are not met (a place has a name and an address
or a position; a population has people and an area) is out. The best set wins when it has enough
points; otherwise the table is none of the 27, which is a normal answer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from tdpf.core.standardize.file_names import Name, named_sets
from tdpf.core.standardize.lexicon import Meaning, concepts, lexicon_of, neighbours
from tdpf.core.standardize.needs import Table, category_share, meets
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import SetWords, StandardSet, canonical, fold, standards, vocabulary

LAYOUT = 6.0
COMPLETE_LAYOUT = 2.0
DISTINCT = 5.0
GENERIC = 4.6
TITLE_WORD = 3.0
ROW_WORDS = 4.5
HEADER_WORDS = 3.0
CATEGORY = 5.0
AGAINST = 9.0
PLACES = 3.0
FALLBACK = 1.0
ENOUGH = 3.2
_SUBJECT = "headers: the subject's words"
_COMPLETE = 0.9
_NEAR = 0.55
_OWN_LAYOUT = 0.6
_OWN_WORD = 0.7
_RARE = 0.45  # at most six of the sets have such a header
_SURE_WORD = 0.9
_OF_PLACES = frozenset({"address", "town", "block", "latitude"})
_CONTACT = frozenset({"fax", "extension", "email", "phone", "postal", "url", "building"})
_REMEMBERED = 20_000
_KEEP = 5
_AGE_COLUMNS = frozenset(map(fold, ("年齢", "年齢階級", "年齢区分", "年齢別", "5歳階級")))
_BY_SEX = frozenset(map(fold, ("性別", "男女", "男女別", "男", "女")))
_AGE = re.compile(r"\d{1,3}\D{0,3}(?:\d{1,3})?歳|歳以上")


@dataclass(slots=True)
class Candidate:
    """A set with its points and where they came from."""

    slug: str
    points: float = 0.0
    layout_fit: float = 0.0
    evidence: list[tuple[float, str]] = field(default_factory=list)

    def add(self, points: float, why: str) -> None:
        if points > 0:
            self.points += points
            self.evidence.append((points, why))


@dataclass(frozen=True, slots=True)
class Recognition:
    """The verdict. `slug` is None for a table that is none of the 27."""

    slug: str | None
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    evidence: tuple[str, ...] = ()


def _title_points(name: Name, words: SetWords, candidate: Candidate) -> None:
    folded = fold(name.text)
    titled = [word for word in words.names if fold(word) in folded]
    if titled:
        longest = max(titled, key=len)
        candidate.add(TITLE_WORD + 0.1 * min(len(longest), 10), f"title: {longest}")


@cache
def _layout_names(slug: str) -> tuple[frozenset[str], ...]:
    standard = standards()[slug]
    layouts = (standard.layout, standard.layout_2017)
    return tuple(frozenset(fold(name) for name in one.names()) for one in layouts if one)


def layout_fit(standard: StandardSet, folded: set[str]) -> float:
    """F1 between the headers and the layout that fits best, from 0 to 1."""
    best = 0.0
    for names in _layout_names(standard.slug):
        hits = len(names & folded)
        if hits:
            best = max(best, 2 * hits / (len(names) + len(folded)))
    return best


_Said = tuple[dict[str, float], float]
"""What a header says of each set, and how much it says at all."""


@dataclass(slots=True)
class _Strengths:
    """How surely a header is some item of each set, for all tables that have it."""

    without: frozenset[str]
    known: dict[str, _Said] = field(default_factory=dict)

    def of(self, header: str) -> _Said:
        """Set → strength of its best reason, looks counting less than words; and its weight."""
        found = self.known.get(header)
        if found is None:
            if len(self.known) > _REMEMBERED:
                self.known.clear()
            strengths = self._search(header)
            found = self.known[header] = strengths, _idf(strengths)
        return found

    def _search(self, header: str) -> dict[str, float]:
        meanings = lexicon_of(self.without).meanings(header)
        best = {
            slug: max(meaning.strength for meaning in items.values())
            for slug, items in meanings.items()
        }
        if any(value >= _SURE_WORD for value in best.values()):
            return best
        for slug, items in neighbours(self.without).near(header).items():
            known = best.get(slug, 0.0)
            if known < _NEAR:
                best[slug] = max(known, 0.8 * max(items.values()))
        return best


@cache
def _strengths(without: frozenset[str]) -> _Strengths:
    return _Strengths(without)


@cache
def _row_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(words))


def _row_share(texts: list[tuple[str, Facts]], words: tuple[str, ...]) -> float:
    """Share of the rows whose name has one of the words; without a name column, any text column."""
    if not words:
        return 0.0
    pattern = _row_pattern(words)
    best = 0.0
    for joined, column in texts:
        if not pattern.search(joined):
            continue  # words have no line break in them, so no value has one of them
        hits = sum(bool(pattern.search(value)) for value in column.sample)
        weight = 1.0 if column.variety > 0.3 else 0.6
        best = max(best, weight * hits / len(column.sample))
    return best


def _texts(columns: Iterable[Facts]) -> list[tuple[str, Facts]]:
    """Columns of short Japanese texts, each with its sample in one piece."""
    return [
        ("\n".join(column.sample), column)
        for column in columns
        if column.sample and column.share("japanese") >= 0.6 and column.share("long") < 0.3
    ]


@cache
def _header_patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (slug, _row_pattern(tuple(map(canonical, words.headers))))
        for slug, words in vocabulary().sets.items()
        if words.headers
    ]


@lru_cache(_REMEMBERED)
def _subjects(header: str) -> tuple[str, ...]:
    """The sets whose subject a canonical header speaks of."""
    return tuple(slug for slug, pattern in _header_patterns() if pattern.search(header))


def _header_points(table: Table, candidate: Candidate, said: float, total: float) -> None:
    """`said` of `total` is how much of what the headers say this set explains."""
    standard = standards()[candidate.slug]
    candidate.layout_fit = layout_fit(standard, table.folded)
    candidate.add(LAYOUT * candidate.layout_fit, "headers: layout")
    if candidate.layout_fit >= _COMPLETE:
        candidate.add(COMPLETE_LAYOUT, "headers: the whole layout")
    if standard.layout is None:
        known = sum(meaning is not None for meaning in table.meanings)
        candidate.add(GENERIC * known / max(1, len(table.meanings)), "headers: general words")
    if total:
        candidate.add(DISTINCT * said / total * min(1.0, said), "headers: words")


def _value_points(table: Table, words: SetWords, candidate: Candidate) -> None:
    weight = ROW_WORDS * (0.5 if words.is_fallback else 1.0)
    candidate.add(weight * _row_share(table.texts, words.rows), "values: names of the rows")
    if table.has_addresses and _knows_no_places(candidate.slug):
        candidate.points -= PLACES
    if words.against and candidate.points >= ENOUGH:
        candidate.points -= AGAINST * _row_share(_texts(table.facts), words.against)
    if hits := table.subjects[candidate.slug]:
        weight = HEADER_WORDS * (1.0 if standards()[candidate.slug].layout else 1.6)
        candidate.add(weight * min(1.0, hits / 3), _SUBJECT)
    if words.category:
        shares = (category_share(column, words.category) for column in table.facts)
        candidate.add(CATEGORY * max(shares, default=0.0), "values: categories")


@cache
def _knows_no_places(slug: str) -> bool:
    """True for a set of other things than places, such as rubbish: its layout has no address."""
    layout = standards()[slug].layout
    items = standards()[slug].items
    return layout is not None and not any(item.concept in _OF_PLACES for item in items)


def _idf(strengths: dict[str, float]) -> float:
    """How much a header says: all for one that a single set has, little for one that all have."""
    owners = sum(value >= _NEAR for value in strengths.values())
    return 1.0 if not owners else max(0.05, math.log(27 / owners) / math.log(27))


def _confidence(points: float, other: float) -> float:
    """Two questions in one probability: is there enough, and is it more than the other has?"""
    enough = 1 / (1 + math.exp(ENOUGH - 0.4 - points))
    ahead = 1 / (1 + math.exp(-1.8 * (points - other)))
    return round(enough * ahead, 3)


def recognise(
    facts: list[Facts], headers: list[str], name: Name, without: frozenset[str] = frozenset()
) -> Recognition:
    """The set of a table with its confidence, and the next best."""
    filled = [place for place, header in enumerate(headers) if header.strip()]
    words = concepts(without)
    meanings = [words.meaning(headers[place]) for place in filled]
    names = [
        facts[place]
        for place, meaning in zip(filled, meanings, strict=True)
        if meaning and meaning.item in {"name", "category"}
    ]
    table = Table(
        facts=facts,
        headers=[headers[place] for place in filled],
        folded={fold(headers[place]) for place in filled},
        subjects=Counter(slug for place in filled for slug in _subjects(canonical(headers[place]))),
        meanings=meanings,
        texts=_texts(names or facts),
        present={meaning.item for meaning in meanings if meaning} | _ages(headers),
        without=without,
        has_addresses=any(
            meaning is not None
            and meaning.item == "address"
            and facts[place].share("address") > 0.5
            for place, meaning in zip(filled, meanings, strict=True)
        ),
    )
    if "age" in table.present and any(fold(header) in _BY_SEX for header in table.headers):
        table.subjects["population"] += 3
    ranked = _ranked(table, name)
    points = [one.points for one in ranked] + [0.0, 0.0]
    shown = tuple(
        (one.slug, _confidence(one.points, points[0])) for one in ranked[1:_KEEP] if one.points > 1
    )
    if not ranked or points[0] < ENOUGH:
        return Recognition(None, round(1 - _confidence(points[0], points[1]), 3), shown)
    best = ranked[0]
    why = tuple(f"{text} ({value:.1f})" for value, text in sorted(best.evidence, reverse=True))
    return Recognition(best.slug, _confidence(points[0], points[1]), shown, why)


def _ages(headers: list[str]) -> set[str]:
    """Ages in columns (three bands or more) or in rows (a column that is called 年齢)."""
    in_rows = any(fold(header) in _AGE_COLUMNS for header in headers)
    in_columns = sum(bool(_AGE.search(header)) for header in headers) >= 3
    return {"age"} if in_rows or in_columns else set()


def _ranked(table: Table, name: Name) -> list[Candidate]:
    """The best sets whose needs are met, best first; only as many as are shown."""
    strengths_of = _strengths(table.without)
    by_header = [strengths_of.of(header) for header in table.headers]
    total, said = _said(by_header)
    named = named_sets(name.words)
    candidates = []
    for slug in standards():
        candidate, words = Candidate(slug), vocabulary().sets[slug]
        if slug in named:
            candidate.add(named[slug][0], f"file name: {named[slug][1]}")
        if name.text:
            _title_points(name, words, candidate)
        _header_points(table, candidate, said.get(slug, 0.0), total)
        _value_points(table, words, candidate)
        if words.is_fallback:
            strengths = [one.get(slug, 0.0) for one, _ in by_header]
            candidate.add(_fallback(strengths), "a list of places")
        if candidate.points > 0 and _may_be(candidate, by_header, table.meanings):
            candidates.append(candidate)
    met: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda one: -one.points):
        if candidate.layout_fit >= 0.5 or meets(table, vocabulary().sets[candidate.slug]):
            met.append(candidate)
        if len(met) == _KEEP:
            break
    return met


def _said(by_header: list[_Said]) -> tuple[float, dict[str, float]]:
    """What the headers say altogether, and how much of it each set explains."""
    total, said = 0.0, dict.fromkeys(standards(), 0.0)
    for strengths, weight in by_header:
        total += weight
        for slug, strength in strengths.items():
            said[slug] += strength * weight
    return total, said


def _may_be(candidate: Candidate, by_header: list[_Said], meanings: list[Meaning | None]) -> bool:
    """A set is told by what it is called, by its rows, by its subject or by words of its own.

    Words that every list of places uses tell none, and make none but the general one.
    """
    slug = candidate.slug
    has_layout = standards()[slug].layout is not None
    if vocabulary().sets[slug].is_fallback or (has_layout and candidate.layout_fit >= _OWN_LAYOUT):
        return True
    if any(
        why.startswith(("file", "title", "values")) or (why == _SUBJECT and points >= 2)
        for points, why in candidate.evidence
    ):
        return True
    return has_layout and any(
        weight >= _RARE
        and one.get(slug, 0.0) >= _OWN_WORD
        and not (meaning and meaning.item in _CONTACT)
        for (one, weight), meaning in zip(by_header, meanings, strict=True)
    )


def _fallback(strengths: list[float]) -> float:
    """Points for a list of places that says nothing else: the more of it is explained, the more."""
    explained = sum(strength >= _NEAR for strength in strengths) / max(1, len(strengths))
    return FALLBACK * max(0.0, (explained - 0.4) / 0.6)
