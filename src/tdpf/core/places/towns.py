"""The towns of one municipality, and the one an address begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tdpf.core.places.letters import fold, kanji_number, to_kanji

Match = Literal["exact", "variant", "prefix", "typo"]
_CHOME = re.compile(r"(.+?)([0-9]+|[〇一二三四五六七八九十]+)丁目\Z")
_OAZA = re.compile(r"(?:大字|字)(?=.)")
_GOES_ON = re.compile(r"[町村]")  # 北 is not the town of 北町


@dataclass(frozen=True, slots=True)
class Town:
    """A town (町丁目, 大字, 小字) with its representative point, where one is known."""

    name: str
    lon: float | None = None
    lat: float | None = None
    town_id: str = ""
    source: str = ""
    rows: int = 0  # published rows a learned point is the median of
    blocks: dict[str, tuple[float, float]] | None = None


@dataclass(slots=True)
class TownGroup:
    """Towns that share a name: 谷保 itself, and 谷保一丁目, 二丁目 …"""

    name: str
    plain: Town | None = None
    chomes: dict[int, Town] = field(default_factory=dict)
    is_open: bool = False  # learned from addresses: other 丁目 than those seen may exist

    def has_chome(self, number: int) -> bool:
        return number in self.chomes or (self.is_open and bool(self.chomes) and number <= 30)


@dataclass(frozen=True, slots=True)
class Found:
    """A group of towns at the beginning of a text."""

    group: TownGroup
    used: int  # letters of the text
    how: Match


def split_chome(name: str) -> tuple[str, int | None]:
    """A town name without its 丁目, and the number: 芝五丁目 → ("芝", 5)."""
    found = _CHOME.match(name)
    if not found:
        return name, None
    digits = found[2]
    number = int(digits) if digits.isdigit() and digits.isascii() else kanji_number(digits)
    return (found[1], number) if number else (name, None)


def town_key(name: str) -> str:
    """A town name as look-ups compare it: folded, without 大字 and 字."""
    return _OAZA.sub("", fold(name))


class CityTowns:
    """All towns of one municipality by name."""

    def __init__(self, towns: Iterable[Town] = (), *, is_open: bool = False) -> None:
        self.groups: dict[str, TownGroup] = {}
        self._is_open = is_open
        for town in towns:
            self.add(town)

    def add(self, town: Town) -> None:
        """Keep a town; the first of two with the same name counts."""
        base, chome = split_chome(town.name)
        group = self.groups.get(key := town_key(base))
        if group is None:
            group = self.groups[key] = TownGroup(base, is_open=self._is_open)
        if chome is None:
            group.plain = group.plain or town
        else:
            group.chomes.setdefault(chome, town)

    def find(self, folded: str) -> Found | None:
        """The towns a folded text begins with, by the longest name that fits."""
        start = found.end() if (found := _OAZA.match(folded)) else 0
        for end in range(len(folded), start, -1):
            group = self.groups.get(folded[start:end])
            if group and not _GOES_ON.match(folded, end):
                return Found(group, end, "exact" if end == len(folded) else "prefix")
        return None


class Towns(Protocol):
    """Where towns come from: a gazetteer, or the other addresses of a table."""

    def towns_of(self, code6: str | None, city: str) -> CityTowns | None:
        """The towns of a municipality, None when nothing is known about it."""
        ...

    def __hash__(self) -> int: ...


def chome_name(base: str, number: int) -> str:
    """The name of a town with its 丁目 in kanji numerals: ("芝", 5) → 芝五丁目."""
    return f"{base}{to_kanji(number)}丁目"
