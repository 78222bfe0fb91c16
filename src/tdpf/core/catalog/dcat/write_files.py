"""Files as distributions, and the API of their rows as a data service."""

from __future__ import annotations

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.dcat.node import Node
from tdpf.core.catalog.dcat.statements import Statements
from tdpf.core.catalog.dcat.words import ADMS, DCAT, DCTERMS, EU, RDFS, SCHEMA, SPDX, XSD
from tdpf.core.catalog.dcat.write_shared import (
    add_documents,
    add_languages,
    add_licence,
    add_named,
    add_standards,
    concept,
)
from tdpf.core.catalog.formats import EU_FILE_TYPE, FORMATS, IANA
from tdpf.core.catalog.model import Dataset, Distribution, TableInfo, licence_of

STATUSES = {
    "completed": EU + "distribution-status/COMPLETED",
    "developing": EU + "distribution-status/DEVELOP",
    "deprecated": EU + "distribution-status/DEPRECATED",
    "withdrawn": EU + "distribution-status/WITHDRAWN",
}


def add_distribution(
    graph: Statements, dataset: Dataset, distribution: Distribution, at: Addresses
) -> Node:
    node = Node(graph, at.distribution(dataset, distribution), DCAT.Distribution)
    node.text(DCTERMS.identifier, distribution.id)
    node.value(SCHEMA.position, distribution.position, XSD.integer)
    node.text(DCTERMS.title, distribution.title, "ja")
    node.text(DCTERMS.title, distribution.title_en, "en")
    node.text(DCTERMS.description, distribution.description, "ja")
    # An access URL is mandatory; where the publisher gave none it is the file, else our page.
    where = distribution.access_url or distribution.download_url or at.dataset(dataset.id)
    node.link(DCAT.accessURL, where, RDFS.Resource)
    node.link(DCAT.downloadURL, distribution.download_url, RDFS.Resource)
    _add_bytes(node, distribution)
    told = distribution.licence_text or dataset.licence_text
    add_licence(node, licence_of(dataset, distribution), told, at)
    if distribution.rights:
        add_named(node, DCTERMS.rights, distribution.rights, "rights", DCTERMS.RightsStatement)
    add_languages(node, distribution.languages)
    add_standards(node, distribution.standards, distribution.conforms_to, at)
    add_documents(node, distribution.documents)
    node.date(DCTERMS.issued, distribution.issued).date(DCTERMS.modified, distribution.modified)
    if distribution.status:
        concept(node, ADMS.status, STATUSES[distribution.status])
    for table in distribution.tables:
        node.link(DCAT.accessService, _add_service(graph, dataset, distribution, table, at))
    return node


def _add_bytes(node: Node, distribution: Distribution) -> None:
    known = FORMATS.get(distribution.format)
    if known and known.eu:
        node.link(DCTERMS.format, EU_FILE_TYPE + known.eu, DCTERMS.MediaTypeOrExtent)
    elif distribution.format:
        word = node.part("format", DCTERMS.MediaTypeOrExtent)
        node.link(DCTERMS.format, word.text(RDFS.label, distribution.format))
    if distribution.media_type:
        node.link(DCAT.mediaType, IANA + distribution.media_type, DCTERMS.MediaType)
    node.value(DCAT.byteSize, distribution.bytes, XSD.nonNegativeInteger)
    if distribution.sha256:
        checksum = node.part("checksum", SPDX.Checksum)
        algorithm = Node(node.graph, SPDX.checksumAlgorithm_sha256, SPDX.ChecksumAlgorithm)
        checksum.link(SPDX.algorithm, algorithm)
        checksum.value(SPDX.checksumValue, distribution.sha256, XSD.hexBinary)
        node.link(SPDX.checksum, checksum)


def _add_service(
    graph: Statements, dataset: Dataset, distribution: Distribution, table: TableInfo, at: Addresses
) -> Node:
    """The records API of a table."""
    service = Node(graph, at.table(table), DCAT.DataService)
    title = " ".join(
        part for part in (dataset.title, distribution.title, table.sheet, "(API)") if part
    )
    service.text(DCTERMS.title, title, "ja").text(DCTERMS.identifier, table.id)
    service.link(DCAT.endpointURL, at.records(table), RDFS.Resource)
    service.link(DCAT.endpointDescription, at.api_description(), RDFS.Resource)
    service.link(DCAT.servesDataset, at.dataset(dataset.id))
    add_licence(service, licence_of(dataset, distribution), "", at)
    return service
