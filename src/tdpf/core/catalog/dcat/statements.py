"""What is to be written, as plain values: subject → predicate → values, each once.

A graph of rdflib answers any question, which costs ten times what writing needs. `graph` makes one
of the statements, for those who ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from rdflib import Graph, Literal, URIRef

from tdpf.core.catalog.dcat.terms import empty_graph


class Words(NamedTuple):
    """A text in a language, or a value of a datatype, or neither."""

    text: str
    language: str = ""
    datatype: str = ""


Value = str | Words
"""An IRI, or a literal."""
_Values = Value | dict[Value, None]
"""Most predicates have one value: a container for each would be ten thousand a page."""


class Statements:
    """Statements about things, in the order in which they came."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, _Values]] = {}

    def add(self, subject: str, predicate: str, value: Value) -> None:
        about = self._of.get(subject)
        if about is None:
            about = self._of[subject] = {}
        values = about.setdefault(predicate, value)
        if isinstance(values, dict):
            values[value] = None
        elif values is not value and values != value:
            about[predicate] = {values: None, value: None}

    def subjects(self) -> list[str]:
        """All that something is said of, sorted."""
        return sorted(self._of)

    def about(self, subject: str) -> Iterator[tuple[str, Collection[Value]]]:
        """Predicates and their values."""
        for predicate, values in self._of[subject].items():
            yield predicate, values if isinstance(values, dict) else (values,)

    def graph(self) -> Graph:
        """The same as a graph of rdflib."""
        graph = empty_graph()
        for subject in self._of:
            for predicate, values in self.about(subject):
                for value in values:
                    graph.add((URIRef(subject), URIRef(predicate), _term(value)))
        return graph


def _term(value: Value) -> URIRef | Literal:
    if isinstance(value, str):
        return URIRef(value)
    datatype = URIRef(value.datatype) if value.datatype else None
    return Literal(value.text, lang=value.language or None, datatype=datatype, normalize=False)
