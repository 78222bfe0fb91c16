"""Reads: sources with their last run, the ledger, how many tabular files have an API."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tdpf.apps.catalog.service import datasets
from tdpf.apps.harvest.models import Item, Run, Source

ON_THE_WAY = (Item.State.QUEUED, Item.State.FETCHING, Item.State.READING)
WITH_API = (Item.State.PUBLISHED, Item.State.UNCHANGED)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as a list shows it."""

    source: Source
    run: Run | None
    files: int
    tables: int
    waiting: int
    ledger: int
    states: dict[str, int]  # how many files are in each state, in the order of their way

    @property
    def share(self) -> int:
        """Per cent of the tabular files that have a table."""
        return round(100 * self.tables / self.files) if self.files else 0

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.is_open


def lines() -> list[SourceLine]:
    """Every source by name."""
    counted: dict[int, dict[str, int]] = {}
    for source, state, n in (
        Item.objects.order_by().values_list("source", "state").annotate(n=Count("distribution"))
    ):
        counted.setdefault(source, {})[state] = n
    codes = dict(_in_ledger().order_by().values_list("source").annotate(n=Count("distribution")))
    return [_line(source, counted.get(source.pk, {}), codes) for source in Source.objects.all()]


def _line(source: Source, counted: dict[str, int], codes: dict[int, int]) -> SourceLine:
    not_tabular = counted.get(Item.State.DESCRIBED, 0) + counted.get(Item.State.WITHDRAWN, 0)
    waiting = sum(counted.get(state, 0) for state in ON_THE_WAY)
    return SourceLine(
        source=source,
        run=Run.objects.filter(source=source).order_by("-id").first(),
        files=sum(counted.values()) - not_tabular,
        tables=sum(counted.get(state, 0) for state in WITH_API),
        waiting=waiting,
        ledger=codes.get(source.pk, 0),
        states={state: counted[state] for state in Item.State.values if state in counted},
    )


def _in_ledger() -> QuerySet[Item]:
    return Item.objects.exclude(code="").exclude(state=Item.State.WITHDRAWN)


def ledger(*, source: str = "", publisher: str = "", code: str = "") -> QuerySet[Item]:
    """Files that did not become a table, the newest failure first."""
    found = _in_ledger().select_related("source").order_by("-last_failed_at", "distribution")
    found = found.filter(source__name=source) if source else found
    found = found.filter(publisher=publisher) if publisher else found
    return found.filter(code=code) if code else found


def public_ledger(*, source: str = "", publisher: str = "", code: str = "") -> QuerySet[Item]:
    """The ledger without files of datasets that not everybody sees."""
    hidden = datasets().filter(visibility="private").order_by().values("id")
    return ledger(source=source, publisher=publisher, code=code).exclude(dataset__in=hidden)


def by_code(found: QuerySet[Item]) -> list[tuple[str, int]]:
    """How many there are of each code, the most first."""
    counted = found.order_by().values_list("code").annotate(n=Count("distribution"))
    return sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def runs(source: Source) -> QuerySet[Run]:
    return Run.objects.filter(source=source).order_by("-id")
