"""The order of results as tiers: a document belongs to the first tier whose rule it fulfils.

Tiers come before scores, so a title that equals the query is never below a long description that
repeats the word. The rules are plain values; an engine only has to know how to test each.
"""

from __future__ import annotations

from dataclasses import dataclass

from tdpf.core.search.parse import Asked, Word

TITLE, TAGS, NOTES, COLUMNS, VALUES = range(5)
FIELDS = ("title", "tags", "notes", "columns", "values")
"""Fields from strongest to weakest. A rule of some depth looks into a field and those before it."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class TitleIs:
    """The title equals the query."""

    key: str


@dataclass(frozen=True, slots=True)
class TitleStarts:
    """The title begins with the query."""

    key: str


@dataclass(frozen=True, slots=True)
class Has:
    """One of the forms stands in one of the fields up to `depth`."""

    depth: int
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class From:
    """Published by one of these municipalities or organisations."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedOver:
    """A merged table that holds rows of one of these municipalities."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Rule, ...]


Rule = Everything | TitleIs | TitleStarts | Has | From | MergedOver | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Tier:
    """A rule, and the rules of earlier tiers that still overlap with it."""

    rule: Rule
    but_not: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a query finds, and in which order: each found document is in exactly one tier."""

    found: Rule
    tiers: tuple[Tier, ...]


EXACT, SAME, RELATED = range(3)  # how far from the asked word a match may be
_Step = tuple[int, int]  # (field depth, reach)


def _forms(word: Word, reach: int) -> tuple[str, ...]:
    return (word.exact, word.exact + word.same, word.exact + word.same + word.related)[reach]


def _at(words: tuple[Word, ...], step: _Step) -> tuple[Rule, ...]:
    depth, reach = step
    return tuple(Has(depth, _forms(word, reach)) for word in words)


def _all(*parts: Rule) -> Rule:
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _steps(words: tuple[Word, ...]) -> list[_Step]:
    """Exact before synonym in each field. Related titles come before a column of that name.

    A word that only stands in the rows comes last, and synonyms of it count alike there.
    """
    reaches = (EXACT, SAME) if any(word.same for word in words) else (EXACT,)
    told = [(depth, reach) for depth in range(COLUMNS) for reach in reaches]
    columns = [(COLUMNS, reach) for reach in reaches]
    values = [(VALUES, reaches[-1])]
    if not any(word.related for word in words):
        return told + columns + values
    related = [(depth, RELATED) for depth in range(len(FIELDS))]
    return told + related[:NOTES] + columns + related[NOTES:VALUES] + values + related[VALUES:]


def _frontier(steps: list[_Step]) -> list[_Step]:
    """The steps that no other of them contains: wider fields and a longer reach hold more."""
    return [
        step
        for step in steps
        if not any(step != other and step[0] <= other[0] and step[1] <= other[1] for other in steps)
    ]


def _ladder(base: tuple[Rule, ...], words: tuple[Word, ...], steps: list[_Step]) -> list[Tier]:
    """A tier for each step, without what the steps before it have found."""
    tiers = []
    for number, step in enumerate(steps):
        before = _frontier(steps[:number])
        but_not = tuple(_all(*_at(words, earlier)) for earlier in before)
        tiers.append(Tier(_all(*base, *_at(words, step)), but_not))
    return tiers


def plan(asked: Asked) -> Plan:
    """The tiers of a query from best to last."""
    if not asked.words and not asked.places:
        return Plan(Everything(), (Tier(Everything()),))
    return _with_places(asked) if asked.places else _without_places(asked)


def _without(rules: tuple[Rule, ...], tiers: list[Tier]) -> list[Tier]:
    return [Tier(tier.rule, (*tier.but_not, *rules)) for tier in tiers]


def _without_places(asked: Asked) -> Plan:
    steps = _steps(asked.words)
    found = _all(*_at(asked.words, steps[-1]))
    equal, starts = TitleIs(asked.key), TitleStarts(asked.key)
    ladder = _without((starts,), _ladder((), asked.words, steps))
    first = Tier(_all(found, equal))
    return Plan(found, (first, Tier(_all(found, starts), (equal,)), *ladder))


def _with_places(asked: Asked) -> Plan:
    """Merged tables that hold the place, then what it published, then texts that name it.

    Merged tables of which only a column or a value is meant come last: 練馬区 庚申塔.
    """
    codes = tuple(dict.fromkeys(place.code for place in asked.places))
    named = tuple(dict.fromkeys(form for place in asked.places for form in place.forms))
    words, steps = asked.words, _steps(asked.words)
    widest = _at(words, steps[-1])
    over, by, told = MergedOver(codes), From(codes), Has(VALUES, named)
    equal = TitleIs(asked.key)
    by_ladder = _ladder((by,), words, steps) if words else [Tier(by)]
    told_ladder = _ladder((told,), words, steps) if words else _name_ladder(named)
    if not words:
        found: Rule = AnyOf((by, told))
        return Plan(
            found,
            (
                Tier(_all(found, equal)),
                *_without((equal,), by_ladder),
                *_without((equal, by), told_ladder),
            ),
        )
    merged_steps = [(TITLE, EXACT), (TAGS, steps[-1][1])]
    merged = _all(over, *_at(words, merged_steps[-1]))
    loose = _all(over, *widest)
    found = AnyOf((_all(by, *widest), _all(told, *widest), loose))
    return Plan(
        found,
        (
            Tier(_all(found, equal)),
            *_without((equal,), _ladder((over,), words, merged_steps)),
            *_without((equal, merged), by_ladder),
            *_without((equal, merged, by), told_ladder),
            Tier(loose, (equal, merged, by, _all(told, *widest))),
        ),
    )


def _name_ladder(named: tuple[str, ...]) -> list[Tier]:
    rules = [Has(depth, named) for depth in range(len(FIELDS))]
    return [Tier(rule, (rules[depth - 1],) if depth else ()) for depth, rule in enumerate(rules)]
