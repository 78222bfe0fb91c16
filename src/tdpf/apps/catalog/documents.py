"""Rows of the catalogue ⇄ their descriptions as JSON of `tdpf.core.catalog.model`.

Columns are for asking, the document for telling: it says everything else as well. A column that
both hold is the truth, so the document is made from the last one and the columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from tdpf.core.catalog import model
from tdpf.core.catalog.dates import iso_date
from tdpf.core.catalog.formats import match_format
from tdpf.core.catalog.frequencies import match_frequency

T = TypeVar("T", bound=msgspec.Struct)
Row = Any
"""A model's row, also of an older migration: anything with its columns as attributes."""

_ORGANISATION = msgspec.json.Decoder(model.Organisation)
_DATASET = msgspec.json.Decoder(model.Dataset)
_DISTRIBUTION = msgspec.json.Decoder(model.Distribution)


def organisation_of(row: Row) -> model.Organisation:
    """The description of an organisation."""
    known = (
        _ORGANISATION.decode(row.document)
        if row.document
        else model.Organisation(model.OrganisationId(row.id), row.name, row.title)
    )
    return replace(
        known,
        id=model.OrganisationId(row.id),
        name=row.name,
        title=row.title,
        title_en=row.title_en,
        kana=row.kana,
        kind=row.kind,
        code6=row.code6 or "",
        homepage=row.homepage,
        created_at=row.created_at,
    )


def dataset_of(row: Row) -> model.Dataset:
    """The description of a dataset, without its organisation and files."""
    known = (
        _DATASET.decode(row.document)
        if row.document
        else model.Dataset(model.DatasetId(row.id), row.name, row.title)
    )
    told = match_frequency(row.frequency) if row.frequency else None
    others = tuple(slug for slug in known.standards if slug != row.standard)
    return replace(
        known,
        id=model.DatasetId(row.id),
        name=row.name,
        title=row.title,
        title_en=row.title_en,
        notes=row.notes,
        keywords=tuple(row.keywords),
        licence=row.licence,
        frequency=told.code if told else known.frequency,
        frequency_text=told.text if told else known.frequency_text,
        standards=(row.standard, *others) if row.standard else others,
        is_synthetic=row.is_synthetic,
        is_merged=row.kind == "merged",
        modified=iso_date(row.stated_modified) or known.modified,
        visibility=row.visibility,
        readers=(),  # no part of what is said of it: `tdpf.apps.organisations` keeps them
        state=row.state,
        created_at=row.issued_at,
        modified_at=row.modified_at,
        organisation=None,
        distributions=(),
    )


def distribution_of(row: Row) -> model.Distribution:
    """The description of a file, without its tables."""
    known = (
        _DISTRIBUTION.decode(row.document)
        if row.document
        else model.Distribution(model.DistributionId(row.id))
    )
    return replace(
        known,
        id=model.DistributionId(row.id),
        position=row.position,
        title=row.title or known.title or row.file_name,
        format=match_format(row.format) if row.format else known.format,
        media_type=row.media_type or known.media_type,
        bytes=row.bytes or known.bytes,
        sha256=row.sha256 or known.sha256,
        created_at=row.issued_at,
        modified_at=row.modified_at,
        tables=(),
    )


def text_of(description: msgspec.Struct) -> str:
    """The document: JSON without what is blank."""
    return msgspec.json.encode(_stated(msgspec.to_builtins(description))).decode()


def changed_fields(before: T, after: T) -> dict[str, tuple[Any, Any]]:
    """Each field that says something else now, with both values as JSON has them."""
    was, now = msgspec.to_builtins(before), msgspec.to_builtins(after)
    return {name: (was[name], now[name]) for name in now if was[name] != now[name]}


def _stated(value: Any) -> Any:
    if isinstance(value, Mapping):
        told = {name: _stated(inner) for name, inner in value.items()}
        return {name: inner for name, inner in told.items() if not _is_blank(inner)}
    if isinstance(value, list | tuple):
        return [_stated(inner) for inner in value]
    return value


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def refresh(row: Row) -> None:
    """Write the row's document anew from its columns; the caller saves it."""
    makers = {
        "catalog_organisation": organisation_of,
        "catalog_dataset": dataset_of,
        "catalog_distribution": distribution_of,
    }
    row.document = text_of(makers[row._meta.db_table](row))  # noqa: SLF001 — Django's name
