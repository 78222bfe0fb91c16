"""One line of address → its parts, as the eight address columns want them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from tdpf.core.places.cities import CityReading, read_city
from tdpf.core.places.letters import HYPHENS, fold, tidy, to_kanji
from tdpf.core.places.municipalities import Municipality, municipality
from tdpf.core.places.numbers import NOTHING, Numbers, read_numbers, with_digits
from tdpf.core.places.tokyo_towns import tokyo_towns
from tdpf.core.places.towns import CityTowns, Found, Match, TownGroup, Towns, chome_name

LONGEST = 200
"""Letters of an address that are looked at; the rest stays in `unmatched`."""

_POSTCODE = re.compile(r"〒? ?[0-9]{3}-?[0-9]{4}(?![0-9-]) ?|〒 ?")
_HEAD = re.compile(r"[^0-9]*(?:[0-9]+(?:条|線|番町|番丁|地割|軒)[^0-9]*)*")
_FACILITY = re.compile(
    r"(?:館|園|校|所|院|場|駅|署|局|寺|社|ビル|センター|プラザ|ホール|内|前|棟|階)\Z"
)
_RANK: dict[Match, int] = {"exact": 0, "variant": 1, "prefix": 2, "typo": 3}
_SUFFIX = re.compile(r"地先|地内|先|付近")
_EDGE = " -、,・" + HYPHENS
_NUMBER = re.compile(r"[0-9]+")
_NOT_AN_ADDRESS = frozenset(
    {"非公開", "不明", "未定", "なし", "無し", "該当なし", "調査中", "同上"}
)
_HIGHEST_CHOME = 12
_CACHED_HEADS = 50_000

Basis = Literal["gazetteer", "names", "table", "text"]


class Level(StrEnum):
    """How precisely a place is known, finest first."""

    NUMBER = "番地"
    BLOCK = "街区"
    TOWN = "町丁目"
    CITY = "市区町村"


@dataclass(frozen=True, slots=True)
class AddressParts:
    """An address in normal form. Parts that the text does not tell are empty."""

    code6: str | None
    prefecture: str
    city: str  # 西多摩郡奥多摩町
    town: str  # 芝五丁目
    rest: str  # 18-1-101
    building: str
    unmatched: str  # text that is in none of the parts, or in one for want of a better place
    level: Level | None
    basis: Basis  # who said where the town ends
    how: Match = "exact"  # how surely the town was recognised there
    town_id: str = ""

    @property
    def joined(self) -> str:
        """The address in one line, the building after an ideographic blank."""
        line = self.prefecture + self.city + self.town + self.rest
        return f"{line}\u3000{self.building}" if self.building else line


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the first number, read once for all addresses that begin alike."""

    city: CityReading
    town: str
    group: TownGroup | None
    extra: str  # letters between town and number
    numbers: str  # numbers in kanji that belong to the tail
    basis: Basis
    how: Match = "exact"


@dataclass(frozen=True, slots=True)
class Reading:
    """An address understood: its head, the 丁目 if it has one, and its numbers."""

    head: Head
    chome: int | None
    numbers: Numbers
    first: int  # index of the first number that is no 丁目
    beyond: str  # text past the length that is looked at
    basis: Basis


class AddressReader:
    """Reads addresses of one publisher; a head met before costs next to nothing."""

    def __init__(
        self,
        publisher: Municipality | None = None,
        *,
        gazetteer: Towns | None = None,
        towns: Towns | None = None,
    ) -> None:
        self._publisher = publisher
        self._sources: list[tuple[Towns, Basis]] = [(tokyo_towns(), "names")]
        if gazetteer:
            self._sources.insert(0, (gazetteer, "gazetteer"))
        if towns:
            self._sources.append((towns, "table"))
        self._heads: dict[str, Head] = {}

    def read(self, text: str) -> Reading:
        """An address understood as far as it can be."""
        plain = tidy(text[: LONGEST + 1]) if len(text) > LONGEST else tidy(text)
        beyond = text[LONGEST:]
        if post := _POSTCODE.match(plain):
            plain = plain[post.end() :]
        before, after = _cut(plain)
        key = before + "0" if after else before
        head = self._heads.get(key)
        if head is None:
            head = self._read_head(before, after[:1])
            if len(self._heads) >= _CACHED_HEADS:
                self._heads.clear()
            self._heads[key] = head
        tail = head.numbers + after
        numbers = read_numbers(tail) if tail else NOTHING
        chome, basis = self._chome(head, numbers)
        return Reading(head, chome, numbers, 0 if chome is None else 1, beyond, basis)

    def _read_head(self, head: str, digit: str) -> Head:
        """The head apart: municipality, town, and kanji numbers moved to the tail."""
        compact = _NUMBER.sub(_in_kanji, head.replace(" ", "") if digit else head)
        city = read_city(compact, fold(compact), self._publisher)
        left = compact[city.used :].lstrip(" ")
        known = self._search(city, left, digit)
        if (known is None or known.how != "exact") and (rest := self._after_stem(city, left)):
            shorter = self._search(city, rest, digit)
            if shorter and shorter.how == "exact":
                return shorter
        if known:
            return known
        town, numbers = _cut(with_digits(left, before=digit))
        if town in _NOT_AN_ADDRESS:
            return Head(city, "", None, town, numbers, "text")
        return Head(city, town, None, "", numbers, "text")

    def _after_stem(self, city: CityReading, left: str) -> str:
        """What follows the municipality's name when 市 was left out: 静岡県焼津三和 → 三和."""
        if city.is_named or not city.city:
            return ""
        stem = city.city.name[:-1]
        return left[len(stem) :] if fold(left).startswith(fold(stem)) else ""

    def _search(self, city: CityReading, left: str, digit: str) -> Head | None:
        """The head with its town known: the best answer of all sources, the first of equals."""
        town, numbers = _cut(with_digits(left, before=digit))
        best: tuple[int, Found, str, Basis] | None = None
        for source, basis in self._sources:
            towns = source.towns_of(city.code6, city.name)
            if not towns or not (
                known := _known(towns, town, left, has_number=bool(digit or numbers))
            ):
                continue
            found, whole = known
            rank = _RANK[found.how]
            if (best is None or rank < best[0]) and (basis != "table" or rank == 0):
                best = (rank, found, whole, basis)
        if best is None:
            return None
        _, found, whole, basis = best
        name = f"大字{found.group.name}" if left.startswith("大字") else found.group.name
        if found.how == "typo":
            name = whole  # what was meant is a guess: only a position may follow from it
        extra, more = _cut(with_digits(whole[found.used :], before=digit))
        extra = extra.strip(_EDGE)
        if _SUFFIX.fullmatch(extra):
            extra, more = "", extra + more
        if whole is town:
            more += numbers
        return Head(city, name, found.group, extra, more, basis, found.how)

    def _chome(self, head: Head, numbers: Numbers) -> tuple[int | None, Basis]:
        """The number that is a 丁目: by its word, by the towns known, or as first of three."""
        if not numbers.values or head.extra or not numbers.values[0].isdigit():
            return None, head.basis
        first = int(numbers.values[0])
        if numbers.units[0] in {"丁目", "丁"}:
            return first, head.basis
        if head.group:
            return self._known_chome(head.group, first, numbers), head.basis
        is_name = head.town and 1 <= first <= _HIGHEST_CHOME
        if is_name and numbers.units[0] == "-" and _looks_like_chome(numbers):
            return first, "text"
        return None, head.basis

    @staticmethod
    def _known_chome(group: TownGroup, first: int, numbers: Numbers) -> int | None:
        if numbers.units[0] not in {"-", ""} or not group.has_chome(first):
            return None
        if group.plain and len(numbers.values) == 1:
            return None
        return first


