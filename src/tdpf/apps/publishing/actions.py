"""Publishing: one SQL transaction adds versions, moves heads, and writes log and audit.

That commit is the publication. Files are on disk before it and nothing else depends on memory, so
a process may die anywhere: readers see the old version or the new one, and the next run goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import msgspec
from django.db.models import Max

from tdpf.adapters.storage import Storage
from tdpf.apps.catalog.service import (
    LICENCES,
    Dataset,
    Distribution,
    Organisation,
    ensure_organisation,
    filled,
    say,
)
from tdpf.apps.publishing.answers import (
    NO_PUBLISHER,
    SWEPT,
    Limiting,
    bad_name,
    failed,
    no_such_code,
    no_such_file,
    no_such_licence,
    not_yours,
    published,
    unchanged,
)
from tdpf.apps.publishing.known import Known, Target, target_of
from tdpf.apps.publishing.limiting import appearing, fits, stands_in, taken_over
from tdpf.apps.publishing.log import Deed, Log, publication
from tdpf.apps.publishing.models import Table, TableHead, TableVersion
from tdpf.apps.publishing.naming import NAME, default_name, second_name
from tdpf.apps.publishing.pending import Pending, numbered, table_name
from tdpf.apps.publishing.personal import keep_decisions
from tdpf.apps.publishing.prepare import READER_VERSION, Part, Prepared, keyed
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

    Each file is atomic: a refused one leaves no trace and holds up nothing. What a group reads and
    writes takes a few queries, so files that may concern the same rows come one after the other.
    """
    storage.settle([key for prepared in group for key in prepared.keys])
    with publication(deed) as log:
        return [
            outcome
            for apart in _apart(group)
            for outcome in Group(apart, log=log, storage=storage).publish()
        ]


def _apart(group: Sequence[Prepared]) -> Iterator[list[Prepared]]:
    """Runs of files that replace different things of the same kind: they know without asking."""
    run: list[Prepared] = []
    targets: set[Target] = set()
    for prepared in group:
        target = target_of(prepared.request, prepared.publisher)
        if target in targets or any(_kind(target) != _kind(other) for other in list(targets)[:1]):
            yield run
            run, targets = [], set()
        run.append(prepared)
        targets.add(target)
    if run:
        yield run


def _kind(target: Target) -> tuple[bool, bool]:
    return bool(target.distribution), bool(target.dataset)


