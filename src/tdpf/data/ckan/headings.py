"""The actions that read what datasets are put under: organizations, groups and tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from tdpf.core.catalog.ckan.envelope import Invalid
from tdpf.core.catalog.ckan.search import Search
from tdpf.core.catalog.ckan.tree import Words
from tdpf.core.catalog.ckan.write import (
    group,
    organisation_listed,
    organisation_shown,
    shown,
    tag,
    theme_id,
)
from tdpf.core.catalog.model import Theme
from tdpf.core.catalog.themes import THEMES
from tdpf.core.search import fold
from tdpf.data.ckan.call import JSON, Call, NotFound
from tdpf.data.ckan.reading import (
    MOST_NAMES,
    MOST_WHOLE,
    hidden_of_asker,
    names_in,
    narrowed,
    packages_of,
    reads,
    sliced,
    themes_of,
)

Entry = TypeVar("Entry")


@reads
def organization_list(call: Call) -> JSON:
    """Names of organizations, or all about them.

    Parameters: all_fields, include_extras, organizations, sort, limit, offset.
    """
    wanted = names_in(call, "organizations")
    kept = [
        (one, count)
        for one, count in call.shelf.catalog.organisations()
        if not wanted or one.name in wanted or one.id in wanted
    ]
    entries = _ordered(call, kept, lambda pair: _SortKey(pair[0].name, pair[0].title, pair[1]))
    if not call.flag("all_fields"):
        return sliced(call, [one.name for one, _ in entries], most=MOST_NAMES)
    return [
        organisation_listed(one, count=count, with_extras=call.flag("include_extras"))
        for one, count in sliced(call, entries, most=MOST_WHOLE)
    ]


@reads
def organization_autocomplete(call: Call) -> JSON:
    """Organizations whose name or title holds the text. Parameters: q, limit."""
    found = [one for one, _ in call.shelf.catalog.organisations()]
    return _completed(call, [(one.id, one.name, one.title, one.kana) for one in found])


@reads
def group_autocomplete(call: Call) -> JSON:
    """Groups whose name or title holds the text. Parameters: q, limit."""
    found = _groups(call, call.shelf.counts("groups"))
    return _completed(call, [(theme_id(one), one.name, one.title, one.title_en) for one in found])


def _completed(call: Call, things: Iterable[tuple[str, str, str, str]]) -> list[JSON]:
    text = fold(call.text("q", default=""))
    found = [
        {"id": identity, "name": name, "title": title}
        for identity, name, title, more in things
        if any(text in fold(one) for one in (name, title, more))
    ]
    return found[: call.number("limit", 20)]


class _SortKey(NamedTuple):
    """What a list of organizations or groups can be sorted by, in CKAN's words."""

    name: str
    title: str
    package_count: int


def _ordered(call: Call, entries: Iterable[Entry], key: Callable[[Entry], _SortKey]) -> list[Entry]:
    """In the order that `sort` asks for: by name when nothing is said, most datasets first."""
    asked = call.text("sort", also="order_by", default="name asc").split()
    field = {"packages": "package_count"}.get(asked[0], asked[0])
    direction = asked[1].lower() if len(asked) > 1 else ""
    if field not in _SortKey._fields or direction not in {"", "asc", "desc"} or len(asked) > 2:
        raise Invalid({"sort": [f"Cannot sort by field `{' '.join(asked)}`"]})
    default = "desc" if field == "package_count" else "asc"
    named = sorted(entries, key=lambda one: key(one).name)
    return sorted(
        named, key=lambda one: getattr(key(one), field), reverse=(direction or default) == "desc"
    )


