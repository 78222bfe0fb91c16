"""A described dataset as the document that search keeps of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal

from tdpf.adapters.search.base import Document
from tdpf.core.catalog.dates import utc_text
from tdpf.core.catalog.model import Dataset, Organisation, TableInfo
from tdpf.core.places import municipality
from tdpf.core.search.forms import YEAR, western_year
from tdpf.core.standards import standards

MOST_FILES = 300  # texts of a dataset with thousands of files
MOST_NOTES = 5_000
MOST_YEARS = 30
MOST_SAMPLES = 100  # values of a dataset with many tables
_MONTH_DAYS = 31
_YEAR_DAYS = 366
_EXPORTS = ("CSV", "PARQUET", "GEOJSON")


def document_of(
    dataset: Dataset,
    *,
    at: datetime,
    covers: Sequence[str] = (),
    samples: Iterable[str] = (),
    rows_of: Sequence[TableInfo] = (),
) -> Document:
    """What search knows of a dataset. `rows_of` are its tables, if not those of its files."""
    tables = (*rows_of, *(table for file in dataset.distributions for table in file.tables))
    owner = dataset.organisation
    standard = next(iter(dataset.standards), "")
    known = standards().get(standard)
    changed = modified_of(dataset)
    quality = dataset.quality or next((each.quality for each in tables if each.quality), None)
    return Document(
        id=dataset.name,
        key=dataset.id,
        title=dataset.title,
        notes=dataset.notes[:MOST_NOTES],
        publisher=(owner.code6 or owner.name) if owner else "",
        publisher_name=owner.title if owner else "",
        publisher_words=_names(owner),
        standard=standard,
        standard_title=known.title_ja if known else "",
        keywords=dataset.keywords,
        files=_files(dataset),
        columns=_unique(name for table in tables for name in _columns(table)),
        samples=_unique(samples)[:MOST_SAMPLES],
        themes=_unique(theme.name for theme in dataset.themes),
        theme_titles=_unique(theme.title for theme in dataset.themes),
        areas=_areas(dataset),
        area_words=_area_words(dataset),
        formats=_EXPORTS if dataset.is_merged else _formats(dataset),
        licence=dataset.licence,
        frequency=dataset.frequency,
        years=years_of(dataset),
        kind="merged" if dataset.is_merged else "dataset",
        created=utc_text(dataset.created_at),
        modified=changed.isoformat() if changed else "",
        freshness=freshness(changed, at),
        rows=sum(table.rows for table in tables),
        quality=quality.score if quality else 0,
        has_map=any(table.bbox is not None for table in tables),
        has_api=bool(tables),
        covers=tuple(covers),
    )


def modified_of(dataset: Dataset) -> datetime | None:
    """What the publisher says, if it is a date; else when the description or bytes last changed."""
    try:
        said = datetime.fromisoformat(dataset.modified)
    except ValueError:
        return dataset.modified_at
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def freshness(then: datetime | None, at: datetime) -> Literal["month", "year", "older"]:
    if then is None:
        return "older"
    days = (at - then).days
    return "month" if days <= _MONTH_DAYS else "year" if days <= _YEAR_DAYS else "older"


def years_of(dataset: Dataset) -> tuple[str, ...]:
    """Years of the stated period, else those that the title names."""
    start, end = dataset.period.start[:4], dataset.period.end[:4]
    if start.isdigit() or end.isdigit():
        first = int(start) if start.isdigit() else int(end)
        last = int(end) if end.isdigit() else first
        return tuple(str(year) for year in range(first, min(last, first + MOST_YEARS) + 1))
    told = (western_year(match) for match in YEAR.findall(dataset.title))
    return tuple(dict.fromkeys(str(year) for year in told if year))


def _columns(table: TableInfo) -> Iterable[str]:
    return (column.name for column in table.columns if not column.name.startswith("_"))


def _names(owner: Organisation | None) -> tuple[str, ...]:
    if owner is None:
        return ()
    return _unique(name for name in (owner.kana, owner.title_en) if name != owner.title)


def _files(dataset: Dataset) -> tuple[str, ...]:
    texts = (
        text
        for file in dataset.distributions[:MOST_FILES]
        for text in (file.title, file.description)
    )
    return tuple(text for text in _unique(texts) if text not in {dataset.title, dataset.notes})


def _formats(dataset: Dataset) -> tuple[str, ...]:
    return _unique(file.format.upper() for file in dataset.distributions)


def _areas(dataset: Dataset) -> tuple[str, ...]:
    """What it says it covers, else its publisher's own area."""
    if dataset.coverage.code6s:
        return dataset.coverage.code6s
    owner = dataset.organisation
    return (owner.code6,) if owner and owner.code6 else ()


def _area_words(dataset: Dataset) -> tuple[str, ...]:
    known = (municipality(code) for code in dataset.coverage.code6s[:100])
    names = (city.name for city in known if city)
    return _unique((*names, dataset.coverage.label))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
