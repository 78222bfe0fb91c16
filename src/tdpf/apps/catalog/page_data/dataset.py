"""One dataset: its tables with their current versions, files, findings and history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from tdpf.adapters.storage import open_storage
from tdpf.apps.catalog.labels import Licence, licence, publisher_name, set_title
from tdpf.apps.catalog.models import Dataset, Distribution
from tdpf.apps.catalog.page_data.cached import for_ever
from tdpf.apps.catalog.page_data.findings import FindingGroup, grouped
from tdpf.apps.catalog.page_data.quality import QualityPart, quality_parts
from tdpf.apps.catalog.page_data.rows import MapData, Preview, map_data, preview
from tdpf.apps.catalog.page_data.spread import Spread, spreads
from tdpf.apps.organisations.service import SeenVersion, cuts_of, seen_version
from tdpf.apps.publishing.service import read_report, shown_versions
from tdpf.core.access import ANONYMOUS, Actor, Cut
from tdpf.core.findings import Finding
from tdpf.core.tables.schema import Column, TableSchema
from tdpf.settings import settings

_schema = msgspec.json.Decoder(TableSchema)
HISTORY = 20


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One column with what its values are like."""

    column: Column
    missing: float | None
    invalid: float | None
    spread: Spread | None = None

    @property
    def filled(self) -> float | None:
        return None if self.missing is None else 1 - self.missing


@dataclass(frozen=True, slots=True)
class VersionLine:
    number: int
    rows: int
    bytes: int
    score: int | None
    published_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class TablePage:
    """One table of the dataset at its current version."""

    name: str
    title: str
    sheet: str
    number: int
    rows: int
    bytes: int
    score: int | None
    has_position: bool
    is_merged: bool
    columns: tuple[ColumnLine, ...]
    parts: tuple[QualityPart, ...]
    preview: Preview
    map: MapData | None
    findings: tuple[FindingGroup, ...]
    has_report: bool
    versions: tuple[VersionLine, ...]
    path: str
    file: str = ""  # id of the file it was read from; blank for a merged one
    is_limited: bool = False  # whoever reads the page does not see all of it

    @property
    def records_url(self) -> str:
        return f"/api/v1/tables/{quote(self.name)}/records"

    @property
    def finding_count(self) -> int:
        return sum(group.count for group in self.findings)


@dataclass(frozen=True, slots=True)
class DatasetPage:
    dataset: Dataset
    publisher: str
    publisher_code: str
    licence: Licence
    standard_title: str
    files: tuple[Distribution, ...]
    table_names: tuple[tuple[str, str], ...]
    table: TablePage | None

    @property
    def is_kept(self) -> bool:
        """Whether the bytes of a file stand here, and not only at the publisher's site."""
        return any(file.path for file in self.files)


def dataset_page(dataset: Dataset, *, table: str = "", actor: Actor = ANONYMOUS) -> DatasetPage:
    """The page of a dataset for the actor, showing its first table or the one asked for by name."""
    heads, hidden = _heads(dataset), cuts_of(dataset, actor)
    chosen = next((head for head in heads if head.table.name == table), next(iter(heads), None))
    organisation = dataset.organisation
    return DatasetPage(
        dataset=dataset,
        publisher=publisher_name(organisation.code6 or "", organisation.title)
        if organisation
        else "",
        publisher_code=(organisation.code6 or organisation.name) if organisation else "",
        licence=licence(dataset.licence),
        standard_title=set_title(dataset.standard) if dataset.standard else "",
        files=tuple(
            file
            for file in dataset.distributions.order_by("position")
            if not file.path or file.id not in hidden.files
        ),
        table_names=tuple(
            (head.table.name, head.table.sheet or head.table.title) for head in heads
        ),
        table=table_for(chosen, hidden.cuts.get(chosen.table.id)) if chosen else None,
    )


