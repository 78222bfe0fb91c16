"""Which item each source column feeds: names, aliases, similarity, values; one pairing for all.

A pair of column and item is worth the strength of the best reason, changed by how well the values
fit the item's form. Saved mappings win. Then come the columns that share an item (prefecture and
city make the name of the municipality) and the column that feeds several (an address, opening hours
in one cell, a position in one cell).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tdpf.core.standardize.assignment import assign
from tdpf.core.standardize.corrections import Saved
from tdpf.core.standardize.fitting import fit, is_marked
from tdpf.core.standardize.lexicon import (
    BRACKET_LOSS,
    CANONICAL_LOSS,
    MOVED_NAME,
    Meaning,
    concepts,
    letter_pairs,
    lexicon_of,
    neighbours,
)
from tdpf.core.standardize.recognise import (
    category_share,
    is_category_word,
    is_opaque,
    looks_like_names,
)
from tdpf.core.standardize.report import ColumnBasis
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import Item, StandardSet, canonical, fold, vocabulary
from tdpf.core.standards.fold import without_brackets

TAKE = 0.5
"""Below this worth an item is at best proposed."""
TAKE_LOOK_ALIKE = 0.57
"""The same for an item whose name only looks like the header."""
PROPOSE = 0.35
_SAVED = 2.0
_ORDER = 1e-6


@dataclass(frozen=True, slots=True)
class Match:
    """What one source column feeds."""

    column: int
    items: tuple[str, ...] = ()
    confidence: float = 0.0
    basis: ColumnBasis | None = None
    proposed: str | None = None
    role: str | None = None  # how several are fed: hours, position, organisation, weekdays


@dataclass(slots=True)
class _Reason:
    worth: float
    strength: float
    basis: ColumnBasis


@dataclass(slots=True)
class _Work:
    """The table while it is being mapped."""

    standard: StandardSet
    facts: list[Facts]
    headers: list[str]
    items: dict[str, Item]
    without: frozenset[str]
    folded: frozenset[str]  # headers
    stems: Counter[str]  # headers without what stands in brackets
    reasons: dict[tuple[int, int], _Reason] = field(default_factory=dict)

    def meanings(self, header: str) -> dict[str, Meaning]:
        return lexicon_of(self.without).meanings(header).get(self.standard.slug, {})


def similarity(one: str, other: str) -> float:
    """Share of common letter pairs, from 0 to 1 (Dice)."""
    a, b = letter_pairs(one), letter_pairs(other)
    return 2 * len(a & b) / (len(a) + len(b))


def map_columns(
    standard: StandardSet,
    facts: list[Facts],
    headers: list[str],
    *,
    saved: Saved | None = None,
    without: frozenset[str] = frozenset(),
) -> list[Match]:
    """A match for every column, in source order."""
    items = {item.name: item for item in standard.items}
    work = _Work(
        standard,
        facts,
        headers,
        items,
        without,
        frozenset(map(fold, headers)),
        Counter(map(without_brackets, headers)),
    )
    _collect(work, saved or {})
    taken = _pair(work)
    matches = [_match(work, place, taken.get(place)) for place in range(len(headers))]
    matches = _with_saved(matches, headers, saved or {})
    matches = _organisation(work, matches)
    matches = _weekdays(work, _one_cell(work, _address_to_parts(work, matches)))
    return [_proposal(work, match) for match in matches]


def _collect(work: _Work, saved: Saved) -> None:
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
                    work.reasons[key] = _Reason(worth, strength, basis)


def _reasons(work: _Work, place: int, header: str) -> Iterator[tuple[str, float, ColumnBasis]]:
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


def _under_group(work: _Work, place: int, header: str) -> Iterator[tuple[str, float, ColumnBasis]]:
    """In a matrix of marks, `災害の種類_洪水` says what `洪水` alone would say."""
    group, _, name = header.rpartition("_")
    beside = [one.rpartition("_") for one in work.headers] if group else []
    if sum(one[0] == group for one in beside) < _FEWEST_MARKED:
        return
    if sum(one[2] == name for one in beside) > 1 or not is_marked(work.facts[place]):
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


def _less_than_specific(work: _Work, item: str) -> float:
    """Beside a column 施設種別, one that is only called 種別 is about something else."""
    return 0.15 if fold("施設" + item) in work.folded else 0.0


def _less_than_whole(work: _Work, header: str, meaning: Meaning) -> float:
    """Beside 病床数（療養）, a column 病床数（一般） is a part of the 病床数 and not all of it."""
    stem = without_brackets(header)
    if work.items[meaning.item].form not in _COUNTS or stem == header or work.stems[stem] <= 1:
        return 0.0
    known = work.meanings(stem).get(meaning.item)
    is_by_stem = known is not None and meaning.strength <= known.strength - BRACKET_LOSS + _ORDER
    return _PART_LOSS if is_by_stem else 0.0


_PART_LOSS = 0.4
_COUNTS = frozenset({"integer", "number"})


def _by_values(work: _Work, place: int, header: str) -> Iterator[tuple[str, float, ColumnBasis]]:
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


def _by_position(work: _Work, facts: Facts) -> Iterator[tuple[str, float, ColumnBasis]]:
    """Latitudes and longitudes are told by their values, whatever they are called."""
    if not any("." in value for value in facts.sample):
        return
    for shape in ("latitude", "longitude"):
        share = facts.share(shape)
        if share >= 0.75:
            yield from _first_of(work, shape, 0.8 * share)


def _first_of(
    work: _Work, concept: str, strength: float
) -> Iterator[tuple[str, float, ColumnBasis]]:
    """The first item of the layout with this meaning."""
    for item in work.items.values():
        if item.concept == concept:
            yield item.name, strength, "value"
            return


def _by_words(work: _Work, facts: Facts) -> Iterator[tuple[str, float, ColumnBasis]]:
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


def _pair(work: _Work) -> dict[int, int]:
    worths = {
        (place, item): reason.worth - TAKE - _ORDER * place
        for (place, item), reason in work.reasons.items()
        if reason.worth >= (TAKE_LOOK_ALIKE if reason.basis == "fuzzy" else TAKE)
    }
    return assign(worths)


def _match(work: _Work, place: int, item: int | None) -> Match:
    if item is None:
        return Match(place)
    reason = work.reasons[place, item]
    name = list(work.items)[item]
    confidence = round(max(0.0, min(1.0, reason.worth)), 3)
    return Match(place, (name,), confidence, reason.basis, role=None)


def _with_saved(matches: list[Match], headers: list[str], saved: Saved) -> list[Match]:
    """A mapping that a person confirmed replaces ours, and takes its items from other columns."""
    if not saved:
        return matches
    fixed = {place: tuple(saved[header]) for place, header in enumerate(headers) if header in saved}
    used = {name for items in fixed.values() for name in items}
    result = []
    for match in matches:
        if match.column in fixed:
            items = fixed[match.column]
            result.append(Match(match.column, items, 1.0, "saved"))
        elif used & set(match.items):
            result.append(Match(match.column))
        else:
            result.append(match)
    return result


def _organisation(work: _Work, matches: list[Match]) -> list[Match]:
    """都道府県名 and 市区町村名 together name the municipality, unless a column does so already."""
    target = next(
        (item.name for item in work.items.values() if item.concept == "organisation"), None
    )
    fed = {name for match in matches for name in match.items}
    if target is None or target in fed:
        return matches
    parts = {
        place: concept
        for place, header in enumerate(work.headers)
        if (concept := _named_part(header)) and matches[place].basis != "saved"
    }
    several = [
        place
        for place, concept in parts.items()
        if concept == "city" and len(work.facts[place].distinct) > 1
    ]
    if "city" not in parts.values() or several:
        return matches
    return [
        replace(
            match,
            items=(target,),
            confidence=0.97,
            basis="alias",
            role="organisation",
            proposed=None,
        )
        if match.column in parts
        else match
        for match in matches
    ]


def _named_part(header: str) -> str | None:
    """`都道府県名` and `市区町村名`, the 2017 columns; without 名 they are parts of an address."""
    folded = canonical(header)
    if folded == canonical("都道府県名"):
        return "prefecture"
    return "city" if folded in {canonical("市区町村名"), canonical("区市町村名")} else None


def _address_to_parts(work: _Work, matches: list[Match]) -> list[Match]:
    """Where the set has no item for the whole address, its column feeds the parts of it."""
    parts = {
        item.concept: item.name
        for item in work.items.values()
        if item.concept in {"address", "city", "town", "block"}
    }
    if "address" in parts or not {"town", "block"} <= set(parts):
        return matches
    taken = {name for match in matches if match.basis == "exact" for name in match.items}
    if taken & set(parts.values()):
        return matches
    place = _address_column(work)
    if place is None:
        return matches
    names = tuple(parts.values())
    freed = [
        replace(match, items=tuple(name for name in match.items if name not in names))
        for match in matches
    ]
    freed[place] = Match(place, names, 0.85, "alias", role="address")
    return freed


def _address_column(work: _Work) -> int | None:
    lexicon = concepts(work.without)
    for place, header in enumerate(work.headers):
        meaning = lexicon.meaning(header) if header.strip() else None
        facts = work.facts[place]
        if meaning and meaning.item == "address" and facts.share("address") >= 0.4:
            return place
    return None


_ONE_CELL = (("hours", "opens", "closes"), ("position", "latitude", "longitude"))


def _one_cell(work: _Work, matches: list[Match]) -> list[Match]:
    """Opening hours in one cell, and a position in one cell, feed two items."""
    fed = {name for match in matches for name in match.items}
    for role, first, second in _ONE_CELL:
        names = tuple(
            next((item.name for item in work.items.values() if item.concept == concept), "")
            for concept in (first, second)
        )
        if not all(names) or fed & set(names):
            continue
        place = _column_of(work, matches, role)
        if place is not None:
            kept = tuple(name for name in matches[place].items if role == "hours")
            matches[place] = Match(place, (*kept, *names), 0.75, "value", role=role)
    return matches


def _column_of(work: _Work, matches: list[Match], role: str) -> int | None:
    """The column most of whose values are such a pair, best first."""
    best, found = 0.6, None
    for match in matches:
        facts = work.facts[match.column]
        if match.basis in {"saved", "exact"} or not facts.filled:
            continue
        if len(weekday_of(work.headers[match.column])) == 1:
            continue  # the hours of one day are not those of the place
        share = facts.share(role)
        if share > best:
            best, found = share, match.column
    return found


_DAY = re.compile(r"(?:[^休]*[_＿（(・ 　])?([月火水木金土日]|平日)(?:曜日?)?[)）]?")
_FEWEST_DAYS = 5


def weekday_of(header: str) -> str:
    """The day a column of ○ and × is about: 月, 水曜, 診療_土. Nothing for any other column."""
    found = _DAY.fullmatch(header.strip())
    return found[1] if found else ""


def _weekdays(work: _Work, matches: list[Match]) -> list[Match]:
    """A column of marks for each day of the week: together they are the days."""
    target = next((item.name for item in work.items.values() if item.concept == "weekdays"), None)
    if target is None or any(target in match.items for match in matches):
        return matches
    days = {
        match.column: day
        for match in matches
        if not match.items
        and match.basis != "saved"
        and (day := weekday_of(work.headers[match.column]))
        and work.facts[match.column].share("mark") >= _MOSTLY_MARKS
    }
    named = set("".join("月火水木金" if day == "平日" else day for day in days.values()))
    if len(named) < _FEWEST_DAYS or len(days) != len(set(days.values())):
        return matches
    return [
        Match(match.column, (target,), 0.85, "value", role="weekdays")
        if match.column in days
        else match
        for match in matches
    ]


_MOSTLY_MARKS = 0.6


def _proposal(work: _Work, match: Match) -> Match:
    """An unmapped column with the item it comes nearest to, for a person to confirm."""
    if match.items:
        return match
    names = list(work.items)
    near = [
        (reason.worth, names[item])
        for (place, item), reason in work.reasons.items()
        if place == match.column
    ]
    return replace(match, proposed=max(near)[1]) if near else match


def generic_matches(
    facts: list[Facts],
    headers: list[str],
    places: Iterable[int],
    without: frozenset[str] = frozenset(),
) -> list[tuple[str, float] | None]:
    """For columns without an item: the concept of each, where its header tells."""
    lexicon = concepts(without)
    worths: dict[tuple[int, int], float] = {}
    names: list[str] = []
    for place in places:
        header = headers[place]
        meaning = lexicon.meaning(header) if header.strip() else None
        if meaning is None:
            continue
        if meaning.item not in names:
            names.append(meaning.item)
        worth = meaning.strength * _generic_fit(meaning.item, facts[place])
        if worth >= TAKE:
            worths[place, names.index(meaning.item)] = worth - _ORDER * place
    taken = assign(worths)
    return [
        (names[taken[place]], round(min(1.0, worths[place, taken[place]]), 3))
        if place in taken
        else None
        for place in range(len(headers))
    ]


def _generic_fit(concept: str, facts: Facts) -> float:
    form = vocabulary().concepts[concept].form
    return fit(Item(0, concept, form, concept=concept), facts)
