"""The vocabularies of `terms` as plain text, for writing: an IRI is a `str` and nothing more."""

from __future__ import annotations

from tdpf.core.catalog.dcat import terms


class Vocabulary:
    """The terms of a namespace as attributes, each made once."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        word = self._namespace + name
        setattr(self, name, word)
        return word

    def __getitem__(self, name: str) -> str:
        return self._namespace + name


ADMS = Vocabulary(str(terms.ADMS))
DCAT = Vocabulary(str(terms.DCAT))
DCTERMS = Vocabulary(str(terms.DCTERMS))
DQV = Vocabulary(str(terms.DQV))
FOAF = Vocabulary(str(terms.FOAF))
GEO = Vocabulary(str(terms.GEO))
HYDRA = Vocabulary(str(terms.HYDRA))
ORG = Vocabulary(str(terms.ORG))
RDF = Vocabulary(str(terms.RDF))
RDFS = Vocabulary(str(terms.RDFS))
SCHEMA = Vocabulary(str(terms.SCHEMA))
SKOS = Vocabulary(str(terms.SKOS))
SPDX = Vocabulary(str(terms.SPDX))
VCARD = Vocabulary(str(terms.VCARD))
XSD = Vocabulary(str(terms.XSD))
PREFIXES = {prefix: str(namespace) for prefix, namespace in terms.PREFIXES.items()}
EU = terms.EU
