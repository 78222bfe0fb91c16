"""The catalogue as an RDF graph in the terms of DCAT-AP 3 (design: the mapping table).

Nested things (contact, period, checksum …) have IRIs with a fragment instead of blank nodes, so
that the same description always gives the same triples and pages can be merged.
"""

from __future__ import annotations

from collections.abc import Iterable

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.dates import utc_text
from tdpf.core.catalog.dcat.node import Node
from tdpf.core.catalog.dcat.page import Page, add_page
from tdpf.core.catalog.dcat.statements import Statements
from tdpf.core.catalog.dcat.words import ADMS, DCAT, DCTERMS, FOAF, RDFS, SKOS
from tdpf.core.catalog.dcat.write_agents import add_contact, add_organisation
from tdpf.core.catalog.dcat.write_files import add_distribution
from tdpf.core.catalog.dcat.write_shared import (
    ACCESS_RIGHTS,
    DATASET_STATES,
    DATASET_TYPE,
    add_coverage,
    add_documents,
    add_frequency,
    add_languages,
    add_licence,
    add_period,
    add_quality,
    add_standards,
    add_theme,
    concept,
    eu_scheme,
    our_scheme,
)
from tdpf.core.catalog.model import Catalog, Dataset, Series
from tdpf.core.standards import standards


def describe_catalog(
    catalog: Catalog,
    datasets: Iterable[Dataset],
    at: Addresses,
    *,
    series: Iterable[Series] = (),
    page: Page | None = None,
    iri: str | None = None,
) -> Statements:
    """The graph of a catalogue, or of one page of it, for bulk readers.

    `iri` names a part of the catalogue, such as one organisation's. Mail addresses whose owner does
    not want them in bulk are left out.
    """
    graph = Statements()
    node = Node(graph, iri or at.catalog(), DCAT.Catalog)
    node.text(DCTERMS.title, catalog.title, "ja").text(DCTERMS.title, catalog.title_en, "en")
    node.text(DCTERMS.description, catalog.description, "ja")
    node.text(DCTERMS.description, catalog.description_en, "en")
    node.link(DCTERMS.publisher, add_organisation(graph, catalog.publisher, at))
    node.link(FOAF.homepage, catalog.homepage or at.site, FOAF.Document)
    node.date(DCTERMS.modified, utc_text(catalog.modified_at))
    node.link(DCAT.themeTaxonomy, our_scheme(node, at))
    node.link(DCAT.themeTaxonomy, eu_scheme(node))
    add_languages(node, catalog.languages)
    add_licence(node, catalog.licence, "", at)
    for dataset in datasets:
        member = add_dataset(graph, dataset, at, is_bulk=True)
        node.link(DCAT.dataset, member)
        if dataset.modified_at is not None:
            node.link(DCAT.record, at.record(dataset.id))
    for one in series:
        node.link(DCAT.dataset, add_series(graph, one, at))
    if page is not None:
        add_page(graph, node, page)
    return graph


def describe_dataset(dataset: Dataset, at: Addresses) -> Statements:
    """The graph of one dataset with its files, as its own address serves it."""
    graph = Statements()
    add_dataset(graph, dataset, at, is_bulk=False)
    return graph


def add_dataset(graph: Statements, dataset: Dataset, at: Addresses, *, is_bulk: bool) -> Node:
    """The dataset's node, with everything that hangs on it added to the graph."""
    node = Node(graph, at.dataset(dataset.id), DCAT.Dataset)
    tag = _language(dataset)
    node.text(DCTERMS.identifier, dataset.id)
    node.text(DCTERMS.title, dataset.title, tag).text(DCTERMS.title, dataset.title_en, "en")
    node.text(DCTERMS.alternative, dataset.subtitle, tag)
    # A description is mandatory; the title is the least that can be said.
    node.text(DCTERMS.description, dataset.notes or dataset.title, tag)
    node.text(DCTERMS.description, dataset.notes_en, "en")
    if dataset.organisation is not None:
        node.link(DCTERMS.publisher, add_organisation(graph, dataset.organisation, at))
    add_contact(node, dataset.contact, is_bulk=is_bulk)
    for keyword in dataset.keywords:
        node.text(DCAT.keyword, keyword, tag)
    for theme in dataset.themes:
        add_theme(node, theme, at)
    _add_time(node, dataset)
    _add_relations(node, dataset, at)
    add_languages(node, dataset.languages)
    add_licence(node, dataset.licence, dataset.licence_text, at)
    add_standards(node, dataset.standards, dataset.conforms_to, at)
    add_coverage(node, dataset.coverage, at)
    add_documents(node, dataset.documents)
    add_quality(node, dataset.quality, at)
    _add_remarks(node, dataset)
    for distribution in dataset.distributions:
        node.link(DCAT.distribution, add_distribution(graph, dataset, distribution, at))
    _add_record(node, dataset, at)
    return node


