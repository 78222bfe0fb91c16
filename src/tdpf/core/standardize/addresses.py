"""The eight address columns of a row, from whichever of them the file has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tdpf.core.places import AddressParts, TownNames, split_address, town_names
from tdpf.core.standardize.columns import ADDRESS_CONCEPTS, OutColumn
from tdpf.core.standardize.forms.code import code6, town_id
from tdpf.core.standardize.forms.parts import block, building, city, is_date_like, prefecture, town
from tdpf.core.standardize.forms.text import clean

Problem = tuple[str, str]
"""(concept, code of the finding)"""
_LIMIT = 200_000


Address = tuple[tuple[str, ...], tuple[Problem, ...]]
"""The texts of a row in the order of its address columns, and what was wrong."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Which source column holds which part; -1 where none does."""

    places: dict[str, int]

    @classmethod
    def of(cls, columns: Iterable[OutColumn]) -> Sources:
        return cls(
            {
                column.concept: column.sources[0] if column.sources else -1
                for column in columns
                if column.role == "address" and column.concept
            }
        )

    def index(self, concept: str) -> int:
        """The place of a concept among the address columns."""
        return list(self.places).index(concept)

    def used(self) -> list[tuple[str, int]]:
        return [(concept, place) for concept, place in self.places.items() if place >= 0]


class AddressBook:
    """Splits the addresses of one table; rows with the same cells are split once."""

    def __init__(
        self,
        sources: Sources,
        *,
        publisher: str | None,
        gazetteer: object | None = None,
        towns: TownNames | None = None,
    ) -> None:
        self._used = sources.used()
        self._wanted = list(sources.places)
        self._places = [ADDRESS_CONCEPTS.index(concept) for concept in self._wanted]
        self._is_one_line = [concept for concept, _ in self._used] == ["address"]
        self._blank: Address = ("",) * len(self._wanted), ()
        self._publisher = publisher
        self._gazetteer = gazetteer
        self._towns = towns
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

    def _split(self, line: str) -> AddressParts:
        return split_address(
            line,
            publisher=self._publisher,
            gazetteer=self._gazetteer,  # type: ignore[arg-type]  # the caller's gazetteer
            towns=self._towns,
        )

    def _read(self, key: tuple[str, ...]) -> Address:
        if self._is_one_line:
            return self._read_line(key[0])
        own = {concept: cell for (concept, _), cell in zip(self._used, key, strict=True)}
        told = {concept: cell for concept, cell in own.items() if cell.strip()}
        if not told:
            return self._blank
        parts, problems = self._parts(told)
        texts = _texts(self._wanted, own, told, parts, problems)
        return texts, tuple(problems)

    def _read_line(self, line: str) -> Address:
        """The common case: one column with the whole address."""
        text = clean(line)
        if not text:
            return self._blank
        split = _by_concept(self._split(text))
        joined, problem = _joined(text, split)
        texts = (joined, *split[1:])
        problems = (("address", problem),) if problem else ()
        return tuple([texts[place] for place in self._places]), problems

    def _parts(self, told: dict[str, str]) -> tuple[AddressParts | None, list[Problem]]:
        """The address read from its parts where they are there, else from the whole line."""
        problems: list[Problem] = []
        line = clean(told.get("address", ""))
        number = told.get("block", "")
        if is_date_like(number):
            problems.append(("block", "block-restored" if line else "block-became-date"))
            return (self._split(line) if line else None), problems
        if "town" in told or "block" in told:
            composed = "".join(
                told.get(part, "").strip() for part in ("prefecture", "city", "town", "block")
            )
            return self._split(composed), problems
        if not line:
            return None, problems
        before = "".join(
            told.get(part, "").strip()
            for part in ("prefecture", "city")
            if told.get(part, "").strip() and told[part].strip() not in line
        )
        return self._split(before + line), problems


def _texts(
    wanted: Sequence[str],
    own: dict[str, str],
    told: dict[str, str],
    parts: AddressParts | None,
    problems: list[Problem],
) -> tuple[str, ...]:
    """Own cells in their normal form, and what the split adds to columns the file lacks."""
    split = dict(zip(ADDRESS_CONCEPTS, _by_concept(parts), strict=True)) if parts else {}
    texts = []
    for concept in wanted:
        if concept in told:
            text, problem = _own(concept, told[concept], split)
            if problem:
                problems.append((concept, problem))
        elif concept in own and concept not in {"block", "building"}:
            text = ""  # the publisher's own blank
        else:
            text = split.get(concept, "")
        texts.append(text)
    return tuple(texts)


def _by_concept(parts: AddressParts) -> tuple[str, ...]:
    """The parts in the order of ADDRESS_CONCEPTS."""
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


def _own(concept: str, cell: str, split: dict[str, str]) -> tuple[str, str | None]:
    if concept == "place_code":
        return code6(cell)
    if concept == "town_id":
        return town_id(cell)
    if concept == "address":
        return _joined(clean(cell), [split.get(one, "") for one in ADDRESS_CONCEPTS])
    if concept == "town":
        return split.get("town") or town(cell)[0], None
    if concept == "block":
        return split.get("block") or block(cell)[0], None
    if concept == "building":
        return building(cell)[0], None
    return (prefecture(cell) if concept == "prefecture" else city(cell))[0], None


def _joined(text: str, split: Sequence[str]) -> tuple[str, str | None]:
    """The whole address as the split writes it; as it was where no municipality was found."""
    joined, _, _, prefecture_name, city_name, *_ = split
    if city_name:
        return joined or text, None
    return text, None if prefecture_name else "address-unreadable"


def learn_towns(lines: Iterable[str], *, publisher: str | None) -> TownNames:
    """What the addresses of the table tell about each other."""
    return town_names(lines, publisher=publisher)
