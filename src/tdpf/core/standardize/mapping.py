"""Which item each source column feeds: names, aliases, similarity, values; one pairing for all.

Every reason for every pair is weighed (`reasons`), and one pairing is worth most in all. Saved
mappings win. Then come the columns that share an item or feed several (`sharing`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from tdpf.core.standardize.assignment import assign
from tdpf.core.standardize.corrections import Saved
from tdpf.core.standardize.fitting import fit
from tdpf.core.standardize.lexicon import concepts
from tdpf.core.standardize.reasons import ORDER, Work, collect
from tdpf.core.standardize.sharing import (
    Match,
    address_to_parts,
    days_of_marks,
    one_cell,
    shared_organisation,
)
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import Item, StandardSet, fold, vocabulary
from tdpf.core.standards.fold import without_brackets

__all__ = ["Match", "generic_matches", "map_columns"]

TAKE = 0.5
"""Below this worth an item is at best proposed."""
TAKE_LOOK_ALIKE = 0.57
"""The same for an item whose name only looks like the header."""


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
    work = Work(
        standard,
        facts,
        headers,
        items,
        without,
        frozenset(map(fold, headers)),
        Counter(map(without_brackets, headers)),
    )
    collect(work, saved or {})
    taken = _pair(work)
    matches = [_match(work, place, taken.get(place)) for place in range(len(headers))]
    matches = _with_saved(matches, headers, saved or {})
    matches = shared_organisation(work, matches)
    matches = days_of_marks(work, one_cell(work, address_to_parts(work, matches)))
    return [_proposal(work, match) for match in matches]


def _pair(work: Work) -> dict[int, int]:
    worths = {
        (place, item): reason.worth - TAKE - ORDER * place
        for (place, item), reason in work.reasons.items()
        if reason.worth >= (TAKE_LOOK_ALIKE if reason.basis == "fuzzy" else TAKE)
    }
    return assign(worths)


def _match(work: Work, place: int, item: int | None) -> Match:
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


def _proposal(work: Work, match: Match) -> Match:
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
            worths[place, names.index(meaning.item)] = worth - ORDER * place
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
