"""Paging of a catalogue in the Hydra vocabulary: which page this is and where the others are."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rdflib import Graph, URIRef

from tdpf.core.catalog.dcat import terms
from tdpf.core.catalog.dcat.node import Node
from tdpf.core.catalog.dcat.statements import Statements
from tdpf.core.catalog.dcat.words import HYDRA, RDF, XSD

SIZE = 100


class Page(msgspec.Struct, frozen=True):
    """Page `number`, from 1, of `total` datasets; `url` is the address without `page=`.

    With `after`, the last id of this page, the next one goes on exactly behind it: what comes or
    goes meanwhile makes a reader miss nothing and read nothing twice.
    """

    url: str
    number: int
    total: int
    size: int = SIZE
    after: str = ""

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    def link(self, number: int) -> str:
        mark = "&" if "?" in self.url else "?"
        return f"{self.url}{mark}page={number}"

    def links(self) -> Iterator[tuple[str, str]]:
        """(relation, address) of the neighbours that exist, as `Link` headers name them."""
        yield "first", self.link(1)
        if self.number > 1:
            yield "previous", self.link(min(self.number - 1, self.last))
        if self.number < self.last:
            yield (
                "next",
                self.link(self.number + 1) + (f"&after={self.after}" if self.after else ""),
            )
        yield "last", self.link(self.last)


_NEXT = (terms.HYDRA.next, terms.HYDRA.nextPage)


def add_page(graph: Statements, catalog: Node, page: Page) -> None:
    """The catalogue as a Hydra collection of which the graph is a partial view."""
    view = Node(graph, page.link(page.number), HYDRA.PartialCollectionView)
    for relation, url in page.links():
        view.link(HYDRA[relation], url)
    catalog.link(RDF.type, HYDRA.Collection).link(HYDRA.view, view)
    catalog.value(HYDRA.totalItems, page.total, XSD.integer)
    catalog.value(HYDRA.itemsPerPage, page.size, XSD.integer)


def next_page(graph: Graph) -> str:
    """The address of the following page; blank at the end. Older Hydra terms are known too."""
    for predicate in _NEXT:
        found = next(graph.objects(None, predicate), None)
        if isinstance(found, URIRef):
            return str(found)
    return ""
