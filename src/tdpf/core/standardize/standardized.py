"""One table standardised: recognise, map, settle columns, work through rows, check, report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from tdpf.core.places import Gazetteer
from tdpf.core.standardize.checks import Checks
from tdpf.core.standardize.columns import OutColumn, layout_columns, source_columns, whole_address
from tdpf.core.standardize.corrections import Saved, confirmed_forms, confirmed_items
from tdpf.core.standardize.dittos import filled_in
from tdpf.core.standardize.file_names import Name
from tdpf.core.standardize.findings import Findings
from tdpf.core.standardize.mapping import Match, generic_matches, map_columns
from tdpf.core.standardize.publisher import find as find_publisher
from tdpf.core.standardize.quality import Profile
from tdpf.core.standardize.recognise import Recognition, recognise
from tdpf.core.standardize.report import (
    ColumnMatch,
    DroppedRow,
    Input,
    PublisherMatch,
    Quality,
    Report,
    Rows,
    StandardMatch,
)
from tdpf.core.standardize.rows import Part, Plan
from tdpf.core.standardize.survey import Facts, survey
from tdpf.core.standardize.typed import frame
from tdpf.core.standards import Form, StandardSet, standards, vocabulary
from tdpf.core.tables.schema import Column, TableSchema
from tdpf.core.tabular import published_names
from tdpf.core.tabular.model import Chunk, NotATable, Source, TextTable

KEPT_CELLS = 4_000_000
"""Tables up to this size are read once and kept; larger ones are read again for each pass."""
SURE = 0.8
_MAPPING_SURE = 0.7


class UnknownStandardError(ValueError):
    """`standard` is none of the 27 slugs."""


@dataclass(frozen=True, slots=True)
class Standardized:
    """The verdict on a table: its report, its schema, and its rows as often as they are wanted."""

    report: Report
    schema: TableSchema
    table: TextTable | NotATable
    _plan: Plan | None = None
    _parts: list[Part] | None = None

    def header(self) -> list[str]:
        """The columns of `standard.csv`."""
        return self.schema.names()

    def parts(self) -> Iterator[Part]:
        """The rows as texts, chunk by chunk."""
        if self._parts is not None:
            yield from self._parts
        elif self._plan and isinstance(self.table, TextTable):
            for chunk in filled_in(self.table, self._plan.headers, None):
                yield self._plan.part(chunk, None, None)

    def text_rows(self) -> Iterator[tuple[str, ...]]:
        """The rows of `standard.csv`."""
        for part in self.parts():
            yield from zip(*part.texts, strict=True)

    def batches(self) -> Iterator[pl.DataFrame]:
        """Typed rows: the columns of `schema`, `_row`, `_source_row`, `_lon`, `_lat`, `_level`."""
        for _, batch in self.parts_and_batches():
            yield batch

    def parts_and_batches(self) -> Iterator[tuple[Part, pl.DataFrame]]:
        """Texts and typed rows side by side, for writers of both."""
        row = 1
        for part in self.parts():
            if self._plan:
                yield part, frame(self._plan, part, row)
            row += len(part.rows)


@dataclass(slots=True)
class _Draft:
    """What is known about the table so far."""

    table: TextTable
    chunks: list[Chunk] | None
    facts: list[Facts]
    headers: list[str]
    findings: Findings
    recognition: Recognition
    standard: StandardSet | None
    matches: list[Match]
    meanings: list[tuple[str, float] | None]
    forms: Mapping[str, Form]  # by header, as a person said
    publisher: PublisherMatch = field(default_factory=lambda: PublisherMatch(None, None, "unknown"))

    def read(self) -> Iterator[Chunk]:
        if self.chunks is not None:
            return iter(self.chunks)
        return filled_in(self.table, self.headers, None)


def standardize(
    table: TextTable | NotATable,
    *,
    publisher: str | None = None,
    standard: str = "auto",
    saved: Mapping[str, Saved] | None = None,
    gazetteer: Gazetteer | None = None,
    without: frozenset[str] = frozenset(),
) -> Standardized:
    """The table in the layout of its standard set, or as it is with normal values.

    `publisher` is a six-digit code, `standard` a slug, "auto" or "none"; `saved` is what a person
    confirmed for this publisher: slug → header → items or a type. With a gazetteer, rows without a
    position get that of their address (never into the publisher's own columns). `without` hides
    words of the vocabulary, for tests.
    """
    if standard not in {"auto", "none"} and standard not in standards():
        raise UnknownStandardError(standard)
    if isinstance(table, NotATable):
        return _no_table(table, publisher)
    draft = _decide(table, standard, saved, without)
    draft.publisher = _publisher(draft, publisher)
    plan = Plan.of(
        _columns(draft),
        publisher=draft.publisher.code,
        gazetteer=gazetteer,
        headers=draft.headers,
        whole_address=whole_address(draft.matches),
    )
    plan.settle(draft.facts, draft.read(), table.source.notes)
    return _worked_through(draft, plan)


def _decide(
    table: TextTable,
    wanted: str,
    saved: Mapping[str, Saved] | None,
    without: frozenset[str],
) -> _Draft:
    """Recognise the set and map its columns."""
    is_small = table.row_count * max(1, len(table.columns)) <= KEPT_CELLS
    findings = Findings(table.findings)
    headers = [column.header for column in table.columns]
    read = filled_in(table, headers, findings)
    chunks = list(read) if is_small else None
    facts = survey(table, chunks if chunks is not None else read)
    recognition = _recognition(table, wanted, facts, headers, without)
    standard = standards()[recognition.slug] if recognition.slug else None
    matches = (
        map_columns(
            standard, facts, headers, saved=confirmed_items(saved or {}, standard), without=without
        )
        if standard and standard.layout
        else [Match(place) for place in range(len(headers))]
    )
    forms = confirmed_forms(saved or {}, recognition.slug)
    matches = [_with_type(match, headers, forms) for match in matches]
    open_places = [match.column for match in matches if not match.items]
    meanings = generic_matches(facts, headers, open_places, without)
    return _Draft(
        table, chunks, facts, headers, findings, recognition, standard, matches, meanings, forms
    )


def _with_type(match: Match, headers: list[str], forms: Mapping[str, Form]) -> Match:
    """A column that stays as it is, with the word of a person on its type."""
    if match.items or headers[match.column] not in forms:
        return match
    return Match(match.column, confidence=1.0, basis="saved")


def _recognition(
    table: TextTable, wanted: str, facts: list[Facts], headers: list[str], without: frozenset[str]
) -> Recognition:
    if wanted == "none":
        return Recognition(None, 1.0, ())
    if wanted != "auto":
        return Recognition(wanted, 1.0, (), ("given",))
    source = table.source
    titles = [*source.notes, *([source.sheet] if source.sheet else [])]
    return recognise(facts, headers, Name.of(source.name, titles), without)


def _by_concept(draft: _Draft) -> dict[str, Facts]:
    """The columns by what they mean: as items of the set, or in general."""
    found: dict[str, Facts] = {}
    for match, meaning in zip(draft.matches, draft.meanings, strict=True):
        items = (draft.standard.item(name) for name in match.items) if draft.standard else ()
        told = [item.concept for item in items if item and item.concept]
        for concept in told or ([meaning[0]] if meaning else []):
            found.setdefault(concept, draft.facts[match.column])
    return found


def _publisher(draft: _Draft, given: str | None) -> PublisherMatch:
    by_concept = _by_concept(draft)
    source = draft.table.source
    whole = whole_address(draft.matches)
    return find_publisher(
        given=given,
        file_name=source.name,
        titles=source.notes,
        code=by_concept.get("code"),
        address=by_concept.get("address") if whole is None else draft.facts[whole],
    )


def _columns(draft: _Draft) -> list[OutColumn]:
    """The columns of the result, with names that are all different."""
    names = published_names(draft.table.columns)
    items = (
        layout_columns(draft.standard, draft.matches, draft.facts)
        if draft.standard and draft.standard.layout
        else []
    )
    taken = {column.name for column in items}
    rest = [match.column for match in draft.matches if not match.items]
    for place in rest:
        wanted = names[place]
        if wanted in taken:
            names[place] = _free(wanted, taken)
            draft.findings.add("column-renamed", item=wanted, column=place, target=names[place])
        taken.add(names[place])
    concepts = [meaning[0] if meaning else None for meaning in draft.meanings]
    free = source_columns(rest, names, draft.facts, concepts)
    return items + [
        replace(column, form=draft.forms[draft.headers[place]])
        if draft.headers[place] in draft.forms
        else column
        for place, column in zip(rest, free, strict=True)
    ]


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"


def _worked_through(draft: _Draft, plan: Plan) -> Standardized:
    """All rows, their findings and their profile."""
    profile = Profile(
        has_positions=_wants_position(draft, plan),
        has_layout=bool(draft.standard and draft.standard.layout),
    )
    _about_columns(draft, plan)
    checks = Checks(plan, draft.standard, draft.findings)
    parts: list[Part] | None = [] if draft.chunks is not None else None
    source_rows: list[int] = []
    for chunk in draft.read():
        part = plan.part(chunk, draft.findings, profile)
        checks.look(chunk, part)
        source_rows += part.rows
        if parts is not None:
            parts.append(part)
    checks.finish()
    report = _report(draft, plan, source_rows, profile.quality())
    return Standardized(report, _schema(plan, profile), draft.table, plan, parts)


def _wants_position(draft: _Draft, plan: Plan) -> bool:
    if draft.standard and draft.standard.layout:
        return any(item.form == "latitude" for item in draft.standard.items)
    return plan.has_position


def _about_columns(draft: _Draft, plan: Plan) -> None:
    """Findings about the set, its publisher and whole columns."""
    findings, standard = draft.findings, draft.standard
    if standard is None:
        findings.add("standard-none")
    elif draft.recognition.confidence < SURE:
        findings.add("standard-uncertain", title=standard.title_ja, title_en=standard.title_en)
    if draft.publisher.code is None:
        findings.add("publisher-unknown")
    if not (standard and standard.layout):
        return
    for match in draft.matches:
        header = draft.table.columns[match.column].header
        if not match.items and draft.facts[match.column].filled:
            findings.add("column-not-mapped", item=header, column=match.column)
        elif match.items and match.confidence < _MAPPING_SURE:
            findings.add(
                "column-uncertain", item=header, column=match.column, target=match.items[0]
            )
    for column in plan.columns:
        if column.item and column.item.level == "required" and column.role == "empty":
            findings.add("required-column-missing", item=column.name)


def _schema(plan: Plan, profile: Profile) -> TableSchema:
    columns = tuple(
        Column(
            name=column.name,
            kind=plan.kind(place),
            field_id=place + 1,
            key=_key(column),
            item=column.item is not None,
            description=column.item.description if column.item else None,
            nulls=(
                profile.tallies[column.name].blank + profile.tallies[column.name].invalid
                if column.name in profile.tallies
                else 0
            ),
        )
        for place, column in enumerate(plan.columns)
    )
    return TableSchema(columns, has_position=plan.has_position)


def _key(column: OutColumn) -> str | None:
    """The English key of the item; for a generic column of a set without a layout, its meaning."""
    if column.item:
        return column.item.key
    return _GENERIC_KEYS.get(column.concept or "")


_GENERIC_KEYS = {
    "identifier": "identifier",
    "name": "name",
    "name_kana": "nameKana",
    "name_en": "nameEn",
    "address": "fullAddress",
    "latitude": "latitude",
    "longitude": "longitude",
    "phone": "contactPointPhoneNumber",
    "postal": "contactPointPostalCode",
    "url": "url",
    "notes": "remarks",
    "code": "localGovernmentCode",
    "organisation": "localGovernmentName",
    "prefecture": "prefecture",
    "city": "city",
    "town": "streetAddress",
    "block": "cityBlock",
    "building": "buildingNameEtc",
}


def generic_names() -> dict[str, str]:
    """English key → item name (名称, 緯度 …) of what even a set without a layout is merged by."""
    found = ((key, _generic_item(concept)) for concept, key in _GENERIC_KEYS.items())
    return {key: name for key, name in found if name}


def _generic_item(concept: str) -> str | None:
    """What the sets with a layout call this: 名称, 緯度 …"""
    return vocabulary().concepts[concept].words[0] if concept in _GENERIC_KEYS else None


def _column_report(draft: _Draft) -> list[ColumnMatch]:
    has_layout = bool(draft.standard and draft.standard.layout)
    result = []
    for column, match, meaning in zip(
        draft.table.columns, draft.matches, draft.meanings, strict=True
    ):
        generic = _generic_item(meaning[0]) if meaning and not has_layout else None
        confidence = match.confidence if match.items or not (generic and meaning) else meaning[1]
        result.append(
            ColumnMatch(
                source_index=column.index,
                source_header=column.header,
                items=list(match.items),
                confidence=confidence,
                basis=match.basis,
                generic=generic,
                proposed=match.proposed,
            )
        )
    return result


def _report(draft: _Draft, plan: Plan, source_rows: list[int], quality: Quality) -> Report:
    del plan
    table = draft.table
    dropped = [DroppedRow(row, reason) for row, reason in table.dropped]
    visible = sum(one.reason != "blank" for one in dropped)
    standard, recognition = draft.standard, draft.recognition
    return Report(
        input=_input(table.source),
        standard=StandardMatch(
            slug=recognition.slug,
            layout=standard.layout.edition if standard and standard.layout else None,
            confidence=recognition.confidence,
            alternatives=list(recognition.alternatives),
            evidence=list(recognition.evidence),
        ),
        publisher=draft.publisher,
        columns=_column_report(draft),
        rows=Rows(len(source_rows) + visible, len(source_rows), source_rows, dropped),
        findings=draft.findings.all(),
        quality=quality,
    )


def _input(source: Source) -> Input:
    return Input(
        name=source.name,
        sha256=source.sha256,
        bytes=source.bytes,
        format=source.format,
        encoding=source.encoding,
        header_row=source.header_row,
        sheet=source.sheet,
    )


def _no_table(verdict: NotATable, publisher: str | None) -> Standardized:
    """The report on a file that is no table."""
    found = find_publisher(
        given=publisher, file_name=verdict.source.name, titles=(), code=None, address=None
    )
    report = Report(
        input=_input(verdict.source),
        standard=StandardMatch(None, None, 1.0),
        publisher=found,
        columns=[],
        rows=Rows(0, 0, [], []),
        findings=[verdict.finding],
        quality=Quality(0.0, 0.0, 0.0, 0.0, 0, {}),
    )
    return Standardized(report, TableSchema(()), verdict)


__all__: Sequence[str] = ["Standardized", "UnknownStandardError", "standardize"]
