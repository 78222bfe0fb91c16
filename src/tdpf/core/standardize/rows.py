"""Rows through the plan: each chunk of text cells becomes the texts and positions of the result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tdpf.core.places import Gazetteer, TownNames
from tdpf.core.standardize.addresses import AddressBook, Sources, knows_towns, learn_towns
from tdpf.core.standardize.columns import OutColumn
from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.forms.contact import extension, split_extension
from tdpf.core.standardize.forms.date import time_of
from tdpf.core.standardize.forms.position import pair
from tdpf.core.standardize.forms.text import clean
from tdpf.core.standardize.forms.time import opening_hours
from tdpf.core.standardize.forms.weekdays import weekdays
from tdpf.core.standardize.forms.yesno import yesno
from tdpf.core.standardize.locating import AddressFinder, says_old_datum
from tdpf.core.standardize.memo import SOFT, Memo
from tdpf.core.standardize.placing import SOURCE_LEVEL, Places, Placing
from tdpf.core.standardize.quality import Profile, Tally
from tdpf.core.standardize.sharing import weekday_of
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import Form
from tdpf.core.tables.schema import Kind
from tdpf.core.tabular.model import Chunk

_DATUM_ROWS = 500
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
    gazetteer: Gazetteer | None
    headers: Sequence[str]  # of the source, by its columns
    memos: dict[int, Memo]
    placing: Placing
    sources: Sources | None = None
    book: AddressBook | None = None

    @classmethod
    def of(
        cls,
        columns: list[OutColumn],
        *,
        publisher: str | None,
        gazetteer: Gazetteer | None,
        headers: Sequence[str],
        whole_address: int | None = None,
    ) -> Plan:
        """Everything but what needs the values."""
        memos = {
            place: Memo(column.form, column.values)
            for place, column in enumerate(columns)
            if column.role == "plain"
        }
        placing = Placing(
            columns,
            latitude=_first(columns, "latitude"),
            longitude=_first(columns, "longitude"),
            address=_first(columns, "address"),
        )
        if gazetteer and not gazetteer.is_empty:
            placing.finder = AddressFinder(gazetteer, publisher)
        has_address = any(column.role == "address" for column in columns)
        sources = Sources.of(columns, whole_address) if has_address else None
        return cls(columns, publisher, gazetteer, headers, memos, placing, sources)

    @property
    def has_position(self) -> bool:
        return self.placing.is_possible

    def settle(
        self, facts: Sequence[Facts], chunks: Iterable[Chunk], notes: Sequence[str] = ()
    ) -> None:
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

        self._judge_datum(facts, chunks, notes)

    def _judge_datum(
        self, facts: Sequence[Facts], chunks: Iterable[Chunk], notes: Sequence[str]
    ) -> None:
        """The old datum, where a header, a title or the distance to the addresses shows it."""
        placing = self.placing
        if placing.latitude is None or placing.longitude is None:
            return
        if says_old_datum(facts, notes):
            placing.is_old_datum = True
        elif placing.finder and placing.address is not None:
            chunk = next(iter(chunks), None)
            if chunk:
                part = self.part(chunk, None, None)
                rows = zip(
                    part.texts[placing.address], part.latitudes, part.longitudes, strict=True
                )
                told = [
                    (address, lat, lon)
                    for address, lat, lon in rows
                    if address and lat is not None and lon is not None
                ]
                placing.is_old_datum = placing.finder.shows_old_datum(told[:_DATUM_ROWS])

    def _towns(self, sources: Sources, facts: Sequence[Facts]) -> TownNames | None:
        """What the addresses tell about each other, where not all towns are known anyway."""
        samples = [facts[place].sample for concept, place in sources.used() if concept == "address"]
        if samples and knows_towns(samples[0], self.publisher, self.gazetteer):
            return None
        return learn_towns(_address_lines(sources, facts), publisher=self.publisher)

    def kind(self, place: int) -> Kind:
        column = self.columns[place]
        memo = self.memos.get(place)
        if memo is not None:
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


def _first(columns: Sequence[OutColumn], form: Form) -> int | None:
    """The first column of this form that has values."""
    places = (
        place
        for place, column in enumerate(columns)
        if column.form == form and column.role != "empty"
    )
    return next(places, None)


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
        places = Places(self.plan.placing, self.chunk.rows, self.texts, self.invalid, self.findings)
        part = Part(
            rows=self.chunk.rows,
            texts=self.texts,
            invalid=self.invalid,
            longitudes=places.longitudes,
            latitudes=places.latitudes,
            levels=places.levels,
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
            case "weekdays":
                return self._weekdays(column)
            case "clock":
                return [time_of(cell) for cell in cells[column.sources[0]]]
            case "opens" | "closes":
                which = 0 if column.role == "opens" else 1
                return self._halves(place, column, which, opening_hours, "time-unreadable")
            case "pair-latitude" | "pair-longitude":
                which = 0 if column.role == "pair-latitude" else 1
                return self._halves(place, column, which, pair, "coordinates-unreadable")
            case "extension":
                return [
                    extension(split_extension(cell)[1])[0]
                    if "内" in cell or "ext" in cell.lower()
                    else ""
                    for cell in cells[column.sources[0]]
                ]

    def _weekdays(self, column: OutColumn) -> list[str]:
        """The days whose columns say yes; what is neither yes nor no is told."""
        texts = [""] * self.size
        for source in column.sources:
            day = weekday_of(self.plan.headers[source])
            days = "月火水木金" if day == "平日" else day
            for at, cell in enumerate(self.chunk.cells[source]):
                said, problem = yesno(cell)
                if said == "有":
                    texts[at] += days
                elif problem and self.findings:
                    row = self.chunk.rows[at]
                    self.findings.add(
                        "weekdays-unreadable", row=row, item=column.name, before=cell, column=source
                    )
        return [weekdays(text)[0] for text in texts]

    def _halves(
        self,
        place: int,
        column: OutColumn,
        which: int,
        apart: Callable[[str], tuple[str, str] | None],
        code: str,
    ) -> list[str]:
        """One half of each cell; a cell that does not come apart stays whole in the first."""
        source = column.sources[0]
        texts = []
        for at, cell in enumerate(self.chunk.cells[source]):
            found = apart(cell)
            if found:
                texts.append(found[which])
                continue
            text = "" if which or self._is_kept(source) else clean(cell)
            texts.append(text)
            if text:
                self.invalid.setdefault(place, set()).add(at)
                if self.findings:
                    row = self.chunk.rows[at]
                    self.findings.add(code, row=row, item=column.name, before=cell, column=source)
        return texts

    def _is_kept(self, source: int) -> bool:
        """Whether the source column stands in the result as it is, too."""
        return any(
            column.role == "plain" and source in column.sources for column in self.plan.columns
        )

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

    def _tally(self, part: Part) -> None:
        profile = self.profile
        if profile is None:
            return
        profile.rows += self.size
        profile.located += part.levels.count(SOURCE_LEVEL)
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
