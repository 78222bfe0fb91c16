"""The town names of Tokyo that come with the product: where towns end, without positions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from tdpf.core.places.letters import read_data
from tdpf.core.places.towns import CityTowns, Town, chome_name


class TokyoTowns:
    """Towns of the municipalities of Tokyo by name."""

    def __init__(self) -> None:
        lines = (line.partition(" ") for line in read_data("tokyo_towns.txt").splitlines())
        self._names = {code6: names for code6, _, names in lines}
        self._cities: dict[str, CityTowns] = {}

    def towns_of(self, code6: str | None, city: str = "") -> CityTowns | None:
        """The towns of a municipality of Tokyo, None for all others."""
        del city
        if code6 is None or code6 not in self._names:
            return None
        if code6 not in self._cities:
            names = self._names[code6].split(" ")
            self._cities[code6] = CityTowns(town for name in names for town in _towns(name))
        return self._cities[code6]


def _towns(text: str) -> Iterator[Town]:
    """谷保 → 谷保; 東:1-3 → 東一丁目, 二丁目, 三丁目; 代官山:* → 代官山 with some 丁目."""
    name, _, numbers = text.partition(":")
    if numbers in {"", "*"}:
        yield Town(name, has_chome=numbers == "*")
        return
    for run in numbers.split(","):
        first, _, last = run.partition("-")
        for number in range(int(first), int(last or first) + 1):
            yield Town(chome_name(name, number))


@cache
def tokyo_towns() -> TokyoTowns:
    """The one list of this process."""
    return TokyoTowns()
