"""Rows through the plan: each chunk of text cells becomes the texts and positions of the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from tdpf.core.places import TownNames
from tdpf.core.standardize.addresses import AddressBook, Sources, learn_towns
from tdpf.core.standardize.columns import OutColumn
from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.forms.contact import extension, split_extension
from tdpf.core.standardize.forms.position import pair
from tdpf.core.standardize.forms.time import opening_hours
from tdpf.core.standardize.memo import SOFT, Memo
from tdpf.core.standardize.positions import NOWHERE, Position, judge, sound_pairs
from tdpf.core.standardize.quality import Profile, Tally
from tdpf.core.standardize.survey import Facts
from tdpf.core.tables.schema import Kind
from tdpf.core.tabular.model import Chunk

SOURCE_LEVEL = "source"
_TOKYO = "13"  # its towns come with the product
_ADDRESS_HARD = frozenset(
    {"code-unreadable", "code-check-digit", "block-became-date", "town-id-unreadable"}
)


@dataclass(slots=True)
class Part:
    """The rows of one chunk, column by column, in the form of `standard.csv`."""

    rows: list[int]
    texts: list[list[str]]
    invalid: dict[int, set[int]]  # output column → places of cells that have no typed value
    longitudes: list[float | None]
    latitudes: list[float | None]
    levels: list[str | None]


@dataclass(slots=True)
class Plan:
    """Everything decided about whole columns."""

    columns: list[OutColumn]
    publisher: str | None
    gazetteer: object | None = None
    headers: Sequence[str] = ()  # of the source, by its columns
    memos: dict[int, Memo] = field(default_factory=dict)
    latitude: int | None = None
    longitude: int | None = None
    sources: Sources | None = None
    book: AddressBook | None = None

    @classmethod
    def of(
        cls,
        columns: list[OutColumn],
        *,
        publisher: str | None,
        gazetteer: object | None,
        headers: Sequence[str],
    ) -> Plan:
        """Everything but what needs the values."""
        plan = cls(columns, publisher, gazetteer, headers)
        for place, column in enumerate(columns):
            if column.role == "plain":
                plan.memos[place] = Memo(column.form, column.values)
            if column.role != "empty" and column.form == "latitude" and plan.latitude is None:
                plan.latitude = place
            if column.role != "empty" and column.form == "longitude" and plan.longitude is None:
                plan.longitude = place
        if any(column.role == "address" for column in columns):
            plan.sources = Sources.of(columns)
        return plan

    @property
    def has_position(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    def settle(self, facts: Sequence[Facts], chunks: Iterable[Chunk]) -> None:
        """Look at every value once, so that the type of a column holds for all of its rows."""
        open_columns = []
        for place, memo in self.memos.items():
            source = self.columns[place].sources[0]
            if facts[source].is_complete and not facts[source].has_spaces:
                memo.settle(facts[source].distinct)
            elif facts[source].is_complete:
                memo.learn(facts[source].distinct)
            else:
                memo.is_open = True
                if memo.form == "date":
                    open_columns.append((source, memo))
        if open_columns:
            for chunk in chunks:
                for source, memo in open_columns:
                    memo.learn(set(chunk.cells[source]))
        if self.sources:
            self.book = AddressBook(
                self.sources,
                publisher=self.publisher,
                gazetteer=self.gazetteer,
                towns=self._towns(self.sources, facts),
            )

    def _towns(self, sources: Sources, facts: Sequence[Facts]) -> TownNames | None:
        """What the addresses tell about each other, where the towns are not known anyway."""
        if self.publisher and self.publisher.startswith(_TOKYO):
            return None
        return learn_towns(_address_lines(sources, facts), publisher=self.publisher)

    def kind(self, place: int) -> Kind:
        column = self.columns[place]
        memo = self.memos.get(place)
        if memo:
            return memo.kind
        return (
            "number"
            if column.form in {"latitude", "longitude", "number"}
            else _EMPTY_KINDS.get(column.form, "text")
        )

    def part(self, chunk: Chunk, findings: Findings | None, profile: Profile | None) -> Part:
        """One chunk worked through; with findings and profile the first time."""
        return _Worker(self, chunk, findings, profile).run()


_EMPTY_KINDS: dict[str, Kind] = {"integer": "integer", "date": "date"}


def _address_lines(sources: Sources, facts: Sequence[Facts]) -> list[str]:
    """Addresses to learn town names from: whole lines, and towns with their 丁目."""
    wanted = [place for concept, place in sources.used() if concept in {"address", "town"}]
    return [cell for place in wanted for cell in facts[place].distinct]


class Addresses:
    """The addresses of one chunk, column by column."""

    def __init__(self, plan: Plan, chunk: Chunk) -> None:
        found = list(plan.book.rows(chunk.cells)) if plan.book else []
        self.troubled = [(at, one[1]) for at, one in enumerate(found) if one[1]]
        columns = zip(*(one[0] for one in found), strict=True)
        concepts = plan.sources.places if plan.sources else {}
        self._texts = {
            concept: list(texts) for concept, texts in zip(concepts, columns, strict=False)
        }

    def texts(self, concept: str) -> list[str]:
        return self._texts.get(concept, [])


class _Worker:
    """One chunk on its way."""

    def __init__(
        self, plan: Plan, chunk: Chunk, findings: Findings | None, profile: Profile | None
    ) -> None:
        self.plan = plan
        self.chunk = chunk
        self.findings = findings
        self.profile = profile
        self.size = len(chunk.rows)
        self.blank = [""] * self.size
        self.texts: list[list[str]] = []
        self.invalid: dict[int, set[int]] = {}

    def run(self) -> Part:
        addresses = Addresses(self.plan, self.chunk)
        for place, column in enumerate(self.plan.columns):
            self.texts.append(self._column(place, column, addresses))
        latitudes, longitudes = self._positions()
        part = Part(
            rows=self.chunk.rows,
            texts=self.texts,
            invalid=self.invalid,
            longitudes=longitudes,
            latitudes=latitudes,
            levels=[None if one is None else SOURCE_LEVEL for one in latitudes],
        )
        if self.profile:
            self._tally(part)
        return part

    def _column(self, place: int, column: OutColumn, addresses: Addresses) -> list[str]:
        cells = self.chunk.cells
        match column.role:
            case "empty":
                return self.blank
            case "plain":
                return self._plain(place, column)
            case "address":
                return self._address(place, column, addresses)
            case "organisation":
                joined = zip(*(cells[source] for source in column.sources), strict=True)
                return ["".join(part.strip() for part in parts) for parts in joined]
            case "opens" | "closes":
                which = 0 if column.role == "opens" else 1
                pairs = [opening_hours(cell) for cell in cells[column.sources[0]]]
                return [found[which] if found else "" for found in pairs]
            case "pair-latitude" | "pair-longitude":
                which = 0 if column.role == "pair-latitude" else 1
                points = [pair(cell) for cell in cells[column.sources[0]]]
                return [found[which] if found else "" for found in points]
            case "extension":
                return [
                    extension(split_extension(cell)[1])[0]
                    if "内" in cell or "ext" in cell.lower()
                    else ""
                    for cell in cells[column.sources[0]]
                ]

    def _plain(self, place: int, column: OutColumn) -> list[str]:
        memo, cells = self.plan.memos[place], self.chunk.cells[column.sources[0]]
        if memo.is_identity or memo.is_normal(cells):
            return cells
        texts = [memo[cell] for cell in cells]
        problems = memo.problems
        if problems and not problems.keys().isdisjoint(cells):
            bad = {
                at
                for at, cell in enumerate(cells)
                if cell in problems and problems[cell] not in SOFT
            }
            if bad:
                self.invalid[place] = bad
        if self.findings and (texts != cells or problems):
            self._report(column, cells, texts, problems)
        return texts

    def _report(
        self, column: OutColumn, cells: list[str], texts: list[str], problems: dict[str, str]
    ) -> None:
        source = column.sources[0]
        if self.findings is None:
            return
        lines = list(zip(self.chunk.rows, cells, texts, strict=True))
        if problems:
            for row, cell, _ in lines:
                if cell in problems:
                    self.findings.add(
                        problems[cell], row=row, item=column.name, before=cell, column=source
                    )
        self.findings.add_changes(
            column.name,
            source,
            [
                line
                for line in lines
                if line[1] != line[2] and line[1] not in problems and (line[2] or line[1].strip())
            ],
        )

    def _address(self, place: int, column: OutColumn, addresses: Addresses) -> list[str]:
        concept = column.concept or ""
        texts = addresses.texts(concept)
        bad = {
            at
            for at, problems in addresses.troubled
            for which, code in problems
            if which == concept and code in _ADDRESS_HARD
        }
        if bad:
            self.invalid[place] = bad
        if self.findings and column.sources:
            self._report_address(column, texts, addresses)
        return texts

    def _report_address(self, column: OutColumn, texts: list[str], addresses: Addresses) -> None:
        if self.findings is None:
            return
        source = column.sources[0]
        cells, rows = self.chunk.cells[source], self.chunk.rows
        said = set()
        for at, problems in addresses.troubled:
            for which, code in problems:
                if which == column.concept:
                    said.add(at)
                    self.findings.add(
                        code,
                        row=rows[at],
                        item=column.name,
                        before=cells[at],
                        after=texts[at],
                        column=source,
                    )
        changes = [
            (row, cell, text)
            for at, (row, cell, text) in enumerate(zip(rows, cells, texts, strict=True))
            if cell != text and at not in said and cell.strip()
        ]
        self.findings.add_changes(column.name, source, changes)

    def _positions(self) -> tuple[list[float | None], list[float | None]]:
        """Latitudes and longitudes, put right where a pair was swapped."""
        plan = self.plan
        if plan.latitude is None or plan.longitude is None:
            nothing: list[float | None] = [None] * self.size
            return nothing, nothing
        north, east = self.texts[plan.latitude], self.texts[plan.longitude]
        if not (self.invalid.get(plan.latitude) or self.invalid.get(plan.longitude)):
            sound = sound_pairs(north, east)
            if sound:
                return sound
        return self._judged(plan.latitude, plan.longitude)

    def _judged(
        self, latitude: int, longitude: int
    ) -> tuple[list[float | None], list[float | None]]:
        north, east = list(self.texts[latitude]), list(self.texts[longitude])
        wrong = self.invalid.get(latitude, set()) | self.invalid.get(longitude, set())
        found = []
        for at, (lat, lon) in enumerate(zip(north, east, strict=True)):
            one = NOWHERE if at in wrong else judge(lat, lon)
            found.append(one)
            if one.problem:
                self._mend(at, one, north, east)
        self.texts[latitude], self.texts[longitude] = north, east
        return [one.latitude for one in found], [one.longitude for one in found]

    def _mend(self, at: int, one: Position, north: list[str], east: list[str]) -> None:
        """A swapped pair is put right; a pair that cannot be keeps its text and has no value."""
        plan, code = self.plan, one.problem or ""
        before = (north[at], east[at])
        if one.is_swapped:
            north[at], east[at] = before[1], before[0]
        elif code != "coordinates-half":
            for place in (plan.latitude, plan.longitude):
                self.invalid.setdefault(place or 0, set()).add(at)
        if self.findings:
            for place, old, new in (
                (plan.latitude, before[0], north[at]), (plan.longitude, before[1], east[at])
            ):  # fmt: skip
                column = plan.columns[place or 0]
                self.findings.add(
                    code,
                    row=self.chunk.rows[at],
                    item=column.name,
                    before=old,
                    after=new if one.is_swapped else None,
                    column=column.source,
                )

    def _tally(self, part: Part) -> None:
        profile = self.profile
        if profile is None:
            return
        profile.rows += self.size
        profile.located += self.size - part.latitudes.count(None)
        for place, column in enumerate(self.plan.columns):
            tally = profile.tallies.setdefault(column.name, _tally_for(column))
            tally.rows += self.size
            tally.blank += part.texts[place].count("")
            tally.invalid += len(part.invalid.get(place, ()))


def _tally_for(column: OutColumn) -> Tally:
    return Tally(
        is_fed=column.role != "empty",
        is_required=column.item is not None
        and column.item.level == "required"
        and column.form != "flag",
        is_item=column.item is not None,
    )


def frame(plan: Plan, part: Part, first_row: int) -> pl.DataFrame:
    """The typed rows of a part: columns, then `_row`, `_source_row`, `_lon`, `_lat`, `_level`."""
    size = len(part.rows)
    made = []
    for place, column in enumerate(plan.columns):
        made.append(
            _series(column.name, plan.kind(place), part.texts[place], part.invalid.get(place))
            if column.role != "empty"
            else pl.Series(column.name, [None] * size, dtype=_DTYPES[plan.kind(place)])
        )
    made += [
        pl.Series("_row", range(first_row, first_row + size), dtype=pl.Int64),
        pl.Series("_source_row", part.rows, dtype=pl.Int64),
        pl.Series("_lon", part.longitudes, dtype=pl.Float64),
        pl.Series("_lat", part.latitudes, dtype=pl.Float64),
        pl.Series("_level", part.levels, dtype=pl.String),
    ]
    return pl.DataFrame(made)


_DTYPES: dict[Kind, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "datetime": pl.Datetime("us", "UTC"),
}


def _series(name: str, kind: Kind, texts: list[str], invalid: set[int] | None) -> pl.Series:
    values: list[str | None] = list(texts)
    for at in invalid or ():
        values[at] = None
    if "" in texts:
        values = [value or None for value in values]
    series = pl.Series(name, values, dtype=pl.String)
    if kind == "text":
        return series
    if kind == "date":
        return series.str.to_date("%Y-%m-%d", strict=False)
    return series.cast(_DTYPES[kind], strict=False)
