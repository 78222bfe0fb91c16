"""What catalogues, datasets and files have in common: languages, licence, standards, area, time."""

from __future__ import annotations

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.dcat.node import Node
from tdpf.core.catalog.dcat.words import DCAT, DCTERMS, DQV, EU, FOAF, GEO, RDFS, SCHEMA, SKOS, XSD
from tdpf.core.catalog.frequencies import EU_FREQUENCY, FREQUENCIES
from tdpf.core.catalog.languages import language_iri
from tdpf.core.catalog.licences import LICENCES, NOT_SPECIFIED
from tdpf.core.catalog.model import Box, Coverage, Period, Quality, Theme
from tdpf.core.catalog.quality import METRICS
from tdpf.core.catalog.safe import SYNTHETIC, safe_iri
from tdpf.core.catalog.themes import EU_THEME, EU_THEME_SCHEME, EU_TITLES
from tdpf.core.places import municipality
from tdpf.core.standards import standards

ACCESS_RIGHTS = {
    "public": EU + "access-right/PUBLIC",
    "private": EU + "access-right/NON_PUBLIC",
}
DATASET_STATES = {
    "draft": EU + "dataset-status/DEVELOP",
    "withdrawn": EU + "dataset-status/WITHDRAWN",
    "deleted": EU + "dataset-status/DISCONT",
}
DATASET_TYPE = {"synthetic": SYNTHETIC}
_LABELS = {
    ACCESS_RIGHTS["public"]: "public",
    ACCESS_RIGHTS["private"]: "non-public",
    DATASET_TYPE["synthetic"]: "synthetic data",
}


def concept(
    node: Node, predicate: str, iri: str, kind: str = SKOS.Concept, label: str = ""
) -> None:
    """A link to a term of a controlled list, with type and label so that it validates alone."""
    term = Node(node.graph, iri, kind)
    tail = iri.rsplit("/", 1)[-1].replace("_", " ").lower()
    term.text(SKOS.prefLabel, label or _LABELS.get(iri) or tail, "en")
    node.link(predicate, term)


def add_languages(node: Node, codes: tuple[str, ...]) -> None:
    for code in codes:
        node.link(DCTERMS.language, language_iri(code), DCTERMS.LinguisticSystem)


def add_licence(node: Node, code: str, told: str, at: Addresses) -> None:
    """The licence document, its address that of the licence text where there is one.

    A file has one licence document at most, so words beside a known licence stand apart from it.
    """
    known = LICENCES.get(code)
    if known is None or code == NOT_SPECIFIED:
        if told:
            words = node.part(_own(node, "licence"), DCTERMS.LicenseDocument)
            node.link(DCTERMS.license, words.text(RDFS.label, told))
        return
    document = Node(node.graph, known.url or at.licence(code), DCTERMS.LicenseDocument)
    document.text(DCTERMS.identifier, code)
    document.text(DCTERMS.title, known.title_ja, "ja").text(DCTERMS.title, known.title_en, "en")
    node.link(DCTERMS.license, document).text(SCHEMA.license, told)


def _own(node: Node, name: str) -> str:
    """A fragment of its own for a node that has one already."""
    fragment = node.iri.partition("#")[2]
    return f"{fragment}-{name}" if fragment else name


def add_standards(
    node: Node, slugs: tuple[str, ...], others: tuple[str, ...], at: Addresses
) -> None:
    for slug in slugs:
        known = standards().get(slug)
        standard = Node(node.graph, at.standard(slug), DCTERMS.Standard)
        standard.text(DCTERMS.identifier, slug)
        standard.text(DCTERMS.title, known.title_ja if known else slug, "ja")
        standard.text(DCTERMS.title, known.title_en if known else "", "en")
        node.link(DCTERMS.conformsTo, standard)
    for place, other in enumerate(others, 1):
        add_named(node, DCTERMS.conformsTo, other, f"standard-{place}", DCTERMS.Standard)


def add_documents(node: Node, documents: tuple[str, ...]) -> None:
    for place, document in enumerate(documents, 1):
        add_named(node, FOAF.page, document, f"document-{place}", FOAF.Document)


