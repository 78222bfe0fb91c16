"""Organisations and contacts as FOAF agents and vCards."""

from __future__ import annotations

from urllib.parse import quote

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.dcat.node import Node
from tdpf.core.catalog.dcat.statements import Statements
from tdpf.core.catalog.dcat.words import DCAT, DCTERMS, FOAF, ORG, RDF, SKOS, VCARD
from tdpf.core.catalog.model import Contact, Organisation

PUBLISHER_TYPE = "http://purl.org/adms/publishertype/"
KINDS = {
    "municipality": "LocalAuthority",
    "prefecture": "RegionalAuthority",
    "nation": "NationalAuthority",
    "company": "Company",
    "group": "NonProfitOrganisation",
    "academia": "Academia-ScientificOrganisation",
}
"""Our kinds of organisation and the ADMS publisher types."""

KANA = "ja-Kana"


def add_organisation(graph: Statements, organisation: Organisation, at: Addresses) -> Node:
    node = Node(graph, at.organisation(organisation), FOAF.Agent)
    node.text(FOAF.name, organisation.title, "ja").text(FOAF.name, organisation.title_en, "en")
    node.text(FOAF.name, organisation.kana, KANA).text(FOAF.nick, organisation.name)
    node.text(DCTERMS.identifier, organisation.code6)
    node.text(DCTERMS.description, organisation.description)
    node.link(FOAF.homepage, organisation.homepage, FOAF.Document)
    node.link(FOAF.depiction, organisation.image_url)
    if organisation.parent:
        node.link(ORG.subOrganizationOf, f"{at.site}/publishers/{quote(organisation.parent)}")
    if organisation.kind in KINDS:
        kind = Node(graph, PUBLISHER_TYPE + KINDS[organisation.kind], SKOS.Concept)
        node.link(DCTERMS.type, kind.text(SKOS.prefLabel, KINDS[organisation.kind], "en"))
    return node


def add_contact(node: Node, contact: Contact, *, is_bulk: bool) -> None:
    """The office to ask. In bulk, a mail address only where its owner agrees."""
    email = contact.email if contact.is_email_in_bulk or not is_bulk else ""
    if not any((contact.name, email, contact.phone, contact.form_url, contact.remark)):
        return
    card = node.part("contact", VCARD.Kind)
    card.link(RDF.type, VCARD.Organization)
    card.text(VCARD.fn, contact.name)
    if email:
        card.link(VCARD.hasEmail, "mailto:" + quote(email, safe="@.+-_"))
    if contact.phone:
        card.link(VCARD.hasTelephone, telephone(contact.phone, contact.extension))
    card.link(VCARD.hasURL, contact.form_url).text(VCARD.note, contact.remark)
    node.link(DCAT.contactPoint, card)


def telephone(phone: str, extension: str) -> str:
    """A `tel:` IRI (RFC 3966) that keeps the brackets and hyphens of the number."""
    inner = f";ext={quote(extension, safe='')}" if extension else ""
    context = "" if phone.startswith("+") else ";phone-context=+81"
    return f"tel:{quote(phone, safe='()+-.')}{inner}{context}"
