"""A page of a source → our catalogue: one transaction with its items and the run's cursor.

What was edited here by a person wins over what the source says, field by field.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from tdpf.adapters.harvest import Page
from tdpf.apps.catalog.service import Dataset as DatasetRow
from tdpf.apps.catalog.service import (
    Desk,
    NameTaken,
    cataloguing,
    description_history,
)
from tdpf.apps.harvest.models import Item, Record, Run, Source
from tdpf.apps.harvest.reasons import reason
from tdpf.core.catalog.formats import FORMATS, format_of_name
from tdpf.core.catalog.model import (
    Dataset,
    Distribution,
    Organisation,
    OrganisationId,
)
from tdpf.core.places import municipality

TABULAR = frozenset(
    ["", "CSV", "TSV", "TXT", "XLSX", "XLS", "XLSM", "ODS", "JSON", "GEOJSON", "ZIP"]
)
_NEVER_FETCHED = frozenset(["HTML", "PDF", "DOC", "DOCX", "PPT", "PPTX", "JPEG", "PNG", "GIF"])
_TOLD = [
    "source", "dataset", "url", "title", "format", "state", "publisher", "next_at", "since",
    "local", "code", "message_ja", "message_en", "told", "first_failed_at", "last_failed_at",
]  # fmt: skip
_OURS = ("tables", "created_at")
_LONGEST_KIND = 20


def actor(source: Source) -> str:
    return f"harvest:{source.name}"


MOST_REMARKS = 20


def describe_page(run: Run, page: Page, *, at: datetime) -> int:
    """Describe what changed in the page and remember where the listing goes on; how much changed.

    Everything or nothing: a process killed in the middle begins the page again.
    """
    source = run.source
    ids = [str(dataset.id) for dataset in page.datasets]
    known = {one.dataset: one for one in Record.objects.filter(dataset__in=ids)}
    changed, same = 0, []
    with cataloguing(actor(source), at=at) as desk:
        owners: dict[str, Organisation] = {}
        for told in page.datasets:
            record = known.get(told.id)
            if record is not None and record.source_id != source.pk:
                continue  # another source brought it first: it stays with that one
            digest = _digest(told)
            if record is not None and record.digest == digest and not record.is_withdrawn:
                same.append(record.dataset)
                continue
            if told.state == "deleted":
                continue
            changed += _describe(desk, run, told, record, digest, page, owners, at)
        if run.is_full and source.complete_at is not None:  # look at the files again
            due = Item.objects.filter(dataset__in=same, state__in=_LOOKED_AT_AGAIN)
            due = due.exclude(code="no-address")
            due.update(state=Item.State.QUEUED, next_at=None)
        _remark(run, page)
        run.cursor = page.cursor
        run.datasets += len(page.datasets)
        run.changed += changed
        run.of = max(run.of, page.total or 0, run.datasets)
        run.save()
        unread = [one for one, finding in page.findings if finding.code == "record-unreadable"]
        Record.objects.filter(dataset__in=[*ids, *unread], source=source).update(
            seen_run=run.pk, missing=0, **({"seen_full": run.pk} if run.is_full else {})
        )
    return changed


def _remark(run: Run, page: Page) -> None:
    """Say of the run what it could not read whole; it goes on all the same."""
    broken = [one.message for _, one in page.findings if one.code.startswith("record-")]
    told = run.message_ja.count("\n") + bool(run.message_ja)
    shown = broken[: max(MOST_REMARKS - told, 0)]
    run.message_ja = "\n".join(filter(None, (run.message_ja, *(one.ja for one in shown))))
    run.message_en = "\n".join(filter(None, (run.message_en, *(one.en for one in shown))))


_LOOKED_AT_AGAIN = (Item.State.PUBLISHED, Item.State.UNCHANGED, Item.State.NOT_A_TABLE)


def _describe(
    desk: Desk,
    run: Run,
    told: Dataset,
    record: Record | None,
    digest: str,
    page: Page,
    owners: dict[str, Organisation],
    at: datetime,
) -> int:
    source = run.source
    organisation = _owner(desk, told, source, owners)
    told = replace(told, organisation=organisation)
    if told.themes:
        for theme in told.themes:
            desk.theme(theme)
    ours, kept = _with_local_edits(told, source, record)
    if record is not None and record.is_withdrawn:
        ours = replace(ours, state="active")
    said = _named(desk, ours)
    here = {one.distribution: one for one in Item.objects.filter(dataset=told.id, source=source)}
    files = [
        (file, mark)
        for file in told.distributions
        if (mark := _digest(file)) != getattr(here.get(file.id), "told", "")
        or here[file.id].state == Item.State.WITHDRAWN
    ]
    for file, _ in files:
        desk.distribution(told.id, replace(file, tables=()))
    publisher = (organisation.code6 or organisation.name) if organisation else ""
    items = [
        _item(file, mark, here.get(file.id), publisher, told, page, source, at)
        for file, mark in files
    ]
    Item.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["distribution"], update_fields=_TOLD
    )
    gone = set(here) - {str(file.id) for file in told.distributions}
    for some in _parts(sorted(gone)):
        Item.objects.filter(distribution__in=some).update(state=Item.State.WITHDRAWN, since=at)
    values = {
        "source": source,
        "digest": digest,
        "seen_run": run.pk,
        "is_withdrawn": False,
        "missing": 0,
        "kept": kept,
    }
    Record.objects.update_or_create(dataset=told.id, defaults=values)
    return int(said or bool(files))


def _named(desk: Desk, told: Dataset) -> bool:
    """Describe the dataset; under a longer name where its own is taken."""
    try:
        return desk.dataset(told).is_changed
    except NameTaken:
        longer = f"{told.name[:190]}-{told.id[:8]}"
        return desk.dataset(replace(told, name=longer)).is_changed


def _owner(
    desk: Desk, told: Dataset, source: Source, owners: dict[str, Organisation]
) -> Organisation | None:
    organisation = told.organisation or _publisher(source)
    if organisation is None:
        return None
    if organisation.id not in owners:
        owners[organisation.id] = organisation = replace(
            organisation, kind=organisation.kind[:_LONGEST_KIND], name=organisation.name[:100]
        )
        try:
            desk.organisation(organisation)
        except NameTaken:
            longer = f"{organisation.name[:90]}-{organisation.id[:8]}"
            owners[organisation.id] = replace(organisation, name=longer)
            desk.organisation(owners[organisation.id])
    return owners[organisation.id]


def _publisher(source: Source) -> Organisation | None:
    city = municipality(source.publisher) if source.publisher else None
    if city is None:
        return None
    return Organisation(
        id=OrganisationId(city.code6), name=city.code6, title=city.full_name, code6=city.code6
    )


def _with_local_edits(
    told: Dataset, source: Source, record: Record | None
) -> tuple[Dataset, list[str]]:
    """The description with the fields that somebody here changed as they are here."""
    if record is None:
        return told, []
    mine = actor(source)
    edited = {
        name
        for version in description_history("dataset", told.id)
        if version.actor != mine and not version.actor.startswith("harvest:")
        for name in version.changes
    } & set(Dataset.__struct_fields__)
    edited -= {"distributions", "organisation", "state", *_OURS}
    row = DatasetRow.objects.filter(id=told.id).first()
    if not edited or row is None or not row.document:
        return told, []
    here = msgspec.json.decode(row.document, type=Dataset)
    values = {name: getattr(here, name) for name in edited}
    return replace(told, **values), sorted(edited)


def _item(
    file: Distribution,
    mark: str,
    known: Item | None,
    publisher: str,
    told: Dataset,
    page: Page,
    source: Source,
    at: datetime,
) -> Item:
    """The file's item, queued where it may be a table."""
    item = known or Item(distribution=file.id, source=source, dataset=told.id)
    item.title, item.format = file.title[:1000], file.format[:100]
    item.url = file.download_url or (file.access_url if is_tabular(file) else "")
    item.local = str(page.local.get(file.id, ""))
    item.publisher = publisher
    item.told, item.since, item.next_at = mark, at, None
    item.code = item.message_ja = item.message_en = ""
    if not is_tabular(file):
        item.state = Item.State.DESCRIBED
    elif not item.url and not item.local and not source.takes_rows:
        item.state, item.code = Item.State.NOT_A_TABLE, "no-address"
        item.message_ja, item.message_en = reason("no-address").ja, reason("no-address").en
        item.first_failed_at = item.first_failed_at or at
        item.last_failed_at = at
    else:
        item.state = Item.State.QUEUED
    return item