class Group:
    """Prepared files on their way into the database."""

    def __init__(self, group: Sequence[Prepared], *, log: Log, storage: Storage) -> None:
        self._group = {target_of(one.request, one.publisher): one for one in group}
        self._log = log
        self._at = log.deed.at
        self._storage = storage
        self._known = Known(self._group)
        self._pending = Pending()
        self._owners: dict[str, Organisation] = {}

    def publish(self) -> list[Outcome | None]:
        """One outcome a file, in order, as `commit` tells them."""
        self._pending.expect(
            (
                name
                for target, prepared in self._group.items()
                if self._known.dataset(target) is None
                for name in _likely_names(prepared)
            ),
            (name for pair in self._group.items() for name in self._likely_tables(*pair)),
            (table for target in self._group for table in self._known_tables(target)),
        )
        answers = [self._answer(target, prepared) for target, prepared in self._group.items()]
        self._pending.write()
        return answers

    def _known_tables(self, target: Target) -> Iterator[str]:
        yield from (head.table_id for head in self._known.heads(target).values())
        yield from (table.id for table in self._known.ended(target).values())

    def _likely_tables(self, target: Target, prepared: Prepared) -> Iterator[str]:
        dataset, file = self._known.dataset(target), self._known.file(target)
        names = [dataset.name] if dataset else _likely_names(prepared)
        for name in names:
            yield from (table_name(name, file, part.sheet) for part in prepared.parts)

    def _answer(self, target: Target, prepared: Prepared) -> Outcome | None:
        try:
            return self._publish(target, prepared)
        except Refusal as refusal:
            return failed(prepared.request, refusal.message)
        except Outdated:
            return None

    def _publish(self, target: Target, prepared: Prepared) -> Outcome:
        """Everything that may refuse the file comes before anything is changed."""
        prepared = keyed(prepared, self._known.sheets(target))
        found = dataset_for(prepared, self._known)
        heads = self._known.heads(target) if found else {}
        keys = {head.version.input_key for head in heads.values()}
        if found and keys == {prepared.input_key}:
            return self._described(prepared, found, heads)
        current = {sheet: head.version_id for sheet, head in heads.items()}
        if not prepared.parts or any(p.based_on != current.get(p.sheet) for p in prepared.parts):
            raise Outdated
        if not all(self._storage.exists(key) for key in prepared.keys):
            raise Refusal(SWEPT)
        dataset = found or self._new_dataset(prepared)
        if found:
            say(found, _words(prepared.request) | _facts(prepared, self._log.deed, found))
        self._pending.put_dataset(dataset)
        known = self._known.file(target) if found else None
        file = filled(known, dataset, _file(prepared), at=self._at)
        self._pending.put_file(file)
        tables = {sheet: head.table for sheet, head in heads.items()}
        if found:
            tables = {**self._known.ended(target), **tables}
        versions = [
            self._put_part(prepared, part, dataset, file, tables.get(part.sheet))
            for part in prepared.parts
        ]
        ended = self._end(dataset, heads, {part.sheet for part in prepared.parts})
        limited = self._limit(target, prepared, heads, versions) if found else Limiting()
        return published(
            prepared,
            dataset,
            versions,
            is_new=found is None,
            before=heads,
            ended=ended,
            limiting=limited,
        )

    def _end(self, dataset: Dataset, heads: Mapping[str, TableHead], kept: set[str]) -> list[str]:
        """Take tables out of sight whose sheets the file has no more; their names."""
        gone = [head.table for sheet, head in heads.items() if sheet not in kept]
        for table in gone:
            self._pending.end(table)
            self._log.add("described", dataset, None, ended_table=table.name)
        return [table.name for table in gone]

    def _limit(
        self,
        target: Target,
        prepared: Prepared,
        heads: dict[str, TableHead],
        versions: Sequence[TableVersion],
    ) -> Limiting:
        """Limit the tables to which limited rows may have moved; what there is to say of limits."""
        is_moved = heads.keys() != {part.sheet for part in prepared.parts}
        is_moved |= stands_in(heads, prepared.parts)
        limited, own = self._known.limited(target), self._known.limits(target)
        taken = taken_over(limited, heads, prepared.parts) if is_moved else {}
        tables = {version.table.sheet: version.table for version in versions}
        unfit, appeared = [], {}
        for part in prepared.parts:
            name = tables[part.sheet].name
            if part.sheet in own and not fits(own[part.sheet], part, self._storage):
                unfit.append(name)
            elif part.sheet in own and own[part.sheet].columns and part.sheet in heads:
                appeared[name] = appearing(own[part.sheet], heads[part.sheet].version, part)
        return Limiting(self._pending.limit(taken, tables.values(), self._log), unfit, appeared)

    def _put_part(
        self,
        prepared: Prepared,
        part: Part,
        dataset: Dataset,
        file: Distribution,
        table: Table | None,
    ) -> TableVersion:
        if table is None:
            table = self._pending.new_table(part, dataset, file)
        else:
            self._pending.entitle(table, dataset, part.standard or "")
        version = _version(part, prepared, self._log.deed)
        self._pending.put_version(table, version)
        is_checked = prepared.request.personal_data_checked
        if part.personal and is_checked:
            keep_decisions(table, part.personal, deed=self._log.deed)
        self._log.add(
            "published",
            dataset,
            version,
            number=version.number,
            source_sha256=version.source_sha256,
            rows=version.rows,
            personal_data_checked=is_checked,
            **({"personal_data": sorted(map(list, part.personal))} if part.personal else {}),
        )
        return version

    def _described(
        self, prepared: Prepared, dataset: Dataset, heads: dict[str, TableHead]
    ) -> Outcome:
        """The rows are published already: only what is said about them may change."""
        changes = say(dataset, _words(prepared.request))
        if changes:
            self._pending.put_dataset(dataset)
            for head in heads.values():
                self._pending.entitle(head.table, dataset, head.table.standard)
            self._log.add("described", dataset, None, fields=sorted(changes))
        main_first = [heads[sheet] for sheet in sorted(heads)]
        return unchanged(prepared.request, dataset, main_first, is_described=bool(changes))

    def _new_dataset(self, prepared: Prepared) -> Dataset:
        if prepared.publisher is None:
            raise Refusal(NO_PUBLISHER)
        if prepared.publisher not in self._owners:
            self._owners[prepared.publisher] = ensure_organisation(
                prepared.publisher, at=self._at, name=prepared.publisher_name
            )
        owner = self._owners[prepared.publisher]
        name = self._pending.free_dataset_name(_names(prepared))
        request = prepared.request
        is_another = name not in {
            request.dataset,
            default_name(prepared.publisher, prepared.parts[0].standard, request.path),
        }
        title = prepared.parts[0].notes_title
        title = title or _default_title(owner.title, prepared, is_another=is_another)
        words = {"title": title} | _words(request) | _facts(prepared, self._log.deed)
        return Dataset(name=name, organisation=owner, issued_at=self._at, **words)


def dataset_for(prepared: Prepared, known: Known) -> Dataset | None:
    """The dataset that this file replaces; None when it makes a new one."""
    request = prepared.request
    _check(request)
    found = known.dataset(target_of(request, prepared.publisher))
    if request.distribution:
        if found is None:
            raise Refusal(no_such_file(request.distribution))
        return found
    if request.dataset:
        owner = found.organisation.code6 if found and found.organisation else None
        if found and request.publisher and owner != request.publisher:
            raise Refusal(not_yours(request.dataset, owner))
        return found
    if prepared.publisher is None:
        raise Refusal(NO_PUBLISHER)
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
    if prepared.publisher is None:
        raise Refusal(NO_PUBLISHER)
    return Pending().free_dataset_name(_names(prepared))


def _names(prepared: Prepared) -> Iterable[str]:
    """The names that a new dataset may have, the best first."""
    likely = _likely_names(prepared)
    return likely if prepared.request.dataset else chain(likely[:1], numbered(likely[1]))


def _likely_names(prepared: Prepared) -> list[str]:
    request = prepared.request
    if request.dataset:
        return [request.dataset]
    if prepared.publisher is None or not prepared.parts:
        return []
    standard = prepared.parts[0].standard
    return [
        name_of(prepared.publisher, standard, request.path)
        for name_of in (default_name, second_name)
    ]


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
        sheet_name=part.sheet_name,
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
    TableHead.objects.update_or_create(table=table, defaults={"version": version})


def sides(box: Box | None) -> dict[str, float | None]:
    west, south, east, north = box or (None, None, None, None)
    return {"west": west, "south": south, "east": east, "north": north}
