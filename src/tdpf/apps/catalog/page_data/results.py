"""Search results with facets, as addresses that can be kept, sent and read without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import urlencode

import msgspec
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from tdpf.adapters.search import open_index
from tdpf.adapters.search.base import Document, Hit, Results, SearchIndex, Sort
from tdpf.apps.catalog.labels import is_english, publisher_name, set_title
from tdpf.apps.catalog.models import Dataset
from tdpf.apps.catalog.page_data.facet_labels import (
    FACETS,
    PARAMETER,
    facet_titles,
    labellers,
    titles,
)
from tdpf.apps.catalog.selectors import SEEN
from tdpf.core.search.passages import Part, has_mark, passage
from tdpf.settings import settings

PAGE_SIZE = 20
LAST_PAGE = 500
FACET_VALUES = 8
NOTES_ROOM = 110
SORTS: tuple[Sort, ...] = ("relevance", "modified", "title")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: following `url` adds it, or takes it away when it is chosen."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    code: str
    title: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SortLink:
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PageLink:
    number: int  # 0 stands for a gap
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ResultItem:
    """A hit with the address of its page, and where it says what was asked for."""

    hit: Hit
    url: str
    marks: tuple[str, ...] = ()

    @property
    def document(self) -> Document:
        return self.hit.document

    @property
    def title(self) -> str:
        """As published; a merged table has its set's title in the reader's language."""
        is_set = is_english() and self.document.kind == "merged" and self.document.standard
        return set_title(self.document.standard) if is_set else self.document.title

    @property
    def title_parts(self) -> tuple[Part, ...]:
        return passage(self.title, self.marks)

    @property
    def notes_parts(self) -> tuple[Part, ...]:
        return passage(" ".join(self.document.notes.split()), self.marks, room=NOTES_ROOM)

    @property
    def elsewhere(self) -> tuple[str, tuple[Part, ...]] | None:
        """Where else the words stand, when neither title nor notes say them: a label and the text.

        Nothing is said when the words are the publisher's name, which stands above the title.
        """
        if not self.marks or has_mark(self.title_parts) or has_mark(self.notes_parts):
            return None
        document = self.document
        places = (
            (gettext("Files"), document.files),
            (gettext("Keywords"), (*document.keywords, *document.theme_titles)),
            (gettext("Columns"), document.columns),
            (gettext("Values"), document.samples),
        )
        for label, texts in places:
            for text in texts:
                parts = passage(text, self.marks, room=NOTES_ROOM)
                if has_mark(parts):
                    return label, parts
        return None

    @property
    def area(self) -> str:
        """The publisher whose part of a merged table the query asks for, by name."""
        return publisher_name(self.hit.area) if self.hit.area else ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    q: str
    total: int
    items: tuple[ResultItem, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Choice, ...]
    sorts: tuple[SortLink, ...]
    pages: tuple[PageLink, ...]
    unknown_words: str
    synonyms: str
    places: str
    exact_url: str  # the same words without synonyms and places
    feed_query: str
    did_you_mean: str
    did_you_mean_url: str
    kept: tuple[tuple[str, str], ...]
    without_unknown: str
    clear_url: str


@cache
def index() -> SearchIndex:
    return open_index(settings())


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks: words, chosen facet values, order and page. Odd values are ignored."""

    q: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    sort: Sort
    page: int

    @classmethod
    def read(cls, query: QueryDict) -> Question:
        filters = tuple(
            (facet, tuple(dict.fromkeys(value for value in query.getlist(parameter) if value)))
            for facet in FACETS
            for parameter in (PARAMETER.get(facet, facet),)
        )
        asked = query.get("sort", "")
        sort: Sort = next((known for known in SORTS if known == asked), "relevance")
        number = query.get("page", "1")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
        return cls(query.get("q", "").strip()[:500], filters, sort, min(max(page, 1), LAST_PAGE))

    def url(self, **changes: object) -> str:
        """The address of this question with something changed; any change goes to page 1."""
        q = changes.get("q", self.q)
        filters = changes.get("filters", self.filters)
        sort = changes.get("sort", self.sort)
        page = changes.get("page", 1)
        pairs = [("q", q)] if q else []
        pairs += [
            (PARAMETER.get(facet, facet), value)
            for facet, values in filters  # type: ignore[attr-defined]
            for value in values
        ]
        pairs += [("sort", sort)] if sort != "relevance" else []
        pairs += [("page", page)] if page != 1 else []
        return (
            f"{reverse('catalog:search')}?{urlencode(pairs)}"
            if pairs
            else reverse("catalog:search")
        )

    def toggled(self, facet: str, value: str) -> str:
        filters = tuple(
            (code, _toggle(values, value) if code == facet else values)
            for code, values in self.filters
        )
        return self.url(filters=filters)


def _toggle(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in values if v != value) if value in values else (*values, value)


