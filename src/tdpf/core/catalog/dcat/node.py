"""A subject of the graph that statements are added to; what is blank is not stated."""

from __future__ import annotations

from rdflib import Graph, Literal, URIRef

from tdpf.core.catalog.dates import precision_of
from tdpf.core.catalog.dcat.terms import RDF, XSD, safe_iri, safe_text

_DATE_TYPES = {"year": XSD.gYear, "month": XSD.gYearMonth, "day": XSD.date, "moment": XSD.dateTime}


class Node:
    """Statements about one IRI. Every method leaves out what is blank and returns the node."""

    def __init__(self, graph: Graph, iri: str, kind: URIRef | None = None) -> None:
        self.graph = graph
        self.iri = URIRef(iri)
        if kind is not None:
            graph.add((self.iri, RDF.type, kind))

    def part(self, name: str, kind: URIRef | None = None) -> Node:
        """A node that belongs to this one: its IRI with a fragment."""
        return Node(self.graph, f"{str(self.iri).partition('#')[0]}#{name}", kind)

    def text(self, predicate: URIRef, value: str, language: str | None = None) -> Node:
        kept = safe_text(value)
        if kept:
            self.graph.add((self.iri, predicate, Literal(kept, lang=language)))
        return self

    def value(self, predicate: URIRef, value: object, datatype: URIRef) -> Node:
        if value not in {None, ""}:
            literal = Literal(str(value), datatype=datatype, normalize=False)
            self.graph.add((self.iri, predicate, literal))
        return self

    def date(self, predicate: URIRef, value: str) -> Node:
        """An ISO date of any precision; a text that is none is left out."""
        precision = precision_of(value)
        if precision:
            self.value(predicate, value, _DATE_TYPES[precision])
        return self

    def link(self, predicate: URIRef, target: Node | str, kind: URIRef | None = None) -> Node:
        """A statement about another thing, with that thing's type where it is known."""
        iri = target.iri if isinstance(target, Node) else URIRef(safe_iri(target))
        if iri:
            self.graph.add((self.iri, predicate, iri))
            if kind is not None:
                self.graph.add((iri, RDF.type, kind))
        return self
