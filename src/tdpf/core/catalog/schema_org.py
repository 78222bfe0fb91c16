"""schema.org JSON-LD of a dataset: what search engines read in its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.dates import utc_text
from tdpf.core.catalog.licences import licence
from tdpf.core.catalog.model import (
    Contact,
    Coverage,
    Dataset,
    Distribution,
    Organisation,
    Period,
    TableInfo,
    licence_of,
)
from tdpf.core.catalog.safe import SYNTHETIC, safe_iri
from tdpf.core.places import municipality
from tdpf.core.standards import standards
from tdpf.core.tables.schema import Kind

JSON = Any  # what JSON can hold

_SHORTEST, _LONGEST = 50, 5000
"""Google Dataset Search takes descriptions of 50 to 5,000 characters."""

_KINDS: dict[Kind, str] = {
    "text": "Text",
    "integer": "Integer",
    "number": "Float",
    "boolean": "Boolean",
    "date": "Date",
    "datetime": "DateTime",
}


def describe(dataset: Dataset, at: Addresses) -> dict[str, JSON]:
    """The dataset as one JSON-LD object; what is not stated is left out."""
    title = dataset.title
    return _stated(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": at.dataset(dataset.id),
            "identifier": dataset.id,
            "name": title,
            "alternateName": _one_or_list([dataset.title_en, dataset.subtitle]),
            "description": description(dataset),
            "url": at.dataset(dataset.id),
            "sameAs": safe_iri(dataset.landing_page),
            "keywords": list(dataset.keywords),
            "about": [{"@type": "DefinedTerm", "name": theme.title} for theme in dataset.themes],
            "license": licence(dataset.licence).url or dataset.licence_text,
            "isAccessibleForFree": dataset.visibility == "public",
            "creator": _organisation(dataset.organisation, at),
            "publisher": _organisation(dataset.organisation, at),
            "contactPoint": _contact(dataset.contact),
            "datePublished": dataset.issued,
            "dateModified": dataset.modified,
            "sdDatePublished": utc_text(dataset.modified_at),
            "version": dataset.version,
            "inLanguage": list(dataset.languages),
            "spatialCoverage": list(_places(dataset.coverage)),
            "temporalCoverage": _period(dataset.period),
            "isPartOf": [_series(slug, at) for slug in dataset.standards],
            "isBasedOn": [at.dataset(source) for source in dataset.sources],
            "includedInDataCatalog": {"@type": "DataCatalog", "url": at.catalog()},
            "variableMeasured": list(_variables(dataset)),
            "distribution": [
                part for file in dataset.distributions for part in _downloads(dataset, file, at)
            ],
            "additionalType": SYNTHETIC if dataset.is_synthetic else "",
            "creativeWorkStatus": "" if dataset.state == "active" else dataset.state,
        }
    )


def description(dataset: Dataset) -> str:
    """The notes; where they are too short for search engines, what else is known is said too."""
    text = dataset.notes.strip()
    if len(text) >= _SHORTEST:
        return text[:_LONGEST]
    publisher = dataset.organisation.title if dataset.organisation else ""
    files = "、".join(dict.fromkeys(f.format for f in dataset.distributions if f.format))
    more = [
        f"{publisher}が公開する「{dataset.title}」のデータです。" if publisher else dataset.title,
        f"形式は{files}です。" if files else "",
        dataset.notes_en.strip(),
    ]
    return "\n".join(part for part in (text, *more) if part)[:_LONGEST]


def _stated(fields: dict[str, JSON]) -> dict[str, JSON]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _one_or_list(words: list[str]) -> JSON:
    given = [word for word in words if word]
    return given[0] if len(given) == 1 else given


def _organisation(organisation: Organisation | None, at: Addresses) -> JSON:
    if organisation is None:
        return None
    kind = "GovernmentOrganization" if organisation.code6 else "Organization"
    return _stated(
        {
            "@type": kind,
            "@id": at.organisation(organisation),
            "name": organisation.title,
            "alternateName": organisation.title_en,
            "identifier": organisation.code6,
            "url": safe_iri(organisation.homepage),
        }
    )


def _contact(contact: Contact) -> JSON:
    found = _stated(
        {
            "name": contact.name,
            "email": contact.email,
            "telephone": contact.phone,
            "url": safe_iri(contact.form_url),
        }
    )
    return {"@type": "ContactPoint", "contactType": "customer service", **found} if found else None


def _places(coverage: Coverage) -> Iterator[JSON]:
    for code6 in coverage.code6s:
        place = municipality(code6)
        yield {
            "@type": "Place",
            "name": place.full_name if place else code6,
            "identifier": code6,
        }
    if coverage.label or coverage.bbox:
        place_box = coverage.bbox and {
            "@type": "GeoShape",
            # Latitude comes first: south west north east.
            "box": "{1} {0} {3} {2}".format(*coverage.bbox),
        }
        yield _stated({"@type": "Place", "name": coverage.label, "geo": place_box})


def _period(period: Period) -> str:
    if not (period.start or period.end):
        return ""
    return f"{period.start or '..'}/{period.end or '..'}"


def _series(slug: str, at: Addresses) -> JSON:
    known = standards().get(slug)
    name = known.title_ja if known else slug
    return {"@type": "CreativeWorkSeries", "@id": at.standard_series(slug), "name": name}


def _variables(dataset: Dataset) -> Iterator[JSON]:
    """The columns of all tables, each name once."""
    seen: set[str] = set()
    for table in (table for file in dataset.distributions for table in file.tables):
        for column in table.columns:
            if column.name not in seen:
                seen.add(column.name)
                yield _stated(
                    {
                        "@type": "PropertyValue",
                        "name": column.name,
                        "alternateName": column.key,
                        "description": column.description,
                        "valueReference": _KINDS[column.kind],
                    }
                )


def _downloads(dataset: Dataset, file: Distribution, at: Addresses) -> Iterator[JSON]:
    url = safe_iri(file.download_url or file.access_url)
    own = licence_of(dataset, file)
    if url:
        yield _stated(
            {
                "@type": "DataDownload",
                "@id": at.distribution(dataset, file),
                "name": file.title,
                "description": file.description,
                "contentUrl": url,
                "encodingFormat": file.media_type or file.format,
                "contentSize": f"{file.bytes} B" if file.bytes is not None else "",
                "sha256": file.sha256,
                "license": licence(own).url if own != dataset.licence else "",
                "datePublished": file.issued,
                "dateModified": file.modified,
                "inLanguage": list(file.languages),
                "creativeWorkStatus": file.status,
            }
        )
    for table in file.tables:
        yield from _table_downloads(file, table, at)


def _table_downloads(file: Distribution, table: TableInfo, at: Addresses) -> Iterator[JSON]:
    """The rows in the formats that our records API answers in."""
    kinds = [(".json", "application/json"), (".csv", "text/csv")]
    if table.bbox:
        kinds.append((".geojson", "application/geo+json"))
    for suffix, media_type in kinds:
        yield {
            "@type": "DataDownload",
            "name": " ".join(part for part in (file.title, table.sheet, suffix[1:]) if part),
            "contentUrl": at.records(table, suffix),
            "encodingFormat": media_type,
        }
