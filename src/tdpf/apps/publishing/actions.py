"""Publishing: one SQL transaction adds versions, moves heads, and writes log and audit.

That commit is the publication. Files are on disk before it and nothing else depends on memory, so
a process may die anywhere: readers see the old version or the new one, and the next run goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

import msgspec
from django.db import transaction
from django.db.models import F, Max

from tdpf.adapters.storage import Storage
from tdpf.apps.catalog.service import (
    LICENCES,
    Dataset,
    Distribution,
    dataset_named,
    dataset_with_file,
    describe,
    ensure_organisation,
    put_file,
)
from tdpf.apps.publishing.answers import (
    NO_PUBLISHER,
    SWEPT,
    bad_name,
    failed,
    no_such_code,
    no_such_licence,
    not_yours,
    published,
    unchanged,
)
from tdpf.apps.publishing.models import (
    AuditRecord,
    Counter,
    PublicationLog,
    Table,
    TableHead,
    TableVersion,
)
from tdpf.apps.publishing.naming import NAME, default_name, second_name, sheet_name
from tdpf.apps.publishing.prepare import READER_VERSION, Before, Job, Part, Prepared
from tdpf.apps.publishing.requests import Outcome, PublishRequest
from tdpf.core.findings import Text
from tdpf.core.places import is_code6
from tdpf.core.standards import standards
from tdpf.core.tables.profile import Box
from tdpf.core.tables.schema import TableSchema


class Refusal(Exception):
    """A file cannot be published as asked; the text says why and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class Outdated(Exception):
    """Somebody published the same table since the file was prepared: prepare it again."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Who publishes, when: the same for a whole command."""

    actor: str
    at: datetime


MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "json": "application/json",
    "geojson": "application/geo+json",
}


# What is known before the work begins


def job_for(request: PublishRequest) -> Job:
    """The request with the current versions of the tables that it will probably replace."""
    dataset = _dataset_meant(request)
    return Job(request=request, before=before(dataset) if dataset else {})


def _dataset_meant(request: PublishRequest) -> Dataset | None:
    if request.dataset:
        return dataset_named(request.dataset)
    if request.publisher:
        return dataset_with_file(request.publisher, request.path.name)
    return None


def before(dataset: Dataset) -> dict[str, Before]:
    """The current version of each of the dataset's tables, by sheet."""
    heads = TableHead.objects.filter(table__dataset=dataset, table__is_merged=False)
    return {
        head.table.sheet: Before(
            version=head.version.id,
            path=head.version.path,
            schema=msgspec.json.decode(head.version.schema, type=TableSchema),
            input_key=head.version.input_key,
        )
        for head in heads.select_related("table", "version")
    }


# The publication itself


def commit(group: Sequence[Prepared], *, deed: Deed, storage: Storage) -> list[Outcome | None]:
    """Publish prepared files in one transaction; None for a file that must be prepared again.

    Each file is atomic: a refused one leaves no trace and holds up nothing.
    """
    storage.settle([key for prepared in group for key in prepared.keys])
    with publication(deed) as log:
        return [_answer(prepared, log, storage) for prepared in group]


def _answer(prepared: Prepared, log: Log, storage: Storage) -> Outcome | None:
    try:
        with transaction.atomic():
            return _publish(prepared, log, storage)
    except Refusal as refusal:
        return failed(prepared.request, refusal.message)
    except Outdated:
        return None


class Log:
    """Gives numbers to what happens in one transaction and writes it down."""

    def __init__(self, deed: Deed, last: int) -> None:
        self.deed = deed
        self._last = last
        self._entries: list[PublicationLog] = []
        self._audit: list[AuditRecord] = []

    def add(
        self,
        event: str,
        dataset: Dataset,
        version: TableVersion | None = None,
        **detail: object,
    ) -> None:
        self._last += 1
        self._entries.append(
            PublicationLog(
                seq=self._last,
                event=event,
                dataset=dataset,
                table_id=version.table_id if version else None,
                version=version,
                at=self.deed.at,
            )
        )
        self._audit.append(
            AuditRecord(
                at=self.deed.at,
                actor=self.deed.actor,
                action=f"dataset.{event}",
                subject=f"dataset:{dataset.name}",
                detail=detail,
            )
        )

    def write(self) -> None:
        PublicationLog.objects.bulk_create(self._entries)
        AuditRecord.objects.bulk_create(self._audit)
        Counter.objects.filter(name="publication").update(value=self._last)


