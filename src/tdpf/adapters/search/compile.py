"""Rules of the search plan as tantivy queries."""

from __future__ import annotations

import re
from collections.abc import Sequence

import tantivy
from tantivy import Occur, Query

from tdpf.adapters.search.documents import Filters
from tdpf.core.search.plan import (
    FIELDS,
    AllOf,
    AnyOf,
    Everything,
    From,
    Has,
    MergedOver,
    Rule,
    TitleIs,
    TitleStarts,
)
from tdpf.core.search.tokens import phrase

FEW_TITLES = 50
LONGEST_PATTERN = 60  # tantivy refuses a pattern of more than 1,000 states


class Compiler:
    """Turns rules into queries over one state of an index."""

    def __init__(self, schema: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._schema = schema
        self._searcher = searcher
        self._made: dict[tuple[str, str], Query] = {}

    def rule(self, rule: Rule) -> Query:
        """The query whose documents are exactly those that fulfil the rule."""
        match rule:
            case Everything():
                return self._one_of("kind", ("dataset", "merged"))
            case Has(depth, forms):
                return either([self._word(FIELDS[depth], form) for form in forms])
            case AllOf(parts):
                return every([self.rule(part) for part in parts])
            case AnyOf(parts):
                return either([self.rule(part) for part in parts])
            case TitleIs(key):
                return Query.term_query(self._schema, "title_key", key, index_option="basic")
            case TitleStarts(key):
                return self._title_starts(key)
            case From(codes):
                return self._one_of("publisher", codes)
            case MergedOver(codes):
                return self._one_of("covers", codes)

    def filters(self, filters: Filters) -> list[Query]:
        """One query for each filtered facet."""
        return [self._one_of(facet, values) for facet, values in filters.items()]

    def _one_of(self, field: str, values: Sequence[str]) -> Query:
        return Query.term_set_query(self._schema, field, list(values))

    def _title_starts(self, key: str) -> Query:
        """Few titles are named one by one, which is quicker than a pattern; most keys have none."""
        if len(key) > LONGEST_PATTERN:
            found = self._searcher.terms_with_prefix("title_key", key)
        else:
            found = self._searcher.terms_with_prefix("title_key", key, limit=FEW_TITLES + 1)
        if len(key) <= LONGEST_PATTERN and len(found) > FEW_TITLES:
            return Query.regex_query(self._schema, "title_key", re.escape(key) + ".*")
        return self._one_of("title_key", [title for title, _ in found])

    def _word(self, field: str, word: str) -> Query:
        if (field, word) not in self._made:
            self._made[field, word] = self._phrase(field, word)
        return self._made[field, word]

    def _phrase(self, field: str, word: str) -> Query:
        wanted = phrase(word)
        if wanted.open_end is not None:
            if not wanted.terms:
                found = self._searcher.terms_with_prefix(field, wanted.open_end)
                return self._one_of(field, [token for token, _ in found])
            exact = [(offset, re.escape(token)) for offset, token in wanted.terms]
            opened = (wanted.end_offset, re.escape(wanted.open_end) + ".?")
            return Query.regex_phrase_query(self._schema, field, [*exact, opened])
        if len(wanted.terms) == 1:
            return Query.term_query(self._schema, field, wanted.terms[0][1])
        return Query.phrase_query(self._schema, field, list(wanted.terms))


def every(parts: Sequence[Query], *, but_not: Sequence[Query] = ()) -> Query:
    """Documents of all the parts and of none of the others."""
    if len(parts) == 1 and not but_not:
        return parts[0]
    wanted = [(Occur.Must, part) for part in parts]
    return Query.boolean_query([*wanted, *((Occur.MustNot, other) for other in but_not)])


def either(parts: Sequence[Query]) -> Query:
    """Documents of any of the parts."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, part) for part in parts])
