"""The actions that read descriptions. Each is plain Python and runs on a work thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from tdpf.core.catalog.ckan.envelope import Invalid, status_show
from tdpf.core.catalog.ckan.search import Search, read_search
from tdpf.core.catalog.ckan.tree import Words
from tdpf.core.catalog.ckan.write import (
    group,
    license_list,
    organisation,
    organisation_shown,
    resource,
    search_facets,
    shown,
    tag,
)
from tdpf.core.catalog.licences import licence
from tdpf.core.catalog.model import Dataset, Theme
from tdpf.core.catalog.themes import THEMES
from tdpf.core.search import fold
from tdpf.data.ckan.call import JSON, Call, NotFound
from tdpf.data.identity import is_found_by_all, is_known, may_find

MOST_NAMES, MOST_WHOLE = 1_000, 25
_FACET_TITLES = {
    "organization": "組織",
    "groups": "グループ",
    "tags": "タグ",
    "res_format": "形式",
    "license_id": "ライセンス",
}

Action = Callable[[Call], JSON]
READS: dict[str, Action] = {}


def reads(action: Action) -> Action:
    """Offer the function under its name, without the low line that keeps two names apart."""
    READS[action.__name__.rstrip("_")] = action
    return action


@reads
def site_read(call: Call) -> JSON:
    """Whether the site may be read: it may."""
    del call
    return True


@reads
def status_show_(call: Call) -> JSON:
    """What site this is and which CKAN it answers like."""
    return status_show(call.context.site_url, "TDPF", extensions=["datastore"])


@reads
def package_list(call: Call) -> JSON:
    """Names of all datasets. Parameters: limit, offset (or rows, start)."""
    return _sliced(call, call.shelf.catalog.names())


@reads
def package_show(call: Call) -> JSON:
    """A dataset with its resources. Parameter: id (id or name)."""
    found = _dataset(call)
    if is_found_by_all(found):
        return call.shelf.packages([found.id])[0]
    return call.shelf.package(found)


@reads
def package_search(call: Call) -> JSON:
    """Datasets that match.

    Parameters: q, fq, fq_list, sort, rows, start, facet.field, facet.limit, facet.mincount.
    """
    search = read_search(call.given, now=dt.datetime.now(dt.UTC))
    found = call.shelf.find(search)
    named = {
        name: [(value, _display(call, name, value), count) for value, count in counts]
        for name, counts in found.facets.items()
    }
    facets, shown_facets = search_facets(named, _FACET_TITLES)
    answer: dict[str, JSON] = {
        "count": found.total,
        "facets": facets,
        "results": call.shelf.packages(found.ids),
        "sort": search.sort_text,
        "search_facets": shown_facets,
    }
    if search.asked_rows > search.rows and found.total > search.start + search.rows:
        answer["truncated"] = True  # CKAN cuts without a word
    return answer


@reads
def package_autocomplete(call: Call) -> JSON:
    """Names and titles that hold the text. Parameters: q, limit."""
    words, limit = call.text("q", default=""), call.number("limit", 10)
    found = call.shelf.find(Search(words=words, rows=limit or 10, sort=(("score", True),)))
    names = []
    for dataset in call.shelf.catalog.datasets(found.ids):
        is_title = fold(words) in fold(dataset.title)
        names.append(
            {
                "name": dataset.name,
                "title": dataset.title,
                "match_field": "title" if is_title else "name",
                "match_displayed": f"{dataset.title} ({dataset.name})",
            }
        )
    return names


@reads
def current_package_list_with_resources(call: Call) -> JSON:
    """Datasets, the last changed first. Parameters: limit, offset."""
    start, rows = call.number("offset", 0) or 0, call.number("limit", 10) or 10
    sort = (("metadata_modified", True),)
    found = call.shelf.find(Search(start=start, rows=min(rows, MOST_NAMES), sort=sort))
    return call.shelf.packages(found.ids)


@reads
def resource_show(call: Call) -> JSON:
    """A resource. Parameter: id."""
    identity, catalog = call.text("id"), call.shelf.catalog
    found = catalog.distribution(identity)
    if found is None and is_known(call.request.scope):
        found = catalog.distribution(identity, everything=True)
    if found is None or not may_find(call.request.scope, found[0]):
        raise NotFound
    return resource(*found, call.shelf.at)


@reads
def resource_search(call: Call) -> JSON:
    """Resources whose field holds a text.

    Parameters: query (field:text, or a list of them), limit, offset.
    """
    asked = call.given.get("query")
    terms = [asked] if isinstance(asked, str) else asked
    if not terms or not all(isinstance(one, str) and ":" in one for one in terms):
        raise Invalid({"query": ["Missing value"]})
    parts = [one.partition(":") for one in terms]
    fields = {"name": "res_name", "description": "res_description", "format": "res_format"}
    wanted = [(field, fold(text)) for field, _, text in parts]
    unknown = [field for field, _ in wanted if field not in {*fields, "url", "hash", "id"}]
    if unknown:
        raise Invalid({"query": [f'Field "{unknown[0]}" not recognised in resource_search.']})
    candidates: Iterable[Dataset] = _candidates(call, [(fields.get(f, ""), t) for f, _, t in parts])
    rows = [
        shape
        for dataset in candidates
        for file in dataset.distributions
        for shape in [resource(dataset, file, call.shelf.at)]
        if all(text in fold(str(shape.get(field) or "")) for field, text in wanted)
    ]
    start = call.number("offset", 0) or 0
    limit = call.number("limit", None)
    end = None if limit is None else start + limit
    return {"count": len(rows), "results": rows[start:end]}


def _candidates(call: Call, terms: Sequence[tuple[str, str]]) -> Iterable[Dataset]:
    """Datasets that may hold such a resource: those that search finds, or all."""
    field, text = next(((f, t) for f, t in terms if f), ("", ""))
    where = Words(text, field) if field and field != "res_format" else None
    search = Search(where=where, rows=MOST_NAMES) if where else None
    if search is not None:
        yield from call.shelf.catalog.datasets(call.shelf.find(search).ids)
        return
    after = ""
    while page := call.shelf.catalog.page(after=after, limit=200):
        yield from page
        after = page[-1].id


@reads
def organization_list(call: Call) -> JSON:
    """Names of organizations, or all about them.

    Parameters: all_fields, organizations, limit, offset.
    """
    found = call.shelf.catalog.organisations()
    wanted = _names(call, "organizations")
    entries = [(one, count) for one, count in found if not wanted or one.name in wanted]
    if not call.flag("all_fields"):
        return _sliced(call, [one.name for one, _ in entries], most=MOST_NAMES)
    return _sliced(
        call, [organisation(one, count=count) for one, count in entries], most=MOST_WHOLE
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
        search = Search(where=Words(found.id, "owner_org"), rows=10)
        packages = call.shelf.packages(call.shelf.find(search).ids)
    return organisation_shown(found, count=count, packages=packages)


def _themes(call: Call) -> dict[str, Theme]:
    """Subject headings of this site: those that are described or used, else the municipal list."""
    described = {theme.name: theme for theme in call.shelf.catalog.themes()}
    return THEMES | described


@reads
def group_list(call: Call) -> JSON:
    """Names of groups (subject headings), or all about them.

    Parameters: all_fields, groups, limit, offset.
    """
    counts = call.shelf.counts("groups")
    wanted = _names(call, "groups")
    themes = [
        theme
        for name, theme in sorted(_themes(call).items())
        if (name in wanted if wanted else counts.get(name) or name not in THEMES)
    ]
    if not call.flag("all_fields"):
        return _sliced(call, [theme.name for theme in themes], most=MOST_NAMES)
    entries = [group(theme, count=counts.get(theme.name, 0)) for theme in themes]
    return _sliced(call, entries, most=MOST_WHOLE)


@reads
def group_show(call: Call) -> JSON:
    """A group. Parameters: id (name), include_datasets."""
    theme = _theme(call)
    count = call.shelf.counts("groups").get(theme.name, 0)
    packages = None
    if call.flag("include_datasets"):
        search = Search(where=Words(theme.name, "groups"), rows=10)
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
    for theme in _themes(call).values():
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
    return {"count": len(names), "results": [tag(name) for name in _sliced(call, names)]}


@reads
def license_list_(call: Call) -> JSON:
    """The licences that datasets may have."""
    del call
    return license_list()


@reads
def format_autocomplete(call: Call) -> JSON:
    """File formats in use that hold the text. Parameters: q, limit."""
    text = fold(call.text("q", default=""))
    names = sorted(n.lower() for n in call.shelf.counts("res_format") if text in fold(n))
    return names[: call.number("limit", 5)]


@reads
def user_list(call: Call) -> JSON:
    """Nobody: users are not public."""
    del call
    return []


@reads
def vocabulary_list(call: Call) -> JSON:
    """No tag vocabularies."""
    del call
    return []


@reads
def resource_view_list(call: Call) -> JSON:
    """No views: every table has a page, a map and an API."""
    del call
    return []


@reads
def package_relationships_list(call: Call) -> JSON:
    """No relationships in CKAN's sense."""
    del call
    return []


