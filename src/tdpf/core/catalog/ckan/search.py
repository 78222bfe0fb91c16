"""What package_search is asked: its parameters as CKAN clients send them, read once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from tdpf.core.catalog.ckan.envelope import BadSearch, Invalid, UnknownField
from tdpf.core.catalog.ckan.fields import ALIASES, FACETS, SORTS
from tdpf.core.catalog.ckan.lucene import parse
from tdpf.core.catalog.ckan.tree import EVERYTHING, AllOf, Tree, Words, all_of

JSON = Any  # what JSON can hold
Parameters = Mapping[str, JSON]

DEFAULT_ROWS, MOST_ROWS = 10, 1000
DEFAULT_FACETS = 50
DEFAULT_SORT = "score desc, metadata_modified desc"
_TRUE = frozenset({"true", "1", "yes", "on"})
_DEEPEST_START = 10_000_000


class Search(msgspec.Struct, frozen=True):
    """A question to the catalogue.

    `words` are the free words of `q`, for ranking and synonyms; `where` is everything else that
    must hold. `asked_rows` above `rows` means that the cap cut the answer, which then says so.
    """

    words: str = ""
    where: Tree = EVERYTHING
    sort: tuple[tuple[str, bool], ...] = ()  # (field, descending)
    sort_text: str = DEFAULT_SORT
    rows: int = DEFAULT_ROWS
    asked_rows: int = DEFAULT_ROWS
    start: int = 0
    facets: tuple[str, ...] = ()
    facet_limit: int | None = DEFAULT_FACETS  # None: all
    facet_mincount: int = 1
    with_private: bool = False
    with_drafts: bool = False


def read_search(given: Parameters, *, now: dt.datetime | None = None) -> Search:
    """The question, or Invalid (409) or BadSearch (400) with what is wrong."""
    words, from_q = read_q(_text(given, "q"), now=now)
    filters = [parse(text, now=now) for text in _filters(given)]
    asked = _number(given, "rows", DEFAULT_ROWS)
    sort_text = _text(given, "sort") or DEFAULT_SORT
    return Search(
        words=words,
        where=all_of(from_q, *filters),
        sort=read_sort(sort_text),
        sort_text=sort_text,
        rows=min(asked, MOST_ROWS),
        asked_rows=asked,
        start=min(_number(given, "start", 0), _DEEPEST_START),
        facets=_facets(given),
        facet_limit=_facet_limit(given),
        facet_mincount=max(0, _number(given, "facet.mincount", 1)),
        with_private=_flag(given, "include_private"),
        with_drafts=_flag(given, "include_drafts"),
    )


def read_q(text: str, *, now: dt.datetime | None = None) -> tuple[str, Tree]:
    """(free words, the rest as a tree). A text that is no expression is free words altogether."""
    if not text.strip() or text.strip() in {"*:*", "*"}:
        return "", EVERYTHING
    try:
        tree = parse(text, now=now)
    except UnknownField:
        raise
    except BadSearch:
        return " ".join(re.sub(r'["()\[\]{}~^\\]', " ", text).split()), EVERYTHING
    parts = tree.parts if isinstance(tree, AllOf) else (tree,)
    free = [_as_typed(part) for part in parts if isinstance(part, Words) and not part.field]
    rest = [part for part in parts if not (isinstance(part, Words) and not part.field)]
    return " ".join(free), all_of(*rest)


def _as_typed(words: Words) -> str:
    return f'"{words.text}"' if words.is_phrase else words.text


def read_sort(text: str) -> tuple[tuple[str, bool], ...]:
    """`name asc, metadata_modified desc` → fields with their direction; a bare field ascends."""
    found: list[tuple[str, bool]] = []
    for part in text.split(","):
        words = part.split()
        if not words:
            continue
        field = ALIASES.get(words[0], words[0])
        direction = words[1].lower() if len(words) > 1 else "asc"
        if field == "views_recent":  # old clients sort by it; nobody counts views here
            continue
        if field == "relevance":  # what CKAN's own pages called the score; the best is first
            field, direction = "score", "desc"
        if len(words) > 2 or direction not in {"asc", "desc"}:
            raise BadSearch(f"unreadable sort {part.strip()!r}")
        if field not in SORTS:
            raise UnknownField(words[0])
        found.append((field, direction == "desc"))
    return tuple(found)


def _text(given: Parameters, name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid({name: ["Must be a string"]})
    return value


def _filters(given: Parameters) -> list[str]:
    """`fq` as text or list, and `fq_list`; each part is parsed alone and all must hold."""
    found: list[str] = []
    for name in ("fq", "fq_list"):
        for text in _listed(given.get(name), name):
            found += [text] if text.strip() else []
    return found


def _listed(value: JSON, name: str) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        if name != "fq" and value.lstrip().startswith("["):
            try:
                return msgspec.json.decode(value, type=list[str])
            except (msgspec.DecodeError, RecursionError) as error:
                raise Invalid({name: ["Could not parse as valid JSON"]}) from error
        return [value]
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise Invalid({name: ["Must be a list of strings"]})


def _number(given: Parameters, name: str, default: int) -> int:
    value = given.get(name)
    if value is None or value == "":
        return default
    if isinstance(value, str) and re.fullmatch(r"\s*\d{1,30}\s*", value, re.ASCII):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid({name: ["Invalid integer"]})
    if value < 0:
        raise Invalid({name: ["Must be a natural number"]})
    return value


def _facets(given: Parameters) -> tuple[str, ...]:
    if "facet" in given and not _flag(given, "facet"):
        return ()
    found: list[str] = []
    for name in _listed(given.get("facet.field"), "facet.field"):
        field = ALIASES.get(name, name)
        if field not in FACETS:
            raise UnknownField(name)
        found.append(field)
    return tuple(dict.fromkeys(found))


def _facet_limit(given: Parameters) -> int | None:
    """`-1` means all, as in Solr."""
    value = given.get("facet.limit")
    if value in (-1, "-1"):
        return None
    return _number(given, "facet.limit", DEFAULT_FACETS)


def _flag(given: Parameters, name: str) -> bool:
    value = given.get(name)
    return value is True or value == 1 or (isinstance(value, str) and value.lower() in _TRUE)
