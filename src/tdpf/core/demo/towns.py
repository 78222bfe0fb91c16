"""The stage of the demo city: real municipalities, invented towns inside their rough area."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.words import rows
from tdpf.core.places import TOKYO, Municipality

SIZES = {"区": 1.0, "市": 0.62, "町": 0.2, "村": 0.07}
_LARGE = {"132012": 1.5, "132098": 1.2, "131121": 1.35, "131202": 1.25, "131113": 1.25}
_SMALL = {"131016": 0.6, "131024": 0.75}


@dataclass(frozen=True, slots=True)
class Town:
    """A 町丁目 or 大字 with a centre; `chomes` is 0 where addresses have house numbers alone."""

    name: str
    kana: str
    chomes: int
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class City:
    """A municipality on the stage."""

    place: Municipality
    towns: tuple[Town, ...]
    size: float  # 1.0 for a ward of usual size
    reach: float  # degrees around a town within which its places lie
    area_code: str
    site: str

    @property
    def code(self) -> str:
        return self.place.code6

    @property
    def is_island(self) -> bool:
        return self.code >= "133612"


_AREA_CODES = {
    "132039": "0422", "132047": "0422", "132055": "0428", "133086": "0428", "132195": "03",
    "133612": "04992", "133621": "04992", "133639": "04992", "133647": "04992", "133817": "04994",
    "133825": "04994", "134015": "04996", "134023": "04996", "134210": "04998",
}  # fmt: skip


def _area_code(place: Municipality) -> str:
    return _AREA_CODES.get(place.code6, "03" if place.kind == "区" else "042")


def _town_names(dice: Dice, count: int) -> list[tuple[str, str]]:
    generic = dice.shuffled(rows("generic"))[: max(2, count // 2)]
    made = [
        (head + tail, first + last)
        for head, first in rows("heads")
        for tail, last in rows("tails")
        if not head.endswith(tail)
    ]
    pairs = [*((name, kana) for name, kana in generic), *dice.shuffled(made)]
    return list(dict(pairs).items())[:count]


@dataclass(frozen=True, slots=True)
class Shape:
    """An ellipse that lies inside a municipality, on land."""

    lon: float
    lat: float
    ee: float
    en: float
    nn: float

    def point(self, dice: Dice, size: float) -> tuple[float, float]:
        """Somewhere inside the ellipse made smaller by `size`."""
        turn, far = dice.unit() * 2 * math.pi, size * math.sqrt(dice.unit())
        east, north = far * math.cos(turn), far * math.sin(turn)
        return (
            self.lon + self.ee * east + self.en * north,
            self.lat + self.en * east + self.nn * north,
        )

    @property
    def reach(self) -> float:
        """How far places lie around the centre of their town."""
        return min(0.003, 0.07 * math.sqrt(abs(self.ee * self.nn - self.en**2)))


@cache
def _shapes() -> dict[str, Shape]:
    text = (files("tdpf.core.demo") / "shapes.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {
        row.pop("code6"): Shape(**{name: float(number) for name, number in row.items()})
        for row in csv.DictReader(lines)
    }


def _town(dice: Dice, name: str, kana: str, shape: Shape, *, has_chome: bool) -> Town:
    lon, lat = shape.point(dice, 0.9)
    chomes = dice.between(2, 6) if has_chome and dice.chance(0.8) else 0
    return Town(name, kana, chomes, lon, lat)


def stage(place: Municipality, *, seed: int) -> City:
    """The municipality with its invented towns."""
    dice = Dice(seed, place.code6, "towns")
    shape = _shapes()[place.code6]
    size = SIZES[place.kind] * _LARGE.get(place.code6, 1.0) * _SMALL.get(place.code6, 1.0)
    count = max(4, round(34 * size**0.6))
    towns = tuple(
        _town(dice, name, kana, shape, has_chome=place.kind in "区市")
        for name, kana in _town_names(dice, count)
    )
    site = f"https://www.{place.name_en.split()[0].lower()}.example.jp"
    return City(place, towns, size, shape.reach, _area_code(place), site)


def stages(*, seed: int, only: frozenset[str] | None = None) -> list[City]:
    """All 62 municipalities, or those whose codes are given."""
    return [stage(place, seed=seed) for place in TOKYO if only is None or place.code6 in only]
