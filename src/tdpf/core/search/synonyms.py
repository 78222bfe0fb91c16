"""Words that mean the same or are related, from a text that operators edit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tdpf.core.search.fold import fold

SHIPPED = Path(__file__).with_name("synonyms.txt")


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Folded word → the words tried besides it, as they are written in the file."""

    same: dict[str, tuple[str, ...]] = field(default_factory=dict)
    related: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_synonyms(text: str) -> Synonyms:
    """The groups of a synonym file. A line that is no group is passed over.

    >>> read_synonyms("保育園 = 保育所").same["保育所"]
    ('保育園',)
    """
    same: dict[str, list[str]] = defaultdict(list)
    related: dict[str, list[str]] = defaultdict(list)
    for line in text.splitlines():
        group = line.partition("#")[0]
        if "~" in group:
            _add(related, re.split(r"[~=]", group))
        else:
            _add(same, group.split("="))
    return Synonyms(_frozen(same), _frozen(related))


def _add(table: dict[str, list[str]], group: list[str]) -> None:
    words = [word.strip() for word in group if fold(word)]
    for word in words:
        key = fold(word)
        table[key] += [other for other in words if fold(other) != key]


def _frozen(table: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(unique(words)) for key, words in table.items() if words}


def unique(words: Iterable[str]) -> list[str]:
    """Each word once, in first order; two words that fold alike count as one."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(fold(word), word)
    return list(found.values())


@cache
def shipped_synonyms() -> Synonyms:
    """The groups that come with the product."""
    return read_synonyms(SHIPPED.read_text(encoding="utf-8"))