def add_named(node: Node, predicate: str, told: str, name: str, kind: str) -> None:
    """A link to a URL, or to a node that carries the words when they are no URL."""
    if safe_iri(told) == told:
        node.link(predicate, told, kind)
    elif told:
        node.link(predicate, node.part(_own(node, name), kind).text(RDFS.label, told))


def add_theme(node: Node, theme: Theme, at: Addresses) -> None:
    """Our heading, and the EU data themes it belongs to."""
    if theme.name.startswith("eu-") and len(theme.eu) == 1:
        _add_eu_theme(node, theme.eu[0])
        return
    ours = Node(node.graph, at.theme(theme.name), SKOS.Concept)
    ours.text(SKOS.notation, theme.name)
    ours.text(SKOS.prefLabel, theme.title, "ja").text(SKOS.prefLabel, theme.title_en, "en")
    ours.link(SKOS.inScheme, our_scheme(node, at))
    node.link(DCAT.theme, ours)
    for code in theme.eu:
        ours.link(SKOS.broadMatch, EU_THEME + code)
        _add_eu_theme(node, code)


def our_scheme(node: Node, at: Addresses) -> Node:
    scheme = Node(node.graph, at.themes(), SKOS.ConceptScheme)
    return scheme.text(DCTERMS.title, "分類", "ja").text(DCTERMS.title, "Themes", "en")


def eu_scheme(node: Node) -> Node:
    scheme = Node(node.graph, EU_THEME_SCHEME, SKOS.ConceptScheme)
    return scheme.text(DCTERMS.title, "EU data themes", "en")


def _add_eu_theme(node: Node, code: str) -> None:
    ja, en = EU_TITLES.get(code, (code, code))
    term = Node(node.graph, EU_THEME + code, SKOS.Concept)
    term.text(SKOS.prefLabel, ja, "ja").text(SKOS.prefLabel, en, "en")
    term.link(SKOS.inScheme, eu_scheme(node))
    node.link(DCAT.theme, term)


def add_frequency(node: Node, code: str, told: str) -> None:
    if code in FREQUENCIES:
        node.link(DCTERMS.accrualPeriodicity, EU_FREQUENCY + code, DCTERMS.Frequency)
    elif told:
        words = node.part("frequency", DCTERMS.Frequency).text(RDFS.label, told)
        node.link(DCTERMS.accrualPeriodicity, words)


def add_period(node: Node, period: Period) -> None:
    if period.start or period.end:
        time = node.part("period", DCTERMS.PeriodOfTime)
        time.date(DCAT.startDate, period.start).date(DCAT.endDate, period.end)
        node.link(DCTERMS.temporal, time)


def add_coverage(node: Node, coverage: Coverage, at: Addresses) -> None:
    for code6 in coverage.code6s:
        place = municipality(code6)
        area = Node(node.graph, at.area(code6), DCTERMS.Location).text(DCTERMS.identifier, code6)
        area.text(SKOS.prefLabel, place.full_name if place else code6, "ja")
        area.text(SKOS.prefLabel, place.name_en if place else "", "en")
        node.link(DCTERMS.spatial, area)
    if coverage.label or coverage.bbox:
        location = node.part("area", DCTERMS.Location).text(SKOS.prefLabel, coverage.label, "ja")
        if coverage.bbox:
            location.value(DCAT.bbox, box_wkt(coverage.bbox), GEO.wktLiteral)
        node.link(DCTERMS.spatial, location)


def box_wkt(box: Box) -> str:
    west, south, east, north = (repr(float(side)) for side in box)
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({','.join(f'{x} {y}' for x, y in ring)}))"


def add_quality(node: Node, quality: Quality | None, at: Addresses) -> None:
    """One measurement for each part of the score that is known."""
    if quality is None:
        return
    for name, metric in METRICS.items():
        value = getattr(quality, name)
        if value is None:
            continue
        measured = Node(node.graph, at.metric(name), DQV.Metric)
        measured.text(SKOS.prefLabel, metric.ja, "ja").text(SKOS.prefLabel, metric.en, "en")
        measured.link(DQV.expectedDataType, XSD.decimal)
        measurement = node.part(f"quality-{name}", DQV.QualityMeasurement)
        measurement.link(DQV.isMeasurementOf, measured).link(DQV.computedOn, node)
        measurement.value(DQV.value, value, XSD.decimal)
        node.link(DQV.hasQualityMeasurement, measurement)
