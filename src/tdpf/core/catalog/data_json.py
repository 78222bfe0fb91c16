"""`data.json` (Project Open Data 1.1): the catalogue as one plain JSON document, both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tdpf.core.catalog.addresses import Addresses, is_uuid
from tdpf.core.catalog.dates import iso_date, utc_text
from tdpf.core.catalog.dcat.read import Reading, Remark
from tdpf.core.catalog.formats import format_of_name, match_format
from tdpf.core.catalog.frequencies import FREQUENCIES, match_frequency
from tdpf.core.catalog.identity import stable_id, told_apart
from tdpf.core.catalog.json_text import decoded
from tdpf.core.catalog.languages import match_language
from tdpf.core.catalog.licence_words import match_licence
from tdpf.core.catalog.licences import licence
from tdpf.core.catalog.model import (
    Contact,
    Coverage,
    Dataset,
    DatasetId,
    Distribution,
    DistributionId,
    Organisation,
    OrganisationId,
    Period,
    Source,
    licence_of,
)
from tdpf.core.catalog.themes import theme_named
from tdpf.core.findings import Finding

JSON = Any  # what JSON can hold

CONFORMS_TO = "https://project-open-data.cio.gov/v1.1/schema"


class NotDataJson(Exception):
    """The document is no JSON object with a list of datasets."""


def head(at: Addresses) -> dict[str, JSON]:
    """The catalogue's own lines, before its datasets."""
    return {
        "@context": f"{CONFORMS_TO}/catalog.jsonld",
        "@id": f"{at.site}/data.json",
        "@type": "dcat:Catalog",
        "conformsTo": CONFORMS_TO,
        "describedBy": f"{CONFORMS_TO}/catalog.json",
    }


def write(datasets: Iterable[Dataset], at: Addresses) -> Iterator[bytes]:
    """The document piece by piece, so that a large catalogue needs little memory."""
    opening = msgspec.json.encode(head(at))
    yield opening[:-1] + b',"dataset":['
    for place, dataset in enumerate(datasets):
        yield (b",\n" if place else b"\n") + msgspec.json.encode(describe(dataset, at))
    yield b"\n]}\n"


def describe(dataset: Dataset, at: Addresses) -> dict[str, JSON]:
    terms = licence(dataset.licence).url
    publisher = dataset.organisation.title if dataset.organisation else ""
    return _stated(
        {
            "@type": "dcat:Dataset",
            "identifier": at.dataset(dataset.id),
            "title": dataset.title,
            "description": dataset.notes or dataset.title,
            "keyword": list(dataset.keywords),
            "modified": dataset.modified or utc_text(dataset.modified_at),
            "issued": dataset.issued,
            "publisher": {"@type": "org:Organization", "name": publisher} if publisher else None,
            "contactPoint": _contact(dataset.contact),
            "accessLevel": "public" if dataset.visibility == "public" else "non-public",
            "license": terms,
            "rights": "" if terms else dataset.licence_text,
            "spatial": _spatial(dataset.coverage),
            "temporal": _temporal(dataset.period),
            "accrualPeriodicity": _frequency(dataset.frequency),
            "conformsTo": next(iter(_standards(dataset, at)), ""),
            "landingPage": dataset.landing_page,
            "language": list(dataset.languages),
            "references": list(dataset.documents),
            "theme": [theme.title for theme in dataset.themes],
            "distribution": [_file(dataset, file) for file in dataset.distributions],
        }
    )


def _stated(fields: dict[str, JSON]) -> dict[str, JSON]:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _contact(contact: Contact) -> JSON:
    mail = contact.email if contact.is_email_in_bulk else ""
    if not contact.name and not mail:
        return None
    mailto = f"mailto:{mail}" if mail else ""
    return _stated({"@type": "vcard:Contact", "fn": contact.name, "hasEmail": mailto})


def _spatial(coverage: Coverage) -> str:
    if coverage.bbox:
        return ",".join(repr(side) for side in coverage.bbox)
    return coverage.label or ",".join(coverage.code6s)


def _temporal(period: Period) -> str:
    return f"{period.start}/{period.end}" if period.start and period.end else ""


def _frequency(code: str) -> str:
    if code in {"IRREG", "AS_NEEDED"}:
        return "irregular"
    known = FREQUENCIES.get(code)
    return f"R/{known.iso}" if known and known.iso else ""


def _standards(dataset: Dataset, at: Addresses) -> Iterator[str]:
    yield from (at.standard(slug) for slug in dataset.standards)
    yield from dataset.conforms_to


def _file(dataset: Dataset, file: Distribution) -> dict[str, JSON]:
    own = licence_of(dataset, file)
    return _stated(
        {
            "@type": "dcat:Distribution",
            "title": file.title,
            "description": file.description,
            "downloadURL": file.download_url,
            "accessURL": file.access_url,
            "mediaType": file.media_type if file.download_url else "",
            "format": file.format,
            "license": licence(own).url if own != dataset.licence else "",
        }
    )


