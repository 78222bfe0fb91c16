"""Publishing: one SQL transaction adds versions, moves heads, and writes log and audit.

That commit is the publication. Files are on disk before it and nothing else depends on memory, so
a process may die anywhere: readers see the old version or the new one, and the next run goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path

import msgspec
from django.db import transaction
from django.db.models import Max

from tdpf.adapters.storage import Storage
from tdpf.apps.catalog.service import (
    LICENCES,
    Dataset,
    Distribution,
    add_file,
    dataset_named,
    datasets_of_files,
    datasets_with_files,
    describe,
    ensure_organisation,
    new_dataset,
    put_file,
)
from tdpf.apps.publishing.answers import (
    NO_PUBLISHER,
    SWEPT,
    bad_name,
    failed,
    no_such_code,
    no_such_file,
    no_such_licence,
    not_yours,
    published,
    unchanged,
)
from tdpf.apps.publishing.known import heads_of, of_file
from tdpf.apps.publishing.log import Deed, Log, publication
from tdpf.apps.publishing.models import (
    Table,
    TableHead,
    TableVersion,
)
from tdpf.apps.publishing.naming import NAME, default_name, second_name, sheet_name
from tdpf.apps.publishing.personal import keep_decisions
from tdpf.apps.publishing.prepare import READER_VERSION, Part, Prepared
from tdpf.apps.publishing.requests import Outcome, PublishRequest
from tdpf.core.findings import Text
from tdpf.core.places import is_code6
from tdpf.core.standards import standards
from tdpf.core.tables.profile import Box


class Refusal(Exception):
    """A file cannot be published as asked; the text says why and what to do."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class Outdated(Exception):
    """Somebody published the same table since the file was prepared: prepare it again."""


MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "json": "application/json",
    "geojson": "application/geo+json",
}


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


def _publish(prepared: Prepared, log: Log, storage: Storage) -> Outcome:
    dataset = dataset_for(prepared)
    heads = of_file(heads_of([dataset])[dataset.id], prepared.request) if dataset else {}
    keys = {head.version.input_key for head in heads.values()}
    if dataset and keys == {prepared.input_key}:
        return _described(prepared, dataset, heads, log)
    current = {sheet: head.version_id for sheet, head in heads.items()}
    if not prepared.parts or any(p.based_on != current.get(p.sheet) for p in prepared.parts):
        raise Outdated
    if not all(storage.exists(key) for key in prepared.keys):
        raise Refusal(SWEPT)
    is_new = dataset is None
    if dataset is None:
        dataset = _new_dataset(prepared, log.deed)
        distribution = add_file(dataset, _file(prepared), at=log.deed.at)
    else:
        describe(dataset, _words(prepared.request) | _facts(prepared, log.deed, dataset))
        distribution = put_file(
            dataset, _file(prepared), at=log.deed.at, distribution=prepared.request.distribution
        )
    versions = []
    for part in prepared.parts:
        table = table_for(part, dataset, distribution, heads.get(part.sheet))
        version = _version(part, prepared, log.deed)
        versions.append(put_version(table, version, is_first=part.sheet not in heads))
        if part.personal and prepared.request.personal_data_checked:
            keep_decisions(table, part.personal, deed=log.deed)
        log.add(
            "published",
            dataset,
            version,
            number=version.number,
            source_sha256=version.source_sha256,
            rows=version.rows,
            personal_data_checked=prepared.request.personal_data_checked,
            **({"personal_data": sorted(map(list, part.personal))} if part.personal else {}),
        )
    return published(prepared, dataset, versions, is_new=is_new)


def _described(
    prepared: Prepared, dataset: Dataset, heads: dict[str, TableHead], log: Log
) -> Outcome:
    """The rows are published already: only what is said about them may change."""
    changes = describe(dataset, _words(prepared.request))
    if changes:
        for head in heads.values():
            _entitle(head.table, dataset)
        log.add("described", dataset, None, fields=sorted(changes))
    main_first = [heads[sheet] for sheet in sorted(heads)]
    return unchanged(prepared.request, dataset, main_first, is_described=bool(changes))


def dataset_for(prepared: Prepared) -> Dataset | None:
    """The dataset that this file replaces; None when it makes a new one."""
    request = prepared.request
    _check(request)
    if request.distribution:
        known = datasets_of_files([request.distribution])
        if request.distribution not in known:
            raise Refusal(no_such_file(request.distribution))
        return known[request.distribution]
    if request.dataset:
        found = dataset_named(request.dataset)
        owner = found.organisation.code6 if found and found.organisation else None
        if found and request.publisher and owner != request.publisher:
            raise Refusal(not_yours(request.dataset, owner))
        return found
    if prepared.publisher is None:
        raise Refusal(NO_PUBLISHER)
    named = (prepared.publisher, request.path.name)
    found = datasets_with_files([named]).get(named)
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
    name = new_name(prepared)
    is_another = name not in {
        request.dataset,
        default_name(prepared.publisher, main.standard, request.path),
    }
    title = main.notes_title or _default_title(organisation.title, prepared, is_another=is_another)
    words = {"title": title} | _words(request) | _facts(prepared, deed)
    return new_dataset(name=name, organisation=organisation, issued_at=deed.at, **words)


