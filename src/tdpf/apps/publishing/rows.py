"""Rows that a program writes itself: each change is a new version of the file's table.

Columns and types are the writer's own, so nothing is recognised or rewritten; positions, personal
data and quality are looked at as in any file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
import polars as pl

from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.catalog.service import Distribution, say
from tdpf.apps.publishing.actions import sides
from tdpf.apps.publishing.afterwards import follow_up
from tdpf.apps.publishing.known import before as known_before
from tdpf.apps.publishing.limiting import LimitedTables, taken_over
from tdpf.apps.publishing.log import Deed, publication
from tdpf.apps.publishing.models import Table, TableHead, TableVersion
from tdpf.apps.publishing.pending import Pending
from tdpf.apps.publishing.personal import keep_decisions
from tdpf.apps.publishing.prepare import READER_VERSION, Part, installed, with_ids
from tdpf.apps.publishing.refusals import concern, may_be_personal
from tdpf.apps.publishing.report_file import store_report
from tdpf.core.findings import Text
from tdpf.core.tables.own import OwnRows
from tdpf.core.tables.profile import profiled
from tdpf.core.tables.samples import sampled
from tdpf.core.tables.schema import TableSchema
from tdpf.core.tabular.model import Chunk, Source, SourceColumn, TextTable
from tdpf.settings import settings

TRIES = 5
_OURS = ("_row", "_source_row", "_lon", "_lat", "_level")


Change = Callable[[OwnRows | None], OwnRows]
"""The rows as they should be, from those of the current version; None where there is none."""


class RowsRefused(Exception):
    """Nothing was published; the text says why and what to do."""

    def __init__(self, message: Text, code: str) -> None:
        super().__init__(message.en)
        self.message = message
        self.code = code


def write_rows(
    distribution: str,
    change: Change,
    *,
    at: datetime,
    actor: str,
    personal_data_checked: bool = False,
) -> TableVersion:
    """Publish the changed rows as the next version. Another writer's change is never lost."""
    storage = open_storage(settings())
    deed = Deed(actor=actor, at=at)
    for _ in range(TRIES):
        head = _head(distribution)
        wanted = change(_read(head.version, storage) if head else None)
        part = _prepared(wanted, head, storage, is_checked=personal_data_checked)
        storage.settle([part.path, part.report_path])
        version = _committed(distribution, part, deed)
        if version is not None:
            follow_up(deed, storage)
            return version
    raise RowsRefused(_BUSY, "busy")


def drop_table(distribution: str, *, at: datetime, actor: str) -> bool:
    """Take the file's table out of sight. Its versions stay on the shelf."""
    deed = Deed(actor=actor, at=at)
    with publication(deed) as log:
        head = _head(distribution)
        if head is None:
            return False
        log.add("described", head.table.dataset, None, dropped_table=head.table.name)
        head.delete()
    follow_up(deed, open_storage(settings()))
    return True


def set_tables_aside(distribution: str) -> bool:
    """Take the tables of a file that goes out of sight; whether others may hold rows of theirs.

    Every version stays on the shelf. The caller holds the transaction of a publication.
    """
    tables = Table.objects.filter(distribution=distribution)
    is_merged = tables.exclude(standard="").exists()
    TableHead.objects.filter(table__in=tables).delete()
    tables.update(distribution=None)
    return is_merged


def _head(distribution: str) -> TableHead | None:
    found = TableHead.objects.filter(table__distribution=distribution, table__sheet="")
    return found.select_related("table__dataset", "table__distribution", "version").first()


def _read(version: TableVersion, storage: Storage) -> OwnRows:
    columns = version.table_schema.columns
    frame = pl.read_parquet(storage.path_for(version.path), glob=False).sort("_row")
    return OwnRows(columns, frame.select(column.name for column in columns))


def _prepared(
    wanted: OwnRows, head: TableHead | None, storage: Storage, *, is_checked: bool
) -> Part:
    from tdpf.core.standardize import standardize

    places = installed(settings().places_path)
    done = standardize(_as_text(wanted), standard="none", gazetteer=places.gazetteer)
    before = known_before({"": head})[""] if head else None
    personal = done.report.blocking()
    concerns = frozenset(map(concern, personal))
    decided = before.decided if before else frozenset()
    undecided = [one for one in personal if concern(one) not in decided]
    if undecided and not is_checked:
        raise RowsRefused(may_be_personal(undecided), "personal-data")
    ours = pl.concat([batch.select(_OURS) for batch in done.batches()])
    rows = pl.concat([wanted.rows, ours], how="horizontal")
    report = store_report(msgspec.json.encode(done.report), storage)
    schema, box = profiled(rows, TableSchema(wanted.columns), before.schema if before else None)
    written = with_ids(rows, schema, before, storage)
    return Part(
        sheet="",
        sheet_name="",
        place=0,
        path=written.path,
        sha256=written.sha256,
        bytes=written.bytes,
        rows=written.rows,
        schema=schema,
        box=box,
        standard=None,
        quality=msgspec.to_builtins(done.report.quality),
        findings={},
        samples=sampled(rows, schema, personal={column for _, column in concerns}),
        report_path=report.path,
        report_sha256=report.sha256,
        notes_title=None,
        based_on=before.version if before else None,
        personal=concerns,
    )


def _as_text(wanted: OwnRows) -> TextTable:
    """The rows as a table of text: what looks for positions and personal data reads."""
    names = [column.name for column in wanted.columns]
    texts = wanted.rows.select(pl.col(name).cast(pl.String).fill_null("") for name in names)
    height = wanted.rows.height

    def chunks() -> Iterator[Chunk]:
        cells = [texts.get_column(name).to_list() for name in names]
        yield Chunk(list(range(1, height + 1)), cells)

    return TextTable(
        source=Source("", "", 0, "json", "utf-8", None),
        columns=tuple(SourceColumn(place, name) for place, name in enumerate(names)),
        chunks=chunks,
        row_count=height,
    )


def _committed(distribution: str, part: Part, deed: Deed) -> TableVersion | None:
    """The new version; None when another writer was quicker."""
    with publication(deed) as log:
        head = _head(distribution)
        if (head.version_id if head else None) != part.based_on:
            return None
        file = Distribution.objects.select_related("dataset").get(id=distribution)
        known = (
            head.table if head else Table.objects.filter(distribution=file, sheet="").first()
        )  # a table that was dropped comes back
        pending = Pending()
        if known:
            pending.expect((), (), [known.id])
            pending.entitle(known, file.dataset, "")
        table = known or pending.new_table(part, file.dataset, file)
        if known is None:
            limited = LimitedTables([file.dataset], [file]).of(file.dataset, file)
            pending.limit(taken_over(limited, {}, [part]), [table], log)
        say(file.dataset, {"modified_at": deed.at})
        pending.put_dataset(file.dataset)
        version = TableVersion(
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
            source_name="",
            input_key=hashlib.sha256(part.sha256.encode()).hexdigest(),
            reader_version=READER_VERSION,
            previous_id=part.based_on,
            published_at=deed.at,
        )
        pending.put_version(table, version)
        pending.write()
        if part.personal:  # a person has looked, now or earlier
            keep_decisions(table, part.personal, deed=deed)
        log.add("published", file.dataset, version, number=version.number, rows=version.rows)
        return version


_BUSY = Text(
    ja="同じ表をほかのプログラムが続けて書いています。少し待って、もう一度送ってください。",
    en="Others keep writing the same table. Wait a little and send it again.",
)
