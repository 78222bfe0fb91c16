"""What the addresses of one table tell about each other: which towns have 丁目.

A number in front is a 丁目 or a lot, and its shape does not say which. Three things do: the same
town written with 丁目 or with three numbers elsewhere; a second number too high for a block
(中里2-1471); and a table in which the towns of a municipality never go beyond a handful, for lots
and blocks would. Where nothing says so the number stays where the publisher wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tdpf.core.places.municipalities import municipality
from tdpf.core.places.reading import HIGHEST_CHOME, AddressReader, Reading
from tdpf.core.places.towns import CityTowns, town_key

_LOT = 30  # a first number above is no 丁目
_LOW = 9  # lots and blocks go beyond in most towns, 丁目 in hardly any
_MOST_HOUSES = 99  # in a block; a second number above is a lot, and the first one its 丁目
_FEWEST = 5  # towns that must agree before they tell about another
_TIMES_MORE = 10  # than towns that disagree


@dataclass(slots=True)
class _Evidence:
    """What the rows of a table say about a town."""

    highest_said: int = 0  # of the 丁目 that a row names
    highest: int = 0  # of the first numbers that nobody called a 丁目
    is_lot: bool = False

    @property
    def is_low(self) -> bool:
        """Nobody named a 丁目, and all first numbers could be one."""
        return not self.is_lot and not self.highest_said and 0 < self.highest <= _LOW

    @property
    def is_high(self) -> bool:
        """It has first numbers that are no 丁目."""
        return self.is_lot or self.highest > HIGHEST_CHOME

    def add(self, reading: Reading) -> None:
        values, units = reading.numbers.values, reading.numbers.units
        if reading.chome is not None:
            self.highest_said = max(self.highest_said, reading.chome)
        elif _is_lot_of_chome(reading):
            self.highest_said = max(self.highest_said, int(values[0]))
        elif values and values[0].isdigit():
            first = int(values[0])
            self.is_lot = self.is_lot or first > _LOT or units[0].startswith("番地")
            if len(values) > 1 or first > _LOW:
                self.highest = max(self.highest, first)


def _is_lot_of_chome(reading: Reading) -> bool:
    """2-1471 in a 市 or 区: no block has as many houses, and lots so low are not split so often."""
    values = reading.numbers.values
    return (
        len(values) == 2
        and reading.numbers.units[0] == "-"
        and not reading.head.city.name.endswith(("町", "村"))
        and all(value.isdigit() for value in values)
        and 1 <= int(values[0]) <= HIGHEST_CHOME
        and int(values[1]) > _MOST_HOUSES
    )


class TownNames:
    """Names of towns met in a table, by municipality. No positions."""

    def __init__(self, cities: Mapping[str, CityTowns] | None = None) -> None:
        self._cities = cities or {}

    def towns_of(self, code6: str | None, city: str) -> CityTowns | None:
        del code6
        return self._cities.get(city)


def town_names(addresses: Iterable[str], *, publisher: str | None = None) -> TownNames:
    """The towns that a table names, so that 渋谷2-23 is split as its neighbour 渋谷二丁目 is."""
    reader = _reader_of(publisher)
    cities: dict[str, dict[str, _Evidence]] = {}
    for address in addresses:
        reading = reader.read(address)
        if reading.head.town and (reading.numbers.values or reading.chome is not None):
            towns = cities.setdefault(reading.head.city.name, {})
            towns.setdefault(town_key(reading.head.town), _Evidence()).add(reading)
    return TownNames({city: _towns(towns) for city, towns in cities.items()})


@lru_cache(maxsize=64)
def _reader_of(publisher: str | None) -> AddressReader:
    """The reader of a publisher's addresses, which knows what its other tables began with."""
    return AddressReader(municipality(publisher) if publisher else None)


def _towns(evidence: Mapping[str, _Evidence]) -> CityTowns:
    """What is known of each town, from its own rows and from its neighbours'."""
    found = CityTowns()
    has_chome = {
        is_machi: _all_have_chome(
            [one for name, one in evidence.items() if name.endswith("町") == is_machi],
            is_machi=is_machi,
        )
        for is_machi in (True, False)
    }
    for name, one in evidence.items():
        if one.highest_said:
            most = one.highest_said if one.is_high else max(one.highest_said, HIGHEST_CHOME)
            found.add_name(name, is_plain=one.is_high, open_to=most)
        elif one.is_high:
            found.add_name(name, is_plain=True, open_to=0)
        elif one.is_low and has_chome[name.endswith("町")]:
            found.add_name(name, is_plain=True, open_to=_LOW)
    return found


def _all_have_chome(towns: Sequence[_Evidence], *, is_machi: bool) -> bool:
    """Whether these towns of one municipality have 丁目, as far as the table shows.

    Towns called 町 have 丁目 in one place and none in the next street, so there 丁目 that were
    named say nothing about the others, and one town with blocks is enough to doubt.
    """
    low = sum(one.is_low for one in towns)
    high = sum(one.is_high for one in towns)
    if is_machi:
        return low >= _FEWEST and not high
    named = sum(one.highest_said > 0 and not one.is_high for one in towns)
    return low + named >= max(_FEWEST, _TIMES_MORE * high)
