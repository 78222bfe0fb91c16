"""DCAT → the model, for harvesting. Bad or missing statements give findings, never an exception."""

from __future__ import annotations

import re

import msgspec
from rdflib import Graph, URIRef
from rdflib.term import Node as Term

from tdpf.core.catalog.addresses import is_uuid, last_part, part_after
from tdpf.core.catalog.dates import instant
from tdpf.core.catalog.dcat.look import (
    date,
    first,
    label,
    labels,
    objects,
    string,
    strings,
    titles,
)
from tdpf.core.catalog.dcat.page import next_page
from tdpf.core.catalog.dcat.read_agents import read_contact, read_organisation
from tdpf.core.catalog.dcat.read_files import read_distribution
from tdpf.core.catalog.dcat.read_shared import (
    read_coverage,
    read_frequency,
    read_languages,
    read_licence,
    read_period,
    read_quality,
    read_standards,
    read_themes,
)
from tdpf.core.catalog.dcat.terms import ADMS, DCAT, DCTERMS, FOAF, OWL, RDF, RDFS
from tdpf.core.catalog.dcat.write_shared import ACCESS_RIGHTS, DATASET_STATES, DATASET_TYPE
from tdpf.core.catalog.identity import stable_id, told_apart
from tdpf.core.catalog.licences import NOT_SPECIFIED
from tdpf.core.catalog.messages import finding
from tdpf.core.catalog.model import (
    Catalog,
    Dataset,
    DatasetId,
    Distribution,
    Series,
    Source,
    State,
    Visibility,
)
from tdpf.core.findings import Finding

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{1,99}")


class Remark(msgspec.Struct, frozen=True):
    """A finding about one dataset of a document."""

    dataset: DatasetId
    finding: Finding


class Reading(msgspec.Struct, frozen=True):
    """What a DCAT document describes; `next_page` is where the catalogue goes on."""

    datasets: tuple[Dataset, ...]
    catalog: Catalog | None = None
    series: tuple[Series, ...] = ()
    next_page: str = ""
    remarks: tuple[Remark, ...] = ()


def read_catalog(graph: Graph) -> Reading:
    """Every dataset and series of the graph, in a stable order."""
    found, remarks = [], []
    subjects = set(graph.subjects(RDF.type, DCAT.Dataset))
    series = set(graph.subjects(RDF.type, DCAT.DatasetSeries))
    for subject in sorted(subjects - series, key=str):
        dataset, findings = read_dataset(graph, subject)
        found.append(dataset)
        remarks += [Remark(dataset.id, finding) for finding in findings]
    return Reading(
        datasets=tuple(sorted(found, key=lambda one: one.id)),
        catalog=_read_catalog_itself(graph),
        series=tuple(_read_series(graph, subject) for subject in sorted(series, key=str)),
        next_page=next_page(graph),
        remarks=tuple(sorted(remarks, key=lambda one: (one.dataset, one.finding.code))),
    )


def read_dataset(graph: Graph, subject: Term) -> tuple[Dataset, list[Finding]]:
    """The dataset at that subject and what is wrong with its description."""
    distributions, findings = _read_files(graph, subject)
    licence, told, remark = read_licence(graph, subject)
    licence, told, distributions = _settle_licence(licence, told, distributions)
    record = first_record(graph, subject)
    identity = _identity(graph, subject, distributions)
    title, title_en = titles(graph, subject, DCTERMS.title)
    notes, notes_en = titles(graph, subject, DCTERMS.description)
    frequency = read_frequency(graph, subject)
    findings += [one for one in (remark, frequency.finding, _titled(title)) if one]
    publisher = first(graph, subject, DCTERMS.publisher)
    standards, conforms_to = read_standards(graph, subject)
    identifier = string(graph, subject, DCTERMS.identifier)
    iri = str(subject) if isinstance(subject, URIRef) else ""
    dataset = Dataset(
        id=identity,
        name=_name(
            string(graph, record, DCTERMS.identifier) if record else "", identifier, identity
        ),
        title=title or identifier or iri or identity,
        title_en=title_en,
        subtitle=titles(graph, subject, DCTERMS.alternative)[0],
        notes="" if notes == title else notes,
        notes_en=notes_en,
        organisation=read_organisation(graph, publisher) if publisher is not None else None,
        keywords=strings(graph, subject, DCAT.keyword),
        themes=read_themes(graph, subject),
        universal_menu=_universal_menu(graph, subject),
        licence=licence or NOT_SPECIFIED,
        licence_text=told,
        languages=read_languages(graph, subject),
        standards=standards,
        conforms_to=conforms_to,
        series=_series_names(graph, subject),
        coverage=read_coverage(graph, subject),
        period=read_period(graph, subject),
        frequency=frequency.code,
        frequency_text=frequency.text,
        issued=date(graph, subject, DCTERMS.issued),
        modified=date(graph, subject, DCTERMS.modified),
        version=string(graph, subject, DCAT.version, OWL.versionInfo),
        version_notes=string(graph, subject, ADMS.versionNotes),
        previous_version=string(graph, subject, DCAT.previousVersion),
        landing_page=string(graph, subject, DCAT.landingPage),
        documents=labels(graph, objects(graph, subject, FOAF.page)),
        provenance=_provenance(graph, subject),
        contact=read_contact(graph, subject),
        remark=string(graph, subject, RDFS.comment),
        visibility=_visibility(graph, subject),
        state=_state(graph, subject),
        is_synthetic=DATASET_TYPE["synthetic"] in strings(graph, subject, DCTERMS.type),
        sources=tuple(last_part(one) for one in strings(graph, subject, DCTERMS.source)),
        part_of=last_part(string(graph, subject, DCTERMS.isPartOf)),
        superseded_by=last_part(string(graph, subject, DCTERMS.isReplacedBy)),
        source=Source("dcat", id=identifier or iri or identity, url=iri),
        quality=read_quality(graph, subject),
        distributions=distributions,
        created_at=instant(date(graph, record, DCTERMS.issued)) if record else None,
        modified_at=instant(date(graph, record, DCTERMS.modified)) if record else None,
    )
    return dataset, findings


