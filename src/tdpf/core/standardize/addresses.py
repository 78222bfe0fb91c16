"""The eight address columns of a row, from whichever of them the file has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tdpf.core.places import Gazetteer, TownNames, split_address, town_names
from tdpf.core.standardize.columns import ADDRESS_CONCEPTS, OutColumn
from tdpf.core.standardize.forms.code import code6, town_id
from tdpf.core.standardize.forms.parts import block, building, city, is_date_like, prefecture, town
from tdpf.core.standardize.forms.text import clean

Problem = tuple[str, str]
"""(concept, code of the finding)"""
_LIMIT = 30_000
_HYPHENS = "-‐‑–—―−－"
_PLAIN_LINE = re.compile(
    rf"([^0-9０-９{_HYPHENS}]+(?:[1-9][0-9]?丁目)?)"
    rf"([1-9][0-9]{{0,4}})((?:[{_HYPHENS}][1-9][0-9]{{0,4}})*)"
)
_PLAIN_NUMBER = re.compile(r"[1-9][0-9]*(?:-[1-9][0-9]*)*")
_ENDS_IN_NUMBER = re.compile(r"[0-9](?:番地?|号)?$")
_TO_HYPHEN = str.maketrans(dict.fromkeys(_HYPHENS, "-"))


Address = tuple[tuple[str, ...], tuple[Problem, ...]]
"""The texts of a row in the order of its address columns, and what was wrong."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Which source column holds which part; -1 where none does."""

    places: dict[str, int]

    @classmethod
    def of(cls, columns: Iterable[OutColumn], whole: int | None = None) -> Sources:
        """From the columns of the result; `whole` is a column that only feeds their parts."""
        places = {
            column.concept: column.sources[0] if column.sources else -1
            for column in columns
            if column.role == "address" and column.concept
        }
        return cls(places if whole is None else {**places, "address": whole})

    def index(self, concept: str) -> int:
        """The place of a concept among the address columns."""
        return list(self.places).index(concept)

    def used(self) -> list[tuple[str, int]]:
        return [(concept, place) for concept, place in self.places.items() if place >= 0]


Split = tuple[str, str, str, str, str, str, str, str]
"""An address apart, in the order of ADDRESS_CONCEPTS."""
NOTHING: Split = ("", "", "", "", "", "", "", "")


_REMEMBERED = 4_096
_code6 = lru_cache(_REMEMBERED)(code6)
_prefecture = lru_cache(_REMEMBERED)(prefecture)
_city = lru_cache(_REMEMBERED)(city)
_town = lru_cache(_REMEMBERED)(town)
"""Hardly any table has more than some hundred of these, each in many rows."""


def _put_together(before: tuple[str, str], town_name: str, number: str) -> Split:
    """An address whose parts stand apart already, as the split would give it."""
    prefecture_name, city_name = _prefecture(before[0])[0], _city(before[1])[0]
    joined = f"{prefecture_name}{city_name}{town_name}{number}"
    return joined, "", "", prefecture_name, city_name, town_name, number, ""


class Splitter:
    """Splits one line. Lines that differ only in their later numbers are split once.

    Where a town ends is told by the text before the numbers, the first number and how many there
    are; so `神南1-2-3` and `神南1-9-4` divide alike.
    """

    def __init__(
        self, publisher: str | None, gazetteer: Gazetteer | None, towns: TownNames | None
    ) -> None:
        self._publisher = publisher
        self._gazetteer = gazetteer
        self._towns = towns
        self._patterns: dict[tuple[str, str, int], tuple[Split, bool] | None] = {}

    def __call__(self, line: str) -> Split:
        found = _PLAIN_LINE.fullmatch(line)
        if found is None:
            return self._in_full(line)
        before, first, rest = found.groups()
        rest = rest.translate(_TO_HYPHEN)
        key = (before, _telling(before, first), rest.count("-"))
        if key not in self._patterns:
            if len(self._patterns) >= _LIMIT:
                self._patterns.clear()
            self._patterns[key] = self._pattern(*key)
        pattern = self._patterns[key]
        if pattern is None:
            return self._in_full(line)
        split, has_chome = pattern
        block = rest[1:] if has_chome else first + rest
        _, code, town_id, prefecture_name, city_name, town_name, _, _ = split
        joined = f"{prefecture_name}{city_name}{town_name}{block}"
        return joined, code, town_id, prefecture_name, city_name, town_name, block, ""

    def _pattern(self, before: str, first: str, more: int) -> tuple[Split, bool] | None:
        """The split of such lines, and whether the first number is a 丁目."""
        stand_in = "-8" * more
        split = self._in_full(f"{before}{first}{stand_in}")
        if split[7] or not split[4]:
            return None
        if split[6] == first + stand_in:
            return split, False
        return (split, True) if more and split[6] == stand_in[1:] else None

    def _in_full(self, line: str) -> Split:
        parts = split_address(
            line,
            publisher=self._publisher,
            gazetteer=self._gazetteer,
            towns=self._towns,
        )
        return (
            parts.joined,
            parts.code6 or "",
            parts.town_id,
            parts.prefecture,
            parts.city,
            parts.town,
            parts.rest,
            parts.building,
        )


@lru_cache(maxsize=64)
def splitter_of(publisher: str | None, gazetteer: Gazetteer | None) -> Splitter:
    """The splitter of a publisher, shared by all of its tables."""
    return Splitter(publisher, gazetteer, None)


