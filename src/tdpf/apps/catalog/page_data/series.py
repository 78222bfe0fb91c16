"""One series: its datasets, those of the newest period first."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from django.db.models import QuerySet

from tdpf.apps.catalog.documents import dataset_of
from tdpf.apps.catalog.labels import frequency_label, is_english, publisher_name
from tdpf.apps.catalog.models import Dataset, Series
from tdpf.apps.catalog.selectors import public_datasets
from tdpf.core.catalog import model
from tdpf.core.catalog.series import undated

_decode = msgspec.json.Decoder(model.Series)
MOST = 500
NEAR = 12


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    title: str
    publisher: str
    period: str
    modified: str


@dataclass(frozen=True, slots=True)
class SeriesPage:
    name: str
    title: str
    description: str
    frequency: str
    members: tuple[Member, ...]


def series_page(name: str) -> SeriesPage | None:
    """The series of that name, None when there is none."""
    row = Series.objects.filter(name=name).first()
    if row is None:
        return None
    told = _decode.decode(row.document)
    title = told.title_en if is_english() and told.title_en else told.title
    return SeriesPage(
        name=told.name,
        title=title,
        description=told.description,
        frequency=frequency_label(told.frequency),
        members=tuple(_members(name, public_datasets())),
    )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another date of the same data; the one at hand is marked."""

    name: str
    period: str
    is_current: bool


def neighbours(dataset: Dataset) -> tuple[Neighbour, ...]:
    """The publisher's datasets of the same series by date, those nearest to this one."""
    told = dataset_of(dataset)
    if not told.series or dataset.organisation is None:
        return ()
    known = public_datasets().filter(organisation=dataset.organisation)
    members = [one for one in _members(told.series[0], known) if one.period]
    at = next((n for n, one in enumerate(members) if one.name == dataset.name), 0)
    start = max(0, min(at - NEAR // 2, len(members) - NEAR))
    return tuple(
        Neighbour(one.name, one.period, one.name == dataset.name)
        for one in members[start : start + NEAR]
    )


def _members(name: str, among: QuerySet[Dataset]) -> list[Member]:
    rows = among.filter(document__contains=msgspec.json.encode(name).decode())
    found = [(row, dataset_of(row)) for row in rows.order_by("-name")[:MOST]]
    members = [_member(row, told) for row, told in found if name in told.series]
    return sorted(members, key=lambda one: (one.period, one.title), reverse=True)


def _member(row: Dataset, told: model.Dataset) -> Member:
    owner = row.organisation
    return Member(
        name=row.name,
        title=row.title,
        publisher=publisher_name(owner.code6 or "", owner.title) if owner else "",
        period=told.period.start or told.period.end or _in_title(row.title),
        modified=told.modified,
    )


def _in_title(title: str) -> str:
    """The date that the title names, as far as it does."""
    told = undated(title)
    if told is None:
        return ""
    year, *rest = told[1]
    return "-".join([str(year), *(f"{part:02}" for part in rest if part)])
