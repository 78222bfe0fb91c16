"""A subject that statements are added to; what is blank is not stated."""

from __future__ import annotations

from tdpf.core.catalog.dates import precision_of
from tdpf.core.catalog.dcat.statements import Statements, Words
from tdpf.core.catalog.dcat.words import PREFIXES, RDF, XSD
from tdpf.core.catalog.safe import safe_iri, safe_text

_DATE_TYPES = {"year": XSD.gYear, "month": XSD.gYearMonth, "day": XSD.date, "moment": XSD.dateTime}
_TYPE = RDF.type
_OURS = tuple(f"{prefix}:" for prefix in PREFIXES)


class Node:
    """Statements about one IRI. Every method leaves out what is blank and returns the node."""

    __slots__ = ("graph", "iri")

    def __init__(self, graph: Statements, iri: str, kind: str | None = None) -> None:
        self.graph = graph
        self.iri = safe_iri(iri)
        if kind is not None:
            graph.add(self.iri, _TYPE, kind)

    def part(self, name: str, kind: str | None = None) -> Node:
        """A node that belongs to this one: its IRI with a fragment."""
        return Node(self.graph, f"{self.iri.partition('#')[0]}#{name}", kind)

    def text(self, predicate: str, value: str, language: str | None = None) -> Node:
        if value and (kept := safe_text(value)):
            self.graph.add(self.iri, predicate, Words(kept, language or ""))
        return self

    def value(self, predicate: str, value: object, datatype: str) -> Node:
        if value is not None and value != "":
            self.graph.add(self.iri, predicate, Words(str(value), "", datatype))
        return self

    def date(self, predicate: str, value: str) -> Node:
        """An ISO date of any precision; a text that is none is left out."""
        precision = precision_of(value) if value else None
        if precision:
            self.value(predicate, value, _DATE_TYPES[precision])
        return self

    def link(self, predicate: str, target: Node | str, kind: str | None = None) -> Node:
        """A statement about another thing, with that thing's type where it is known."""
        iri = target.iri if isinstance(target, Node) else safe_iri(target)
        if iri and not _is_shortened(iri):
            self.graph.add(self.iri, predicate, iri)
            if kind is not None:
                self.graph.add(iri, _TYPE, kind)
        return self


def _is_shortened(iri: str) -> bool:
    """Whether JSON-LD would take the scheme for one of our prefixes, as in `geo:35.7,139.7`."""
    return iri.startswith(_OURS) and not iri.partition(":")[2].startswith("//")
