"""One file → everything but its publication. Runs in worker processes and knows no database.

Every step may be repeated or killed: files are named by their content, and nothing refers to them
until the main process commits.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

import tdpf
from tdpf.adapters.storage import Storage
from tdpf.apps.publishing.refusals import (
    Concern,
    concern,
    may_be_personal,
    sentence,
    unforeseen,
)
from tdpf.apps.publishing.report_file import store_report
from tdpf.apps.publishing.requests import PublishRequest
from tdpf.apps.publishing.sheets import keys_of
from tdpf.core.findings import Text
from tdpf.core.maps.outline import with_geometry
from tdpf.core.tables.identity import Rows, row_ids
from tdpf.core.tables.parquet import Frame, gathered, write_version
from tdpf.core.tables.profile import Box, profiled, with_field_ids
from tdpf.core.tables.samples import Samples, sampled
from tdpf.core.tables.schema import SYSTEM_COLUMNS, TableSchema

if TYPE_CHECKING:
    from tdpf.core.places import Gazetteer
    from tdpf.core.standardize import Standardized
    from tdpf.core.tabular import Source, TextTable

log = logging.getLogger(__name__)

IN_MEMORY = 4 << 20  # bytes of a file that is read at once
_PACKED = b"PK\x03\x04"  # what is inside may be large
READER_VERSION = tdpf.__version__
_TITLE_LENGTHS = range(4, 61)
_NOT_A_TITLE = re.compile(r"現在|時点|更新|出典|※|注|作成|単位")


SavedMappings = Mapping[str, Mapping[str, Sequence[str]]]
"""What a person confirmed for a publisher: slug → header → items."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """The current version of the table that a file will probably replace."""

    version: str
    path: str
    schema: TableSchema
    input_key: str
    sheet_name: str = ""
    decided: frozenset[Concern] = frozenset()  # may be personal, but a person looked at it


@dataclass(frozen=True, kw_only=True)
class Job:
    """A request with what the database knew when it was handed out."""

    request: PublishRequest
    before: Mapping[str, Before] = field(default_factory=dict)  # by sheet; "" is the main table
    saved: SavedMappings = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table of a file, written to storage."""

    sheet: str
    sheet_name: str
    place: int  # of the sheet among those that can be read, from 0
    path: str
    sha256: str
    bytes: int
    rows: int
    schema: TableSchema
    box: Box | None
    standard: str | None
    quality: dict[str, Any]  # as report.json has it
    findings: dict[str, int]
    samples: Samples
    report_path: str
    report_sha256: str
    notes_title: str | None
    based_on: str | None  # id of the version whose row ids were taken over
    personal: frozenset[Concern] = frozenset()  # what a person decided on, now or earlier


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A file read, standardised and stored; its publication is one commit away."""

    request: PublishRequest
    input_key: str
    source: Source | None  # None when the file is unchanged
    source_path: str
    publisher: str | None
    publisher_name: str | None
    publisher_basis: str
    parts: tuple[Part, ...]  # the main table first; empty when the file is unchanged

    @property
    def keys(self) -> list[str]:
        """Every file that the publication will refer to."""
        if not self.parts:
            return []
        stored = [key for part in self.parts for key in (part.path, part.report_path)]
        return [self.source_path, *stored]


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A file that cannot be published, and why in plain words."""

    request: PublishRequest
    message: Text
    code: str = ""


def prepare(job: Job, storage: Storage, places: Path) -> Prepared | Refused:
    """Read, standardise and store one file. Nothing about one file may stop the others.

    Rows without a position get that of their address where a dictionary in `places` knows it.
    """
    try:
        return _prepare(job, storage, installed(places))
    except OSError as error:
        message = sentence(job.request.path, error)
        return Refused(request=job.request, message=message, code="storage")
    except Exception as error:
        log.exception("%s could not be read", job.request.path)
        return Refused(request=job.request, message=unforeseen(error), code="unforeseen")


def _prepare(job: Job, storage: Storage, places: Installed) -> Prepared | Refused:
    small = _small(job.request.path)
    if small is None and job.before:
        key = input_key(job, file_sha256(job.request.path), places)
        if _is_known(job, key):
            return _unchanged(job.request, key)
    workspace = storage.new_path("incoming/file")
    try:
        if small is not None:
            return _read(job, small, storage, workspace, places)
        workspace.mkdir()
        copy = workspace / f"original{job.request.path.suffix.lower()}"
        shutil.copyfile(job.request.path, copy)  # what is read and what is kept are the same bytes
        return _read(job, copy, storage, workspace, places)
    finally:
        if workspace.exists():
            shutil.rmtree(workspace, ignore_errors=True)


