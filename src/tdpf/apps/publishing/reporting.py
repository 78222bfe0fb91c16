"""How well the city fills its standard sets: quality of what is current, file by file and together.

Together means: mean weighted by rows, over files that have rows. An item's missing rate is its
blank cells ÷ all rows of the publisher (a file without the column is blank in every row); its
invalid rate is cells without a normal form ÷ filled cells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tdpf.apps.publishing.selectors import heads
from tdpf.core.places import TOKYO
from tdpf.core.standards import StandardSet, standards
from tdpf.core.standards.model import Level

SHARES = ("completeness", "required_filled", "validity", "located")
WATCHED: frozenset[Level] = frozenset({"required", "recommended"})


@dataclass(frozen=True, slots=True)
class FileQuality:
    """The current version of one table that a publisher published. Shares are None if unknown."""

    table: str
    dataset: str
    publisher: str  # code of the municipality, else the name of the organisation
    publisher_name: str
    standard: str | None
    rows: int
    score: float | None
    shares: Mapping[str, float]  # SHARES → 0 to 1
    columns: Mapping[str, Mapping[str, float]]  # column → missing, invalid


@dataclass(frozen=True, slots=True)
class Together:
    """Several files as one: a publisher's, a set's, or the whole city's."""

    key: str
    title: str
    files: int
    publishers: int
    sets: int
    rows: int
    score: float | None
    shares: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of one set at one municipality. Rates are None where there is nothing to count."""

    code: str
    municipality: str
    standard: str
    item: str
    level: Level
    rows: int
    missing: float | None
    invalid: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class CityReport:
    """Everything `tdpf report` tells, from one look at the shelf."""

    files: tuple[FileQuality, ...]
    publishers: tuple[Together, ...]
    sets: tuple[Together, ...]
    city: Together
    linked: Mapping[str, int]  # set → rows that another publisher lists as well

    def items(self, *, every_item: bool = False) -> Iterator[ItemLine]:
        """Lines in the order of sets, then codes, then items; see `item_lines`."""
        by_set = _grouped(self.files, lambda file: file.standard or "")
        for slug, known in standards().items():
            if slug in by_set:
                yield from item_lines(known, by_set[slug], every_item=every_item)


def city_report(*, standard: str | None = None) -> CityReport:
    """The quality of every current file, or of those of one standard set."""
    files = tuple(_files(standard))
    titles = {slug: known.title_ja for slug, known in standards().items()}
    by_publisher = _grouped(files, lambda file: file.publisher)
    by_set = _grouped(files, lambda file: file.standard or "")
    return CityReport(
        files=files,
        publishers=tuple(
            together(key, by_publisher[key][0].publisher_name, by_publisher[key])
            for key in sorted(by_publisher)
        ),
        sets=tuple(
            together(slug, title, by_set[slug]) for slug, title in titles.items() if slug in by_set
        ),
        city=together("", "", files),
        linked=_linked(standard),
    )


def _linked(standard: str | None) -> dict[str, int]:
    merged = heads(standard=standard, is_merged=True)
    texts = merged.values_list("table__standard", "version__quality")
    return {slug: msgspec.json.decode(text).get("linked", 0) for slug, text in texts}


def _files(standard: str | None) -> Iterator[FileQuality]:
    names = {city.code6: city.name for city in TOKYO}
    rows = heads(standard=standard, is_merged=False).values_list(
        "table__name",
        "table__dataset__name",
        "table__dataset__organisation__code6",
        "table__dataset__organisation__name",
        "table__dataset__organisation__title",
        "table__standard",
        "version__rows",
        "version__quality",
    )
    for table, dataset, code6, name, title, slug, count, text in rows.iterator(chunk_size=500):
        quality: dict[str, Any] = msgspec.json.decode(text) if text else {}  # report.json's object
        yield FileQuality(
            table=table,
            dataset=dataset,
            publisher=code6 or name or "",
            publisher_name=names.get(code6 or "", title or ""),
            standard=slug or None,
            rows=count,
            score=quality.get("score"),
            shares={share: quality[share] for share in SHARES if share in quality},
            columns=quality.get("columns") or {},
        )


def together(key: str, title: str, files: Sequence[FileQuality]) -> Together:
    """The files as one: rows added up, score and shares as means weighted by rows."""
    shares = {
        share: _mean((file.rows, file.shares.get(share)) for file in files) for share in SHARES
    }
    score = _mean((file.rows, file.score) for file in files)
    return Together(
        key=key,
        title=title,
        files=len(files),
        publishers=len({file.publisher for file in files}),
        sets=len({file.standard for file in files if file.standard}),
        rows=sum(file.rows for file in files),
        score=None if score is None else round(score, 1),
        shares={name: round(value, 4) for name, value in shares.items() if value is not None},
    )


def item_lines(
    known: StandardSet, files: Sequence[FileQuality], *, every_item: bool = False
) -> Iterator[ItemLine]:
    """One line for each municipality of Tokyo, and each other publisher of the set, and item.

    Items are the required and recommended ones, or all of the layout where the set's levels are
    not known or `every_item` says so. A set without a layout shows each publisher's own columns,
    and one line without an item for the others. A municipality without a file has 0 rows and no
    rates.
    """
    names = {city.code6: city.name for city in TOKYO}
    names |= {file.publisher: file.publisher_name for file in files}
    parts = _grouped(files, lambda file: file.publisher)
    for code in sorted(names):
        own = parts.get(code, ())
        score = together(code, "", own).score
        for item, level in _items(known, own, every_item=every_item).items():
            missing, invalid = _rates(item, own)
            rows = sum(file.rows for file in own)
            yield ItemLine(
                code, names[code], known.slug, item, level, rows, missing, invalid, score
            )


def _items(
    known: StandardSet, files: Iterable[FileQuality], *, every_item: bool
) -> dict[str, Level]:
    if known.layout is None:
        return {column: "unknown" for file in files for column in file.columns} or {"": "unknown"}
    everything = every_item or not known.layout.levels_known
    return {item.name: item.level for item in known.items if everything or item.level in WATCHED}


def _rates(item: str, files: Iterable[FileQuality]) -> tuple[float | None, float | None]:
    rows, blank, invalid = 0, 0.0, 0.0
    for file in files:
        column = file.columns.get(item) or {"missing": 1.0, "invalid": 0.0}
        rows += file.rows
        blank += column["missing"] * file.rows
        invalid += column["invalid"] * (1 - column["missing"]) * file.rows
    filled = rows - blank
    return (
        round(blank / rows, 4) if rows else None,
        round(invalid / filled, 4) if filled > 0 else None,
    )


def _mean(values: Iterable[tuple[int, float | None]]) -> float | None:
    known = [(rows, value) for rows, value in values if rows and value is not None]
    weight = sum(rows for rows, _ in known)
    return sum(rows * value for rows, value in known) / weight if weight else None


def _grouped(
    files: Iterable[FileQuality], key: Callable[[FileQuality], str]
) -> dict[str, list[FileQuality]]:
    groups: dict[str, list[FileQuality]] = defaultdict(list)
    for file in files:
        groups[key(file)].append(file)
    return dict(groups)
