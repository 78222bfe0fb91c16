"""Reads of what is published: heads, versions, coverage."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tdpf.apps.catalog.service import Dataset
from tdpf.apps.publishing.models import AuditRecord, Table, TableHead, TableVersion


def table_named(id_or_name: str) -> Table | None:
    """The table of that name or id, with its dataset and current version."""
    return (
        Table.objects.select_related("dataset__organisation", "head__version")
        .filter(Q(name=id_or_name) | Q(id=id_or_name))
        .first()
    )


def current_of(table: Table) -> TableVersion | None:
    """The current version; None for a table that has ended."""
    head = TableHead.objects.select_related("version").filter(table=table).first()
    return head.version if head else None


def versions(table: Table) -> QuerySet[TableVersion]:
    """Every version of the table, the newest first."""
    return TableVersion.objects.filter(table=table).order_by("-number")


def heads(*, standard: str | None = None, is_merged: bool | None = None) -> QuerySet[TableHead]:
    """Current versions with table, dataset and publisher, by table name."""
    found = TableHead.objects.select_related("version", "table__dataset__organisation")
    if standard is not None:
        found = found.filter(table__standard=standard)
    if is_merged is not None:
        found = found.filter(table__is_merged=is_merged)
    return found.order_by("table__name")


def tables_of(dataset: Dataset) -> QuerySet[Table]:
    """The dataset's tables, the main one first."""
    return Table.objects.filter(dataset=dataset).select_related("head__version").order_by("sheet")


def audit_of(dataset: Dataset) -> QuerySet[AuditRecord]:
    """What was done to the dataset, the newest first."""
    return AuditRecord.objects.filter(subject=f"dataset:{dataset.name}").order_by("-id")
