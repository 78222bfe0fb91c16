"""Vocabularies of DCAT-AP 3 and an empty graph that knows their prefixes."""

from __future__ import annotations

import re

from rdflib import Graph, Namespace
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, RDF, RDFS, SKOS, XSD

__all__ = [
    "ADMS",
    "CSVW",
    "DCAT",
    "DCATAP",
    "DCTERMS",
    "DQV",
    "EU",
    "FOAF",
    "GEO",
    "HYDRA",
    "LOCN",
    "ORG",
    "OWL",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SKOS",
    "SPDX",
    "VCARD",
    "XSD",
    "empty_graph",
    "safe_iri",
    "safe_text",
]

ADMS = Namespace("http://www.w3.org/ns/adms#")
CSVW = Namespace("http://www.w3.org/ns/csvw#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib knows DCAT 2 alone
DCATAP = Namespace("http://data.europa.eu/r5r/")
DQV = Namespace("http://www.w3.org/ns/dqv#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SCHEMA = Namespace("http://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")

PREFIXES = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcatap": DCATAP,
    "dct": DCTERMS,
    "dqv": DQV,
    "foaf": FOAF,
    "geo": GEO,
    "hydra": HYDRA,
    "locn": LOCN,
    "org": ORG,
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "spdx": SPDX,
    "vcard": VCARD,
    "xsd": XSD,
}

EU = "http://publications.europa.eu/resource/authority/"

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]")


def empty_graph() -> Graph:
    """A graph with our prefixes and no others."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def safe_text(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _NOT_IN_XML.sub("", text)


def safe_iri(url: str) -> str:
    """The URL as an IRI, blanks and the like percent-encoded; blank when it is no absolute URL."""
    bare = url.strip()
    if not _SCHEME.match(bare):
        return ""
    return _NOT_IN_IRI.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "ignore")), bare
    )
