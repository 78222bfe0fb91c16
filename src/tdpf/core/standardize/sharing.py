"""Columns that share an item, and columns that feed several.

Prefecture and city together make the name of the municipality, and columns of ○ the open days. An
address, opening hours and a position may each stand in one cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tdpf.core.standardize.lexicon import concepts
from tdpf.core.standardize.needs import is_opaque
from tdpf.core.standardize.reasons import Work
from tdpf.core.standardize.report import ColumnBasis
from tdpf.core.standards import canonical


@dataclass(frozen=True, slots=True)
class Match:
    """What one source column feeds."""

    column: int
    items: tuple[str, ...] = ()
    confidence: float = 0.0
    basis: ColumnBasis | None = None
    proposed: str | None = None
    role: str | None = None  # how several are fed: hours, position, organisation, weekdays


def shared_organisation(work: Work, matches: list[Match]) -> list[Match]:
    """都道府県名 and 市区町村名 together name the municipality, unless a column does so already."""
    target = next(
        (item.name for item in work.items.values() if item.concept == "organisation"), None
    )
    fed = {name for match in matches for name in match.items}
    if target is None or target in fed:
        return matches
    parts = {
        place: concept
        for place, header in enumerate(work.headers)
        if (concept := _named_part(header)) and matches[place].basis != "saved"
    }
    several = [
        place
        for place, concept in parts.items()
        if concept == "city" and len(work.facts[place].distinct) > 1
    ]
    if "city" not in parts.values() or several:
        return matches
    return [
        replace(
            match,
            items=(target,),
            confidence=0.97,
            basis="alias",
            role="organisation",
            proposed=None,
        )
        if match.column in parts
        else match
        for match in matches
    ]


def _named_part(header: str) -> str | None:
    """`都道府県名` and `市区町村名`, the 2017 columns; without 名 they are parts of an address."""
    folded = canonical(header)
    if folded == canonical("都道府県名"):
        return "prefecture"
    return "city" if folded in {canonical("市区町村名"), canonical("区市町村名")} else None


def address_to_parts(work: Work, matches: list[Match]) -> list[Match]:
    """Where the set has no item for the whole address, its column feeds the parts of it."""
    parts = {
        item.concept: item.name
        for item in work.items.values()
        if item.concept in {"address", "city", "town", "block"}
    }
    if "address" in parts or not {"town", "block"} <= set(parts):
        return matches
    taken = {name for match in matches if match.basis == "exact" for name in match.items}
    if taken & set(parts.values()):
        return matches
    place = _address_column(work)
    if place is None:
        return matches
    names = tuple(parts.values())
    freed = [
        replace(match, items=tuple(name for name in match.items if name not in names))
        for match in matches
    ]
    basis: ColumnBasis = "value" if is_opaque(work.headers[place]) else "alias"
    freed[place] = Match(place, names, 0.85, basis, role="address")
    return freed


_OPAQUE_ADDRESSES = 0.75


def _address_column(work: Work) -> int | None:
    lexicon = concepts(work.without)
    for place, header in enumerate(work.headers):
        meaning = lexicon.meaning(header) if header.strip() else None
        share = work.facts[place].share("address")
        if meaning and meaning.item == "address" and share >= 0.4:
            return place
        if is_opaque(header) and share >= _OPAQUE_ADDRESSES:
            return place
    return None


_ONE_CELL = (("hours", "opens", "closes"), ("position", "latitude", "longitude"))


def one_cell(work: Work, matches: list[Match]) -> list[Match]:
    """Opening hours in one cell, and a position in one cell, feed two items."""
    fed = {name for match in matches for name in match.items}
    for role, first, second in _ONE_CELL:
        names = tuple(
            next((item.name for item in work.items.values() if item.concept == concept), "")
            for concept in (first, second)
        )
        if not all(names) or fed & set(names):
            continue
        place = _column_of(work, matches, role)
        if place is not None:
            kept = tuple(name for name in matches[place].items if role == "hours")
            matches[place] = Match(place, (*kept, *names), 0.75, "value", role=role)
    return matches


def _column_of(work: Work, matches: list[Match], role: str) -> int | None:
    """The column most of whose values are such a pair, best first."""
    best, found = 0.6, None
    for match in matches:
        facts = work.facts[match.column]
        if match.basis in {"saved", "exact"} or not facts.filled:
            continue
        if len(weekday_of(work.headers[match.column])) == 1:
            continue  # the hours of one day are not those of the place
        share = facts.share(role)
        if share > best:
            best, found = share, match.column
    return found


_DAY = re.compile(r"(?:[^休]*[_＿（(・ 　])?([月火水木金土日]|平日)(?:曜日?)?[)）]?")
_FEWEST_DAYS = 5


def weekday_of(header: str) -> str:
    """The day a column of ○ and × is about: 月, 水曜, 診療_土. Nothing for any other column."""
    found = _DAY.fullmatch(header.strip())
    return found[1] if found else ""


def days_of_marks(work: Work, matches: list[Match]) -> list[Match]:
    """A column of marks for each day of the week: together they are the days."""
    target = next((item.name for item in work.items.values() if item.concept == "weekdays"), None)
    if target is None or any(target in match.items for match in matches):
        return matches
    days = {
        match.column: day
        for match in matches
        if not match.items
        and match.basis != "saved"
        and (day := weekday_of(work.headers[match.column]))
        and work.facts[match.column].share("mark") >= _MOSTLY_MARKS
    }
    named = set("".join("月火水木金" if day == "平日" else day for day in days.values()))
    if len(named) < _FEWEST_DAYS or len(days) != len(set(days.values())):
        return matches
    return [
        Match(match.column, (target,), 0.85, "value", role="weekdays")
        if match.column in days
        else match
        for match in matches
    ]


_MOSTLY_MARKS = 0.6