def _looks_like_chome(numbers: Numbers) -> bool:
    return len(numbers.values) >= 3 or numbers.units[1] in {"番", "番地"}


def _known(towns: CityTowns, town: str, left: str, *, has_number: bool) -> tuple[Found, str] | None:
    """The town as written before its numbers in kanji, or with these as part of its name."""
    found = towns.find(fold(town), has_number=has_number)
    if left != town and (found is None or found.how != "exact"):
        other = towns.find(fold(left), has_number=has_number)
        if other and (found is None or other.how == "exact"):
            return other, left
    return (found, town) if found else None


def _cut(text: str) -> tuple[str, str]:
    """A text before and from its first number."""
    at = _HEAD.match(text).end()  # type: ignore[union-attr]  # it matches the empty text
    return text[:at], text[at:]


def _in_kanji(digits: re.Match[str]) -> str:
    return to_kanji(int(digits[0])) if len(digits[0]) < 3 else digits[0]


@lru_cache(maxsize=64)
def _reader(publisher: str | None, gazetteer: Towns | None, towns: Towns | None) -> AddressReader:
    city = municipality(publisher) if publisher else None
    return AddressReader(city, gazetteer=gazetteer, towns=towns)


def split_address(
    text: str,
    *,
    publisher: str | None = None,
    gazetteer: Towns | None = None,
    towns: Towns | None = None,
) -> AddressParts:
    """The parts of an address; what it leaves out is the publisher's (a six-digit code).

    Whether 2-23 begins with a 丁目 is known from the gazetteer, from the town names of Tokyo that
    come with the product, else from `towns` (the other addresses of the table: `town_names`), else
    only from the word 丁目 or from three numbers. `basis` says which of them it was.

    >>> parts = split_address("港区芝五丁目18番1-101号　みなとビル2階")
    >>> parts.prefecture, parts.city, parts.town, parts.rest, parts.building
    ('東京都', '港区', '芝五丁目', '18-1-101', 'みなとビル2階')
    """
    return parts_of(_reader(publisher, gazetteer, towns).read(text))


def parts_of(reading: Reading) -> AddressParts:
    """The address columns of an address that was read."""
    head, numbers = reading.head, reading.numbers
    town, building = head.town, numbers.building
    if not numbers.values and not numbers.suffix and head.group is None:
        town, building = _town_or_building(town, building)
    rest = "-".join(numbers.values[reading.first :]) + numbers.suffix
    town_id = ""
    if reading.chome is not None:
        town = chome_name(town, reading.chome)
        known = head.group.chomes.get(reading.chome) if head.group else None
        town_id = known.town_id if known else ""
    elif head.group and head.group.plain:
        town_id = head.group.plain.town_id
    if head.extra:
        if numbers.values:
            town += head.extra
        else:
            building = (head.extra + building).strip()
    return AddressParts(
        code6=head.city.code6,
        prefecture=head.city.prefecture,
        city=head.city.name,
        town=town,
        rest=rest,
        building=building,
        unmatched=head.extra + reading.beyond,
        level=_level(rest, town, head.city),
        basis=reading.basis,
        how=head.how,
        town_id=town_id,
    )


def _town_or_building(town: str, building: str) -> tuple[str, str]:
    """A text without numbers: up to a blank the town, or all of it a facility's name."""
    name, _, after = town.partition(" ")
    if _FACILITY.search(name):
        return "", f"{town}{building}"
    return name, f"{after}{building}".strip()


def _level(rest: str, town: str, city: CityReading) -> Level | None:
    if rest:
        return Level.NUMBER
    if town:
        return Level.TOWN
    return Level.CITY if city.name else None