@contextmanager
def publication(deed: Deed) -> Iterator[Log]:
    """A transaction that no other publication overlaps, with the log to write into."""
    with transaction.atomic():
        log = Log(deed, _locked_counter())
        yield log
        log.write()


def _locked_counter() -> int:
    """The last log number. Writing its row takes the lock on PostgreSQL; SQLite has it already."""
    counter = Counter.objects.filter(name="publication")
    if not counter.update(value=F("value")):
        Counter.objects.get_or_create(name="publication")
        counter.update(value=F("value"))
    return counter.get().value


def _publish(prepared: Prepared, log: Log, storage: Storage) -> Outcome:
    request = prepared.request
    dataset = dataset_for(prepared)
    heads = before(dataset) if dataset else {}
    if dataset and heads and all(b.input_key == prepared.input_key for b in heads.values()):
        return _described(prepared, dataset, log)
    current = {sheet: known.version for sheet, known in heads.items()}
    if not prepared.parts or any(p.based_on != current.get(p.sheet) for p in prepared.parts):
        raise Outdated
    if not all(storage.exists(key) for key in prepared.keys):
        raise Refusal(SWEPT)
    main = prepared.parts[0]
    is_new = dataset is None
    dataset = dataset or _new_dataset(prepared, log.deed)
    describe(
        dataset,
        _words(request)
        | {
            "standard": main.standard or "",
            "is_synthetic": request.is_synthetic,
            "modified_at": log.deed.at,
        },
    )
    distribution = put_file(dataset, _file(prepared), at=log.deed.at)
    versions = [
        _put_version(part, prepared, dataset, distribution, log.deed) for part in prepared.parts
    ]
    for version in versions:
        log.add(
            "published",
            dataset,
            version,
            number=version.number,
            source_sha256=version.source_sha256,
            rows=version.rows,
        )
    return published(prepared, dataset, versions, is_new=is_new)


def _described(prepared: Prepared, dataset: Dataset, log: Log) -> Outcome:
    """The rows are published already: only what is said about them may change."""
    changes = describe(dataset, _words(prepared.request))
    if changes:
        Table.objects.filter(dataset=dataset, sheet="").update(title=dataset.title)
        log.add("described", dataset, None, fields=sorted(changes))
    head = TableHead.objects.select_related("version").get(table__dataset=dataset, table__sheet="")
    return unchanged(prepared.request, dataset, head.version, is_described=bool(changes))


def dataset_for(prepared: Prepared) -> Dataset | None:
    """The dataset that this file replaces; None when it makes a new one."""
    request = prepared.request
    _check(request)
    if request.dataset:
        found = dataset_named(request.dataset)
        owner = found.organisation.code6 if found and found.organisation else None
        if found and request.publisher and owner != request.publisher:
            raise Refusal(not_yours(request.dataset, owner))
        return found
    if prepared.publisher is None:
        raise Refusal(NO_PUBLISHER)
    found = dataset_with_file(prepared.publisher, request.path.name)
    if found and prepared.parts and found.standard != (prepared.parts[0].standard or ""):
        return None  # the same file name for another kind of data
    return found


def _check(request: PublishRequest) -> None:
    if request.licence not in LICENCES:
        raise Refusal(no_such_licence(request.licence))
    if request.publisher and not is_code6(request.publisher):
        raise Refusal(no_such_code(request.publisher))
    if request.dataset is not None and (
        request.dataset in standards() or not NAME.fullmatch(request.dataset)
    ):
        raise Refusal(bad_name(request.dataset))


