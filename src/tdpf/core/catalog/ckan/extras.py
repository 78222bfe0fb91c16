"""What CKAN has no field for, as extras under the keys that ckanext-dcat gave them, both ways."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from tdpf.core.catalog.addresses import Addresses, part_after
from tdpf.core.catalog.dates import iso_date
from tdpf.core.catalog.frequencies import EU_FREQUENCY, FREQUENCIES
from tdpf.core.catalog.languages import language_iri, match_language
from tdpf.core.catalog.model import (
    Box,
    Dataset,
    DatasetId,
    Distribution,
    DistributionId,
    Organisation,
)
from tdpf.core.standards import standards

JSON = Any  # what JSON can hold


def as_list(values: tuple[str, ...]) -> str:
    """Several values as JSON text; blank for none."""
    return msgspec.json.encode(values).decode() if values else ""


def from_list(text: object) -> tuple[str, ...]:
    """Values of a JSON list, of a real list, or of text with commas or line breaks between."""
    if isinstance(text, str):
        with contextlib.suppress(msgspec.DecodeError, RecursionError):
            text = msgspec.json.decode(text) if text.lstrip().startswith("[") else text
    if isinstance(text, str):
        text = re.split(r"[,、\n]", text) if "://" not in text else text.split()
    if not isinstance(text, list):
        return ()
    words = (str(one).strip() for one in text if isinstance(one, str | int))
    return tuple(dict.fromkeys(filter(None, words)))


def dataset_extras(dataset: Dataset, at: Addresses) -> Iterator[tuple[str, str]]:
    """Every extra with something in it, ours first in one order, then the kept foreign ones."""
    known = _dataset_extras(dataset, at)
    yield from ((key, value) for key, value in known.items() if value)
    yield from ((key, value) for key, value in dataset.extras if key not in known)


def _dataset_extras(dataset: Dataset, at: Addresses) -> dict[str, str]:
    return {
        "issued": dataset.issued,
        "modified": dataset.modified,
        "frequency": _frequency(dataset),
        "language": as_list(tuple(map(language_iri, dataset.languages))),
        "conforms_to": as_list(standards_told(dataset.standards, dataset.conforms_to, at)),
        "documentation": as_list(dataset.documents),
        "provenance": dataset.provenance,
        "version_notes": dataset.version_notes,
        "is_version_of": dataset.previous_version,
        "spatial": _geojson(dataset.coverage.bbox),
        "spatial_text": dataset.coverage.label,
        "spatial_codes": as_list(dataset.coverage.code6s),
        "temporal_start": dataset.period.start,
        "temporal_end": dataset.period.end,
        "contact_phone": dataset.contact.phone,
        "contact_extension": dataset.contact.extension,
        "contact_url": dataset.contact.form_url,
        "contact_remark": dataset.contact.remark,
        "contact_email_in_bulk": _flag(not dataset.contact.is_email_in_bulk, "no"),
        "title_en": dataset.title_en,
        "subtitle": dataset.subtitle,
        "notes_en": dataset.notes_en,
        "universal_menu": dataset.universal_menu,
        "remark": dataset.remark,
        "license_text": dataset.licence_text,
        "in_series": as_list(dataset.series),
        "identifier": dataset.source.id if dataset.source else "",
        "source_url": dataset.source.url if dataset.source else "",
        "source": as_list(dataset.sources),
        "is_part_of": dataset.part_of,
        "is_replaced_by": dataset.superseded_by,
        "is_synthetic": _flag(dataset.is_synthetic, "true"),
        "is_merged": _flag(dataset.is_merged, "true"),
        "is_withdrawn": _flag(dataset.state == "withdrawn", "true"),
        "quality_score": str(dataset.quality.score) if dataset.quality else "",
        "code6": dataset.organisation.code6 if dataset.organisation else "",
    }


def _flag(is_set: bool, word: str) -> str:
    return word if is_set else ""


def _frequency(dataset: Dataset) -> str:
    is_known = dataset.frequency in FREQUENCIES
    return EU_FREQUENCY + dataset.frequency if is_known else dataset.frequency_text


def standards_told(
    slugs: tuple[str, ...], others: tuple[str, ...], at: Addresses
) -> tuple[str, ...]:
    return (*(at.standard(slug) for slug in slugs), *others)


def standards_read(told: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(slugs of the 27, other standards), by address, slug or title."""
    titles = {one.title_ja: slug for slug, one in standards().items()}
    slugs: list[str] = []
    others: list[str] = []
    for word in told:
        slug = part_after(word, "sets") or titles.get(word, word)
        (slugs if slug in standards() else others).append(slug if slug in standards() else word)
    return tuple(dict.fromkeys(slugs)), tuple(others)


def _geojson(box: Box | None) -> str:
    if box is None:
        return ""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return msgspec.json.encode({"type": "Polygon", "coordinates": [ring]}).decode()


def read_geojson(text: str) -> Box | None:
    """The box around a GeoJSON geometry, however deep its positions lie; None when unreadable."""
    try:
        shape = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(shape, dict):
        return None
    points = list(_positions(shape.get("coordinates"), 0))
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    is_sound = box[0] >= -180 and box[2] <= 180 and box[1] >= -90 and box[3] <= 90
    return box if is_sound else None


def _positions(node: JSON, depth: int) -> Iterator[tuple[float, float]]:
    if not isinstance(node, list) or depth > 5:
        return
    if len(node) >= 2 and all(isinstance(one, int | float) for one in node[:2]):
        yield float(node[0]), float(node[1])
        return
    for part in node:
        yield from _positions(part, depth + 1)


def file_extras(file: Distribution, at: Addresses) -> dict[str, JSON]:
    """Further keys of a resource, only those with something in them."""
    known = _file_extras(file, at)
    kept = {key: value for key, value in file.extras if key not in known}
    return {key: value for key, value in known.items() if value} | kept


def _file_extras(file: Distribution, at: Addresses) -> dict[str, str]:
    return {
        "access_url": file.access_url,
        "download_url": file.download_url,
        "license": file.licence,
        "license_text": file.licence_text,
        "rights": file.rights,
        "language": as_list(tuple(map(language_iri, file.languages))),
        "conforms_to": as_list(standards_told(file.standards, file.conforms_to, at)),
        "documentation": as_list(file.documents),
        "issued": file.issued,
        "modified": file.modified,
        "status": file.status,
        "name_en": file.title_en,
    }


KNOWN_EXTRAS = frozenset(_dataset_extras(Dataset(DatasetId(""), "", ""), Addresses("")))
FILE_EXTRAS = frozenset(_file_extras(Distribution(DistributionId("")), Addresses("")))


def organisation_extras(organisation: Organisation) -> Iterator[tuple[str, str]]:
    known = {
        "code6": organisation.code6,
        "title_en": organisation.title_en,
        "kana": organisation.kana,
        "kind": organisation.kind,
        "homepage": organisation.homepage,
        "parent": organisation.parent,
    }
    yield from ((key, value) for key, value in known.items() if value)


def read_languages(told: object) -> tuple[str, ...]:
    return tuple(match_language(one) for one in from_list(told))


def text_of(extras: Mapping[str, JSON]) -> Callable[[str], str]:
    """A look-up that gives the extra's text, blank for anything else."""

    def look(key: str) -> str:
        value = extras.get(key)
        return value.strip() if isinstance(value, str) else ""

    return look


def date_of(extras: Mapping[str, JSON]) -> Callable[[str], str]:
    look = text_of(extras)
    return lambda key: iso_date(look(key))
