"""One line of address → its parts, as the eight address columns want them."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

import msgspec

from tdpf.core.places.cities import CityReading
from tdpf.core.places.municipalities import municipality
from tdpf.core.places.reading import AddressReader, Basis, Reading
from tdpf.core.places.towns import Match, Towns, chome_name

_FACILITY = re.compile(
    r"(?:館|園|校|所|院|場|駅|署|局|寺|社|ビル|センター|プラザ|ホール|内|前|棟|階)\Z"
)


class Level(StrEnum):
    """How precisely a place is known, finest first."""

    NUMBER = "番地"
    BLOCK = "街区"
    TOWN = "町丁目"
    CITY = "市区町村"


class AddressParts(msgspec.Struct, frozen=True):
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

    Whether 2-23 begins with a 丁目 is known from the gazetteer (dictionaries that the operator
    installed), else from `towns` (the other addresses of the table: `town_names`), else only from
    the word 丁目 or from three numbers. Where none of them says so it stays 2-23. `basis` says
    which of them it was.

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
    rest = "-".join(numbers.values[reading.first :]) + numbers.suffix + numbers.more
    town_id = ""
    if reading.chome is not None:
        town = chome_name(town, reading.chome)
        if numbers.units[0] == "丁":  # of Sakai, and no 丁目
            town = town.removesuffix("目")
        known = head.group.chomes.get(reading.chome) if head.group else None
        town_id = known.town_id if known else ""
    elif head.group and head.group.plain:
        town_id = head.group.plain.town_id
    if head.extra:
        if numbers.values:
            town += head.extra
        elif head.town:
            building = (head.extra + building).strip()
    return AddressParts(
        code6=head.city.code6,
        prefecture=head.city.prefecture,
        city=head.city.name,
        town=town,
        rest=rest,
        building=building,
        unmatched=head.extra + numbers.more + numbers.unsure + reading.beyond,
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
