"""Columns that may hold personal data: a person decides once for each column of a table.

A decision is about one kind of data in one column of one table. The next version of that table is
published without asking again; another column, another kind or another table asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from tdpf.apps.publishing.log import Deed
from tdpf.apps.publishing.models import AuditRecord, PersonalDecision, Table
from tdpf.apps.publishing.refusals import Concern


def decisions_of(table: Table) -> frozenset[Concern]:
    """What was decided about the table. Quick where `personal_decisions` was fetched before."""
    return frozenset((one.code, one.column) for one in table.personal_decisions.all())


def keep_decisions(table: Table, decided: Iterable[Concern], *, deed: Deed) -> None:
    """Remember that a person looked at these columns and decided to publish them."""
    known = decisions_of(table)
    PersonalDecision.objects.bulk_create(
        PersonalDecision(
            table=table, code=code, column=column, decided_by=deed.actor, decided_at=deed.at
        )
        for code, column in sorted(set(decided) - known)
    )


def personal_decisions(table: str | None = None) -> Sequence[PersonalDecision]:
    """Every decision there is, or those about one table."""
    found = PersonalDecision.objects.select_related("table")
    return list(found.filter(table__name=table) if table else found)


@transaction.atomic
def forget_decisions(table: str, columns: Sequence[str], *, deed: Deed) -> int:
    """Ask again for these columns, or for all of the table; how many decisions were taken back."""
    found = PersonalDecision.objects.filter(table__name=table)
    if columns:
        found = found.filter(column__in=columns)
    gone = [[one.code, one.column] for one in found]
    found.delete()
    if gone:
        AuditRecord.objects.create(
            at=deed.at,
            actor=deed.actor,
            action="personal-data.forgotten",
            subject=f"table:{table}",
            detail={"decisions": gone},
        )
    return len(gone)
