"""Words that stand together in no description, found by what they mean.

CKAN's clients get what the pages find: 渋谷区の公衆トイレ, 保育園 for 保育所, a word that is
misspelt. Asked only where all words as they stand find nothing.
"""

from __future__ import annotations

from msgspec.structs import replace

from tdpf.core.catalog.ckan.finder import Found
from tdpf.core.catalog.ckan.search import Search
from tdpf.core.catalog.ckan.tree import Words, all_of, any_of
from tdpf.data.ckan.call import Call

MOST = 200


def by_meaning(call: Call, search: Search) -> Found | None:
    """What the catalogue's own search finds, under the same filters; None without an index."""
    index = call.context.index()
    if index is None:
        return None
    hits = index.search(search.words, page_size=MOST).hits
    ranks = {hit.document.key: rank for rank, hit in enumerate(hits)}
    if not ranks:
        return None
    among = any_of(*(Words(one, "id") for one in ranks))
    where = all_of(search.where, among)
    whole = call.shelf.find(replace(search, words="", where=where, start=0, rows=MOST))
    is_ranked = search.sort[:1] in ((), (("score", True),))
    ids = sorted(whole.ids, key=lambda one: ranks[one]) if is_ranked else list(whole.ids)
    page = tuple(ids[search.start : search.start + search.rows])
    return Found(whole.total, page, whole.facets)
