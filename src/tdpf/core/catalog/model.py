"""What the catalogue describes: organisations, datasets, their files and tables.

`fields.py` says what each field is called in DCAT, CKAN, schema.org and the 06 list. Blank text
means "not stated". Dates that a publisher states are ISO 8601 text of any precision (`2023`,
`2023-04`, `2023-04-01`, `2023-04-01T09:00:00`); instants of our own are aware datetimes.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, NewType

import msgspec

from tdpf.core.tables.schema import Column

DatasetId = NewType("DatasetId", str)
DistributionId = NewType("DistributionId", str)
OrganisationId = NewType("OrganisationId", str)
TableId = NewType("TableId", str)

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS 84)."""

SourceKind = Literal["ckan", "dcat", "list", "urls", "folder"]
Visibility = Literal["public", "private"]
State = Literal["draft", "active", "withdrawn", "deleted"]
Status = Literal["", "completed", "developing", "deprecated", "withdrawn"]


class Theme(msgspec.Struct, frozen=True):
    """A subject heading of this catalogue and the EU data themes (AGRI, SOCI …) it belongs to."""

    name: str  # slug
    title: str
    title_en: str = ""
    eu: tuple[str, ...] = ()


class Contact(msgspec.Struct, frozen=True):
    """An office, never a person."""

    name: str = ""
    email: str = ""
    phone: str = ""
    extension: str = ""
    form_url: str = ""
    remark: str = ""
    is_email_in_bulk: bool = True  # False: shown on the page, left out of bulk exports


class Period(msgspec.Struct, frozen=True):
    """From and to, both included; a blank end is open."""

    start: str = ""
    end: str = ""


class Coverage(msgspec.Struct, frozen=True):
    """The area the data speaks of."""

    code6s: tuple[str, ...] = ()  # municipalities and prefectures
    label: str = ""
    bbox: Box | None = None


class Quality(msgspec.Struct, frozen=True):
    """Score from 0 to 100, its parts from 0 to 1; a part that cannot be told is None."""

    score: int
    completeness: float | None = None
    required_filled: float | None = None
    validity: float | None = None
    located: float | None = None
    freshness: float | None = None


class Source(msgspec.Struct, frozen=True):
    """Where a harvested description came from; `id` is what that place calls it."""

    kind: SourceKind
    id: str
    url: str = ""


class Organisation(msgspec.Struct, frozen=True):
    """A bureau, municipality, company or group."""

    id: OrganisationId
    name: str  # slug
    title: str
    title_en: str = ""
    kana: str = ""
    kind: str = ""  # municipality, bureau, company, group …
    code6: str = ""
    parent: str = ""  # slug of the organisation it is part of
    description: str = ""
    homepage: str = ""
    image_url: str = ""
    created_at: dt.datetime | None = None


class Series(msgspec.Struct, frozen=True):
    """Datasets that belong together: the same data by year, or a standard set by publisher."""

    name: str  # slug
    title: str
    title_en: str = ""
    description: str = ""
    standard: str = ""  # slug of the standard set whose members these are
    frequency: str = ""


class TableInfo(msgspec.Struct, frozen=True):
    """The typed rows read from a file, at their current version."""

    id: TableId
    name: str  # slug in URLs of the records API
    version: int
    rows: int
    columns: tuple[Column, ...] = ()
    sheet: str = ""
    bbox: Box | None = None
    published_at: dt.datetime | None = None
    quality: Quality | None = None


class Distribution(msgspec.Struct, frozen=True):
    """One file or service of a dataset."""

    id: DistributionId
    position: int = 0
    title: str = ""
    title_en: str = ""
    description: str = ""
    access_url: str = ""
    download_url: str = ""
    format: str = ""  # code of formats.py, else the publisher's word
    media_type: str = ""
    bytes: int | None = None
    sha256: str = ""
    licence: str = ""  # code of licences.py; blank: the dataset's
    licence_text: str = ""  # as told, where that was no code
    rights: str = ""  # terms of use: text or URL
    languages: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()  # slugs of standard sets
    conforms_to: tuple[str, ...] = ()  # other standards: URL or text
    documents: tuple[str, ...] = ()  # URLs
    issued: str = ""
    modified: str = ""
    status: Status = ""
    tables: tuple[TableInfo, ...] = ()
    created_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    extras: tuple[tuple[str, str], ...] = ()  # what a source says and we have no field for


class Dataset(msgspec.Struct, frozen=True):
    """A described collection of files. Its id never changes; its name may."""

    id: DatasetId
    name: str  # slug
    title: str
    title_en: str = ""
    subtitle: str = ""
    notes: str = ""
    notes_en: str = ""
    organisation: Organisation | None = None
    keywords: tuple[str, ...] = ()
    themes: tuple[Theme, ...] = ()
    universal_menu: str = ""  # データセット_ユニバーサルメニュー
    licence: str = "notspecified"
    licence_text: str = ""
    languages: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()
    conforms_to: tuple[str, ...] = ()
    series: tuple[str, ...] = ()  # slugs
    coverage: Coverage = Coverage()
    period: Period = Period()
    frequency: str = ""  # code of frequencies.py
    frequency_text: str = ""  # as told, where that was no code
    issued: str = ""
    modified: str = ""
    version: str = ""
    version_notes: str = ""
    previous_version: str = ""  # URL
    landing_page: str = ""
    documents: tuple[str, ...] = ()
    provenance: str = ""
    contact: Contact = Contact()
    remark: str = ""
    visibility: Visibility = "public"
    readers: tuple[str, ...] = ()  # ids of organisations that see it too when it is private; "*"
    state: State = "active"
    is_synthetic: bool = False
    is_merged: bool = False
    sources: tuple[str, ...] = ()  # ids of the datasets a merged table was made from
    part_of: str = ""  # id of the merged dataset that holds these rows too
    superseded_by: str = ""  # id
    found: tuple[str, ...] = ()  # which of these three a rule filled, as nobody stated them
    source: Source | None = None
    quality: Quality | None = None
    distributions: tuple[Distribution, ...] = ()
    created_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None  # of this description
    extras: tuple[tuple[str, str], ...] = ()


class Catalog(msgspec.Struct, frozen=True):
    """The catalogue as a whole, as its own description says."""

    title: str
    description: str
    publisher: Organisation
    title_en: str = ""
    description_en: str = ""
    homepage: str = ""
    languages: tuple[str, ...] = ("ja",)
    licence: str = ""
    modified_at: dt.datetime | None = None


def licence_of(dataset: Dataset, distribution: Distribution) -> str:
    """The licence code that counts for a file: its own, else its dataset's."""
    own = distribution.licence
    return own if own and own != "notspecified" else dataset.licence