def _dataset(call: Call) -> Dataset:
    name, catalog = call.text("id", also="name_or_id"), call.shelf.catalog
    found = catalog.dataset(name)
    if found is None and is_known(call.request.scope):
        found = catalog.dataset(name, everything=True)
    if found is None or not may_find(call.request.scope, found):
        raise NotFound
    return found


def _names(call: Call, name: str) -> set[str]:
    """A list of names, as JSON or with commas."""
    asked = call.given.get(name)
    if isinstance(asked, str):
        try:
            return set(msgspec.json.decode(asked, type=list[str]))
        except msgspec.MsgspecError:
            asked = asked.split(",")
    return {str(one).strip() for one in asked or ()} - {""}


def _sliced(call: Call, entries: list[Any], *, most: int | None = None) -> list[Any]:
    start = call.number("offset", call.number("start", 0)) or 0
    limit = call.number("limit", call.number("rows", most))
    if most is not None and limit is not None:
        limit = min(limit, most)
    return entries[start : None if limit is None else start + limit]


def _display(call: Call, facet: str, value: str) -> str:
    """How people call a facet's value."""
    if facet in {"organization", "owner_org"}:
        return call.shelf.title_of(value)
    if facet == "groups":
        theme = _themes(call).get(value)
        return theme.title if theme else value
    return licence(value).title_ja if facet == "license_id" else value
