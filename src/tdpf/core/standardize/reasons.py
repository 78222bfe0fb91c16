"""Why a column may be an item: names, aliases, likeness, values, each with its worth.

A pair of column and item is worth the strength of the best reason, changed by how well the values
fit the item's form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tdpf.core.standardize.corrections import Saved
from tdpf.core.standardize.fitting import fit, is_marked
from tdpf.core.standardize.lexicon import (
    BRACKET_LOSS,
    CANONICAL_LOSS,
    MOVED_NAME,
    Meaning,
    letter_pairs,
    lexicon_of,
    neighbours,
)
from tdpf.core.standardize.needs import (
    category_share,
    is_category_word,
    is_opaque,
    looks_like_names,
)
from tdpf.core.standardize.report import ColumnBasis
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import Item, StandardSet, fold, vocabulary
from tdpf.core.standards.fold import without_brackets

PROPOSE = 0.35
ORDER = 1e-6
"""Of two reasons alike, the one further to the left is worth this much more."""


@dataclass(slots=True)
class Reason:
    worth: float
    strength: float
    basis: ColumnBasis


@dataclass(slots=True)
class Work:
    """The table while it is being mapped."""

    standard: StandardSet
    facts: list[Facts]
    headers: list[str]
    items: dict[str, Item]
    without: frozenset[str]
    folded: frozenset[str]  # headers
    stems: Counter[str]  # headers without what stands in brackets
    reasons: dict[tuple[int, int], Reason] = field(default_factory=dict)
    groups: Counter[str] = field(init=False)  # what stands before the last _ of the headers
    names: Counter[str] = field(init=False)  # and after it

    def __post_init__(self) -> None:
        parts = [header.rpartition("_") for header in self.headers]
        self.groups = Counter(part[0] for part in parts)
        self.names = Counter(part[2] for part in parts)

    def meanings(self, header: str) -> dict[str, Meaning]:
        return lexicon_of(self.without).meanings(header).get(self.standard.slug, {})


def similarity(one: str, other: str) -> float:
    """Share of common letter pairs, from 0 to 1 (Dice)."""
    a, b = letter_pairs(one), letter_pairs(other)
    return 2 * len(a & b) / (len(a) + len(b))


def collect(work: Work, saved: Saved) -> None:
    """All reasons for all pairs worth looking at."""
    order = {name: place for place, name in enumerate(work.items)}
    for place, header in enumerate(work.headers):
        if header in saved:
            continue
        for name, strength, basis in _reasons(work, place, header):
            item = work.items[name]
            worth = _worth(strength, basis, work.facts[place], item)
            if worth >= PROPOSE:
                key = (place, order[name])
                known = work.reasons.get(key)
                if known is None or known.worth < worth:
                    work.reasons[key] = Reason(worth, strength, basis)


def _reasons(work: Work, place: int, header: str) -> Iterator[tuple[str, float, ColumnBasis]]:
    meanings = work.meanings(header)
    own = next((meaning for meaning in meanings.values() if meaning.is_own_name), None)
    if own:
        yield own.item, own.strength - _less_than_specific(work, own.item), "exact"
    for one in meanings.values():
        if one is not own:
            yield one.item, one.strength - _less_than_whole(work, header, one), "alias"
    if own:
        return
    yield from _under_group(work, place, header)
    strong = max((m.strength for m in meanings.values()), default=0.0)
    is_category = is_category_word(header, vocabulary().sets[work.standard.slug])
    if strong < MOVED_NAME - CANONICAL_LOSS and header.strip() and not is_category:
        near = neighbours(work.without).near(header).get(work.standard.slug, {})
        yield from ((name, 0.9 * value, "fuzzy") for name, value in near.items())
    if strong < 0.8:
        yield from _by_values(work, place, header)
    else:
        yield from _by_position(work, work.facts[place])


def _under_group(work: Work, place: int, header: str) -> Iterator[tuple[str, float, ColumnBasis]]:
    """In a matrix of marks, `災害の種類_洪水` says what `洪水` alone would say."""
    group, _, name = header.rpartition("_")
    if not group or work.groups[group] < _FEWEST_MARKED:
        return
    if work.names[name] > 1 or not is_marked(work.facts[place]):
        return
    for meaning in work.meanings(name).values():
        if work.items[meaning.item].form in _MARKED:
            yield meaning.item, meaning.strength - _GROUP_LOSS, "alias"


_MARKED = frozenset({"flag", "yesno", "support"})
_FEWEST_MARKED = 2
_GROUP_LOSS = 0.1
_OPAQUE_SHAPES: tuple[tuple[str, str, float], ...] = (
    ("phone", "phone", 0.75),
    ("postal", "postal", 0.7),
    ("url", "url", 0.7),
    ("email", "email", 0.7),
    ("address", "address", 0.75),
    ("kana", "name_kana", 0.6),
    ("code6", "code", 0.55),
    ("building", "building", 0.58),
)
"""(shape, concept, strength) for a column whose header says nothing."""


def _less_than_specific(work: Work, item: str) -> float:
    """Beside a column 施設種別, one that is only called 種別 is about something else."""
    return 0.15 if fold("施設" + item) in work.folded else 0.0


def _less_than_whole(work: Work, header: str, meaning: Meaning) -> float:
    """Beside 病床数（療養）, a column 病床数（一般） is a part of the 病床数 and not all of it."""
    stem = without_brackets(header)
    if work.items[meaning.item].form not in _COUNTS or stem == header or work.stems[stem] <= 1:
        return 0.0
    known = work.meanings(stem).get(meaning.item)
    is_by_stem = known is not None and meaning.strength <= known.strength - BRACKET_LOSS + ORDER
    return _PART_LOSS if is_by_stem else 0.0


_PART_LOSS = 0.4
_COUNTS = frozenset({"integer", "number"})


def _by_values(work: Work, place: int, header: str) -> Iterator[tuple[str, float, ColumnBasis]]:
    """Items that the values alone suggest: positions anywhere, the rest only without a header."""
    facts = work.facts[place]
    if not facts.filled:
        return
    opaque = is_opaque(header) or (header.isascii() and not work.meanings(header))
    yield from _by_position(work, facts)
    for shape, concept, strength in _OPAQUE_SHAPES if opaque else ():
        share = facts.share(shape)
        if share >= 0.75:
            yield from _first_of(work, concept, strength * share)
    if place <= 1 and facts.is_running():
        yield from _first_of(work, "identifier", 0.62)
    if not opaque and facts.share("address") >= 0.75:
        yield from _first_of(work, "address", 0.6)
    if opaque:
        yield from _by_words(work, facts)


def _by_position(work: Work, facts: Facts) -> Iterator[tuple[str, float, ColumnBasis]]:
    """Latitudes and longitudes are told by their values, whatever they are called."""
    if not any("." in value for value in facts.sample):
        return
    for shape in ("latitude", "longitude"):
        share = facts.share(shape)
        if share >= 0.75:
            yield from _first_of(work, shape, 0.8 * share)


def _first_of(
    work: Work, concept: str, strength: float
) -> Iterator[tuple[str, float, ColumnBasis]]:
    """The first item of the layout with this meaning."""
    for item in work.items.values():
        if item.concept == concept:
            yield item.name, strength, "value"
            return


def _by_words(work: Work, facts: Facts) -> Iterator[tuple[str, float, ColumnBasis]]:
    """Names are many and differ; a category is one of few words that the item's list resembles."""
    words = vocabulary().sets[work.standard.slug]
    if looks_like_names(facts):
        yield from _first_of(work, "name", 0.62 + 0.1 * facts.variety)
    if words.category:
        if category_share(facts, words.category) >= 0.5:
            yield words.needs[-1][0], 0.75, "value"
        elif facts.share("name") >= 0.8 and facts.variety >= 0.9:
            yield words.needs[0][0], 0.6, "value"
    if 0 < len(facts.distinct) <= max(12, facts.filled // 4):
        for item in work.items.values():
            if item.values and item.form in {"text", "choice"}:
                near = _list_similarity(facts, item)
                if near >= 0.3:
                    yield item.name, 0.45 + 0.4 * near, "value"


def _list_similarity(facts: Facts, item: Item) -> float:
    """How much the values resemble the list of the item, weighted by rows."""
    listed = [fold(value) for value in item.values]
    total = near = 0.0
    for value, rows in facts.usual():
        total += rows
        near += rows * max(similarity(fold(value), word) for word in listed)
    return near / total if total else 0.0


def _worth(strength: float, basis: ColumnBasis, facts: Facts, item: Item) -> float:
    worth = strength if basis == "exact" else strength * fit(item, facts)
    if item.values and item.form in {"text", "choice"} and facts.filled and basis != "value":
        worth += 0.12 * _list_similarity(facts, item) - 0.06
    return worth