def _small(path: Path) -> bytes | None:
    """The bytes of a file that needs no folder to work in; None when it is large or packed."""
    with path.open("rb", buffering=0) as file:
        if os.fstat(file.fileno()).st_size > IN_MEMORY:
            return None
        content = file.read(IN_MEMORY + 1)
    return content if len(content) <= IN_MEMORY and not content.startswith(_PACKED) else None


def _is_known(job: Job, key: str) -> bool:
    return bool(job.before) and all(one.input_key == key for one in job.before.values())


def _read(
    job: Job, content: bytes | Path, storage: Storage, workspace: Path, places: Installed
) -> Prepared | Refused:
    from tdpf.core.tabular import NotATable, read_content, source_of
    from tdpf.core.tabular.content import of_bytes, of_path

    request = job.request
    held = of_path(content) if isinstance(content, Path) else of_bytes(content)
    key = input_key(job, held.sha256, places)
    if _is_known(job, key):
        return _unchanged(request, key)
    tables = read_content(held, source_of(held, request.path.name), workspace)
    readable = [table for table in tables if not isinstance(table, NotATable)]
    if not readable:
        verdict = tables[0]
        assert isinstance(verdict, NotATable)
        finding = verdict.finding
        return Refused(request=request, message=finding.message, code=finding.code)
    done = _with_parts(job, readable, storage, workspace, places)
    if isinstance(done, Prepared):
        storage.put(done.source_path, content)
    return done


def _unchanged(request: PublishRequest, key: str) -> Prepared:
    return Prepared(
        request=request,
        input_key=key,
        source=None,
        source_path="",
        publisher=request.publisher,
        publisher_name=None,
        publisher_basis="given",
        parts=(),
    )


def _with_parts(
    job: Job, tables: Sequence[TextTable], storage: Storage, workspace: Path, places: Installed
) -> Prepared | Refused:
    from tdpf.core.standardize import standardize

    request = job.request
    parts = []
    publisher = None
    names = [table.source.sheet or str(place + 1) for place, table in enumerate(tables)]
    known = {sheet: before.sheet_name for sheet, before in job.before.items()}
    for place, sheet in keys_of(names, known):
        table = tables[place]
        done = standardize(
            table,
            publisher=request.publisher,
            standard=request.standard,
            saved=job.saved,
            gazetteer=places.gazetteer,
        )
        publisher = publisher or done.report.publisher
        before = job.before.get(sheet)
        personal = done.report.blocking()
        decided = before.decided if before else frozenset()
        undecided = [one for one in personal if concern(one) not in decided]
        if undecided and not request.personal_data_checked:
            message = may_be_personal(undecided)
            return Refused(request=request, message=message, code="personal-data")
        parts.append(_store(done, table.source, sheet, place, before, storage, workspace))
    assert publisher is not None
    source = tables[0].source
    return Prepared(
        request=request,
        input_key=input_key(job, source.sha256, places),
        source=source,
        source_path=f"originals/{source.sha256[:2]}/{source.sha256}",
        publisher=publisher.code,
        publisher_name=publisher.name,
        publisher_basis=publisher.basis,
        parts=tuple(parts),
    )


def _store(
    done: Standardized,
    source: Source,
    sheet: str,
    place: int,
    before: Before | None,
    storage: Storage,
    workspace: Path,
) -> Part:
    report = store_report(msgspec.json.encode(done.report), storage)
    personal = frozenset(map(concern, done.report.blocking()))
    batches, bare = with_geometry(done.batches(), done.schema)
    with gathered(batches, bare, workspace / str(place)) as rows:
        schema, box = profiled(rows, bare, before.schema if before else None)
        written = with_ids(rows, schema, before, storage)
        samples = sampled(rows, schema, personal={column for _, column in personal})
    standard = done.report.standard
    return Part(
        sheet=sheet,
        sheet_name=source.sheet or "",
        place=place,
        path=written.path,
        sha256=written.sha256,
        bytes=written.bytes,
        rows=written.rows,
        schema=schema,
        box=box,
        standard=standard.slug,
        quality=msgspec.to_builtins(done.report.quality),
        findings=dict(Counter(finding.severity for finding in done.report.findings)),
        samples=samples,
        report_path=report.path,
        report_sha256=report.sha256,
        notes_title=_title(source.notes),
        based_on=before.version if before else None,
        personal=personal,
    )


