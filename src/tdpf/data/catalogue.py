"""The catalogue as other catalogues read it: pages of RDF, kept until something is published.

rdflib is large, and most servers are never asked for RDF: it is loaded with the first question.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tdpf.adapters.catalog import Catalog as Shelf
from tdpf.core.access import ANONYMOUS, Actor
from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.model import Catalog, Dataset, Organisation, OrganisationId
from tdpf.core.catalog.syntaxes import Syntax
from tdpf.data.identity import is_listed_for
from tdpf.data.site import title

SIZE = 100
TOGETHER = 200
KEPT_BYTES = 24_000_000
DESCRIPTION = "東京都内の区市町村などが公開するデータの目録。表、地図、APIとして使えます。"
DESCRIPTION_EN = "Data published in Tokyo: as tables, maps and APIs."


@dataclass(frozen=True, slots=True)
class PageOfDatasets:
    """Datasets in the order of their ids. `last_id` is where the next page goes on."""

    datasets: Sequence[Dataset]
    number: int
    total: int
    last_id: str


class KeptPages:
    """Finished documents of one generation, the least recently used dropped first."""

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, bytes] = OrderedDict()
        self._generation = -1
        self._size = 0

    def find(self, generation: int, key: object) -> bytes | None:
        with self._lock:
            if generation != self._generation:
                self._kept.clear()
                self._generation, self._size = generation, 0
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, generation: int, key: object, document: bytes) -> None:
        with self._lock:
            if generation != self._generation or key in self._kept or len(document) > self._limit:
                return
            self._kept[key] = document
            self._size += len(document)
            while self._size > self._limit:
                self._size -= len(self._kept.popitem(last=False)[1])


def page_of(
    shelf: Shelf, number: int, after: str, organisation: str | None, actor: Actor = ANONYMOUS
) -> PageOfDatasets:
    """One page of what is there for the actor.

    With `after`, it goes on behind that dataset, whatever was published meanwhile.
    """
    if actor != ANONYMOUS:
        return _page_for(shelf, number, after, organisation, actor)
    ids = shelf.ids(organisation=organisation)
    start = bisect_right(ids, after) if after else (number - 1) * SIZE
    chosen = ids[start : start + SIZE]
    is_last = start + SIZE >= len(ids)
    last_id = chosen[-1] if chosen and not is_last else ""
    return PageOfDatasets(shelf.datasets(chosen), number, len(ids), last_id)


def _page_for(
    shelf: Shelf, number: int, after: str, organisation: str | None, actor: Actor
) -> PageOfDatasets:
    """The page for somebody in particular: all descriptions are looked at for it."""
    seen = every_dataset(shelf, actor, organisation=organisation)
    chosen: list[Dataset] = []
    total, start = 0, (number - 1) * SIZE
    for dataset in seen:
        is_here = dataset.id > after if after else total >= start
        if is_here and len(chosen) <= SIZE:
            chosen.append(dataset)
        total += 1
    last_id = chosen[SIZE - 1].id if len(chosen) > SIZE else ""
    return PageOfDatasets(chosen[:SIZE], number, total, last_id)


def every_dataset(
    shelf: Shelf, actor: Actor = ANONYMOUS, *, organisation: str | None = None
) -> Iterator[Dataset]:
    """All datasets that are there for the actor, a few at a time.

    What is published meanwhile may be among them; nothing comes twice.
    """
    after, is_known = "", actor != ANONYMOUS
    while some := shelf.page(
        after=after, limit=TOGETHER, organisation=organisation, everything=is_known
    ):
        yield from (one for one in some if not is_known or is_listed_for(actor, one))
        after = some[-1].id


def catalogue_text(
    shelf: Shelf, at: Addresses, page: PageOfDatasets, url: str, syntax: Syntax
) -> bytes:
    """A page of the whole catalogue."""
    from tdpf.core.catalog.dcat import Page, describe_catalog, write_graph

    paging = Page(url, page.number, page.total, SIZE, after=page.last_id)
    series = shelf.series() if page.number == 1 else ()
    graph = describe_catalog(about(at), page.datasets, at, series=series, page=paging)
    return write_graph(graph, syntax)


def organisation_text(
    at: Addresses,
    owner: Organisation,
    page: PageOfDatasets,
    url: str,
    syntax: Syntax,
) -> bytes:
    """A page of what one organisation publishes, as a catalogue of its own."""
    from tdpf.core.catalog.dcat import Page, describe_catalog, write_graph

    part = Catalog(
        title=owner.title,
        description=owner.description or f"{owner.title}が公開するデータ",
        publisher=owner,
        title_en=owner.title_en,
        homepage=owner.homepage,
    )
    paging = Page(url, page.number, page.total, SIZE, after=page.last_id)
    iri = f"{at.organisation(owner)}#catalog"
    graph = describe_catalog(part, page.datasets, at, page=paging, iri=iri)
    return write_graph(graph, syntax)


def dataset_text(dataset: Dataset, at: Addresses, syntax: Syntax) -> bytes:
    from tdpf.core.catalog.dcat import describe_dataset, write_graph

    return write_graph(describe_dataset(dataset, at), syntax)


def about(at: Addresses) -> Catalog:
    """The catalogue as a whole."""
    operator = Organisation(
        id=OrganisationId(stable_id(at.site, "operator")),
        name="operator",
        title=title("ja"),
        title_en=title("en"),
        homepage=at.site,
    )
    return Catalog(
        title=title("ja"),
        description=DESCRIPTION,
        publisher=operator,
        title_en=title("en"),
        description_en=DESCRIPTION_EN,
        homepage=at.site,
    )
