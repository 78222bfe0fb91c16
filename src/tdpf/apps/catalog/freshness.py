"""When a dataset's next update is due by its promised rhythm, and which are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tdpf.apps.catalog.documents import dataset_of
from tdpf.apps.catalog.models import Dataset, Organisation
from tdpf.apps.catalog.selectors import public_datasets
from tdpf.core.catalog import model
from tdpf.core.catalog.dates import last_day
from tdpf.core.catalog.frequencies import next_due


@dataclass(frozen=True, slots=True)
class Overdue:
    """A dataset whose update is late: since when, by how many days, and who can mend it."""

    id: str
    name: str
    title: str
    publisher: str  # code, else the organisation's name; blank for none
    publisher_title: str
    frequency: str
    last: date
    due: date
    days: int
    contact: model.Contact


def due_of(told: model.Dataset) -> tuple[date, date] | None:
    """(last change, next update due); None when no rhythm was promised or nothing is dated."""
    last = last_change(told)
    due = next_due(told.frequency, last) if last and told.frequency else None
    return (last, due) if last and due else None


def last_change(told: model.Dataset) -> date | None:
    """What the publisher says; where that is no date, what the bytes prove."""
    stated = last_day(told.modified) if told.modified else None
    return stated or (told.modified_at.date() if told.modified_at else None)


def overdue(*, today: date, organisation: Organisation | None = None) -> Iterator[Overdue]:
    """The public datasets that are late, the latest first; of one publisher or of all."""
    rows = public_datasets().exclude(frequency="").exclude(kind=Dataset.Kind.MERGED)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    late = [found for row in rows.iterator() if (found := _late(row, today))]
    yield from sorted(late, key=lambda one: (-one.days, one.name))


def _late(row: Dataset, today: date) -> Overdue | None:
    told = dataset_of(row)
    found = due_of(told)
    if found is None or found[1] >= today:
        return None
    last, due = found
    owner = row.organisation
    return Overdue(
        id=row.id,
        name=row.name,
        title=row.title,
        publisher=(owner.code6 or owner.name) if owner else "",
        publisher_title=owner.title if owner else "",
        frequency=told.frequency,
        last=last,
        due=due,
        days=(today - due).days,
        contact=told.contact,
    )