@dataclass(frozen=True, kw_only=True)
class Written:
    path: str
    sha256: str
    bytes: int
    rows: int


def with_ids(rows: Frame, schema: TableSchema, before: Before | None, storage: Storage) -> Written:
    """Write the rows as a version's file, with the ids that the previous version gave them."""
    previous = (
        Rows(pl.scan_parquet(storage.path_for(before.path), glob=False), before.schema)
        if before
        else None
    )
    ids = row_ids(Rows(rows, schema), previous)
    if isinstance(rows, pl.DataFrame):
        return _written_at_once(_ordered(rows, ids), storage)
    temporary = storage.new_path("tables/version")
    try:
        beside = pl.concat([rows, ids.to_frame().lazy()], how="horizontal")
        write_version(beside, temporary)
        sha256 = file_sha256(temporary)
        size = temporary.stat().st_size
        path = f"tables/{sha256[:2]}/{sha256}.parquet"
        storage.put(path, temporary)
    finally:
        temporary.unlink(missing_ok=True)
    return Written(path=path, sha256=sha256, bytes=size, rows=ids.len())


def _ordered(rows: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """The rows with their ids, our columns last."""
    columns = {column.name: column for column in (*rows.get_columns(), ids)}
    ours = [columns.pop(name) for name in SYSTEM_COLUMNS if name in columns]
    return pl.DataFrame([*columns.values(), *ours])


def _written_at_once(rows: pl.DataFrame, storage: Storage) -> Written:
    """The file of a table that is in memory anyway, made there as well."""
    made = BytesIO()
    write_version(rows, made)
    content = made.getbuffer()
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"tables/{sha256[:2]}/{sha256}.parquet"
    storage.put(path, bytes(content))
    return Written(path=path, sha256=sha256, bytes=len(content), rows=rows.height)


def keyed(prepared: Prepared, before: Mapping[str, str]) -> Prepared:
    """The same with each sheet under the key that `keys_of` gives it now."""
    if not prepared.parts:
        return prepared
    parts = sorted(prepared.parts, key=lambda part: part.place)
    names = [part.sheet_name or str(part.place + 1) for part in parts]
    again = (replace(parts[place], sheet=sheet) for place, sheet in keys_of(names, before))
    return replace(prepared, parts=tuple(again))


def again_with_ids(part: Part, before: Before | None, storage: Storage) -> Part:
    """The part with ids taken over from another version than the one it was prepared against."""
    rows = pl.scan_parquet(storage.path_for(part.path), glob=False).drop("_id")
    schema = with_field_ids(part.schema, before.schema if before else None)
    written = with_ids(rows, schema, before, storage)
    return replace(
        part,
        path=written.path,
        sha256=written.sha256,
        bytes=written.bytes,
        schema=schema,
        based_on=before.version if before else None,
    )


@dataclass(frozen=True, slots=True)
class Installed:
    """The dictionaries of places at hand, and a mark that changes when they do."""

    gazetteer: Gazetteer | None
    mark: str


@cache
def installed(places: Path) -> Installed:
    from tdpf.core.places import Gazetteer
    from tdpf.core.places.dictionary import PlacesFileError

    try:
        found = Gazetteer.open(places)
    except PlacesFileError:
        log.exception("the dictionaries of places cannot be read")
        return Installed(None, "")
    if found.is_empty and not found.has_boundaries:
        return Installed(None, "")
    files = [(path.name, path.stat().st_size) for path in sorted(places.iterdir())]
    return Installed(found, hashlib.sha256(json.dumps(files).encode()).hexdigest())


def input_key(job: Job, sha256: str, places: Installed) -> str:
    """The same for the same bytes, reader, mapping and dictionaries: then nothing is to do."""
    request = job.request
    parts: list[object] = [sha256, READER_VERSION, request.standard, request.publisher, places.mark]
    if job.saved:
        parts.append(job.saved)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _title(notes: Sequence[str]) -> str | None:
    """A title row above the header, if one of the notes looks like it."""
    for note in notes:
        text = note.strip()
        if len(text) in _TITLE_LENGTHS and not _NOT_A_TITLE.search(text):
            return text
    return None
