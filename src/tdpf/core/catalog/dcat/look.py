"""Looking into a foreign graph: texts by language, labels of things, dates, always in one order."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node as Term

from tdpf.core.catalog.dates import iso_date
from tdpf.core.catalog.dcat.terms import DCTERMS, FOAF, RDFS, SCHEMA, SKOS, VCARD

_LABELS = (RDFS.label, SKOS.prefLabel, DCTERMS.title, FOAF.name, VCARD.fn, SCHEMA.name)


def objects(graph: Graph, subject: Term, *predicates: URIRef) -> list[Term]:
    """What the first predicate that is used points to, sorted, so that runs agree."""
    for predicate in predicates:
        found = sorted(graph.objects(subject, predicate), key=_order)
        if found:
            return found
    return []


def _order(term: Term) -> tuple[int, str, str]:
    language = term.language or "" if isinstance(term, Literal) else ""
    return isinstance(term, BNode), str(term), language


def first(graph: Graph, subject: Term, *predicates: URIRef) -> Term | None:
    return next(iter(objects(graph, subject, *predicates)), None)


def string(graph: Graph, subject: Term, *predicates: URIRef) -> str:
    """The text, or the IRI, of the first object; blank when there is none."""
    found = first(graph, subject, *predicates)
    return "" if found is None or isinstance(found, BNode) else str(found).strip()


def strings(graph: Graph, subject: Term, *predicates: URIRef) -> tuple[str, ...]:
    """Texts and IRIs, each once."""
    found = objects(graph, subject, *predicates)
    return tuple(dict.fromkeys(str(one) for one in found if not isinstance(one, BNode)))


def iri(graph: Graph, subject: Term, *predicates: URIRef) -> str:
    """An address: an IRI, or a literal that was written in its place."""
    return string(graph, subject, *predicates)


def titles(graph: Graph, subject: Term, predicate: URIRef) -> tuple[str, str]:
    """(Japanese, English): without Japanese, the text without a language, then any other."""
    found = [one for one in objects(graph, subject, predicate) if isinstance(one, Literal)]
    by_language: dict[str, str] = {}
    for one in found:
        by_language.setdefault((one.language or "").lower(), str(one))
    english = next((by_language[tag] for tag in sorted(by_language) if is_english(tag)), "")
    main = next((text for tag, text in _ranked(by_language)), "")
    return (main, english) if main else (english, "")


def _ranked(by_language: dict[str, str]) -> list[tuple[str, str]]:
    """Texts that may be the Japanese title, the likeliest first; English and kana are none."""
    fit = [(tag, text) for tag, text in by_language.items() if not is_english(tag)]
    fit = [(tag, text) for tag, text in fit if tag not in {"ja-kana", "ja-hrkt", "ja-hira"}]
    return sorted(fit, key=lambda pair: (not pair[0].startswith("ja"), pair[0] != "", pair[0]))


def is_english(tag: str) -> bool:
    return tag == "en" or tag.startswith("en-")


def label(graph: Graph, term: Term) -> str:
    """What a thing is called: a literal's text, a node's label, or its IRI."""
    if isinstance(term, Literal):
        return str(term).strip()
    for predicate in _LABELS:
        main, _ = titles(graph, term, predicate)
        if main:
            return main
    return "" if isinstance(term, BNode) else str(term)


def labels(graph: Graph, terms: Iterable[Term]) -> tuple[str, ...]:
    """IRIs as they are, other things by their words; each once, sorted."""
    words = (
        own_words(graph, one) or (str(one) if isinstance(one, URIRef) else "") for one in terms
    )
    return tuple(sorted(set(filter(None, words))))


def own_words(graph: Graph, term: Term) -> str:
    """The words of a literal, or of a node whose label stands in place of an address."""
    if isinstance(term, Literal):
        return str(term).strip()
    return str(next(iter(objects(graph, term, RDFS.label)), "")).strip()


def date(graph: Graph, subject: Term, *predicates: URIRef) -> str:
    """An ISO date; a year-month or a day keeps its precision, an unreadable text is blank."""
    return iso_date(string(graph, subject, *predicates))
