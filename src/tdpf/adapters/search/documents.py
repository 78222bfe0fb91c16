"""What an index stores of a document: folded texts, the key of its place in order, facets."""

from __future__ import annotations

from collections.abc import Sequence

from tdpf.adapters.search.base import Document
from tdpf.core.places import TOKYO
from tdpf.core.search.fold import GAP, fold, title_key
from tdpf.core.search.forms import YEAR
from tdpf.core.search.matching import Searchable

_PLAIN = ("publisher", "standard", "themes", "areas", "formats", "licence", "frequency", "years")
FACETS = (*_PLAIN, "freshness", "kind", "band", "has")
BANDS = (95, 90, 80, 60, 0)
"""The least score of each quality band, as pages colour them."""
Filters = dict[str, Sequence[str]]

_FRESH = {"month": 1.0, "year": 0.9, "older": 0.7}
_EVERYWHERE = frozenset(city.code6 for city in TOKYO)


def _joined(*texts: str) -> str:
    return GAP.join(fold(text) for text in texts if text)


def searchable(document: Document) -> Searchable:
    """The document as matching sees it."""
    tags = _joined(
        document.publisher_name,
        document.publisher,
        document.standard_title,
        document.standard,
        *document.publisher_words,
        *document.keywords,
        *document.theme_titles,
        *document.area_words,
        *document.formats,
        document.id,
    )
    notes = _joined(document.notes, *document.files)
    columns, values = _joined(*document.columns), _joined(*document.samples)
    return Searchable(
        title_keys=title_keys(document),
        texts=(fold(document.title), tags, notes, columns, values),
        publisher=document.publisher,
        covers=covered(document),
    )


def title_keys(document: Document) -> tuple[str, ...]:
    """What a query must be to be the title: a merged table has its set's title as well."""
    titles = [document.title]
    if document.kind == "merged" and document.standard_title:
        titles.append(document.standard_title)
    return tuple(dict.fromkeys(map(title_key, titles)))


def covered(document: Document) -> frozenset[str]:
    """Municipalities whose rows a merged table holds; nothing for a single dataset."""
    if document.kind != "merged":
        return frozenset()
    return frozenset(document.covers) or _EVERYWHERE


def order_key(document: Document) -> str:
    """Place within a tier: merged, short title, quality and freshness, the newest year, then title.

    A year in the title makes it no longer, so that of a list that comes every year the newest is
    first. The id ends the key: two documents never tie, so the same query has the same order.
    """
    worth = round(document.quality * _FRESH[document.freshness] / 5)
    length = min(len(title_key(YEAR.sub("", document.title))) // 4, 99)
    single = 0 if document.kind == "merged" else 1
    newest = 9999 - int(max(document.years, default=document.modified[:4]) or 0)
    return f"{single}{length:02}{99 - worth:02}{newest:04}{document.title}\n{document.id}"


def key_of(document: Document) -> str:
    """What stays when the dataset gets another name."""
    return document.key or document.id


def owner_of(document: Document) -> str:
    """The publisher as the index lists it: code and names, each on a line; empty for none."""
    if not document.publisher:
        return ""
    return "\n".join((document.publisher, document.publisher_name, *document.publisher_words))


def modified_key(document: Document) -> str:
    """Sorts by modification; the order key breaks ties."""
    return f"{document.modified}\n{document.id}"


def facet_values(document: Document, facet: str) -> tuple[str, ...]:
    """Values of one facet, without blanks."""
    if facet == "band":
        return (str(next(least for least in BANDS if document.quality >= least)),) * (
            document.quality > 0
        )
    if facet == "has":
        return ("map",) * document.has_map + ("api",) * document.has_api
    value = getattr(document, facet)
    values = (value,) if isinstance(value, str) else tuple(value)
    return tuple(dict.fromkeys(each for each in values if each))


def checked(filters: Filters | None) -> Filters:
    """Filters that say something; an unknown facet is a mistake of the caller."""
    chosen: Filters = {facet: list(values) for facet, values in (filters or {}).items() if values}
    if unknown := set(chosen) - set(FACETS):
        raise ValueError(f"no such facet: {', '.join(sorted(unknown))}; known: {FACETS}")
    return chosen
