"""How a query becomes results on any engine: tiers, facets, and a way on when nothing is found."""

from __future__ import annotations

from itertools import combinations
from typing import Protocol

from tdpf.adapters.search.base import Document, FacetValue, Hit, Place, Results, Sort
from tdpf.adapters.search.documents import Filters, covered
from tdpf.core.search.parse import QUOTES, Asked, parse, split_at_no
from tdpf.core.search.places import Offices
from tdpf.core.search.plan import COLUMNS, AnyOf, From, Has, Plan, Rule, plan
from tdpf.core.search.synonyms import Synonyms

FacetCounts = dict[str, tuple[FacetValue, ...]]


class Engine(Protocol):
    """What an engine has to know; everything else is shared."""

    def count(self, rule: Rule, filters: Filters) -> int: ...

    def pick(
        self, plan: Plan, filters: Filters, sort: Sort, offset: int, limit: int
    ) -> list[tuple[int, Document]]:
        """(tier, document) of one page, in order; none when `limit` is below one.

        Only the order by relevance looks at tiers; in the others all are in tier 0.
        """

    def facets(self, rule: Rule, filters: Filters) -> FacetCounts: ...

    def offices(self) -> Offices:
        """The publishers of the index that are no municipality, by every name they have."""

    def near(self, run: str) -> str | None:
        """The commonest indexed Latin run at one typing error from this one."""


def answer(
    engine: Engine,
    query: str,
    synonyms: Synonyms,
    *,
    filters: Filters,
    sort: Sort,
    page: int,
    page_size: int,
) -> Results:
    """Results of a query. When nothing is found it says which word failed and shows the rest."""
    asked, found, unknown, hint = _findable(
        engine, parse(query, synonyms, engine.offices()), synonyms
    )
    order = plan(asked)
    if found is None or filters:
        found = engine.count(order.found, filters)
    offset = max(page - 1, 0) * page_size
    picked = engine.pick(order, filters, sort, offset, min(page_size, found - offset))
    codes = [place.code for place in asked.places]
    return Results(
        total=found,
        hits=tuple(_hit(tier, len(order.tiers), document, codes) for tier, document in picked),
        facets=engine.facets(order.found, filters),
        unknown_words=unknown,
        synonyms_used=asked.tried(),
        places=tuple(Place(each.word, each.code, each.name) for each in asked.places),
        exact_query=_quoted(query) if asked.tried() or asked.places else "",
        did_you_mean=hint,
        marks=_marks(asked),
    )


def _marks(asked: Asked) -> tuple[str, ...]:
    """Every form that made a document match, to show where it stands."""
    words = (form for word in asked.words for form in (*word.exact, *word.same, *word.related))
    places = (form for place in asked.places for form in place.forms)
    return tuple(dict.fromkeys((*words, *places)))


def _quoted(query: str) -> str:
    """The words in quotes, which switch synonyms and places off."""
    plain = " ".join(query.translate(dict.fromkeys(map(ord, QUOTES), " ")).split())
    return f'"{plain}"'


def _hit(tier: int, of: int, document: Document, codes: list[str]) -> Hit:
    here = [code for code in codes if code in covered(document)]
    return Hit(document, score=round(1 - tier / of, 4), area=here[0] if here else "")


def _finds(engine: Engine, asked: Asked) -> int:
    return engine.count(plan(asked).found, {})


def _findable(
    engine: Engine, asked: Asked, synonyms: Synonyms
) -> tuple[Asked, int | None, tuple[str, ...], str]:
    """A query that finds something, how much if known, words nothing holds, a query to offer."""
    if found := _finds(engine, asked):
        return asked, found, (), ""
    parted = split_at_no(asked, synonyms)
    if parted and (found := _finds(engine, parted)):
        return parted, found, (), ""
    unknown = _unknown(engine, parted or asked)
    hint = _respelled(engine, asked, unknown)
    rest = (parted or asked).without(set(unknown))
    if unknown and (rest.words or rest.places):
        found = _finds(engine, rest)
        return rest, found, unknown, hint or ("" if found else _fewer(engine, rest))
    return asked, 0, unknown, hint or ("" if unknown else _fewer(engine, parted or asked))


def _unknown(engine: Engine, asked: Asked) -> tuple[str, ...]:
    found = []
    for word in asked.words:
        rule = Has(COLUMNS, word.exact + word.same + word.related)
        if not engine.count(rule, {}):
            found.append(word.asked)
    found += [
        place.word
        for place in asked.places
        if not engine.count(AnyOf((From((place.code,)), Has(COLUMNS, place.forms))), {})
    ]
    return tuple(dict.fromkeys(found))


def _respelled(engine: Engine, asked: Asked, unknown: tuple[str, ...]) -> str:
    """The query with mistyped Latin words put right, if that finds something."""
    words = _spelled(asked)
    better = [
        (engine.near(folded) or written) if written in unknown else written
        for written, folded in words
    ]
    if better == [written for written, _ in words]:
        return ""
    return " ".join(better)


def _spelled(asked: Asked) -> list[tuple[str, str]]:
    places = [(place.word, place.forms[0]) for place in asked.places]
    return places + [(word.asked, "".join(word.exact[:1])) for word in asked.words]


def _fewer(engine: Engine, asked: Asked) -> str:
    """The longest part of the query that finds something, as text; empty when there is none."""
    words = [written for written, _ in _spelled(asked)]
    for size in range(1, min(len(words), 4)):
        tried = [set(left_out) for left_out in combinations(words, size)]
        counted = [(_finds(engine, asked.without(left)), left) for left in tried]
        best, left_out = max(counted, key=lambda each: each[0])
        if best:
            return " ".join(word for word in words if word not in left_out)
    return ""
