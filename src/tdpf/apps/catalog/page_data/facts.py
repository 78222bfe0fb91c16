"""What is said about a dataset besides its rows, as lines of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from tdpf.apps.catalog.describing import description_history
from tdpf.apps.catalog.documents import dataset_of
from tdpf.apps.catalog.freshness import Overdue, due_of, overdue
from tdpf.apps.catalog.labels import frequency_label, is_english, licence, publisher_name, set_title
from tdpf.apps.catalog.models import Dataset, Organisation, Series
from tdpf.apps.catalog.page_data.facet_labels import PARAMETER
from tdpf.apps.catalog.selectors import SEEN
from tdpf.apps.catalog.templatetags.catalog import date_text
from tdpf.core.catalog import model
from tdpf.core.catalog.fields import FieldNote, field_notes

HISTORY = 10


@dataclass(frozen=True, slots=True)
class Value:
    """A text, with an address where it leads somewhere."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    fields: str


@dataclass(frozen=True, slots=True)
class Facts:
    lines: tuple[Fact, ...]
    next_due: date | None
    days_late: int
    citation: str
    machine: tuple[Value, ...]  # the description for other programs


def facts_of(dataset: Dataset, site_url: str) -> Facts:
    """Everything stated of the dataset; what is not stated has no line."""
    told = dataset_of(dataset)
    due = due_of(told)
    today = timezone.localdate()
    iri = f"{site_url}/datasets/{dataset.id}"
    return Facts(
        lines=tuple(fact for fact in _lines(dataset, told, iri) if fact.values),
        next_due=due[1] if due else None,
        days_late=max(0, (today - due[1]).days) if due else 0,
        citation=_citation(dataset, told, iri),
        machine=_machine(dataset),
    )


def _lines(dataset: Dataset, told: model.Dataset, iri: str) -> Iterator[Fact]:
    yield _fact(gettext("Publisher"), _publisher(dataset.organisation))
    yield _fact(gettext("Contact"), _contact(told.contact))
    yield _fact(gettext("Theme"), (_searched("themes", t.name, t.title) for t in told.themes))
    yield _fact(gettext("Area"), _areas(told.coverage))
    yield _fact(gettext("Period"), _period(told.period))
    yield _fact(gettext("Update rhythm"), [Value(_rhythm(told))])
    yield _fact(gettext("First published"), [Value(date_text(told.issued))])
    yield _fact(gettext("State of the data"), [Value(date_text(told.modified))])
    yield _fact(gettext("Standard"), _standards(told))
    yield _fact(gettext("Series"), _series(told.series))
    yield _fact(gettext("Related"), _related(told))
    yield _fact(gettext("Language"), (Value(_language(code)) for code in told.languages))
    yield _fact(gettext("Original page"), [_link(told.landing_page)])
    yield _fact(gettext("Documents"), map(_link, told.documents))
    yield _fact(gettext("Provenance"), [Value(told.provenance)])
    yield _fact(gettext("Version"), [Value(f"{told.version} {told.version_notes}".strip())])
    yield _fact(gettext("Taken from"), [_link(told.source.url)] if told.source else ())
    yield _fact(gettext("Remark"), [Value(told.remark)])
    yield _fact(gettext("Permanent address"), [Value(iri, iri)])


def _fact(label: str, values: Iterable[Value]) -> Fact:
    return Fact(label, tuple(value for value in values if value.text))


def _link(address: str) -> Value:
    """A link where it is a web address, else the text alone."""
    return Value(address, address if address.startswith(("https://", "http://")) else "")


def _searched(facet: str, value: str, text: str) -> Value:
    query = urlencode({PARAMETER.get(facet, facet): value})
    return Value(text, f"{reverse('catalog:search')}?{query}")


def _publisher(owner: Organisation | None) -> Iterator[Value]:
    if owner is not None:
        code = owner.code6 or owner.name
        url = reverse("catalog:publisher", args=[code])
        yield Value(publisher_name(owner.code6 or "", owner.title), url)


