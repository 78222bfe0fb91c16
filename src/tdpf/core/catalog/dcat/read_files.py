"""Distributions of foreign catalogues."""

from __future__ import annotations

from rdflib import Graph, URIRef
from rdflib.term import Node as Term

from tdpf.core.catalog.addresses import is_uuid
from tdpf.core.catalog.dcat.look import date, first, label, labels, objects, string, strings, titles
from tdpf.core.catalog.dcat.read_shared import read_languages, read_licence, read_standards
from tdpf.core.catalog.dcat.terms import ADMS, DCAT, DCTERMS, FOAF, SCHEMA, SPDX
from tdpf.core.catalog.dcat.write_files import STATUSES
from tdpf.core.catalog.formats import IANA, format_of_name, match_format
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.model import Distribution, DistributionId, Status
from tdpf.core.findings import Finding

_STATUSES: dict[str, Status] = {
    STATUSES["completed"]: "completed",
    STATUSES["developing"]: "developing",
    STATUSES["deprecated"]: "deprecated",
    STATUSES["withdrawn"]: "withdrawn",
    "http://purl.org/adms/status/Completed": "completed",
    "http://purl.org/adms/status/UnderDevelopment": "developing",
    "http://purl.org/adms/status/Deprecated": "deprecated",
    "http://purl.org/adms/status/Withdrawn": "withdrawn",
}


def read_distribution(
    graph: Graph, subject: Term, dataset: str
) -> tuple[Distribution, Finding | None]:
    """The file at that subject, and what is unclear about its licence."""
    access, download = (
        string(graph, subject, DCAT.accessURL),
        string(graph, subject, DCAT.downloadURL),
    )
    title, title_en = titles(graph, subject, DCTERMS.title)
    licence, told, finding = read_licence(graph, subject)
    standards, conforms_to = read_standards(graph, subject)
    media_type = _media_type(graph, subject)
    rights = first(graph, subject, DCTERMS.rights)
    distribution = Distribution(
        id=_identity(graph, subject, dataset, download or access, title),
        position=_number(string(graph, subject, SCHEMA.position)) or 0,
        title=title,
        title_en=title_en,
        description=titles(graph, subject, DCTERMS.description)[0],
        # The address of the file or of the dataset's page says nothing more.
        access_url="" if access in {download, dataset} else access,
        download_url=download,
        format=_format(graph, subject, media_type, download or access),
        media_type=media_type,
        bytes=_number(string(graph, subject, DCAT.byteSize)),
        sha256=_sha256(graph, subject),
        licence=licence,
        licence_text=told,
        rights="" if rights is None else label(graph, rights),
        languages=read_languages(graph, subject),
        standards=standards,
        conforms_to=conforms_to,
        documents=labels(graph, objects(graph, subject, FOAF.page)),
        issued=date(graph, subject, DCTERMS.issued),
        modified=date(graph, subject, DCTERMS.modified),
        status=_STATUSES.get(string(graph, subject, ADMS.status), ""),
    )
    return distribution, finding


def _identity(graph: Graph, subject: Term, dataset: str, url: str, title: str) -> DistributionId:
    given = next((one for one in strings(graph, subject, DCTERMS.identifier) if is_uuid(one)), "")
    if given:
        return DistributionId(given)
    seed = str(subject) if isinstance(subject, URIRef) else f"{dataset} {url or title}"
    return DistributionId(stable_id(seed))


def _media_type(graph: Graph, subject: Term) -> str:
    told = first(graph, subject, DCAT.mediaType)
    if told is None:
        return ""
    name = label(graph, told) if not isinstance(told, URIRef) else str(told)
    for prefix in (IANA, IANA.replace("https", "http")):
        name = name.removeprefix(prefix)
    return name if "/" in name and "://" not in name else ""


def _format(graph: Graph, subject: Term, media_type: str, url: str) -> str:
    """The declared format, else that of the media type, else that of the address."""
    told = first(graph, subject, DCTERMS["format"])
    if told is not None:
        words = label(graph, told)
        # A media type may stand where the format belongs.
        return match_format(words)
    return match_format(media_type) if media_type else format_of_name(url)


def _number(text: str) -> int | None:
    """A whole number, also when it was written as a decimal."""
    whole, _, rest = text.partition(".")
    is_whole = whole.isascii() and whole.isdigit() and len(whole) < 19 and not rest.strip("0")
    return int(whole) if is_whole else None


def _sha256(graph: Graph, subject: Term) -> str:
    for checksum in objects(graph, subject, SPDX.checksum):
        if string(graph, checksum, SPDX.algorithm).lower().endswith("sha256"):
            return string(graph, checksum, SPDX.checksumValue).lower()
    return ""
