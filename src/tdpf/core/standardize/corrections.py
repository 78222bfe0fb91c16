"""What a person said about a publisher's columns: which items they are, and of which type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tdpf.core.standards import Form, StandardSet

Saved = Mapping[str, Iterable[str]]
"""Header as published → items a person confirmed, or one of TYPES; nothing keeps it as it is."""

NONE = "none"
"""Where types are kept that hold for tables of no standard set, and for all others as well."""
TYPES: dict[str, Form] = {
    ":text": "text",
    ":integer": "integer",
    ":number": "number",
    ":date": "date",
    ":datetime": "datetime",
}


def confirmed_items(saved: Mapping[str, Saved], standard: StandardSet) -> dict[str, list[str]]:
    """Header → items of this set, as far as the set still has them; types are no items."""
    known = {item.name for item in standard.items}
    found = {}
    for header, wanted in saved.get(standard.slug, {}).items():
        items = [item for item in wanted if item not in TYPES]
        if known.issuperset(items):
            found[header] = items
    return found


def confirmed_forms(saved: Mapping[str, Saved], slug: str | None) -> dict[str, Form]:
    """Header → the form of its values, for columns that stay as they are."""
    return {
        header: TYPES[one]
        for name in dict.fromkeys((NONE, slug or NONE))
        for header, wanted in saved.get(name, {}).items()
        for one in wanted
        if one in TYPES
    }
