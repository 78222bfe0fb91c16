"""Datasets as assistants read them: short in lists, whole but bounded when described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from tdpf.core.catalog.licences import licence
from tdpf.core.catalog.model import Dataset, Distribution, TableInfo
from tdpf.data.mcp.rows import MANY_LICENCES

MOST_COLUMNS, MOST_TABLES, LONGEST_NOTES = 200, 10, 160
MOST_FILES, MOST_BYTES, LONGEST_TEXT = 50, 24_000, 2_000
Json = dict[str, Any]  # Any: what JSON can hold


def hit(dataset: Dataset, part: str = "") -> Json:
    """A line of search_datasets; `part` is the publisher whose rows of a merged table are asked."""
    owner = dataset.organisation
    tables = [table for file in dataset.distributions for table in file.tables]
    told: Json = {
        "id": dataset.id,
        "name": dataset.name,
        "title": dataset.title,
        "about": _cut(dataset.notes, LONGEST_NOTES),
        "publisher": owner.title if owner else "",
        "standard": next(iter(dataset.standards), None),
        "licence": dataset.licence,
        "modified": dataset.modified or _day(dataset),
        "tables": [{"name": table.name, "rows": table.rows} for table in tables[:MOST_TABLES]],
    }
    if len(tables) > MOST_TABLES:
        told["tables_in_all"] = len(tables)
    if dataset.is_merged:
        told["publisher"] = "各公開団体 (all publishers together)"
    if part:
        told["rows_of_that_publisher"] = [{"column": "_publisher", "op": "eq", "value": part}]
    return told


def description(dataset: Dataset, url: str, *, first: str = "", start: int = 0) -> Json:
    """All that is said of a dataset, its files from `start` on as far as an answer may be long.

    `more` is where to go on. `first` names a table that is described before the others.
    """
    terms = licence(dataset.licence)
    told = hit(dataset) | {
        "url": url,
        "description": _cut(dataset.notes, LONGEST_TEXT),
        "licence_title": terms.title_ja,
        "licence_url": terms.url,
        "keywords": list(dataset.keywords)[:MOST_FILES],
        "frequency": dataset.frequency,
        "period": [dataset.period.start, dataset.period.end],
        "synthetic": dataset.is_synthetic,
        "quality": dataset.quality.score if dataset.quality else None,
    }
    del told["about"]
    if dataset.is_merged:
        told["licence_note"] = MANY_LICENCES
    files = _ordered(dataset.distributions, first)[start:]
    shown, tables, size = 0, [], 0
    for file in files[:MOST_FILES]:
        of_file = [_table(table) for table in file.tables]
        size += len(msgspec.json.encode([file.title, file.download_url, of_file]))
        if shown and size > MOST_BYTES:
            break
        shown += 1
        tables += of_file
    told["files"] = [
        {"title": one.title, "format": one.format, "url": one.download_url or one.access_url}
        for one in files[:shown]
    ]
    end = start + shown
    more = end if end < len(dataset.distributions) else None
    return told | {"tables": list(_fitting(tables)), "more": more}


def _ordered(files: tuple[Distribution, ...], first: str) -> list[Distribution]:
    """The file of the table that was asked for before all others."""
    return sorted(files, key=lambda file: all(table.name != first for table in file.tables))


def _fitting(tables: list[Json]) -> Iterator[Json]:
    """Tables with their columns while there is room; of the rest the names."""
    size = 0
    for place, table in enumerate(tables):
        size += len(msgspec.json.encode(table))
        if place and size > MOST_BYTES:
            hint = f"describe_dataset with id={table['name']!r} shows its columns"
            yield {"name": table["name"], "rows": table["rows"], "hint": hint}
        else:
            yield table


def _day(dataset: Dataset) -> str:
    return dataset.modified_at.date().isoformat() if dataset.modified_at else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _table(table: TableInfo) -> Json:
    told: Json = {
        "name": table.name,
        "version": table.version,
        "rows": table.rows,
        "bbox": table.bbox,
        "columns": [
            {
                "name": column.name,
                "key": column.key,
                "type": column.kind,
                "blank": column.nulls,
                "minimum": column.minimum,
                "maximum": column.maximum,
                "description": column.description,
            }
            for column in table.columns[:MOST_COLUMNS]
        ],
    }
    if len(table.columns) > MOST_COLUMNS:
        told["columns_in_all"] = len(table.columns)
    return told