def _heads(dataset: Dataset) -> list[Any]:  # TableHead, a model of the publishing app
    tables = dataset.tables.filter(head__isnull=False).select_related("head__version")
    ordered = tables.order_by("distribution__position", "name")
    heads = []
    for table in ordered:
        table.head.table = table
        heads.append(table.head)
    return heads


def table_for(head: Any, cut: Cut | None) -> TablePage | None:
    """The table without what is cut out of it; None where that no longer fits it."""
    head.table.head = head
    if cut is None:
        return table_page(head)
    seen = seen_version(head.table, cut)
    return None if seen is None else _limited_page(head, seen)


def _limited_page(head: Any, seen: SeenVersion) -> TablePage:
    """The page without what is cut out. What was found in the whole file is not told."""
    table, facts = head.table, seen.facts
    return TablePage(
        name=table.name,
        title=table.title,
        sheet=table.sheet,
        number=head.version.number,
        rows=facts.rows,
        bytes=facts.bytes,
        score=None,
        has_position=facts.schema.has_position,
        is_merged=False,
        columns=tuple(
            _columns(facts.schema, {}, spreads(seen.path, facts.schema, row_count=facts.rows))
        ),
        parts=(),
        preview=preview(seen.path, facts.schema, row_count=facts.rows),
        map=map_data(seen.path, facts.schema, is_merged=False),
        findings=(),
        has_report=False,
        versions=(),
        path="",
        file=table.distribution_id or "",
        is_limited=True,
    )


def table_page(head: Any) -> TablePage:
    table, version = head.table, head.version
    immutable = for_ever(f"version:{version.id}", lambda: _of_version(table, version))
    schema, shown, drawn, findings, spread = immutable
    quality = msgspec.json.decode(version.quality) if version.quality else {}
    return TablePage(
        name=table.name,
        title=table.title,
        sheet=table.sheet,
        number=version.number,
        rows=version.rows,
        bytes=version.bytes,
        score=version.score,
        has_position=schema.has_position,
        is_merged=table.is_merged,
        columns=tuple(_columns(schema, quality.get("columns") or {}, spread)),
        parts=quality_parts(quality),
        preview=shown,
        map=drawn,
        findings=findings,
        has_report=bool(version.report_path),
        versions=tuple(_versions(table, version)),
        path=version.path,
        file=table.distribution_id or "",
    )


def _of_version(
    table: Any, version: Any
) -> tuple[TableSchema, Preview, MapData | None, tuple[FindingGroup, ...], Mapping[str, Spread]]:
    """What never changes for a version, so it is worth keeping."""
    schema = _schema.decode(version.schema)
    return (
        schema,
        preview(version.path, schema, row_count=version.rows),
        map_data(version.path, schema, is_merged=table.is_merged),
        grouped(findings_of(version)),
        spreads(version.path, schema, row_count=version.rows),
    )


def findings_of(version: Any) -> list[Finding]:
    """The findings of the report that was kept with the version; none when there is no report."""
    if not version.report_path:
        return []
    report = read_report(version.report_path, open_storage(settings()))
    return msgspec.json.decode(report, type=_Report).findings


class _Report(msgspec.Struct):
    findings: list[Finding] = []


def _columns(
    schema: TableSchema, quality: dict[str, Any], spread: Mapping[str, Spread]
) -> Iterable[ColumnLine]:
    for column in schema.columns:
        shares = quality.get(column.name) or {}
        yield ColumnLine(
            column, shares.get("missing"), shares.get("invalid"), spread.get(column.name)
        )


def _versions(table: Any, current: Any) -> Iterable[VersionLine]:
    found = shown_versions(table) if table.is_merged else table.versions
    rows = found.order_by("-number").values_list(
        "id", "number", "rows", "bytes", "score", "published_at"
    )
    for key, number, count, size, score, at in rows[:HISTORY]:
        yield VersionLine(number, count, size, score, at, is_current=key == current.id)
