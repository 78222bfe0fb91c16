"""Address → position, with the level at which it is known."""

from __future__ import annotations

from dataclasses import dataclass

from tdpf.core.places.address import Level
from tdpf.core.places.gazetteer import Gazetteer
from tdpf.core.places.municipalities import by_folded_name, municipality
from tdpf.core.places.reading import AddressReader, Reading
from tdpf.core.places.towns import Match, Point, Town, TownGroup, chome_name

_SCORE_OF_LEVEL = {Level.NUMBER: 1.0, Level.BLOCK: 0.95, Level.TOWN: 0.85, Level.CITY: 0.3}
_SCORE_OF_MATCH: dict[Match, float] = {"exact": 1.0, "variant": 0.9, "prefix": 0.8, "typo": 0.75}
_WITHOUT_CHOME = 0.7  # the middle of all 丁目, for want of the number or of its point
_UNNAMED_CITY = 0.95  # the publisher's municipality was taken
_LEARNED = 0.9


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address is. `score` is 1 for a house number found as written, less for less."""

    lon: float
    lat: float
    level: Level
    score: float
    code6: str
    matched: str  # 東京都渋谷区神宮前四丁目
    unmatched: str  # what of the address the position does not know
    rows: int = 0  # published rows behind a learned point


class Geocoder:
    """Finds positions from installed dictionaries. Keeps what it read, for one thread."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        by_folded_name()  # read now, so that the first address costs no more than the others
        self._readers: dict[str | None, AddressReader] = {}

    def find(self, address: str, *, publisher: str | None = None) -> Place | None:
        """The position of an address, None when not even its municipality is known.

        An address that names no municipality lies in the publisher's (a six-digit code).
        """
        reader = self._readers.get(publisher)
        if reader is None:
            city = municipality(publisher) if publisher else None
            reader = self._readers[publisher] = AddressReader(city, gazetteer=self._gazetteer)
        return self.place(reader.read(address))

    def place(self, reading: Reading) -> Place | None:
        """The position of an address that was read with this gazetteer."""
        head = reading.head
        code6 = head.city.code6
        if code6 is None:
            return None
        if head.group is None:
            return self._city(reading, code6)
        town, point, score = _town_point(head.group, reading.chome)
        if point is None:
            return self._city(reading, code6)
        level, used = Level.TOWN, reading.first
        if town and town.blocks and (found := _block(town, reading)):
            point, level, used = found
            score = 1.0
        score *= _SCORE_OF_LEVEL[level] * _SCORE_OF_MATCH[head.how]
        if not head.city.is_named:
            score *= _UNNAMED_CITY
        if town and town.rows:
            score *= _LEARNED
        left = "-".join(reading.numbers.values[used:])
        return Place(
            lon=point[0],
            lat=point[1],
            level=level,
            score=round(score, 3),
            code6=code6,
            matched=_matched(reading, town, used),
            unmatched=_left(reading, left),
            rows=town.rows if town else 0,
        )

    def _city(self, reading: Reading, code6: str) -> Place | None:
        city = municipality(code6)
        point = self._gazetteer.centre_of(code6)
        if city and city.lon is not None and city.lat is not None:
            point = (city.lon, city.lat)
        if point is None or city is None:
            return None
        named = 1.0 if reading.head.city.is_named else _UNNAMED_CITY
        left = reading.head.town + "-".join(reading.numbers.values)
        return Place(
            lon=point[0],
            lat=point[1],
            level=Level.CITY,
            score=round(_SCORE_OF_LEVEL[Level.CITY] * named, 3),
            code6=code6,
            matched=city.prefecture + city.city,
            unmatched=_left(reading, left),
        )


def _town_point(group: TownGroup, chome: int | None) -> tuple[Town | None, Point | None, float]:
    """The town meant, its point, and what is lost when only the middle of its 丁目 is known."""
    town = group.plain if chome is None else group.chomes.get(chome)
    if town and town.point:
        return town, town.point, 1.0
    return None, group.centre(), _WITHOUT_CHOME


def _block(town: Town, reading: Reading) -> tuple[Point, Level, int] | None:
    """The most exact point of the numbers: house, then block; and how many numbers it used."""
    values, first = reading.numbers.values, reading.first
    for count in range(min(3, len(values) - first), 0, -1):
        point = town.blocks.get("-".join(values[first : first + count]))
        if point:
            return point, Level.BLOCK if count == 1 else Level.NUMBER, first + count
    return None


def _matched(reading: Reading, town: Town | None, used: int) -> str:
    head = reading.head
    name = head.town
    if reading.chome is not None and town:
        name = chome_name(name, reading.chome)
    numbers = "-".join(reading.numbers.values[reading.first : used])
    return f"{head.city.prefecture}{head.city.name}{name}{numbers}"


def _left(reading: Reading, numbers: str) -> str:
    tail = reading.numbers
    parts = (reading.head.extra, numbers + tail.suffix + tail.more, tail.building)
    return " ".join(part for part in parts if part) + reading.beyond