def first_record(graph: Graph, subject: Term) -> Term | None:
    found = sorted(graph.subjects(FOAF.primaryTopic, subject), key=str)
    return next(iter(found), None)


def _read_files(graph: Graph, subject: Term) -> tuple[tuple[Distribution, ...], list[Finding]]:
    iri = str(subject) if isinstance(subject, URIRef) else ""
    nodes = objects(graph, subject, DCAT.distribution)
    read = [read_distribution(graph, each, iri) for each in nodes]
    read.sort(key=lambda pair: (pair[0].position, pair[0].title, pair[0].id))
    findings = [finding for _, finding in read if finding is not None]
    return tuple(told_apart(distribution for distribution, _ in read)), findings


def _settle_licence(
    licence: str, told: str, distributions: tuple[Distribution, ...]
) -> tuple[str, str, tuple[Distribution, ...]]:
    """A dataset without a licence has that of all its files; a file keeps only what differs."""
    codes = {one.licence for one in distributions}
    words = {one.licence_text for one in distributions}
    if not licence and not told and len(codes) == 1 and len(words) == 1:
        licence, told = codes.pop(), words.pop()
    settled = tuple(
        msgspec.structs.replace(
            one,
            licence="" if one.licence == licence else one.licence,
            licence_text="" if one.licence_text == told else one.licence_text,
        )
        for one in distributions
    )
    return licence, told, settled


def _identity(graph: Graph, subject: Term, distributions: tuple[Distribution, ...]) -> DatasetId:
    """The UUID the source gives, else one that the same source always leads to."""
    identifiers = strings(graph, subject, DCTERMS.identifier)
    given = next((one for one in identifiers if is_uuid(one)), "")
    if given:
        return DatasetId(given)
    urls = sorted(one.download_url or one.access_url for one in distributions)
    stable = str(subject) if isinstance(subject, URIRef) else next(iter(identifiers), "")
    seed = stable or next(filter(None, urls), "") or titles(graph, subject, DCTERMS.title)[0]
    return DatasetId(stable_id(seed))


def _name(recorded: str, identifier: str, identity: str) -> str:
    fitting = (one for one in (recorded, identifier) if _NAME.fullmatch(one))
    return next(fitting, identity)


def _titled(title: str) -> Finding | None:
    if title:
        return None
    return finding("title-missing", item="title")


def _universal_menu(graph: Graph, subject: Term) -> str:
    for term in objects(graph, subject, DCTERMS.subject):
        if str(term).endswith("#universal-menu"):
            return label(graph, term)
    return ""


def _series_names(graph: Graph, subject: Term) -> tuple[str, ...]:
    """Series by name; that of a standard set follows from the set and is left out."""
    members = strings(graph, subject, DCAT.inSeries)
    return tuple(last_part(one) for one in members if not part_after(one, "sets"))


def _provenance(graph: Graph, subject: Term) -> str:
    found = first(graph, subject, DCTERMS.provenance)
    return "" if found is None else label(graph, found)


def _visibility(graph: Graph, subject: Term) -> Visibility:
    rights = string(graph, subject, DCTERMS.accessRights)
    closed = rights.endswith(("/NON_PUBLIC", "/RESTRICTED", "/CONFIDENTIAL", "/SENSITIVE"))
    return "private" if closed or rights == ACCESS_RIGHTS["private"] else "public"


def _state(graph: Graph, subject: Term) -> State:
    told = string(graph, subject, ADMS.status)
    states: dict[str, State] = {
        DATASET_STATES["draft"]: "draft",
        DATASET_STATES["withdrawn"]: "withdrawn",
        DATASET_STATES["deleted"]: "deleted",
    }
    return states.get(told, "active")


def _read_catalog_itself(graph: Graph) -> Catalog | None:
    subject = next(iter(sorted(graph.subjects(RDF.type, DCAT.Catalog), key=str)), None)
    if subject is None:
        return None
    title, title_en = titles(graph, subject, DCTERMS.title)
    description, description_en = titles(graph, subject, DCTERMS.description)
    publisher = first(graph, subject, DCTERMS.publisher)
    modified = date(graph, subject, DCTERMS.modified)
    return Catalog(
        title=title or label(graph, subject),
        title_en=title_en,
        description=description,
        description_en=description_en,
        publisher=read_organisation(graph, publisher if publisher is not None else subject),
        homepage=string(graph, subject, FOAF.homepage),
        languages=read_languages(graph, subject),
        licence=read_licence(graph, subject)[0],
        modified_at=instant(modified),
    )


def _read_series(graph: Graph, subject: Term) -> Series:
    title, title_en = titles(graph, subject, DCTERMS.title)
    description, _ = titles(graph, subject, DCTERMS.description)
    standard = part_after(str(subject), "sets")
    name = standard or last_part(str(subject)) if isinstance(subject, URIRef) else ""
    return Series(
        name=name or stable_id(title),
        title=title or name,
        title_en=title_en,
        description="" if description == title else description,
        standard=standard,
        frequency=read_frequency(graph, subject).code,
    )
