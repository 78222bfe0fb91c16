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

from tdpf.core.standardize.lexicon import Meaning, concepts, lexicon_of, neighbours
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import SetWords, StandardSet, canonical, fold, standards, vocabulary

LAYOUT = 6.0
COMPLETE_LAYOUT = 2.0
DISTINCT = 5.0
GENERIC = 4.6
OFFICIAL_FILE = 11.0
OFFICIAL_FILE_WITHOUT_LAYOUT = 4.5
FILE_WORD = 3.0
TITLE_WORD = 3.0
ROW_WORDS = 4.5
HEADER_WORDS = 3.0
CATEGORY = 5.0
AGAINST = 9.0
FALLBACK = 1.0
ENOUGH = 3.2
_SUBJECT = "headers: the subject's words"
_COMPLETE = 0.9
_NEAR = 0.55
_NEED = 0.6
_OWN_LAYOUT = 0.6
_OWN_WORD = 0.7
_RARE = 0.45  # at most six of the sets have such a header
_SURE_WORD = 0.9
_LONG = 5
_REMEMBERED = 20_000
_KEEP = 5
_AGE_COLUMNS = frozenset(map(fold, ("年齢", "年齢階級", "年齢区分", "年齢別", "5歳階級")))
_BY_SEX = frozenset(map(fold, ("性別", "男女", "男女別", "男", "女")))
_AGE = re.compile(r"\d{1,3}\D{0,3}(?:\d{1,3})?歳|歳以上")


@dataclass(frozen=True, slots=True)
class Name:
    """What the file is called: its Latin words and its Japanese text, code and date removed."""

    words: tuple[str, ...]
    text: str

    @classmethod
    def of(cls, file_name: str, titles: Iterable[str]) -> Name:
        stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)
        words = re.findall(r"[a-z]+", stem.lower().replace("-", "_"))
        japanese = " ".join(re.findall(r"[^\x00-\x7f]+[^\x00-\x7f\-_\w]*[A-Za-z\-]*", stem))
        return cls(tuple(words), " ".join([japanese, *titles]).strip())


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


@dataclass(frozen=True, slots=True)
class _FileWords:
    """The Latin file words of all sets, ready to be looked up."""

    by_first: dict[str, list[tuple[str, tuple[str, ...]]]]  # first part → (set, all parts)
    inside: re.Pattern[str]  # long words that may stand inside another
    owners: dict[str, list[str]]  # such a word → sets


@cache
def _file_words() -> _FileWords:
    by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    owners: dict[str, list[str]] = {}
    for slug, words in vocabulary().sets.items():
        for word in words.files:
            parts = tuple(re.findall(r"[a-z]+", word.lower()))
            by_first.setdefault(parts[0], []).append((slug, parts))
            if len("".join(parts)) >= _LONG:
                owners.setdefault("".join(parts), []).append(slug)
    longest_first = sorted(owners, key=len, reverse=True)
    return _FileWords(by_first, re.compile("|".join(longest_first)), owners)


def _named_sets(words: tuple[str, ...]) -> dict[str, tuple[float, str]]:
    """Sets that the words of a file name speak of, with points: `touristtoilets` holds `toilet`."""
    known = _file_words()
    found: dict[str, tuple[float, str]] = {}
    for place, word in enumerate(words):
        for slug, parts in known.by_first.get(word, ()):
            if words[place : place + len(parts)] == parts:
                points = _file_points(slug, parts, is_last=place + len(parts) == len(words))
                found[slug] = max(found.get(slug, (0.0, "")), (points, "_".join(parts)))
    for word in words:
        for inside in known.inside.findall(word) if len(word) > _LONG else ():
            for slug in known.owners[inside]:
                found.setdefault(slug, (FILE_WORD, inside))
    return found


def _file_points(slug: str, parts: tuple[str, ...], *, is_last: bool) -> float:
    """The official word counts most, alone only at the end: `aed`, but not `aed_map`."""
    official = tuple(re.findall(r"[a-z]+", vocabulary().sets[slug].files[0]))
    if parts != official or (len(parts) == 1 and not is_last):
        return FILE_WORD
    return OFFICIAL_FILE if standards()[slug].layout else OFFICIAL_FILE_WITHOUT_LAYOUT


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
def _folded_words(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


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


@dataclass(slots=True)
class _Table:
    """What all sets look at."""

    facts: list[Facts]
    headers: list[str]
    folded: set[str]
    subjects: Counter[str]  # set → headers that speak of its subject
    meanings: list[Meaning | None]
    present: set[str]  # concepts of the headers
    without: frozenset[str]
    texts: list[tuple[str, Facts]]  # of the names of the rows, else all: (sample, column)


def _meets(table: _Table, words: SetWords) -> bool:
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


def _has_look_alike(table: _Table, words: SetWords, item: str) -> bool:
    near = neighbours(table.without)
    return any(
        near.near(header).get(words.slug, {}).get(item, 0.0) >= _NEED
        for header in table.headers
        if not is_category_word(header, words)
    )


def is_category_word(header: str, words: SetWords) -> bool:
    """A column for each category (燃やすごみ, 資源 …) is no column of the items' names."""
    return bool(words.category) and fold(header) in _folded_words(words.category)


def _has_values(table: _Table, words: SetWords, one: str) -> bool:
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


def _header_points(table: _Table, candidate: Candidate, said: float, total: float) -> None:
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


def _value_points(table: _Table, words: SetWords, candidate: Candidate) -> None:
    weight = ROW_WORDS * (0.5 if words.is_fallback else 1.0)
    candidate.add(weight * _row_share(table.texts, words.rows), "values: names of the rows")
    if words.against and candidate.points >= ENOUGH:
        candidate.points -= AGAINST * _row_share(_texts(table.facts), words.against)
    if hits := table.subjects[candidate.slug]:
        weight = HEADER_WORDS * (1.0 if standards()[candidate.slug].layout else 1.6)
        candidate.add(weight * min(1.0, hits / 3), _SUBJECT)
    if words.category:
        shares = (category_share(column, words.category) for column in table.facts)
        candidate.add(CATEGORY * max(shares, default=0.0), "values: categories")


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
    table = _Table(
        facts=facts,
        headers=[headers[place] for place in filled],
        folded={fold(headers[place]) for place in filled},
        subjects=Counter(slug for place in filled for slug in _subjects(canonical(headers[place]))),
        meanings=meanings,
        texts=_texts(names or facts),
        present={meaning.item for meaning in meanings if meaning} | _ages(headers),
        without=without,
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


def _ranked(table: _Table, name: Name) -> list[Candidate]:
    """The best sets whose needs are met, best first; only as many as are shown."""
    strengths_of = _strengths(table.without)
    by_header = [strengths_of.of(header) for header in table.headers]
    total, said = _said(by_header)
    named = _named_sets(name.words)
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
        if candidate.points > 0 and _may_be(candidate, by_header):
            candidates.append(candidate)
    met: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda one: -one.points):
        if candidate.layout_fit >= 0.5 or _meets(table, vocabulary().sets[candidate.slug]):
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


def _may_be(candidate: Candidate, by_header: list[_Said]) -> bool:
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
        weight >= _RARE and one.get(slug, 0.0) >= _OWN_WORD for one, weight in by_header
    )


def _fallback(strengths: list[float]) -> float:
    """Points for a list of places that says nothing else: the more of it is explained, the more."""
    explained = sum(strength >= _NEAR for strength in strengths) / max(1, len(strengths))
    return FALLBACK * max(0.0, (explained - 0.4) / 0.6)