def _contact(contact: model.Contact) -> Iterator[Value]:
    yield Value(contact.name)
    if contact.phone:
        extension = f" ({contact.extension})" if contact.extension else ""
        yield Value(contact.phone + extension)
    if contact.email:
        yield Value(contact.email, f"mailto:{quote(contact.email, safe='@')}")
    yield _link(contact.form_url)
    yield Value(contact.remark)


def _areas(coverage: model.Coverage) -> Iterator[Value]:
    for code in coverage.code6s:
        yield _searched("areas", code, publisher_name(code))
    yield Value(coverage.label)


def _period(period: model.Period) -> Iterator[Value]:
    if period.start or period.end:
        yield Value(f"{date_text(period.start)} – {date_text(period.end)}".strip())


def _rhythm(told: model.Dataset) -> str:
    return frequency_label(told.frequency) if told.frequency else told.frequency_text


def _standards(told: model.Dataset) -> Iterator[Value]:
    for slug in told.standards:
        yield Value(set_title(slug), reverse("catalog:set", args=[slug]))
    yield from map(_link, told.conforms_to)


def _series(names: Sequence[str]) -> Iterator[Value]:
    titles = (
        dict(Series.objects.filter(name__in=names).values_list("name", "title")) if names else {}
    )
    for name in names:
        url = reverse("catalog:series", args=[name]) if name in titles else ""
        yield Value(titles.get(name, name), url)


def _related(told: model.Dataset) -> Iterator[Value]:
    """The dataset that replaces it, and the merged one that holds its rows too."""
    wanted = {told.superseded_by: gettext("Replaced by: %(title)s")}
    wanted[told.part_of] = gettext("Also part of: %(title)s")
    ids = [one for one in wanted if one]
    for row in Dataset.objects.filter(SEEN, id__in=ids) if ids else ():
        url = reverse("catalog:dataset", args=[row.name])
        yield Value(wanted[row.id] % {"title": row.title}, url)


def _language(code: str) -> str:
    return {"ja": gettext("Japanese"), "en": gettext("English")}.get(code, code)


def _citation(dataset: Dataset, told: model.Dataset, iri: str) -> str:
    """One line to copy: who, when, what, where, under which terms."""
    owner = dataset.organisation
    stated = told.modified or told.issued
    year = (stated or dataset.modified_at.isoformat())[:4]
    who = publisher_name(owner.code6 or "", owner.title) if owner else ""
    terms = licence(dataset.licence).name
    parts = [f"{who} ({year})" if who else year, dataset.title, iri, terms]
    return (". " if is_english() else "、").join(parts)


def _machine(dataset: Dataset) -> tuple[Value, ...]:
    own = f"/datasets/{dataset.id}"
    return (
        Value("DCAT (Turtle)", f"{own}.ttl"),
        Value("DCAT (JSON-LD)", f"{own}.jsonld"),
        Value("DCAT (RDF/XML)", f"{own}.rdf"),
        Value("CKAN (JSON)", f"/api/3/action/package_show?id={dataset.id}"),
    )


def description_changes(dataset: Dataset) -> tuple[Change, ...]:
    """What was changed in the description, the newest first."""
    rows = description_history("dataset", dataset.id)[:HISTORY]
    return tuple(Change(row.at, _fields(row.changes)) for row in rows)


def _fields(changes: dict[str, object]) -> str:
    notes = {note.field: note for note in _notes()}
    names = []
    for name in changes:
        note = notes.get(name)
        told = (note.en if is_english() else note.ja) if note else name
        names.append(told.partition("。")[0].partition(";")[0])
    return (", " if is_english() else "、").join(names)


def _notes() -> Iterable[FieldNote]:
    return (note for note in field_notes() if note.struct == "Dataset")


def late_of(organisation: Organisation, today: date) -> tuple[Overdue, ...]:
    """The publisher's datasets whose update is late, the latest first."""
    return tuple(overdue(today=today, organisation=organisation))