def _new_dataset(prepared: Prepared, deed: Deed) -> Dataset:
    request, main = prepared.request, prepared.parts[0]
    if prepared.publisher is None:
        raise Refusal(NO_PUBLISHER)
    organisation = ensure_organisation(prepared.publisher, at=deed.at, name=prepared.publisher_name)
    return Dataset.objects.create(
        name=request.dataset or _free_name(prepared.publisher, main.standard, request.path),
        organisation=organisation,
        title=request.title or main.notes_title or _default_title(organisation.title, prepared),
        standard=main.standard or "",
        issued_at=deed.at,
        modified_at=deed.at,
    )


def _free_name(publisher: str, standard: str | None, path: Path) -> str:
    first = default_name(publisher, standard, path)
    second = second_name(publisher, standard, path)
    numbered = (f"{second}-{number}" for number in count(2))
    return next(name for name in chain((first, second), numbered) if dataset_named(name) is None)


def _default_title(publisher_title: str, prepared: Prepared) -> str:
    standard = prepared.parts[0].standard
    return (
        f"{publisher_title} {standards()[standard].title_ja}"
        if standard
        else f"{publisher_title} {prepared.request.path.stem}"
    )


def _words(request: PublishRequest) -> dict[str, object]:
    """What the request says about the dataset; what it leaves out stays as it is."""
    said = {
        "title": request.title,
        "notes": request.notes or None,
        "licence": None if request.licence == "notspecified" else request.licence,
        "frequency": request.frequency,
        "stated_modified": request.modified,
    }
    return {name: value for name, value in said.items() if value is not None}


def _file(prepared: Prepared) -> dict[str, object]:
    source = prepared.source
    assert source is not None
    return {
        "file_name": prepared.request.path.name,
        "format": source.format,
        "media_type": MEDIA_TYPES.get(source.format, "application/octet-stream"),
        "encoding": source.encoding or "",
        "path": prepared.source_path,
        "sha256": source.sha256,
        "bytes": source.bytes,
    }


def _put_version(
    part: Part, prepared: Prepared, dataset: Dataset, distribution: Distribution, deed: Deed
) -> TableVersion:
    table, _ = Table.objects.update_or_create(
        dataset=dataset,
        sheet=part.sheet,
        is_merged=False,
        defaults={
            "title": f"{dataset.title} {part.sheet}".strip(),
            "distribution": distribution,
            "standard": part.standard or "",
        },
        create_defaults={
            "name": sheet_name(dataset.name, part.sheet),
            "title": f"{dataset.title} {part.sheet}".strip(),
            "distribution": distribution,
            "standard": part.standard or "",
        },
    )
    source = prepared.source
    assert source is not None
    return put_version(
        table,
        TableVersion(
            path=part.path,
            sha256=part.sha256,
            bytes=part.bytes,
            rows=part.rows,
            schema=msgspec.json.encode(part.schema).decode(),
            **sides(part.box),
            quality=msgspec.json.encode(part.quality).decode(),
            score=part.quality.get("score"),
            report_path=part.report_path,
            report_sha256=part.report_sha256,
            source_name=prepared.request.path.name,
            source_path=prepared.source_path,
            source_sha256=source.sha256,
            input_key=prepared.input_key,
            reader_version=READER_VERSION,
            previous_id=part.based_on,
            published_at=deed.at,
        ),
    )


def put_version(table: Table, version: TableVersion) -> TableVersion:
    """Give the version its number and make it current."""
    version.table = table
    last = TableVersion.objects.filter(table=table).aggregate(last=Max("number"))["last"]
    version.number = (last or 0) + 1
    version.save(force_insert=True)
    set_head(table, version)
    return version


def set_head(table: Table, version: TableVersion) -> None:
    TableHead.objects.update_or_create(table=table, defaults={"version": version})


def sides(box: Box | None) -> dict[str, float | None]:
    west, south, east, north = box or (None, None, None, None)
    return {"west": west, "south": south, "east": east, "north": north}
