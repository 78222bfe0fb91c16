"""Towns made up for tests, of all the kinds that real municipalities have."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tdpf.core.places import TOKYO, Gazetteer, Municipality
from tdpf.core.places.install import install
from tdpf.core.places.towns import chome_name

HEADS = (
    "朝霧",
    "雲見",
    "鈴振",
    "鶴羽",
    "夏目",
    "波留",
    "星置",
    "三ツ池",
    "百瀬",
    "八重垣",
    "若葉野",
    "六花",
    "千早",
    "九重",
    "十色",
    "二ノ宮",
)
TAILS = ("台", "ケ丘", "沢", "が原", "川", "町", "番町", "本木", "坂上", "新田")


@dataclass(frozen=True)
class MadeTown:
    """`chomes` is 0 for a town of blocks or lots."""

    code6: str
    name: str
    chomes: int


@cache
def towns_of(city: Municipality, count: int = 24) -> tuple[MadeTown, ...]:
    """Its towns, the same ones in every run; in a 町 or 村 more of them are 大字 with lots."""
    chance = random.Random(city.code6)
    names = chance.sample([head + tail for head in HEADS for tail in TAILS], count)
    share = 0.6 if city.kind in "区市" else 0.2
    return tuple(
        MadeTown(city.code6, name, chance.randint(1, 9) if chance.random() < share else 0)
        for name in names
    )


def dictionary(folder: Path, cities: Iterable[Municipality] = TOKYO) -> Gazetteer:
    """An installed dictionary of the towns of these municipalities."""
    lines = ["code6,city,town,koaza,lat,lng"]
    for city in cities:
        for town in towns_of(city):
            names = [chome_name(town.name, n) for n in range(1, town.chomes + 1)] or [town.name]
            lines += [f"{city.code6},{city.name},{name},,{city.lat},{city.lon}" for name in names]
    source = folder / "towns.csv"
    source.write_text("\n".join(lines), encoding="utf-8")
    install(folder / "places", [source])
    return Gazetteer.open(folder / "places")