def _facts(prepared: Prepared, deed: Deed, dataset: Dataset | None = None) -> dict[str, object]:
    """What a new version says about its dataset whatever the officer says."""
    standard = prepared.parts[0].standard or ""
    if dataset and prepared.request.distribution:  # one of many files: the first set that is known
        return {"standard": dataset.standard or standard, "modified_at": deed.at}
    return {
        "standard": standard,
        "is_synthetic": prepared.request.is_synthetic,
        "modified_at": deed.at,
    }


def new_name(prepared: Prepared) -> str:
    """The name of the dataset that the file would make: the one asked for, else a free one."""
    request, main = prepared.request, prepared.parts[0]
    if prepared.publisher is None:
        raise Refusal(NO_PUBLISHER)
    return request.dataset or _free_name(prepared.publisher, main.standard, request.path)


def _free_name(publisher: str, standard: str | None, path: Path) -> str:
    first = default_name(publisher, standard, path)
    second = second_name(publisher, standard, path)
    numbered = (f"{second}-{number}" for number in count(2))
    return next(name for name in chain((first, second), numbered) if dataset_named(name) is None)


def _default_title(publisher_title: str, prepared: Prepared, *, is_another: bool) -> str:
    """Publisher and set; the file's name as well where the set alone tells two apart no more."""
    standard, stem = prepared.parts[0].standard, prepared.request.path.stem
    if standard is None:
        return f"{publisher_title} {stem}"
    title = f"{publisher_title} {standards()[standard].title_ja}"
    return f"{title}（{stem}）" if is_another else title


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


def table_for(
    part: Part, dataset: Dataset, distribution: Distribution, head: TableHead | None
) -> Table:
    """The table of a part: the one it replaces, else a new one."""
    if head is None:
        return Table.objects.create(
            name=_free_table_name(dataset.name, distribution, part.sheet),
            title=_table_title(dataset, distribution, part.sheet),
            dataset=dataset,
            distribution=distribution,
            sheet=part.sheet,
            standard=part.standard or "",
        )
    head.table.standard = part.standard or ""
    _entitle(head.table, dataset)
    return head.table


def _table_title(dataset: Dataset, distribution: Distribution | None, sheet: str) -> str:
    """Dataset, file where there are several, and sheet."""
    file = distribution.title if distribution and distribution.position else ""
    return " ".join(filter(None, (dataset.title, file, sheet)))


def _entitle(table: Table, dataset: Dataset) -> None:
    table.title = _table_title(dataset, table.distribution, table.sheet)
    table.save(update_fields=["title", "standard"])


def _free_table_name(dataset: str, distribution: Distribution, sheet: str) -> str:
    place = distribution.position
    wanted = sheet_name(f"{dataset}-{place + 1}" if place else dataset, sheet)
    names = chain([wanted], (f"{wanted}-{number}" for number in count(2)))
    return next(name for name in names if not Table.objects.filter(name=name).exists())


def _version(part: Part, prepared: Prepared, deed: Deed) -> TableVersion:
    source = prepared.source
    assert source is not None
    return TableVersion(
        path=part.path,
        sha256=part.sha256,
        bytes=part.bytes,
        rows=part.rows,
        schema=msgspec.json.encode(part.schema).decode(),
        **sides(part.box),
        quality=msgspec.json.encode(part.quality).decode(),
        score=part.quality.get("score"),
        samples=msgspec.json.encode(part.samples).decode(),
        report_path=part.report_path,
        report_sha256=part.report_sha256,
        source_name=prepared.request.path.name,
        source_path=prepared.source_path,
        source_sha256=source.sha256,
        input_key=prepared.input_key,
        reader_version=READER_VERSION,
        previous_id=part.based_on,
        published_at=deed.at,
    )


def put_version(table: Table, version: TableVersion, *, is_first: bool) -> TableVersion:
    """Give the version its number and make it current."""
    version.table = table
    known = TableVersion.objects.filter(table=table)
    last = None if is_first else known.aggregate(last=Max("number"))["last"]
    version.number = (last or 0) + 1
    version.save(force_insert=True)
    if is_first:
        TableHead.objects.create(table=table, version=version)
    else:
        set_head(table, version)
    return version


def set_head(table: Table, version: TableVersion) -> None:
    """Make the version current for every reader."""
    TableHead.objects.filter(table=table).update(version=version)


def sides(box: Box | None) -> dict[str, float | None]:
    west, south, east, north = box or (None, None, None, None)
    return {"west": west, "south": south, "east": east, "north": north}
