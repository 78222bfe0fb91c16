"""Datasets by what an assistant says: words, a publisher, a standard set; near names in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from tdpf.adapters.search import Results, SearchIndex
from tdpf.core.access import Actor
from tdpf.core.catalog.ckan.finder import NOBODY
from tdpf.core.catalog.ckan.search import Search
from tdpf.core.catalog.ckan.tree import Tree, Words, all_of
from tdpf.core.catalog.model import Dataset, Organisation
from tdpf.core.search import fold
from tdpf.core.standards import StandardSet, standards
from tdpf.data.context import Context
from tdpf.data.identity import readable
from tdpf.data.mcp.rows import Told, find_datasets

Json = dict[str, Any]  # Any: what JSON can hold
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. The publisher and the set are known ones."""

    words: str
    publisher: Organisation | None
    standard: StandardSet | None
    format: str
    rows: int
    start: int


@dataclass(frozen=True, slots=True)
class Findings:
    """A page of datasets with what helps to go on."""

    total: int
    datasets: list[Dataset]
    end: int  # where the next page begins
    parts: dict[str, str] = field(default_factory=dict)  # merged dataset → the publisher asked for
    hints: Json = field(default_factory=dict)


def find(context: Context, actor: Actor, wish: Wish) -> Findings:
    """What the search of the catalogue finds, and before it what is there for the actor alone."""
    index = context.index()
    if index is None:
        return _held(context, actor, wish)
    found = _asked(index, wish)
    ids = [hit.document.key or hit.document.id for hit in found.hits]
    alone = _hidden(context, actor, wish)
    shown = alone.datasets if wish.start == 0 else []
    return Findings(
        total=found.total + alone.total,
        datasets=[*shown, *find_datasets(context, actor, ids)],
        end=wish.start + len(ids),
        parts={hit.document.key: hit.area for hit in found.hits if hit.area},
        hints=_hints(found),
    )


def _asked(index: SearchIndex, wish: Wish) -> Results:
    """The rows from `start` on; a start between two pages is cut from a longer first page."""
    filters: dict[str, Sequence[str]] = {}
    if wish.publisher:
        filters["publisher"] = [wish.publisher.code6 or wish.publisher.name]
    if wish.standard:
        filters["standard"] = [wish.standard.slug]
    if wish.format:
        filters["format"] = [wish.format]
    page, rest = divmod(wish.start, wish.rows)
    if not rest:
        return index.search(wish.words, filters=filters, page=page + 1, page_size=wish.rows)
    whole = index.search(wish.words, filters=filters, page_size=wish.start + wish.rows)
    return Results(total=whole.total, hits=whole.hits[wish.start :], facets={}, places=whole.places)


def _hints(found: Results) -> Json:
    told: Json = {
        "words_not_found": list(found.unknown_words),
        "did_you_mean": found.did_you_mean,
        "also_searched": list(found.synonyms_used),
        "understood_as_publisher": [
            {"word": one.word, "name": one.name, "organisation": one.code} for one in found.places
        ],
    }
    return {name: value for name, value in told.items() if value}


def _held(context: Context, actor: Actor, wish: Wish) -> Findings:
    """Without an index: all words must stand in the description."""
    hidden_of = readable(actor)
    found = context.ckan.find(_search(wish), hidden_of=hidden_of)
    datasets = find_datasets(context, actor, found.ids)
    return Findings(found.total, datasets, wish.start + len(found.ids))


def _hidden(context: Context, actor: Actor, wish: Wish) -> Findings:
    """What is not for all, and so in no index."""
    hidden_of = readable(actor)
    if hidden_of == NOBODY:
        return Findings(0, [], 0)
    found = context.ckan.find(_search(wish, Words("true", "private")), hidden_of=hidden_of)
    return Findings(found.total, find_datasets(context, actor, found.ids), 0)


def _search(wish: Wish, *also: Tree) -> Search:
    where: list[Tree] = list(also)
    if wish.publisher:
        where.append(Words(wish.publisher.id, "owner_org"))
    if wish.standard:
        where.append(Words(wish.standard.slug, "conforms_to"))
    if wish.format:
        where.append(Words(wish.format, "res_format"))
    sort = (("score", True), ("metadata_modified", True))
    return Search(wish.words, all_of(*where), sort, rows=wish.rows, start=wish.start)


def publisher_called(context: Context, text: str) -> Organisation | None:
    """The publisher of that code, name or title; Told with near ones when it is not certain."""
    if not text.strip():
        return None
    found = context.ckan.catalog.organisation(text.strip())
    if found is not None:
        return found
    known = [one for one, _ in context.ckan.catalog.organisations()]
    wanted = fold(text)
    fitting = [one for one in known if any(wanted in fold(word) for word in _words_of(one))]
    whole = [one for one in fitting if any(_is_whole(wanted, word) for word in _words_of(one))]
    if len(whole or fitting) == 1:
        return (whole or fitting)[0]
    titles = {one.title: one for one in fitting or known}
    near = list(titles) if fitting else get_close_matches(text, titles, _MOST_NAMED, 0.4)
    told = ", ".join(f"{titles[one].name} ({one})" for one in near[:_MOST_NAMED])
    raise Told(f"No single publisher is called {text!r}. {_choose(told)}")


def _words_of(one: Organisation) -> tuple[str, ...]:
    return tuple(filter(None, (one.title, one.title_en, one.kana)))


def _is_whole(wanted: str, word: str) -> bool:
    """渋谷区 is all of 東京都渋谷区 that tells it apart."""
    folded = fold(word)
    return wanted == folded or folded == fold("東京都") + wanted


def standard_called(text: str) -> StandardSet | None:
    """The standard set of that slug or title; Told with all of them when it is not certain."""
    wanted = text.strip().lower().replace("-", "_").replace(" ", "_")
    if not wanted:
        return None
    known = standards()
    if wanted in known:
        return known[wanted]
    folded = fold(text)
    fitting = [one for one in known.values() if folded in fold(f"{one.title_ja} {one.title_en}")]
    if len(fitting) == 1:
        return fitting[0]
    told = ", ".join(f"{one.slug} ({one.title_ja})" for one in fitting or known.values())
    raise Told(f"No single standard set is called {text!r}. {_choose(told)}")


def _choose(told: str) -> str:
    return f"Choose one of: {told}" if told else "See the resource catalog://overview."
