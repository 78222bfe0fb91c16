"""The home page, the list of sets and the list of publishers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Count, Max, Q, Sum
from django.db.models.functions import TruncDate

from tdpf.apps.catalog.labels import is_english, publisher_name
from tdpf.apps.catalog.models import Dataset, Organisation
from tdpf.apps.catalog.page_data.cached import per_generation
from tdpf.apps.catalog.page_data.coverage import Coverage, coverage
from tdpf.apps.catalog.selectors import IS_WHOLE, SEEN
from tdpf.core.places import TOKYO

Synthetic = Literal["", "some", "all"]
NEWS = 7
_SEEN_OF_OWNER = Q(datasets__visibility="public", datasets__state="active")
_IS_WHOLE_OF_OWNER = Q(datasets__tables__access__isnull=True)
_ROWS = "tables__head__version__rows"


@dataclass(frozen=True, slots=True)
class Figures:
    datasets: int
    publishers: int
    rows: int
    tables: int


@dataclass(frozen=True, slots=True)
class News:
    name: str
    title: str
    publisher: str
    at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class Home:
    figures: Figures
    news: tuple[News, ...]


def home() -> Home:
    return per_generation("home", lambda: Home(_figures(), _news()))


def current_coverage() -> Coverage:
    return per_generation("coverage", coverage)


def synthetic() -> Synthetic:
    """Whether what is published here is made up: nothing of it, some, or all."""
    return per_generation("synthetic", _synthetic)


def _synthetic() -> Synthetic:
    counts = Dataset.objects.filter(SEEN).aggregate(
        all=Count("id"), made=Count("id", Q(is_synthetic=True))
    )
    if not counts["made"]:
        return ""
    return "all" if counts["made"] == counts["all"] else "some"


def example_words() -> tuple[str, ...]:
    """Words to try the search with, in the reader's language."""
    if is_english():
        return "AED", "toilet", "childcare", "evacuation"
    return "AED", "公衆トイレ", "保育園", "避難場所"


@dataclass(frozen=True, slots=True)
class ExampleTable:
    """A table that examples may name."""

    name: str


def example_table() -> ExampleTable:
    """The largest merged table, or the name it would have."""
    merged = Dataset.objects.filter(SEEN, kind=Dataset.Kind.MERGED, tables__head__isnull=False)
    largest = merged.order_by("-tables__head__version__rows").values_list("tables__name", flat=True)
    return ExampleTable(largest.first() or "public_facility")


def _figures() -> Figures:
    own = Dataset.objects.filter(SEEN, kind=Dataset.Kind.DATASET)
    found = own.aggregate(
        datasets=Count("id", distinct=True),
        publishers=Count("organisation", distinct=True),
        rows=Sum(_ROWS, filter=IS_WHOLE),
    )
    tables = Dataset.objects.filter(SEEN, tables__head__isnull=False).count()
    return Figures(found["datasets"], found["publishers"], found["rows"] or 0, tables)


def _news() -> tuple[News, ...]:
    """The datasets that changed last; on the same day the one its publisher dates later."""
    rows = (
        Dataset.objects.filter(SEEN, kind=Dataset.Kind.DATASET, tables__head__isnull=False)
        .annotate(day=TruncDate("modified_at"), rows=Sum(_ROWS, filter=IS_WHOLE))
        .order_by("-day", "-stated_modified", "name")
        .values_list(
            "name", "title", "organisation__code6", "organisation__title", "modified_at", "rows"
        )
    )
    return tuple(
        News(name, title, publisher_name(code6 or "", organisation or ""), at, count or 0)
        for name, title, code6, organisation, at, count in rows[:NEWS]
    )


@dataclass(frozen=True, slots=True)
class PublisherLine:
    code6: str
    name: str
    datasets: int
    rows: int
    sets: int
    modified_at: datetime | None


def publishers() -> tuple[PublisherLine, ...]:
    """Every organisation, and the municipalities that have published nothing yet."""
    rows = Organisation.objects.annotate(
        count=Count("datasets", _SEEN_OF_OWNER, distinct=True),
        rows=Sum(f"datasets__{_ROWS}", filter=_SEEN_OF_OWNER & _IS_WHOLE_OF_OWNER),
        last=Max("datasets__modified_at", filter=_SEEN_OF_OWNER),
    ).values_list("code6", "name", "title", "count", "rows", "last")
    sets = Counter(
        {line.code6: line.published for group in current_coverage().groups for line in group.lines}
    )
    lines = {
        code6 or name: PublisherLine(
            code6 or name,
            publisher_name(code6 or "", title),
            count,
            total or 0,
            sets[code6 or ""],
            last,
        )
        for code6, name, title, count, total, last in rows
    }
    for city in TOKYO:
        if city.code6 not in lines:
            lines[city.code6] = PublisherLine(city.code6, publisher_name(city.code6), 0, 0, 0, None)
    return tuple(lines[key] for key in sorted(lines))


@dataclass(frozen=True, slots=True)
class DatasetLine:
    name: str
    title: str
    standard: str
    rows: int
    score: int | None
    modified_at: datetime


def datasets_of(organisation: Organisation) -> tuple[DatasetLine, ...]:
    rows = (
        Dataset.objects.filter(SEEN, organisation=organisation)
        .annotate(
            rows=Sum(_ROWS, filter=IS_WHOLE),
            best=Max("tables__head__version__score", filter=IS_WHOLE),
        )
        .order_by("standard", "name")
        .values_list("name", "title", "standard", "rows", "best", "modified_at")
    )
    return tuple(
        DatasetLine(name, title, standard, count or 0, score, at)
        for name, title, standard, count, score, at in rows
    )
