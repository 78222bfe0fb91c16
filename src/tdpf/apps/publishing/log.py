"""The frame of every publication: one transaction at a time, with its log and audit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from tdpf.apps.catalog.service import Dataset
from tdpf.apps.publishing.models import AuditRecord, Counter, PublicationLog, TableVersion


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Who publishes, when: the same for a whole command."""

    actor: str
    at: datetime


class Log:
    """Gives numbers to what happens in one transaction and writes it down at its end."""

    def __init__(self, deed: Deed, last: int) -> None:
        self.deed = deed
        self._last = last
        self._entries: list[PublicationLog] = []
        self._is_touched = False
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

    def touch(self) -> None:
        """Something that readers keep has changed, though no dataset."""
        self._last += 1
        self._is_touched = True

    def write(self) -> None:
        if self._entries or self._is_touched:
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


def record_deed(deed: Deed, action: str, subject: str, **detail: object) -> None:
    """Write down what somebody did that publishes nothing. The caller holds its transaction."""
    AuditRecord.objects.create(
        at=deed.at, actor=deed.actor, action=action, subject=subject, detail=detail
    )


def _locked_counter() -> int:
    """The last log number. Writing its row takes the lock on PostgreSQL; SQLite has it already."""
    counter = Counter.objects.filter(name="publication")
    if not counter.update(value=F("value")):
        Counter.objects.get_or_create(name="publication")
        counter.update(value=F("value"))
    return counter.get().value
