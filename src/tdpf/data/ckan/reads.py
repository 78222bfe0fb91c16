"""The actions that read datasets and files. Each is plain Python and runs on a work thread."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from tdpf.core.catalog.ckan.envelope import Invalid, status_show
from tdpf.core.catalog.ckan.finder import NOBODY
from tdpf.core.catalog.ckan.search import Search, read_search
from tdpf.core.catalog.ckan.tree import Words
from tdpf.core.catalog.ckan.write import license_list, resource, search_facets
from tdpf.core.catalog.licences import licence
from tdpf.core.catalog.model import Dataset
from tdpf.core.search import fold
from tdpf.data.ckan.call import JSON, Call, NotFound
from tdpf.data.ckan.meaning import by_meaning
from tdpf.data.ckan.reading import (
    MOST_NAMES,
    hidden_of_asker,
    names_in,
    narrowed,
    packages_of,
    reads,
    sliced,
    themes_of,
    with_fields,
)
from tdpf.data.identity import is_found_by_all, is_known, may_find
from tdpf.data.site import title

_FACET_TITLES = {
    "organization": "組織",
    "groups": "グループ",
    "tags": "タグ",
    "res_format": "形式",
    "license_id": "ライセンス",
}


@reads
def site_read(call: Call) -> JSON:
    """Whether the site may be read: it may."""
    del call
    return True


@reads
def status_show_(call: Call) -> JSON:
    """What site this is and which CKAN it answers like."""
    return status_show(call.context.site_url, title("ja"), extensions=["datastore"])


@reads
def package_list(call: Call) -> JSON:
    """Names of all datasets. Parameters: limit, offset (or rows, start)."""
    return sliced(call, call.shelf.catalog.names())


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

    Parameters: q, fq, fq_list, fl, sort, rows, start, facet.field, facet.limit, facet.mincount;
    include_private and include_drafts for what your organisations do not show to all.
    """
    search = read_search(call.given, now=dt.datetime.now(dt.UTC))
    hidden_of = hidden_of_asker(call) if search.with_private or search.with_drafts else NOBODY
    search = narrowed(search)
    found = call.shelf.find(search, hidden_of=hidden_of)
    if search.words and not found.total:
        found = by_meaning(call, search) or found
    named = {
        name: [(value, _display(call, name, value), count) for value, count in counts]
        for name, counts in found.facets.items()
    }
    facets, shown_facets = search_facets(named, _FACET_TITLES)
    answer: dict[str, JSON] = {
        "count": found.total,
        "facets": facets,
        "results": with_fields(packages_of(call, found.ids, hidden_of), names_in(call, "fl")),
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


def _dataset(call: Call) -> Dataset:
    name, catalog = call.text("id", also="name_or_id"), call.shelf.catalog
    found = catalog.dataset(name)
    if found is None and is_known(call.request.scope):
        found = catalog.dataset(name, everything=True)
    if found is None or not may_find(call.request.scope, found):
        raise NotFound
    return found


def _display(call: Call, facet: str, value: str) -> str:
    """How people call a facet's value."""
    if facet in {"organization", "owner_org"}:
        return call.shelf.title_of(value)
    if facet == "groups":
        theme = themes_of(call).get(value)
        return theme.title if theme else value
    return licence(value).title_ja if facet == "license_id" else value
