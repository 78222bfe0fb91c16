"""What publishing would change, before anything is published. Writes nothing that stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec

from tdpf.adapters.storage import Storage, open_storage
from tdpf.adapters.storage.draft import DraftStorage
from tdpf.apps.catalog.service import Dataset
from tdpf.apps.publishing.actions import Refusal, dataset_for, new_name
from tdpf.apps.publishing.known import Known, before, jobs_for, target_of
from tdpf.apps.publishing.models import Table, TableHead
from tdpf.apps.publishing.prepare import Part, Prepared, Refused, again_with_ids, keyed, prepare
from tdpf.apps.publishing.report_file import read_report
from tdpf.apps.publishing.requests import PublishRequest
from tdpf.apps.publishing.selectors import versions
from tdpf.core.findings import Text
from tdpf.core.standardize import Report
from tdpf.core.tables.changes import Difference, Edition, difference
from tdpf.settings import settings

Status = Literal["new", "changed", "unchanged", "failed"]
Counts = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class TablePreview:
    """One table as it would be, beside what it is now."""

    sheet: str
    version: int  # that it would be
    rows: int
    score: float | None
    findings: Counts  # severity → count
    rows_before: int | None = None
    score_before: float | None = None
    findings_before: Counts | None = None
    difference: Difference | None = None  # None for a table that is new

    def counts(self) -> dict[str, int]:
        """Rows added, changed and removed."""
        if self.difference is None:
            return {"added": self.rows, "changed": 0, "removed": 0}
        return self.difference.counts()


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What would become of one request, with a sentence for the person who asked."""

    path: Path
    status: Status
    message: Text
    dataset: str | None = None
    publisher: str | None = None
    standard: str | None = None
    tables: tuple[TablePreview, ...] = ()

    @property
    def is_good(self) -> bool:
        return self.status != "failed"


def preview(
    requests: Iterable[PublishRequest], *, storage: Storage | None = None
) -> Iterator[Preview]:
    """What each file would change, one after the other. Each is held against what is current."""
    storage = storage or open_storage(settings())
    for job in jobs_for(requests):
        with TemporaryDirectory(prefix="tdpf-preview-") as folder:
            draft = DraftStorage(Path(folder), storage)
            done = prepare(job, draft, settings().places_path)
            yield _previewed(done, draft)


def _previewed(done: Prepared | Refused, draft: Storage) -> Preview:
    if isinstance(done, Refused):
        return Preview(path=done.request.path, status="failed", message=done.message)
    try:
        target = target_of(done.request, done.publisher)
        known = Known([target])
        done = keyed(done, known.sheets(target))
        dataset = dataset_for(done, known)
        name = dataset.name if dataset else new_name(done)
    except Refusal as refusal:
        return Preview(path=done.request.path, status="failed", message=refusal.message)
    heads = known.heads(target) if dataset else {}
    keys = {head.version.input_key for head in heads.values()}
    if dataset and (keys == {done.input_key} or not done.parts):
        return _unchanged(done, dataset)
    return _changed(done, name, heads, known.ended(target) if dataset else {}, draft)


def _changed(
    done: Prepared,
    name: str,
    heads: dict[str, TableHead],
    had: Mapping[str, Table],
    draft: Storage,
) -> Preview:
    tables = tuple(
        _table(part, heads.get(part.sheet), had.get(part.sheet), draft) for part in done.parts
    )
    main, kept = done.parts[0], {part.sheet for part in done.parts}
    ended = [head.table.name for sheet, head in heads.items() if sheet not in kept]
    return Preview(
        path=done.request.path,
        status="changed" if heads else "new",
        message=_would_be(name, tables, ended, is_new=not heads),
        dataset=name,
        publisher=done.publisher,
        standard=main.standard,
        tables=tables,
    )


def _table(part: Part, head: TableHead | None, had: Table | None, draft: Storage) -> TablePreview:
    score = part.quality.get("score")
    if head is None:
        last = versions(had).first() if had else None
        return TablePreview(
            sheet=part.sheet,
            version=last.number + 1 if last else 1,
            rows=part.rows,
            score=score,
            findings=part.findings,
        )
    version = head.version
    if part.based_on != version.id:
        part = again_with_ids(part, before({part.sheet: head})[part.sheet], draft)
    old = Edition(version.number, draft.path_for(version.path), version.table_schema)
    new = Edition(version.number + 1, draft.path_for(part.path), part.schema)
    return TablePreview(
        sheet=part.sheet,
        version=new.number,
        rows=part.rows,
        score=score,
        findings=part.findings,
        rows_before=version.rows,
        score_before=version.score,
        findings_before=_findings(version.report_path, draft),
        difference=difference(old, new),
    )


def _findings(report_path: str, draft: Storage) -> Counts | None:
    if not report_path or not draft.exists(report_path):
        return None
    report = msgspec.json.decode(read_report(report_path, draft), type=Report)
    return dict(Counter(finding.severity for finding in report.findings))


def _unchanged(done: Prepared, dataset: Dataset) -> Preview:
    return Preview(
        path=done.request.path,
        status="unchanged",
        message=Text(
            ja=f"「{dataset.title}」の表は前回と同じ内容です。公開しても新しい版はできません。",
            en=f"The rows of “{dataset.title}” have not changed; there would be no new version.",
        ),
        dataset=dataset.name,
        publisher=dataset.organisation.code6 if dataset.organisation else None,
        standard=dataset.standard or None,
    )


def _would_be(
    name: str, tables: tuple[TablePreview, ...], ended: Sequence[str], *, is_new: bool
) -> Text:
    if is_new:
        rows = sum(table.rows for table in tables)
        return Text(
            ja=f"公開すると、新しいデータセット {name} になります（{rows:,}行）。",
            en=f"It would be the new dataset {name} ({rows:,} rows).",
        )
    number = tables[0].version
    counts = Counter[str]()
    for table in tables:
        counts.update(table.counts())
    added, changed, removed = counts["added"], counts["changed"], counts["removed"]
    names = ", ".join(ended)
    return Text(
        ja=f"公開すると、{name} の第{number}版になります"
        f"（追加 {added:,}行、変更 {changed:,}行、削除 {removed:,}行）。"
        + (
            f"シートがなくなったか、主な表に移るので、表 {names} は公開を終えます。"
            if ended
            else ""
        ),
        en=f"It would be version {number} of {name} "
        f"({added:,} rows added, {changed:,} changed, {removed:,} removed)."
        + (f" Sheets gone or moved to the main table would end {names}." if ended else ""),
    )
