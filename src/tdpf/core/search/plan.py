"""The order of results as tiers: a document belongs to the first tier whose rule it fulfils.

Tiers come before scores, so a title that equals the query is never below a long description that
repeats the word. The rules are plain values; an engine only has to know how to test each.
"""

from __future__ import annotations

from dataclasses import dataclass

from tdpf.core.search.parse import Asked, Word

TITLE, TAGS, NOTES, COLUMNS = range(4)
FIELDS = ("title", "tags", "notes", "columns")


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
    """Published by one of these municipalities."""

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


def _forms(word: Word, reach: int) -> tuple[str, ...]:
    return (word.exact, word.exact + word.same, word.exact + word.same + word.related)[reach]


def _words(words: tuple[Word, ...], depth: int, reach: int) -> tuple[Rule, ...]:
    return tuple(Has(depth, _forms(word, reach)) for word in words)


def _all(parts: tuple[Rule, ...]) -> Rule:
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _steps(words: tuple[Word, ...]) -> list[tuple[int, int]]:
    """(depth, reach) in order: exact before synonym in each field, related words at the end."""
    has_same = any(word.same for word in words)
    has_related = any(word.related for word in words)
    reaches = (0, 1) if has_same else (0,)
    steps = [(depth, reach) for depth in range(len(FIELDS)) for reach in reaches]
    return steps + ([(depth, 2) for depth in range(len(FIELDS))] if has_related else [])


def tiers(asked: Asked) -> list[Rule]:
    """Rules from best to last. The result of the query is what fulfils any of them."""
    if not asked.words and not asked.places:
        return [Everything()]
    return _with_places(asked) if asked.places else _without_places(asked)


def _without_places(asked: Asked) -> list[Rule]:
    ladder = [_all(_words(asked.words, *step)) for step in _steps(asked.words)]
    found = ladder[-1]
    by_title: list[Rule] = [
        AllOf((found, TitleIs(asked.key))),
        AllOf((found, TitleStarts(asked.key))),
    ]
    return by_title + ladder


def _with_places(asked: Asked) -> list[Rule]:
    codes = tuple(dict.fromkeys(place.code6 for place in asked.places))
    named = tuple(dict.fromkeys(form for place in asked.places for form in place.forms))
    steps = _steps(asked.words)
    ladders: list[Rule] = []
    if asked.words:
        ladders += [
            AllOf((MergedOver(codes), *_words(asked.words, *step)))
            for step in steps
            if step[0] <= TAGS
        ]
    ladders += [_all((From(codes), *_words(asked.words, *step))) for step in steps]
    ladders += [
        _all((Has(depth, named), *_words(asked.words, depth, reach))) for depth, reach in steps
    ]
    found = AnyOf(tuple(ladders))
    return [AllOf((found, TitleIs(asked.key))), *dict.fromkeys(ladders)]
