"""How a query becomes results on any engine: tiers, facets, and a way on when nothing is found."""

from __future__ import annotations

from itertools import combinations
from typing import Protocol

from tdpf.adapters.search.base import Document, FacetValue, Hit, Place, Results, Sort
from tdpf.adapters.search.documents import Filters, covered
from tdpf.core.search.parse import QUOTES, Asked, Word, cut_compounds, parse, split_at_no
from tdpf.core.search.places import Offices
from tdpf.core.search.plan import COLUMNS, VALUES, AnyOf, From, Has, Plan, Rule, plan
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
    """Results of a query. Where it finds nothing, what its words find, and which were left out."""
    asked, found, unknown, hint = _findable(
        engine, parse(query, synonyms, engine.offices()), synonyms
    )
    order = plan(asked)
    if filters:
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


_Findable = tuple[Asked, int, tuple[str, ...], str]
"""A query that finds something, how much, the words that were left out, a query to offer."""


def _findable(engine: Engine, asked: Asked, synonyms: Synonyms) -> _Findable:
    """The query itself; failing that, parted, then cut, then without words: never a dead end."""
    if found := _finds(engine, asked):
        return asked, found, (), ""
    parted = split_at_no(asked, synonyms) or asked
    if parted is not asked and (found := _finds(engine, parted)):
        return parted, found, (), ""
    unknown = _unknown(engine, parted)
    hint = _respelled(engine, asked, unknown)
    if not hint:
        whole, left = _cut(engine, parted, synonyms, unknown)
        if whole is not None and (found := _finds(engine, whole)):
            return whole, found, left, ""
        if whole is not None:
            parted, unknown = whole, (*left, *_unknown(engine, whole))
    rest = parted.without(set(unknown))
    if not (rest.words or rest.places):
        return asked, 0, unknown, hint
    if found := _finds(engine, rest):
        return rest, found, unknown, hint
    fewer, left_out = _fewer(engine, rest)
    return fewer, _finds(engine, fewer) if left_out else 0, (*unknown, *left_out), hint


def _cut(
    engine: Engine, asked: Asked, synonyms: Synonyms, unknown: tuple[str, ...]
) -> tuple[Asked | None, tuple[str, ...]]:
    """The query with compounds cut: those that nothing holds, or all when they never meet."""
    found = cut_compounds(asked, synonyms, lambda word: _is_known(engine, word), unknown)
    return found or (None, ())


def _is_known(engine: Engine, word: Word) -> bool:
    """Whether it describes some dataset; chance pieces of names in rows make no word."""
    return engine.count(Has(COLUMNS, word.exact + word.same), {}) > 0


def _unknown(engine: Engine, asked: Asked) -> tuple[str, ...]:
    found: list[str] = []
    for word in asked.words:
        rule = Has(VALUES, word.exact + word.same + word.related)
        if not engine.count(rule, {}):
            found.append(word.asked)
    found += [
        place.word
        for place in asked.places
        if not engine.count(AnyOf((From((place.code,)), Has(VALUES, place.forms))), {})
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


def _is_of_rows(engine: Engine, asked: Asked) -> bool:
    """Whether some word describes no dataset, and only stands in rows."""
    return not all(
        engine.count(Has(COLUMNS, word.exact + word.same + word.related), {})
        for word in asked.words
    )


def _spelled(asked: Asked) -> list[tuple[str, str]]:
    places = [(place.word, place.forms[0]) for place in asked.places]
    return places + [(word.asked, "".join(word.exact[:1])) for word in asked.words]


def _fewer(engine: Engine, asked: Asked) -> tuple[Asked, tuple[str, ...]]:
    """The query without the fewest words that keep it from finding anything, and those words.

    Of equal ways the one that finds least says most: 警察署 rather than 場所. A word that stands
    in rows alone says less than any that describes a dataset.
    """
    words = [written for written, _ in _spelled(asked)]
    for size in range(1, min(len(words), 4)):
        tried = [asked.without(set(left)) for left in combinations(words, size)]
        counted = [(count, fewer) for fewer in tried if (count := _finds(engine, fewer))]
        if counted:
            fewer = min(counted, key=lambda one: (_is_of_rows(engine, one[1]), one[0]))[1]
            kept = {written for written, _ in _spelled(fewer)}
            return fewer, tuple(word for word in words if word not in kept)
    return asked, ()
