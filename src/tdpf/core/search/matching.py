"""One document against one rule, in plain Python: the meaning that every engine must share."""

from __future__ import annotations

from dataclasses import dataclass

from tdpf.core.search.fold import occurs
from tdpf.core.search.plan import (
    AllOf,
    AnyOf,
    Everything,
    From,
    Has,
    MergedOver,
    Rule,
    Tier,
    TitleIs,
    TitleStarts,
)


@dataclass(frozen=True, slots=True)
class Searchable:
    """A document as matching sees it: folded texts by field, title key, and whose data it is."""

    title_keys: tuple[str, ...]
    texts: tuple[str, ...]  # one for each of `plan.FIELDS`
    publisher: str
    covers: frozenset[str]


def fulfils(rule: Rule, document: Searchable) -> bool:
    """True when the document fulfils the rule."""
    match rule:
        case Everything():
            return True
        case Has(depth, forms):
            return any(occurs(form, text) for text in document.texts[: depth + 1] for form in forms)
        case AllOf(parts):
            return all(fulfils(part, document) for part in parts)
        case AnyOf(parts):
            return any(fulfils(part, document) for part in parts)
        case TitleIs(key):
            return key in document.title_keys
        case TitleStarts(key):
            return any(own.startswith(key) for own in document.title_keys)
        case From(codes):
            return document.publisher in codes
        case MergedOver(codes):
            return not document.covers.isdisjoint(codes)


def belongs(tier: Tier, document: Searchable) -> bool:
    """True when the document is in the tier."""
    return fulfils(tier.rule, document) and not any(
        fulfils(rule, document) for rule in tier.but_not
    )
