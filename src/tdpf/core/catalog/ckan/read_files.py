"""A CKAN resource → a file of the model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from tdpf.core.catalog.addresses import Addresses, is_uuid
from tdpf.core.catalog.ckan.extras import (
    FILE_EXTRAS,
    date_of,
    from_list,
    read_languages,
    standards_read,
    text_of,
)
from tdpf.core.catalog.ckan.times import read_time
from tdpf.core.catalog.ckan.write import resource
from tdpf.core.catalog.formats import FORMATS, format_of_name, match_format, media_type_of
from tdpf.core.catalog.identity import stable_id
from tdpf.core.catalog.licence_words import match_licence
from tdpf.core.catalog.licences import NOT_SPECIFIED
from tdpf.core.catalog.model import Dataset, DatasetId, Distribution, DistributionId, Status

JSON = Any  # what JSON can hold
Shape = Mapping[str, JSON]

MOST_EXTRAS = 500
_STATUSES: dict[str, Status] = {
    "completed": "completed",
    "developing": "developing",
    "deprecated": "deprecated",
    "withdrawn": "withdrawn",
}
_KEYS = FILE_EXTRAS | frozenset(
    resource(Dataset(DatasetId(""), "", ""), Distribution(DistributionId("")), Addresses(""))
)
_PASSING = frozenset({"revision_id", "tracking_summary", "upload", "clear_upload"})
"""Keys of older CKANs and of uploads that say nothing about the file."""


def read_resource(shape: Shape, *, position: int = 0, dataset: str = "") -> Distribution:
    """The file of a resource."""
    told = text_of(shape)
    access, download = _addresses(shape)
    given = told("id")
    seed = f"{dataset} {given or download or access or told('name')}"
    identity = given if is_uuid(given) else stable_id(seed)
    declared = match_format(told("format")) or match_format(told("mimetype"))
    code = declared or format_of_name(download or access)
    terms = match_licence(told("license"))
    slugs, others = standards_read(from_list(shape.get("conforms_to")))
    digest = told("hash").lower().removeprefix("sha256:")
    size = shape.get("size")
    day = date_of(shape)
    return Distribution(
        id=DistributionId(identity),
        position=position,
        title=told("name"),
        title_en=told("name_en"),
        description=notes_of(shape.get("description")),
        access_url=access,
        download_url=download,
        format=code,
        media_type=told("mimetype") or media_type_of(code),
        bytes=_whole(size),
        sha256=digest if re.fullmatch(r"[0-9a-f]{64}", digest) else "",
        licence="" if terms.code == NOT_SPECIFIED else terms.code,
        licence_text=told("license_text") or terms.words,
        rights=told("rights"),
        languages=read_languages(shape.get("language")),
        standards=slugs,
        conforms_to=others,
        documents=from_list(shape.get("documentation")),
        issued=day("issued"),
        modified=day("modified"),
        status=_STATUSES.get(told("status"), ""),
        created_at=read_time(shape.get("created")),
        modified_at=read_time(shape.get("last_modified")),
        extras=tuple(
            (key, as_text(value))
            for key, value in shape.items()
            if key not in _KEYS | _PASSING and value not in (None, "", [], {})
        )[:MOST_EXTRAS],
    )


def _addresses(shape: Shape) -> tuple[str, str]:
    """(page or service, file): CKAN has one `url`; its kind is told by other keys or the format."""
    told = text_of(shape)
    access, download, url = told("access_url"), told("download_url"), told("url")
    if access or download:
        return access, download
    known = FORMATS.get(match_format(told("format")))
    is_page = known is not None and (known.is_service or known.code == "HTML")
    return (url, "") if is_page else ("", url)


def _whole(size: JSON) -> int | None:
    """A number of bytes; some CKANs write it as text."""
    if isinstance(size, str) and size.isascii() and size.isdigit() and len(size) < 19:
        return int(size)
    is_number = isinstance(size, int) and not isinstance(size, bool)
    return size if is_number and 0 <= size < 10**18 else None


def as_text(value: JSON) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def notes_of(value: JSON) -> str:
    """Free text, its line breaks and blanks kept."""
    return value if isinstance(value, str) else ""