def is_tabular(file: Distribution) -> bool:
    """Whether the file may hold a table; an unknown word is decided by the address."""
    known = FORMATS.get(file.format)
    by_name = format_of_name(file.download_url)
    if file.format.upper() in TABULAR or by_name.upper() in TABULAR - {""}:
        return not (known and known.is_service)
    return known is None and by_name not in _NEVER_FETCHED and not by_name


def _digest(told: Dataset | Distribution) -> str:
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()


def _parts(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def withdraw_missing(run: Run, *, at: datetime) -> int:
    """After a full listing: what two in a row did not list is withdrawn, never deleted.

    One is enough where a person confirmed that the list is shorter.
    """
    source = run.source
    enough = 1 if run.is_confirmed else 2
    missing = Record.objects.filter(source=source, is_withdrawn=False).exclude(seen_full=run.pk)
    withdrawn = 0
    for record in missing.iterator(chunk_size=500):
        record.missing += 1
        if record.missing < enough:
            record.save(update_fields=["missing"])
            continue
        with cataloguing(actor(source), at=at) as desk:
            desk.set_state(record.dataset, "withdrawn")
            record.is_withdrawn = True
            record.save(update_fields=["missing", "is_withdrawn"])
            Item.objects.filter(dataset=record.dataset).update(state=Item.State.WITHDRAWN, since=at)
        withdrawn += 1
    return withdrawn


__all__ = [
    "actor",
    "describe_page",
    "is_tabular",
    "withdraw_missing",
]