def _language(dataset: Dataset) -> str | None:
    """Texts are Japanese unless the dataset says it has no Japanese; then nobody knows."""
    return "ja" if not dataset.languages or "ja" in dataset.languages else None


def _add_time(node: Node, dataset: Dataset) -> None:
    node.date(DCTERMS.issued, dataset.issued).date(DCTERMS.modified, dataset.modified)
    add_frequency(node, dataset.frequency, dataset.frequency_text)
    add_period(node, dataset.period)


def _add_relations(node: Node, dataset: Dataset, at: Addresses) -> None:
    node.text(DCAT.version, dataset.version).text(ADMS.versionNotes, dataset.version_notes)
    node.link(DCAT.previousVersion, dataset.previous_version)
    node.link(DCAT.landingPage, dataset.landing_page, FOAF.Document)
    for slug in dataset.standards:
        node.link(DCAT.inSeries, add_series(node.graph, standard_series(slug), at))
    for name in dataset.series:
        node.link(DCAT.inSeries, at.series(name))
    for source in dataset.sources:
        node.link(DCTERMS.source, at.dataset(source))
    if dataset.part_of:
        node.link(DCTERMS.isPartOf, at.dataset(dataset.part_of))
    if dataset.superseded_by:
        node.link(DCTERMS.isReplacedBy, at.dataset(dataset.superseded_by))


def _add_remarks(node: Node, dataset: Dataset) -> None:
    concept(node, DCTERMS.accessRights, ACCESS_RIGHTS[dataset.visibility], DCTERMS.RightsStatement)
    if dataset.state in DATASET_STATES:
        concept(node, ADMS.status, DATASET_STATES[dataset.state])
    if dataset.is_synthetic:
        concept(node, DCTERMS.type, DATASET_TYPE["synthetic"])
    if dataset.provenance:
        statement = node.part("provenance", DCTERMS.ProvenanceStatement)
        node.link(DCTERMS.provenance, statement.text(RDFS.label, dataset.provenance))
    if dataset.universal_menu:
        menu = node.part("universal-menu", SKOS.Concept)
        node.link(DCTERMS.subject, menu.text(SKOS.prefLabel, dataset.universal_menu, "ja"))
    node.text(RDFS.comment, dataset.remark)


def _add_record(node: Node, dataset: Dataset, at: Addresses) -> None:
    """The row of the catalogue itself: when described, under which name, taken from where."""
    if dataset.modified_at is None:
        return
    record = Node(node.graph, at.record(dataset.id), DCAT.CatalogRecord)
    record.link(FOAF.primaryTopic, node).text(DCTERMS.identifier, dataset.name)
    record.date(DCTERMS.issued, utc_text(dataset.created_at))
    record.date(DCTERMS.modified, utc_text(dataset.modified_at))
    if dataset.source is not None:
        record.link(DCTERMS.source, dataset.source.url, DCAT.CatalogRecord)
        identifier = node.part("source-id", ADMS.Identifier).text(SKOS.notation, dataset.source.id)
        node.link(ADMS.identifier, identifier)


def standard_series(slug: str) -> Series:
    """The series of all datasets of a standard set."""
    known = standards().get(slug)
    title, title_en = (known.title_ja, known.title_en) if known else (slug, "")
    return Series(name=slug, title=title, title_en=title_en, standard=slug)


def add_series(graph: Statements, series: Series, at: Addresses) -> Node:
    iri = at.standard_series(series.standard) if series.standard else at.series(series.name)
    node = Node(graph, iri, DCAT.DatasetSeries)
    node.text(DCTERMS.title, series.title, "ja").text(DCTERMS.title, series.title_en, "en")
    node.text(DCTERMS.description, series.description or series.title, "ja")
    add_frequency(node, series.frequency, "")
    return node
