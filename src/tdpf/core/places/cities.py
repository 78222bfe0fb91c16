"""The municipality an address begins with, or the publisher's when it names none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from tdpf.core.places.letters import fold
from tdpf.core.places.municipalities import PREFECTURES, TOKYO, Municipality, by_folded_name

_LONGEST_NAME = 12
_DISTRICT = re.compile(r"[^0-9市区]{1,6}?(?:郡|支庁|諸島|島)")
_OTHER_CITY = re.compile(
    r"[^0-9]{1,5}?郡[^0-9]{1,6}?[町村]|[^0-9区町村]{1,6}?市(?:[^0-9市町村]{1,4}?区)?"
)
_OF_OFFICE = re.compile(  # what stands behind 渋谷区 in a facility's name; 東大和市立野 is a town
    "役[所場]|議会|立(?:第|小|中|高|大学|図書|保育|幼|児童|体育|総合|文化|病院|博物|美術|市民|区民|公|学)"
)
_TOKYO_CODES = frozenset(city.code6 for city in TOKYO)


class CityReading(msgspec.Struct, frozen=True):
    """What the head of an address says about its municipality."""

    city: Municipality | None
    prefecture: str
    name: str  # with 郡, as the address column 市区町村 wants it
    used: int  # letters of the head that named it
    is_named: bool  # False when the publisher's municipality was taken
    candidates: tuple[Municipality, ...] = ()  # 府中市 is in two prefectures, and none was named

    @property
    def code6(self) -> str | None:
        return self.city.code6 if self.city else None


@cache
def _prefectures() -> dict[str, str]:
    return {fold(name): name for name in PREFECTURES}


@cache
def _folded_name(name: str) -> str:
    return fold(name)


def read_city(head: str, folded: str, publisher: Municipality | None) -> CityReading:
    """The municipality at the beginning of `head`; `folded` is the same text as `fold` leaves it.

    A municipality named in full wins over the publisher's. Without a prefecture the name must be
    the publisher's, lie in the publisher's prefecture, or be one of a kind in Japan.
    """
    prefecture, at = _read_prefecture(folded)
    unsure: list[Municipality] = []
    for city, district, end in _named(folded, at, publisher):
        if not prefecture and city.kind == "市" and (not unsure or unsure[0].name == city.name):
            unsure.append(city)
        if _is_meant(city, prefecture, publisher, has_district=end - len(city.name) > at):
            if _OF_OFFICE.match(folded, end):  # 渋谷区役所, 港区立…: part of a name
                return CityReading(city, city.prefecture, city.city, at, is_named=True)
            county = city.county or (head[at : at + district] if "郡" in head[at:end] else "")
            return CityReading(city, city.prefecture, county + city.name, end, is_named=True)
    if len(unsure) > 1:
        name = unsure[0].name
        return CityReading(None, "", name, at + len(name), is_named=True, candidates=tuple(unsure))
    return _unlisted(head, prefecture, at, publisher)


def chosen(reading: CityReading, city: Municipality) -> CityReading:
    """A reading with several candidates, one of them taken."""
    return CityReading(city, city.prefecture, city.city, reading.used, is_named=True)


def _read_prefecture(folded: str) -> tuple[str, int]:
    for length in (3, 4):
        if name := _prefectures().get(folded[:length]):
            return name, length
    if folded.startswith("東京") and any(True for _ in _listed(folded, 2)):
        return "東京都", 2
    return "", 0


def _listed(folded: str, at: int) -> Iterator[tuple[Municipality, int]]:
    names = by_folded_name()
    for end in range(min(len(folded), at + _LONGEST_NAME), at + 1, -1):
        for city in names.get(folded[at:end], ()):
            yield city, end


def _named(
    folded: str, at: int, publisher: Municipality | None
) -> Iterator[tuple[Municipality, int, int]]:
    """Candidates with the length of a 郡 or island before the name, and where the name ends."""
    if publisher and publisher.kind == "市":
        whole = _folded_name(publisher.name)
        for ward, end in _listed(whole + folded[at:], 0):
            if end > len(whole) and ward.prefecture == publisher.prefecture:
                yield ward, 0, at + end - len(whole)
    for city, end in _listed(folded, at):
        yield city, 0, end
    if district := _DISTRICT.match(folded, at):
        for city, end in _listed(folded, district.end()):
            if "郡" in district[0] or city.code6 in _TOKYO_CODES:
                yield city, district.end() - at, end


def _is_meant(
    city: Municipality, prefecture: str, publisher: Municipality | None, *, has_district: bool
) -> bool:
    if prefecture:
        return city.prefecture == prefecture
    if publisher and publisher.prefecture == city.prefecture:
        return True
    if len(by_folded_name()[_folded_name(city.name)]) > 1:
        return False
    if city.kind == "区" and "市" not in city.name:  # 北区 of Tokyo, when nobody spoke of Tokyo
        return publisher is None
    return has_district or city.kind in "市区" or (publisher is None and city.code6 in _TOKYO_CODES)


def _unlisted(head: str, prefecture: str, at: int, publisher: Municipality | None) -> CityReading:
    """The publisher's municipality, or a name that only looks like one (merged long ago)."""
    if prefecture and (other := _OTHER_CITY.match(head, at)):
        return CityReading(None, prefecture, other[0], other.end(), is_named=True)
    if publisher is None or (prefecture and prefecture != publisher.prefecture):
        return CityReading(None, prefecture, "", at, is_named=False)
    if publisher.is_prefecture:
        return CityReading(None, publisher.prefecture, "", at, is_named=False)
    return CityReading(publisher, publisher.prefecture, publisher.city, at, is_named=False)
