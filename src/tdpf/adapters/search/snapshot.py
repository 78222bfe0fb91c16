"""One state of a tantivy index, asked by the shared search procedure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
import tantivy
from tantivy import Order, Query

from tdpf.adapters.search.answer import FacetCounts
from tdpf.adapters.search.base import Document, FacetValue, Sort
from tdpf.adapters.search.compile import Compiler, every
from tdpf.adapters.search.documents import FACETS, Filters
from tdpf.adapters.search.null import sorted_facet
from tdpf.core.search.near import SHORTEST, best_near
from tdpf.core.search.places import NO_OFFICES, Offices, offices_of
from tdpf.core.search.plan import FIELDS, Plan, Rule, Tier

MOST_VALUES = 10_000
_ORDERS = {
    "relevance": ("order", Order.Asc),
    "modified": ("modified_order", Order.Desc),
    "title": ("title_order", Order.Asc),
}


class Snapshot:
    """Counts, pages and facets over documents as they were when it was taken."""

    def __init__(
        self, schema: tantivy.Schema, searcher: tantivy.Searcher, offices: Offices = NO_OFFICES
    ) -> None:
        self._schema = schema
        self._searcher = searcher
        self._offices = offices
        self._compiler = Compiler(schema, searcher)

    def count(self, rule: Rule, filters: Filters) -> int:
        query = self._query(rule, filters)
        return _total(self._searcher.search(query, limit=1))

    def pick(
        self, plan: Plan, filters: Filters, sort: Sort, offset: int, limit: int
    ) -> list[tuple[int, Document]]:
        if limit < 1:
            return []
        if sort != "relevance":
            found, _ = self._page(self._query(plan.found, filters), sort, offset, limit)
            return [(0, document) for document in found]
        return self._tier_by_tier(plan.tiers, filters, offset, limit)

    def _tier_by_tier(
        self, tiers: Sequence[Tier], filters: Filters, offset: int, limit: int
    ) -> list[tuple[int, Document]]:
        """Each tier is a query of its own; the page may span several."""
        picked: list[tuple[int, Document]] = []
        rule, narrowed = self._compiler.rule, self._compiler.filters(filters)
        for number, tier in enumerate(tiers):
            only_here = every([rule(tier.rule), *narrowed], but_not=list(map(rule, tier.but_not)))
            found, total = self._page(only_here, "relevance", offset, limit - len(picked))
            picked += [(number, document) for document in found]
            if len(picked) >= limit:
                break
            offset = max(offset - total, 0)
        return picked

    def _page(
        self, query: Query, sort: Sort, offset: int, limit: int
    ) -> tuple[list[Document], int]:
        field, order = _ORDERS[sort]
        result = self._searcher.search(
            query, limit=limit, offset=offset, order_by_field=field, order=order
        )
        return [self._document(address) for _, address in result.hits], _total(result)

    def _document(self, address: tantivy.DocAddress) -> Document:
        stored = self._searcher.doc(address)["document"][0]
        return msgspec.msgpack.decode(bytes(stored), type=Document)

    def facets(self, rule: Rule, filters: Filters) -> FacetCounts:
        """Counts over the result; a facet's own filter does not narrow its own values."""
        free = [facet for facet in FACETS if facet not in filters]
        counts = self._aggregate(self._query(rule, filters), free)
        for facet in filters:
            others = {name: values for name, values in filters.items() if name != facet}
            counts |= self._aggregate(self._query(rule, others), [facet])
        return {facet: counts[facet] for facet in FACETS}

    def _aggregate(self, query: Query, facets: Sequence[str]) -> dict[str, tuple[FacetValue, ...]]:
        if not facets:
            return {}
        asked = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in facets}
        result: dict[str, Any] = self._searcher.aggregate(query, asked)  # JSON of the engine
        return {
            name: sorted_facet(
                (bucket["key"], bucket["doc_count"]) for bucket in result[name]["buckets"]
            )
            for name in facets
        }

    def offices(self) -> Offices:
        return self._offices

    def near(self, run: str) -> str | None:
        """Words that share the first letter or, failing that, any Latin word of the index."""
        if len(run) < SHORTEST or not run.isascii():
            return None
        counts: Counter[str] = Counter()
        for field in FIELDS:
            for letter in "abcdefghijklmnopqrstuvwxyz0123456789":
                counts.update(dict(self._searcher.terms_with_prefix(field, letter)))
        return best_near(run, counts)

    def _query(self, rule: Rule, filters: Filters) -> Query:
        return every([self._compiler.rule(rule), *self._compiler.filters(filters)])


def offices_in(searcher: tantivy.Searcher) -> Offices:
    """The publishers among all documents."""
    asked = {"owner": {"terms": {"field": "owner", "size": MOST_VALUES}}}
    result: dict[str, Any] = searcher.aggregate(Query.all_query(), asked)  # JSON of the engine
    lines = sorted(bucket["key"].split("\n") for bucket in result["owner"]["buckets"])
    return offices_of((code, tuple(names)) for code, *names in lines)


def _total(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined] # the engine's stubs leave it out
