"""An index in memory that reads every document for every query: for tests and as the measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tdpf.adapters.search.answer import FacetCounts, answer
from tdpf.adapters.search.base import Document, FacetValue, Results, SearchIndex, Sort
from tdpf.adapters.search.documents import (
    FACETS,
    Filters,
    checked,
    facet_values,
    key_of,
    modified_key,
    order_key,
    owner_of,
    searchable,
)
from tdpf.core.search.matching import Searchable, belongs, fulfils
from tdpf.core.search.near import best_near
from tdpf.core.search.places import Offices, offices_of
from tdpf.core.search.plan import Plan, Rule, Tier
from tdpf.core.search.synonyms import Synonyms, shipped_synonyms
from tdpf.core.search.tokens import folded_tokens


class NullIndex(SearchIndex):
    """Keeps documents in a dict. The same answers as every other engine, without any speed."""

    def __init__(self, synonyms: Synonyms | None = None) -> None:
        self._synonyms = shipped_synonyms() if synonyms is None else synonyms
        self._documents: dict[str, tuple[Document, Searchable]] = {}
        self._position = 0

    def put(self, documents: Iterable[Document], *, position: int) -> None:
        self._documents |= {key_of(each): (each, searchable(each)) for each in documents}
        self._position = position

    def delete(self, ids: Iterable[str], *, position: int) -> None:
        for each in ids:
            self._documents.pop(each, None)
        self._position = position

    def search(
        self,
        query: str,
        *,
        filters: Filters | None = None,
        sort: Sort = "relevance",
        page: int = 1,
        page_size: int = 20,
    ) -> Results:
        return answer(
            self,
            query,
            self._synonyms,
            filters=checked(filters),
            sort=sort,
            page=page,
            page_size=page_size,
        )

    def position(self) -> int:
        return self._position

    def rebuild(self, documents: Iterable[Document], *, position: int) -> None:
        self._documents = {}
        self.put(documents, position=position)

    def count(self, rule: Rule, filters: Filters) -> int:
        return len(self._found(rule, filters))

    def pick(
        self, plan: Plan, filters: Filters, sort: Sort, offset: int, limit: int
    ) -> list[tuple[int, Document]]:
        tiers = plan.tiers if sort == "relevance" else (Tier(plan.found),)
        placed = []
        for document, text in self._documents.values():
            tier = next((n for n, each in enumerate(tiers) if belongs(each, text)), None)
            if tier is not None and _passes(document, filters):
                placed.append((tier, document))
        placed.sort(key=lambda each: order_key(each[1]))
        if sort == "relevance":
            placed.sort(key=lambda each: each[0])
        elif sort == "modified":
            placed.sort(key=lambda each: modified_key(each[1]), reverse=True)
        else:
            placed.sort(key=lambda each: (each[1].title, each[1].id))
        return placed[offset : offset + max(limit, 0)]

    def facets(self, rule: Rule, filters: Filters) -> FacetCounts:
        return {facet: self._counts(rule, filters, facet) for facet in FACETS}

    def _counts(self, rule: Rule, filters: Filters, facet: str) -> tuple[FacetValue, ...]:
        others = {name: values for name, values in filters.items() if name != facet}
        counts = Counter(
            value
            for document in self._found(rule, others)
            for value in facet_values(document, facet)
        )
        return sorted_facet(counts.items())

    def offices(self) -> Offices:
        owners = {owner_of(document) for document, _ in self._documents.values()}
        lines = sorted(owner.split("\n") for owner in owners if owner)
        return offices_of((code, tuple(names)) for code, *names in lines)

    def near(self, run: str) -> str | None:
        counts: Counter[str] = Counter()
        for _, text in self._documents.values():
            counts.update({token for each in text.texts for token in folded_tokens(each)})
        return best_near(run, counts)

    def _found(self, rule: Rule, filters: Filters) -> list[Document]:
        return [
            document
            for document, text in self._documents.values()
            if _passes(document, filters) and fulfils(rule, text)
        ]


def _passes(document: Document, filters: Filters) -> bool:
    return all(
        set(facet_values(document, facet)) & set(values) for facet, values in filters.items()
    )


def sorted_facet(counts: Iterable[tuple[str, int]]) -> tuple[FacetValue, ...]:
    """Most frequent value first, then by value."""
    ordered = sorted(counts, key=lambda each: (-each[1], each[0]))
    return tuple(FacetValue(value, count) for value, count in ordered)
