"""The columns of the result: each item of the layout and each source column without one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tdpf.core.standardize.forms.date import date, moment, names_time
from tdpf.core.standardize.mapping import Match
from tdpf.core.standardize.survey import Facts
from tdpf.core.standards import Form, Item, StandardSet, vocabulary

Role = Literal[
    "plain",
    "empty",
    "organisation",
    "opens",
    "closes",
    "pair-latitude",
    "pair-longitude",
    "extension",
    "address",
    "weekdays",
    "clock",
]
ADDRESS_CONCEPTS = (
    "address",
    "place_code",
    "town_id",
    "prefecture",
    "city",
    "town",
    "block",
    "building",
)
_SIGNS = frozenset("○〇◯●×✕✖△")
_ABOUT_DATES = re.compile(r"日$|日付|年月|date", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OutColumn:
    """One column of `standard.csv`: its name, the form of its values and where they come from."""

    name: str
    form: Form
    role: Role
    sources: tuple[int, ...] = ()
    item: Item | None = None
    concept: str | None = None
    values: tuple[str, ...] = ()

    @property
    def source(self) -> int | None:
        return self.sources[0] if self.sources else None


def layout_columns(
    standard: StandardSet, matches: Sequence[Match], facts: Sequence[Facts]
) -> list[OutColumn]:
    """A column for every item of the layout, in order."""
    fed: dict[str, list[Match]] = {}
    for match in matches:
        for name in match.items:
            fed.setdefault(name, []).append(match)
    has_address = any(
        item.concept in ADDRESS_CONCEPTS and item.concept != "place_code" and item.name in fed
        for item in standard.items
    )
    columns = [_for_item(item, standard, fed, has_address=has_address) for item in standard.items]
    days = {column.name: column for column in columns if column.form == "date"}
    return [_with_clock(column, days, facts) for column in columns]


def _with_clock(
    column: OutColumn, days: Mapping[str, OutColumn], facts: Sequence[Facts]
) -> OutColumn:
    """開始時間 from the column of 開始日 whose values tell the time as well."""
    day = days.get(column.name.removesuffix("時間") + "日")
    if column.role != "empty" or column.form != "time" or day is None or day.source is None:
        return column
    is_told = any(map(names_time, facts[day.source].distinct))
    return replace(column, role="clock", sources=day.sources) if is_told else column


def _for_item(
    item: Item, standard: StandardSet, fed: dict[str, list[Match]], *, has_address: bool
) -> OutColumn:
    matches = fed.get(item.name, [])
    sources = tuple(match.column for match in matches)
    role: Role = "plain" if matches else "empty"
    if matches and matches[0].role == "address":
        return OutColumn(item.name, item.form, "address", (), item, item.concept)
    if item.concept in ADDRESS_CONCEPTS and has_address and item.name != "市区町村コード":
        role = "address"
    elif matches and matches[0].role in {"organisation", "weekdays"}:
        role = "weekdays" if matches[0].role == "weekdays" else "organisation"
    elif matches and matches[0].role == "hours" and item.concept in {"opens", "closes"}:
        role = "opens" if item.concept == "opens" else "closes"
    elif matches and matches[0].role == "position":
        role = "pair-latitude" if item.concept == "latitude" else "pair-longitude"
    elif not matches and item.concept == "extension":
        phone = next((one.name for one in standard.items if one.concept == "phone"), None)
        if phone in fed:
            role, sources = "extension", (fed[phone][0].column,)
    return OutColumn(item.name, item.form, role, sources, item, item.concept, item.values)


def whole_address(matches: Sequence[Match]) -> int | None:
    """The column whose address goes into parts only, for want of an item for the whole."""
    return next((match.column for match in matches if match.role == "address"), None)


def source_columns(
    places: Sequence[int],
    names: Sequence[str],
    facts: Sequence[Facts],
    meanings: Sequence[str | None],
) -> list[OutColumn]:
    """A column for each of these source columns under its own header."""
    return [
        OutColumn(
            names[place],
            free_form(facts[place], meanings[place]),
            "plain",
            (place,),
            None,
            meanings[place],
        )
        for place in places
    ]


def free_form(facts: Facts, concept: str | None) -> Form:
    """The form of a column that is no item: what its meaning asks for where its values agree.

    Numbers and times of day are decided on all values, not on a sample.
    """
    if not facts.sample:
        return "text"
    wanted = vocabulary().concepts[concept].form if concept else None
    if wanted and wanted in _TRUSTED and facts.share(_TRUSTED[wanted]) >= 0.5:
        return _dates(facts) if wanted == "date" else wanted
    for form in _OBVIOUS:
        if facts.share(form) >= 0.9 and facts.share("integer") < 0.1:
            return form
    if facts.is_complete and all(value.strip() in _SIGNS for value in facts.distinct):
        return "yesno"
    figures = facts.figures()
    if figures == "integer" and _ABOUT_DATES.search(facts.header):
        return "date" if facts.share("date") >= 0.9 else "integer"
    if figures:
        return figures
    if facts.share("date") >= 0.9 and facts.share("integer") < 0.1:
        return _dates(facts)
    return (
        "notes"
        if facts.share("long") > 0.2 or any("\n" in value for value in facts.sample)
        else "text"
    )


def _dates(facts: Facts) -> Form:
    """Days, unless a value names a time of day; or times alone, on day 0 of a spreadsheet.

    Times beside months or years without a day stay text: no one type would keep both.
    """
    if facts.share("time") >= 0.9:
        return "time"
    if not any(map(names_time, facts.distinct)):
        return "date"
    is_partly_month = any(moment(one)[1] and not date(one)[1] for one in facts.distinct)
    return "text" if is_partly_month else "datetime"


_OBVIOUS: tuple[Form, ...] = ("phone", "url", "email")

_TRUSTED: dict[Form, str] = {
    "phone": "phone",
    "postal": "postal",
    "url": "url",
    "email": "email",
    "code6": "code6",
    "latitude": "latitude",
    "longitude": "longitude",
    "weekdays": "weekdays",
    "time": "time",
    "date": "date",
    "kana": "kana",
}
"""Forms a meaning may ask for, with the shape that must agree."""
