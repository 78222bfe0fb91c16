"""Towns without a dictionary entry get the middle of the published rows that lie there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tdpf.core.places.address import parts_of
from tdpf.core.places.boundaries import Boundaries
from tdpf.core.places.dictionary import SUFFIX, About, write_dictionary
from tdpf.core.places.gazetteer import Gazetteer
from tdpf.core.places.municipalities import municipality
from tdpf.core.places.positions import distance_m, lies_in
from tdpf.core.places.reading import AddressReader
from tdpf.core.places.towns import Point, Town, without_oaza

LEARNED = "learned"
FEWEST_ROWS = 3
_ALWAYS_NEAR_M = 1_000
_TIMES_SPREAD = 3


class LocatedRow(NamedTuple):
    """A published row with an address and a position of its own, never one that we computed."""

    address: str
    lon: float
    lat: float
    publisher: str | None = None


def learn_towns(
    rows: Iterable[LocatedRow],
    *,
    gazetteer: Gazetteer | None = None,
    boundaries: Boundaries | None = None,
) -> dict[str, list[Town]]:
    """The towns that published rows tell the place of, by municipality.

    A town needs rows at three different positions at least; positions outside the municipality
    and far from the others do not count. The median is taken, and `rows` says of how many.
    """
    points: dict[str, dict[str, dict[Point, int]]] = {}
    readers: dict[str | None, AddressReader] = {}
    for row in rows:
        reader = readers.get(row.publisher)
        if reader is None:
            city = municipality(row.publisher) if row.publisher else None
            reader = readers[row.publisher] = AddressReader(city, gazetteer=gazetteer)
        code6, town = _town_of(reader, row.address)
        point = (row.lon, row.lat)
        if code6 and town and lies_in(code6, point, boundaries) is not False:
            counts = points.setdefault(code6, {}).setdefault(town, {})
            counts[point] = counts.get(point, 0) + 1
    return {code6: learned for code6, towns in points.items() if (learned := _medians(towns))}


def save_learned(folder: Path, cities: dict[str, list[Town]]) -> About:
    """Make learned towns the `learned` dictionary of a folder, in place of the one before."""
    folder.mkdir(parents=True, exist_ok=True)
    about = About(
        name=LEARNED,
        kind=LEARNED,
        source="公開された行の位置の中央値 (medians of published rows)",
        licence="各データセットの利用条件 (terms of the datasets)",
        files=(),
        sha256=(),
    )
    return write_dictionary(folder / f"{LEARNED}{SUFFIX}", about, cities)


def _town_of(reader: AddressReader, address: str) -> tuple[str | None, str]:
    reading = reader.read(address)
    if reading.head.how in {"prefix", "typo"} or reading.head.extra:
        return None, ""
    parts = parts_of(reading)
    return parts.code6, without_oaza(parts.town)


def _medians(towns: dict[str, dict[Point, int]]) -> list[Town]:
    learned = []
    for name, counts in sorted(towns.items()):
        kept = _without_outliers(counts)
        if len(kept) >= FEWEST_ROWS:
            lon, lat = _middle(kept)
            rows = sum(counts[point] for point in kept)
            learned.append(Town(name, round(lon, 6), round(lat, 6), rows=rows))
    return learned


def _without_outliers(counts: dict[Point, int]) -> list[Point]:
    middle = _middle(counts)
    distances = {point: distance_m(point, middle) for point in counts}
    limit = max(_ALWAYS_NEAR_M, _TIMES_SPREAD * median(distances.values()))
    return [point for point, metres in distances.items() if metres <= limit]


def _middle(points: Iterable[Point]) -> Point:
    known = list(points)
    return median(lon for lon, _ in known), median(lat for _, lat in known)