def read(data: bytes, *, source: str) -> Reading:
    """The datasets of a `data.json` that came from `source`."""
    try:
        document = decoded(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotDataJson(str(error)) from error
    listed = document.get("dataset") if isinstance(document, dict) else document
    if not isinstance(listed, list):
        raise NotDataJson("no list of datasets")
    datasets, remarks = [], []
    for entry in listed:
        if isinstance(entry, dict):
            dataset, finding = _read_dataset(entry, source)
            datasets.append(dataset)
            remarks += [Remark(dataset.id, finding)] if finding else []
    return Reading(datasets=tuple(datasets), remarks=tuple(remarks))


def _text(entry: dict[str, JSON], name: str) -> str:
    value = entry.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(entry: dict[str, JSON], name: str) -> tuple[str, ...]:
    value = entry.get(name)
    found = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(
        dict.fromkeys(one.strip() for one in found if isinstance(one, str) and one.strip())
    )


def _inner(entry: dict[str, JSON], name: str) -> dict[str, JSON]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _read_dataset(entry: dict[str, JSON], source: str) -> tuple[Dataset, Finding | None]:
    identifier = _text(entry, "identifier")
    title = _text(entry, "title")
    tail = identifier.rstrip("/").rsplit("/", 1)[-1]
    seed = identifier if "://" in identifier else f"{source} {identifier or title}"
    identity = tail if is_uuid(tail) else stable_id(seed)
    terms = match_licence(_text(entry, "license") or _text(entry, "rights"))
    frequency = match_frequency(_text(entry, "accrualPeriodicity"))
    description = _text(entry, "description")
    listed = entry.get("distribution")
    files = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    dataset = Dataset(
        id=DatasetId(identity),
        name=identity,
        title=title or identifier or identity,
        notes="" if description == title else description,
        organisation=_read_publisher(_inner(entry, "publisher")),
        keywords=_texts(entry, "keyword"),
        themes=tuple(theme_named(one) for one in _texts(entry, "theme")),
        licence=terms.code,
        licence_text=terms.words or (_text(entry, "rights") if _text(entry, "license") else ""),
        languages=tuple(match_language(one) for one in _texts(entry, "language")),
        conforms_to=_texts(entry, "conformsTo"),
        coverage=_read_spatial(_text(entry, "spatial")),
        period=_read_temporal(_text(entry, "temporal")),
        frequency=frequency.code,
        frequency_text=frequency.text,
        issued=iso_date(_text(entry, "issued")),
        modified=iso_date(_text(entry, "modified")),
        landing_page=_text(entry, "landingPage"),
        documents=_texts(entry, "references"),
        contact=_read_contact(_inner(entry, "contactPoint")),
        visibility="public" if _text(entry, "accessLevel") in {"", "public"} else "private",
        source=Source("dcat", identifier or identity, source),
        distributions=tuple(
            told_apart(
                _read_file(file, place, identity, terms.code) for place, file in enumerate(files)
            )
        ),
    )
    return dataset, terms.finding or frequency.finding


def _read_publisher(entry: dict[str, JSON]) -> Organisation | None:
    name = _text(entry, "name")
    if not name:
        return None
    identity = stable_id(name)
    return Organisation(id=OrganisationId(identity), name=identity, title=name)


def _read_contact(entry: dict[str, JSON]) -> Contact:
    mail = _text(entry, "hasEmail").removeprefix("mailto:")
    return Contact(name=_text(entry, "fn"), email=mail)


def _read_spatial(text: str) -> Coverage:
    sides = re.fullmatch(r"\s*".join([r"(-?[\d.]+)"] * 4).replace(r"\s*", r"\s*,\s*"), text)
    if sides:
        west, south, east, north = (float(side) for side in sides.groups())
        if -180 <= west <= east <= 180 and -90 <= south <= north <= 90:
            return Coverage(bbox=(west, south, east, north))
    return Coverage(label=text)


def _read_temporal(text: str) -> Period:
    start, _, end = text.partition("/")
    return Period(iso_date(start), iso_date(end))


def _read_file(
    entry: dict[str, JSON], position: int, dataset: str, dataset_licence: str
) -> Distribution:
    download, access = _text(entry, "downloadURL"), _text(entry, "accessURL")
    told, media_type = _text(entry, "format"), _text(entry, "mediaType")
    own = match_licence(_text(entry, "license"))
    seed = f"{dataset} {download or access or _text(entry, 'title')}"
    code = match_format(told) or match_format(media_type) or format_of_name(download or access)
    return Distribution(
        id=DistributionId(stable_id(seed)),
        position=position,
        title=_text(entry, "title"),
        description=_text(entry, "description"),
        access_url="" if access == download else access,
        download_url=download,
        format=code,
        media_type=media_type,
        licence="" if own.code in {"notspecified", dataset_licence} else own.code,
        licence_text=own.words,
        conforms_to=_texts(entry, "conformsTo"),
    )
