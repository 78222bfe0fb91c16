"""One dataset against one tree, in plain Python: the meaning that every engine must share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import msgspec

from tdpf.core.catalog.ckan.fields import FIELDS
from tdpf.core.catalog.ckan.tree import (
    AllOf,
    AnyOf,
    Between,
    Everything,
    Pattern,
    Present,
    Tree,
    Without,
    Words,
)
from tdpf.core.catalog.dates import last_day
from tdpf.core.catalog.model import Dataset
from tdpf.core.search import fold, occurs


class Facts(msgspec.Struct, frozen=True):
    """A dataset as searching sees it: values of each field, and instants of the date fields."""

    values: Mapping[str, tuple[str, ...]]
    moments: Mapping[str, dt.datetime]


def facts_of(dataset: Dataset) -> Facts:
    organisation, files = dataset.organisation, dataset.distributions
    values = {
        "title": (dataset.title, dataset.title_en, dataset.subtitle),
        "notes": (dataset.notes, dataset.notes_en),
        "maintainer": (dataset.contact.name,),
        "res_name": tuple(file.title for file in files),
        "res_description": tuple(file.description for file in files),
        "id": (dataset.id,),
        "name": (dataset.name,),
        "organization": (organisation.name,) if organisation else (),
        "owner_org": (organisation.id,) if organisation else (),
        "groups": tuple(theme.name for theme in dataset.themes),
        "tags": dataset.keywords,
        "res_format": tuple(file.format for file in files),
        "res_url": tuple(file.download_url or file.access_url for file in files),
        "license_id": (dataset.licence,),
        "url": (dataset.landing_page,),
        "version": (dataset.version,),
        "frequency": (dataset.frequency,),
        "conforms_to": (*dataset.standards, *dataset.conforms_to),
        "code6": (organisation.code6,) if organisation else (),
        "private": ("true" if dataset.visibility == "private" else "false",),
        "state": (dataset.state if dataset.state in {"active", "draft"} else "deleted",),
        "type": ("dataset",),
        "capacity": ("private" if dataset.visibility == "private" else "public",),
    }
    moments = {
        "metadata_created": dataset.created_at or dataset.modified_at,
        "metadata_modified": dataset.modified_at,
        "issued": _midnight(dataset.issued),
        "modified": _midnight(dataset.modified),
    }
    return Facts(
        {field: tuple(filter(None, found)) for field, found in values.items()},
        {field: moment for field, moment in moments.items() if moment},
    )


def _midnight(stated: str) -> dt.datetime | None:
    day = last_day(stated)
    return dt.datetime.combine(day, dt.time(), dt.UTC) if day else None


def matches(tree: Tree, facts: Facts) -> bool:
    """True when the dataset is one that the expression asks for."""
    match tree:
        case Everything():
            return True
        case AllOf(parts):
            return all(matches(part, facts) for part in parts)
        case AnyOf(parts):
            return any(matches(part, facts) for part in parts)
        case Without(part):
            return not matches(part, facts)
        case Present(field):
            return field in facts.moments or bool(_values(field, facts))
        case Words():
            return _has_words(tree, facts)
        case Pattern(pattern, field):
            return _has_pattern(pattern, field, facts)
        case Between():
            return _is_between(tree, facts)


def _values(field: str, facts: Facts) -> tuple[str, ...]:
    """The values of a field; of all text fields and tags when none is named."""
    if field:
        return facts.values.get(field, ())
    texts = (name for name, kind in FIELDS.items() if kind == "text")
    return tuple(value for name in (*texts, "name", "tags") for value in facts.values.get(name, ()))


def _has_words(words: Words, facts: Facts) -> bool:
    """A key is equal but for case; a text field holds the words, a phrase in one piece."""
    values = _values(words.field, facts)
    if words.field and FIELDS[words.field] != "text":
        return words.text.casefold() in {value.casefold() for value in values}
    pieces = [words.text] if words.is_phrase else words.text.split()
    folded = [fold(value) for value in values]
    return all(any(occurs(word, text) for text in folded) for word in map(fold, pieces) if word)


def _has_pattern(pattern: str, field: str, facts: Facts) -> bool:
    parts = re.findall(r"\\(.)|([*?])|([^\\*?]+)", pattern, re.DOTALL)
    signs = {"*": ".*", "?": "."}
    regex = "".join(signs[s] if s else re.escape(e or p) for e, s, p in parts)
    if field and FIELDS[field] != "text":
        shown = re.compile(regex, re.DOTALL | re.IGNORECASE)
        return any(shown.fullmatch(value) for value in _values(field, facts))
    # Words of Latin letters begin where one begins; Japanese has no blanks between its words.
    begins = r"(?:^|.*?\b)" if pattern[:1].isascii() else ".*?"
    shown = re.compile(f"{begins}{regex}.*", re.DOTALL | re.IGNORECASE)
    return any(shown.fullmatch(value) for value in _values(field, facts))


def _is_between(tree: Between, facts: Facts) -> bool:
    if FIELDS[tree.field] == "date":
        moment = facts.moments.get(tree.field)
        return moment is not None and _inside(moment, tree)
    return any(_inside(value, tree) for value in _values(tree.field, facts))


def _inside(value: str | dt.datetime, tree: Between) -> bool:
    low, high = tree.low, tree.high
    above = low is None or value > low or (tree.with_low and value == low)  # type: ignore[operator]
    below = high is None or value < high or (tree.with_high and value == high)  # type: ignore[operator]
    return above and below
