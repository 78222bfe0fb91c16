"""What the addresses of one table tell about each other: which towns have 丁目."""

from __future__ import annotations

from collections.abc import Iterable

from tdpf.core.places.municipalities import municipality
from tdpf.core.places.reading import AddressReader
from tdpf.core.places.towns import CityTowns, Town


class TownNames:
    """Names of towns met in a table, by municipality. No positions."""

    def __init__(self) -> None:
        self._cities: dict[str, CityTowns] = {}

    def add(self, city: str, town: Town) -> None:
        self._cities.setdefault(city, CityTowns()).add(town)

    def towns_of(self, code6: str | None, city: str) -> CityTowns | None:
        del code6
        return self._cities.get(city)


def town_names(addresses: Iterable[str], *, publisher: str | None = None) -> TownNames:
    """The towns that a table names, so that 渋谷2-23 is split as its neighbour 渋谷二丁目 is.

    A 丁目 counts when some row writes the word or three numbers; a town without 丁目 when some
    row gives it a number too high for one.
    """
    reader = AddressReader(municipality(publisher) if publisher else None)
    names = TownNames()
    for address in addresses:
        reading = reader.read(address)
        city, town, numbers = reading.head.city.name, reading.head.town, reading.numbers
        if not town or not numbers.values:
            continue
        if reading.chome is not None:
            names.add(city, Town(town, has_chome=True))
        elif numbers.values[0].isdigit() and int(numbers.values[0]) > 30:
            names.add(city, Town(town))
    return names
