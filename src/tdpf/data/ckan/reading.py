"""What the reading actions share: their table, whom they answer, and pages of lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.catalog.ckan.finder import NOBODY
from tdpf.core.catalog.ckan.search import Search
from tdpf.core.catalog.ckan.tree import Tree, Without, Words, all_of
from tdpf.core.catalog.model import Theme
from tdpf.core.catalog.themes import THEMES
from tdpf.data.ckan.call import JSON, Call
from tdpf.data.identity import actor_of, may_find, readable

MOST_NAMES, MOST_WHOLE = 1_000, 25

Action = Callable[[Call], JSON]
READS: dict[str, Action] = {}


def reads(action: Action) -> Action:
    """Offer the function under its name, without the low line that keeps two names apart."""
    READS[action.__name__.rstrip("_")] = action
    return action


def hidden_of_asker(call: Call) -> frozenset[str] | None:
    """Organisations whose hidden datasets the asker may find, by id; None: all of them."""
    return readable(actor_of(call.request.scope))


def narrowed(search: Search) -> Search:
    """What is private and what is a draft are two wishes."""
    unwanted: list[Tree] = []
    if search.with_drafts and not search.with_private:
        unwanted.append(Without(Words("true", "private")))
    if search.with_private and not search.with_drafts:
        unwanted.append(Words("active", "state"))
    return replace(search, where=all_of(search.where, *unwanted)) if unwanted else search


def packages_of(
    call: Call, ids: Sequence[str], hidden_of: frozenset[str] | None = NOBODY
) -> list[JSON]:
    """package_show of each; of what is hidden too where the asker may find it."""
    if hidden_of == NOBODY:
        return list(call.shelf.packages(ids))
    found = call.shelf.catalog.datasets(ids, everything=True)
    return [call.shelf.package(one) for one in found if may_find(call.request.scope, one)]


def with_fields(packages: list[JSON], names: set[str]) -> list[JSON]:
    """Of each package the fields that `fl` names, an extra as `extras_` and its key; all if none.

    A field that a package does not have is left out, as in CKAN.
    """
    if not names or "*" in names:
        return packages
    plain = [msgspec.json.decode(msgspec.json.encode(one)) for one in packages]
    return [
        {name: value for name, value in (one | _extras(one)).items() if name in names}
        for one in plain
    ]


def _extras(package: dict[str, JSON]) -> dict[str, JSON]:
    return {f"extras_{one['key']}": one["value"] for one in package.get("extras") or ()}


def themes_of(call: Call) -> dict[str, Theme]:
    """Subject headings of this site: those that are described or used, else the municipal list."""
    described = {theme.name: theme for theme in call.shelf.catalog.themes()}
    return THEMES | described


def names_in(call: Call, name: str) -> set[str]:
    """A list of names, as JSON or with commas or blanks between them."""
    asked = call.given.get(name)
    if isinstance(asked, str):
        try:
            return set(msgspec.json.decode(asked, type=list[str]))
        except msgspec.MsgspecError:
            asked = re.split(r"[,\s]+", asked)
    if asked is not None and not isinstance(asked, list):
        raise Invalid({name: ["Must be a list of names"]})
    return {str(one).strip() for one in asked or ()} - {""}


def sliced(call: Call, entries: list[Any], *, most: int | None = None) -> list[Any]:
    start = call.number("offset", call.number("start", 0)) or 0
    limit = call.number("limit", call.number("rows", most))
    if most is not None and limit is not None:
        limit = min(limit, most)
    return entries[start : None if limit is None else start + limit]
