"""The words by which files name columns and sets, read from `vocabulary.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from tdpf.core.standards.model import Form


@dataclass(frozen=True, slots=True)
class Concept:
    """What a column can mean in any set, and how headers say it."""

    name: str
    form: Form
    items: frozenset[str]
    words: tuple[str, ...]
    weak: tuple[str, ...] = ()  # say it only when nothing better is there
    endings: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetWords:
    """How files of one set are called and what their rows look like."""

    slug: str
    names: tuple[str, ...]  # in titles, file names and headings
    files: tuple[str, ...]  # Latin words in file names; the first is the official one
    rows: tuple[str, ...]  # in the names of the rows
    against: tuple[str, ...]  # in any text of the rows: then it is something else
    headers: tuple[str, ...]  # inside headers
    category: tuple[str, ...]  # whole cells of a category column
    words: dict[str, tuple[str, ...]]  # item → headers
    parts: dict[str, tuple[str, ...]]  # item → inside headers
    needs: tuple[tuple[str, ...], ...]  # each group: one of these items or concepts
    is_fallback: bool  # a list of municipal places without other evidence
    is_fixed: bool  # its columns say what it is; a list of places is never this set by name alone
    by_values: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    concepts: dict[str, Concept]
    sets: dict[str, SetWords]

    def concept_of(self, item: str) -> Concept | None:
        """The meaning of a standard item, None for an item that only its own set has."""
        return next((c for c in self.concepts.values() if item in c.items), None)


def _words(node: dict[str, Any], key: str) -> tuple[str, ...]:  # Any: YAML
    return tuple(str(word) for word in node.get(key) or ())


def _by_item(node: dict[str, Any], key: str) -> dict[str, tuple[str, ...]]:  # Any: YAML
    return {item: tuple(map(str, words)) for item, words in (node.get(key) or {}).items()}


def _concept(name: str, node: dict[str, Any]) -> Concept:  # Any: YAML
    return Concept(
        name=name,
        form=node["form"],
        items=frozenset(node["items"]),
        words=_words(node, "words"),
        weak=_words(node, "weak"),
        endings=_words(node, "endings"),
        parts=_words(node, "parts"),
    )


def _set(slug: str, node: dict[str, Any]) -> SetWords:  # Any: YAML
    return SetWords(
        slug=slug,
        names=_words(node, "names"),
        files=_words(node, "files"),
        rows=_words(node, "rows"),
        against=_words(node, "against"),
        headers=_words(node, "headers"),
        category=_words(node, "category"),
        words=_by_item(node, "words"),
        parts=_by_item(node, "parts"),
        needs=tuple(tuple(group) for group in node.get("needs") or ()),
        is_fallback=bool(node.get("fallback")),
        is_fixed=bool(node.get("fixed")),
        by_values=bool(node.get("values")),
    )


@cache
def vocabulary() -> Vocabulary:
    """The words that ship with TDPF."""
    text = (files("tdpf.core.standards") / "vocabulary.yaml").read_text(encoding="utf-8")
    tree = yaml.load(text, Loader=yaml.CSafeLoader)
    return Vocabulary(
        concepts={name: _concept(name, node) for name, node in tree["concepts"].items()},
        sets={slug: _set(slug, node) for slug, node in tree["sets"].items()},
    )