@reads
def organization_show(call: Call) -> JSON:
    """An organization. Parameters: id (id or name), include_datasets."""
    found = call.shelf.catalog.organisation(call.text("id"))
    if found is None:
        raise NotFound
    count = call.shelf.counts("owner_org").get(found.id, 0)
    packages = None
    if call.flag("include_datasets"):
        search = Search(where=Words(found.id, "owner_org"), rows=MOST_NAMES, with_private=True)
        hidden_of = hidden_of_asker(call)
        ids = call.shelf.find(narrowed(search), hidden_of=hidden_of).ids
        packages = packages_of(call, ids, hidden_of)
    return organisation_shown(found, count=count, packages=packages)


@reads
def group_list(call: Call) -> JSON:
    """Names of groups (subject headings), or all about them.

    Parameters: all_fields, groups, sort, limit, offset.
    """
    counts = call.shelf.counts("groups")

    def key(theme: Theme) -> _SortKey:
        return _SortKey(theme.name, theme.title, counts.get(theme.name, 0))

    themes = _ordered(call, _groups(call, counts), key)
    if not call.flag("all_fields"):
        return sliced(call, [theme.name for theme in themes], most=MOST_NAMES)
    entries = [group(theme, count=counts.get(theme.name, 0)) for theme in themes]
    return sliced(call, entries, most=MOST_WHOLE)


def _groups(call: Call, counts: Mapping[str, int]) -> list[Theme]:
    """Those that `groups` names; else those that were made here or have datasets."""
    wanted = names_in(call, "groups")
    return [
        theme
        for name, theme in themes_of(call).items()
        if (name in wanted if wanted else counts.get(name) or name not in THEMES)
    ]


@reads
def group_show(call: Call) -> JSON:
    """A group. Parameters: id (name), include_datasets."""
    theme = _theme(call)
    count = call.shelf.counts("groups").get(theme.name, 0)
    packages = None
    if call.flag("include_datasets"):
        search = Search(where=Words(theme.name, "groups"), rows=MOST_NAMES)
        packages = call.shelf.packages(call.shelf.find(search).ids)
    return shown(group(theme, count=count), packages=packages)


@reads
def group_package_show(call: Call) -> JSON:
    """Datasets of a group. Parameters: id, limit."""
    theme = _theme(call)
    rows = min(call.number("limit", MOST_NAMES) or MOST_NAMES, MOST_NAMES)
    found = call.shelf.find(Search(where=Words(theme.name, "groups"), rows=rows))
    return call.shelf.packages(found.ids)


def _theme(call: Call) -> Theme:
    asked = call.text("id")
    for theme in themes_of(call).values():
        if asked in {theme.name, group(theme, count=0)["id"]}:
            return theme
    raise NotFound


@reads
def tag_list(call: Call) -> JSON:
    """Tags in use. Parameters: query, all_fields."""
    text = fold(call.text("query", default=""))
    names = sorted(name for name in call.shelf.counts("tags") if text in fold(name))
    return [tag(name) for name in names] if call.flag("all_fields") else names


@reads
def tag_show(call: Call) -> JSON:
    """A tag. Parameters: id (name), include_datasets."""
    name = call.text("id")
    if name not in call.shelf.counts("tags"):
        raise NotFound
    found: dict[str, JSON] = tag(name)
    if call.flag("include_datasets"):
        ids = call.shelf.find(Search(where=Words(name, "tags"), rows=MOST_NAMES)).ids
        found["packages"] = call.shelf.packages(ids)
    return found


@reads
def tag_autocomplete(call: Call) -> JSON:
    """Tags that begin with or hold the text. Parameters: q, limit."""
    text = fold(call.text("q", also="query", default=""))
    names = sorted(name for name in call.shelf.counts("tags") if text in fold(name))
    return names[: call.number("limit", 10)]


@reads
def tag_search(call: Call) -> JSON:
    """Tags that hold the text. Parameters: query, limit, offset."""
    text = fold(call.text("query", also="q", default=""))
    names = sorted(name for name in call.shelf.counts("tags") if text in fold(name))
    return {"count": len(names), "results": [tag(name) for name in sliced(call, names)]}