def _telling(before: str, first: str) -> str:
    """What of the first number matters: nothing after a 丁目, nor beyond any 丁目 there is."""
    return "9" if before.endswith("丁目") else first if len(first) < 3 else "999"


class AddressBook:
    """Splits the addresses of one table; rows with the same cells are split once."""

    def __init__(
        self,
        sources: Sources,
        *,
        publisher: str | None,
        gazetteer: Gazetteer | None = None,
        towns: TownNames | None = None,
    ) -> None:
        self._used = sources.used()
        self._at = {concept: at for at, (concept, _) in enumerate(self._used)}
        self._steps = [
            (concept, self._at.get(concept, -1), ADDRESS_CONCEPTS.index(concept))
            for concept in sources.places
        ]
        used = [concept for concept, _ in self._used]
        self._is_one_line = used == ["address"]
        self._has_parts = {"place_code", "prefecture", "city", "town", "block"} <= set(used)
        self._is_line_and_building = used == ["address", "building"]
        self._blank: Address = ("",) * len(sources.places), ()
        self._split = (
            Splitter(publisher, gazetteer, towns) if towns else splitter_of(publisher, gazetteer)
        )
        self._known: dict[tuple[str, ...], Address] = {}

    def rows(self, cells: Sequence[list[str]]) -> Iterator[Address]:
        """The address of every row of a chunk."""
        used = [cells[place] for _, place in self._used]
        known = self._known
        for key in zip(*used, strict=True):
            address = known.get(key)
            if address is None:
                if len(known) >= _LIMIT:
                    known.clear()
                address = known[key] = self._read(key)
            yield address

    def _read(self, key: tuple[str, ...]) -> Address:
        if self._is_one_line or (self._is_line_and_building and not key[1]):
            return self._read_line(key[0])
        if not any(map(str.strip, key)):
            return self._blank
        problems: list[Problem] = []
        split = self._apart(key, problems)
        texts = []
        for concept, own, place in self._steps:
            cell = key[own] if own >= 0 else ""
            if cell and not cell.isspace():
                text, problem = _own(concept, cell, split)
                if problem:
                    problems.append((concept, problem))
            elif own >= 0 and concept not in _FILLED:
                text = ""  # the publisher's own blank
            else:
                text = split[place]
            texts.append(text)
        return tuple(texts), tuple(problems)

    def _read_line(self, line: str) -> Address:
        """The common case: one column with the whole address."""
        text = clean(line)
        if not text:
            return self._blank
        split = self._split(text)
        joined, problem = _joined(text, split)
        texts = (joined, *split[1:])
        problems = (("address", problem),) if problem else ()
        return tuple([texts[place] for _, _, place in self._steps]), problems

    def _cell(self, key: tuple[str, ...], concept: str) -> str:
        at = self._at.get(concept, -1)
        return key[at].strip() if at >= 0 else ""

    def _apart(self, key: tuple[str, ...], problems: list[Problem]) -> Split:
        """The address split: from its parts where they are there, else from the whole line."""
        line, number = clean(self._cell(key, "address")), self._cell(key, "block")
        if is_date_like(number):
            problems.append(("block", "block-restored" if line else "block-became-date"))
            return self._split(line) if line else NOTHING
        town_name = self._cell(key, "town")
        before = (self._cell(key, "prefecture"), self._cell(key, "city"))
        if self._has_parts and all(before) and town_name.endswith("丁目"):
            number = clean(number)
            if _PLAIN_NUMBER.fullmatch(number):
                return _put_together(before, _town(town_name)[0], number)
        if (town_name and number) or not line:
            line = town_name + number
        elif number and not _ENDS_IN_NUMBER.search(line):
            line += number
        if not line:
            return NOTHING
        return self._split("".join(part for part in before if part not in line) + line)


_FILLED = frozenset({"block", "building"})
"""Parts that a blank cell may get from the address: they stand in the cell of another part."""


def _own(concept: str, cell: str, split: Split) -> tuple[str, str | None]:
    """The publisher's own cell in its normal form."""
    match concept:
        case "building":
            return building(cell)
        case "address":
            return _joined(clean(cell), split)
        case "town":
            return split[5] or _town(cell)[0], None
        case "block":
            return split[6] or block(cell)[0], None
        case "prefecture":
            return _prefecture(cell)
        case "city":
            return _city(cell)
        case "place_code":
            return _code6(cell)
        case _:
            return town_id(cell)


def _joined(text: str, split: Sequence[str]) -> tuple[str, str | None]:
    """The whole address as the split writes it; as it was where no municipality was found."""
    joined, _, _, prefecture_name, city_name, *_ = split
    if city_name:
        return joined or text, None
    return text, None if prefecture_name else "address-unreadable"


def knows_towns(lines: Iterable[str], publisher: str | None, gazetteer: Gazetteer | None) -> bool:
    """Whether the towns of all these addresses are in a dictionary or in the names we ship."""
    parts = (split_address(line, publisher=publisher, gazetteer=gazetteer) for line in lines)
    return all(one.basis != "text" for one in parts)


def learn_towns(lines: Iterable[str], *, publisher: str | None) -> TownNames:
    """What the addresses of the table tell about each other."""
    return town_names(lines, publisher=publisher)
