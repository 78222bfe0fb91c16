"""Publishers and contact points as foreign catalogues write them."""

from __future__ import annotations

from urllib.parse import unquote

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node as Term

from tdpf.core.catalog.addresses import is_uuid, last_part
from tdpf.core.catalog.dcat.look import first, label, objects, string, strings, titles
from tdpf.core.catalog.dcat.terms import DCAT, DCTERMS, FOAF, ORG, SKOS, VCARD
from tdpf.core.catalog.dcat.write_agents import KANA, KINDS, PUBLISHER_TYPE
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.model import Contact, Organisation, OrganisationId
from tdpf.core.places import is_code6

_KINDS = {PUBLISHER_TYPE + told: kind for kind, told in KINDS.items()}


def read_organisation(graph: Graph, term: Term) -> Organisation:
    """The agent, by node or by bare name; its id is the same for the same node or name."""
    title, title_en = (str(term), "") if isinstance(term, Literal) else _names(graph, term)
    seed = str(term) if isinstance(term, URIRef) else title
    tail = last_part(seed) if isinstance(term, URIRef) else ""
    identity = tail if is_uuid(tail) else stable_id(seed)
    codes = (one for one in strings(graph, term, DCTERMS.identifier) if is_code6(one))
    return Organisation(
        id=OrganisationId(identity),
        name=string(graph, term, FOAF.nick) or identity,
        title=title or label(graph, term) or identity,
        title_en=title_en,
        kana=_kana(graph, term),
        kind=_KINDS.get(string(graph, term, DCTERMS.type), ""),
        code6=next(codes, ""),
        parent=last_part(string(graph, term, ORG.subOrganizationOf)),
        description=titles(graph, term, DCTERMS.description)[0],
        homepage=string(graph, term, FOAF.homepage),
        image_url=string(graph, term, FOAF.depiction),
    )


def _names(graph: Graph, term: Term) -> tuple[str, str]:
    for predicate in (FOAF.name, VCARD.fn, SKOS.prefLabel, DCTERMS.title):
        found = titles(graph, term, predicate)
        if found[0]:
            return found
    return label(graph, term), ""


def _kana(graph: Graph, term: Term) -> str:
    names = objects(graph, term, FOAF.name)
    literals = (one for one in names if isinstance(one, Literal))
    found = (str(one) for one in literals if (one.language or "").lower() == KANA.lower())
    return next(found, "")


def read_contact(graph: Graph, subject: Term) -> Contact:
    """The first contact point; its parts may be literals, IRIs or nodes with a value."""
    card = first(graph, subject, DCAT.contactPoint)
    if card is None:
        return Contact()
    if isinstance(card, Literal):
        return Contact(name=str(card))
    phone, extension = _telephone(_valued(graph, card, VCARD.hasTelephone, VCARD.tel))
    return Contact(
        name=string(graph, card, VCARD.fn, VCARD["organization-name"], VCARD.hasFN),
        email=unquote(_valued(graph, card, VCARD.hasEmail, VCARD.email).removeprefix("mailto:")),
        phone=phone,
        extension=extension,
        form_url=string(graph, card, VCARD.hasURL, VCARD.url),
        remark=string(graph, card, VCARD.note),
    )


def _valued(graph: Graph, card: Term, *predicates: URIRef) -> str:
    found = first(graph, card, *predicates)
    if found is None:
        return ""
    inner = string(graph, found, VCARD.hasValue, VCARD.value)
    return inner or string(graph, card, *predicates)


def _telephone(told: str) -> tuple[str, str]:
    """(number, extension) of a `tel:` IRI or of plain words."""
    if not told.startswith("tel:"):
        return told, ""
    number, *parameters = told.removeprefix("tel:").split(";")
    extension = next((one[4:] for one in parameters if one.startswith("ext=")), "")
    return unquote(number), unquote(extension)