def result_page(query: QueryDict) -> ResultPage:
    asked = Question.read(query)
    found = _search(asked)
    if found.total and not found.hits:  # past the end: the last page instead
        asked = replace(asked, page=-(-found.total // PAGE_SIZE))
        found = _search(asked)
    named = labellers(titles())
    facets = tuple(_facet(code, found, asked, named[code]) for code in FACETS)
    return ResultPage(
        q=asked.q,
        total=found.total,
        items=tuple(ResultItem(hit, page_url(hit), found.marks) for hit in found.hits),
        facets=tuple(facet for facet in facets if facet.choices),
        chosen=tuple(_chosen(asked, named)),
        sorts=tuple(_sorts(asked)),
        pages=tuple(_pages(found.total, asked)),
        unknown_words=quoted(found.unknown_words),
        synonyms=quoted(found.synonyms_used),
        places=quoted(_place_names(found)),
        exact_url=asked.url(q=found.exact_query) if found.exact_query else "",
        feed_query=asked.url(sort="relevance").partition("?")[2],
        did_you_mean=found.did_you_mean,
        did_you_mean_url=asked.url(q=found.did_you_mean),
        kept=tuple(_kept(asked)),
        without_unknown=_without(asked, found.unknown_words),
        clear_url=asked.url(filters=()),
    )


def _search(asked: Question, *, page_size: int = PAGE_SIZE) -> Results:
    found = index().search(
        asked.q,
        filters={facet: values for facet, values in asked.filters if values},
        sort=asked.sort,
        page=asked.page,
        page_size=page_size,
    )
    return msgspec.structs.replace(found, hits=_seen(found.hits))


def _seen(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Without what was withdrawn or hidden since the index was written."""
    keys = [hit.document.key for hit in hits]
    rows = Dataset.objects.filter(SEEN, id__in=keys) if keys else Dataset.objects.none()
    public = set(rows.values_list("id", flat=True))
    return tuple(hit for hit in hits if hit.document.key in public)


def newest(asked: Question, count: int) -> tuple[Hit, ...]:
    """What the question finds, the newest first, whatever order and page it asks for."""
    return _search(replace(asked, sort="modified", page=1), page_size=count).hits


def page_url(hit: Hit) -> str:
    document = hit.document
    if document.kind == "merged" and document.standard:
        url = reverse("catalog:set", args=[document.standard])
        return f"{url}#part-{hit.area}" if hit.area else url
    return reverse("catalog:dataset", args=[document.id])


def quoted(words: tuple[str, ...]) -> str:
    """「公園」「緑地」, “park”, “garden”."""
    if is_english():
        return ", ".join(f"“{word}”" for word in words)
    return "".join(f"「{word}」" for word in words)


def _place_names(found: Results) -> tuple[str, ...]:
    return tuple(dict.fromkeys(publisher_name(place.code, place.name) for place in found.places))


def _facet(code: str, found: Results, asked: Question, label: Callable[[str], str]) -> Facet:
    chosen = dict(asked.filters)[code]
    counts = {value.value: value.count for value in found.facets.get(code, ()) if value.value}
    counts = {value: 0 for value in chosen if value not in counts} | counts
    choices = [
        Choice(label(value), count, asked.toggled(code, value), value in chosen)
        for value, count in counts.items()
    ]
    choices.sort(key=lambda choice: not choice.is_chosen)
    return Facet(
        code, facet_titles()[code], tuple(choices[:FACET_VALUES]), tuple(choices[FACET_VALUES:])
    )


def _chosen(asked: Question, named: dict[str, Callable[[str], str]]) -> list[Choice]:
    return [
        Choice(named[facet](value), 0, asked.toggled(facet, value), is_chosen=True)
        for facet, values in asked.filters
        for value in values
    ]


def _sorts(asked: Question) -> list[SortLink]:
    labels = {
        "relevance": gettext("Best match"),
        "modified": gettext("Newest"),
        "title": gettext("Title"),
    }
    return [SortLink(labels[sort], asked.url(sort=sort), sort == asked.sort) for sort in SORTS]


def _pages(total: int, asked: Question) -> list[PageLink]:
    last = min(-(-total // PAGE_SIZE), LAST_PAGE)
    if last < 2:
        return []
    near = range(asked.page - 2, asked.page + 3)
    shown = sorted({1, last, *(number for number in near if 1 <= number <= last)})
    links: list[PageLink] = []
    for number in shown:
        if links and number - links[-1].number > 1:
            links.append(PageLink(0, "", is_current=False))
        links.append(PageLink(number, asked.url(page=number), number == asked.page))
    return links


def _kept(asked: Question) -> list[tuple[str, str]]:
    """What the search form must carry along so that new words keep the chosen facets."""
    pairs = [
        (PARAMETER.get(facet, facet), value) for facet, values in asked.filters for value in values
    ]
    return [*pairs, ("sort", asked.sort)] if asked.sort != "relevance" else pairs


def _without(asked: Question, unknown: tuple[str, ...]) -> str:
    rest = [word for word in asked.q.split() if word not in unknown]
    return asked.url(q=" ".join(rest)) if unknown and rest else ""
