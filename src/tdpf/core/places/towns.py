"""The towns of one municipality, and the one an address begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Literal, Protocol

import msgspec

from tdpf.core.places.letters import fold, kanji_number, to_kanji

Match = Literal["exact", "variant", "prefix", "typo"]
Point = tuple[float, float]  # lon, lat

_CHOME = re.compile(r"(.+?)([0-9]+|[〇一二三四五六七八九十]+)丁目\Z")
_OAZA = re.compile(r"(?:大字|字)(?=.)")
_SPLIT_NAME = re.compile(r"[町村区市]")  # 北 is not the town of 北町, 渋谷 not that of 渋谷区役所
_MOST_CHOME = 30
_FIRST_WORD = (2, 3)  # 神田 of 神田司町; one letter (上 下 東 西 新 本) makes another town


class Town(msgspec.Struct, frozen=True, array_like=True):
    """A town (町丁目, 大字, 小字) with its representative point, where one is known."""

    name: str
    lon: float | None = None
    lat: float | None = None
    town_id: str = ""
    rows: int = 0  # published rows that a learned point is the median of
    parent: str = ""  # 大字 of a 小字
    has_chome: bool = False  # it has 丁目, and nobody said which
    blocks: dict[str, Point] = {}  # "18" a block (街区), "18-1" a house

    @property
    def point(self) -> Point | None:
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass(slots=True)
class TownGroup:
    """Towns that share a name: 谷保 itself, and 谷保一丁目, 二丁目 …"""

    name: str  # without 大字
    plain: Town | None = None
    chomes: dict[int, Town] = field(default_factory=dict)
    parts: list[Town] = field(default_factory=list)  # 小字
    open_to: int = 0  # other 丁目 than those known may exist, up to this number

    def has_chome(self, number: int) -> bool:
        return number in self.chomes or 1 <= number <= self.open_to

    def centre(self) -> Point | None:
        """Its own point, or the middle of its 丁目 and 小字."""
        if self.plain and self.plain.point:
            return self.plain.point
        points = [town.point for town in (*self.chomes.values(), *self.parts) if town.point]
        if not points:
            return None
        return median(lon for lon, _ in points), median(lat for _, lat in points)


class Found(msgspec.Struct, frozen=True):
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
    number = int(digits) if digits.isascii() else kanji_number(digits)
    return (found[1], number) if number else (name, None)


def without_oaza(name: str) -> str:
    """A town name without 大字 and 字."""
    return _OAZA.sub("", name)


def town_key(name: str) -> str:
    """A town name as look-ups compare it."""
    return without_oaza(fold(name))


def chome_name(base: str, number: int) -> str:
    """The name of a town with its 丁目 in kanji numerals: ("芝", 5) → 芝五丁目."""
    return f"{base}{to_kanji(number) if number < 100 else number}丁目"


class CityTowns:
    """All towns of one municipality by name."""

    def __init__(self, towns: Iterable[Town] = ()) -> None:
        self.groups: dict[str, TownGroup] = {}
        for town in towns:
            self.add(town)

    def add(self, town: Town) -> None:
        """Keep a town; of two with the same name the first that has a point counts."""
        base, chome = split_chome(town.name)
        group = self._group(base)
        if chome is not None:
            known = group.chomes.get(chome)
            group.chomes[chome] = merged(known, town)
        elif town.has_chome:
            group.open_to = 0 if group.chomes else _MOST_CHOME
        else:
            group.plain = merged(group.plain, town)
        if town.parent and town.parent != town.name:
            self._group(split_chome(town.parent)[0]).parts.append(town)

    def add_name(self, name: str, *, is_plain: bool, open_to: int) -> None:
        """Keep a town known by name alone: has it lots without 丁目, and which 丁目 at most."""
        group = self._group(name)
        if is_plain:
            group.plain = merged(group.plain, Town(name))
        group.open_to = max(group.open_to, open_to)

    def _group(self, base: str) -> TownGroup:
        key = town_key(base)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = TownGroup(without_oaza(base))
        return group

    def find(self, folded: str, *, has_number: bool = True) -> Found | None:
        """The towns that a folded text without digits begins with.

        The whole text counts most; then a spelling that only one town explains (町 or a first
        word left out); then the longest name it begins with; then one wrong letter. A text that
        no number follows may name a facility, so wrong letters are not forgiven there.
        """
        text = without_oaza(folded)
        found = self._plain(text) or (self._plain(folded) if text != folded else None)
        if found is None and has_number:
            found = self._typo(text)
        if found is None or text == folded or not found.used:
            return found
        return Found(found.group, _letters(folded, found.used), found.how)

    def exactly(self, folded: str) -> Found | None:
        """The towns whose name is the whole folded text."""
        text = without_oaza(folded)
        if group := self.groups.get(text):
            return Found(group, len(folded), "exact")
        if "" in self.groups and text[:1] in "-無番地":
            return Found(self.groups[""], 0, "exact")
        return None

    def _plain(self, text: str) -> Found | None:
        if group := self.groups.get(text):
            return Found(group, len(text), "exact")
        if len(text) >= 2 and (group := self._variant(text)):
            return Found(group, len(text), "variant")
        for end in range(len(text) - 1, 1, -1):
            group = self.groups.get(text[:end])
            if group and not _SPLIT_NAME.match(text, end):
                return Found(group, end, "prefix")
        if "" in self.groups and text[:1] in "-無番地":
            return Found(self.groups[""], 0, "exact")
        return None

    def _variant(self, text: str) -> TownGroup | None:
        for other in (text + "町", text.removesuffix("町")):
            if group := self.groups.get(other):
                return group
        return _only(
            group
            for key, group in self.groups.items()
            if abs(len(key) - len(text)) in _FIRST_WORD
            and len(key) >= 2
            and (key.endswith(text) or text.endswith(key))
        )

    def _typo(self, text: str) -> Found | None:
        """The one town whose name differs in a letter; short names differ too easily."""
        if len(text) < 3:
            return None
        near = _only(group for key, group in self.groups.items() if _differs_by_one(key, text))
        return Found(near, len(text), "typo") if near else None


def _letters(folded: str, used: int) -> int:
    """How many letters of a text make up its first `used` letters without 大字 and 字."""
    for end in range(used, len(folded)):
        if len(without_oaza(folded[:end] + "-").removesuffix("-")) >= used:
            return end
    return len(folded)


def _only(groups: Iterator[TownGroup]) -> TownGroup | None:
    found = next(groups, None)
    return found if found and next(groups, None) is None else None


def _differs_by_one(key: str, text: str) -> bool:
    """True when one letter was changed, added or left out."""
    if abs(len(key) - len(text)) > 1:
        return False
    same = 0
    for a, b in zip(key, text, strict=False):
        if a != b:
            break
        same += 1
    if len(key) == len(text):
        return key[same + 1 :] == text[same + 1 :]
    longer, shorter = (key, text) if len(key) > len(text) else (text, key)
    return longer[same + 1 :] == shorter[same:]


def merged(known: Town | None, town: Town) -> Town:
    """Two records of one town: what the first does not know, the second tells."""
    if known is None:
        return town
    has_point = known.point is not None
    return msgspec.structs.replace(
        known,
        lon=known.lon if has_point else town.lon,
        lat=known.lat if has_point else town.lat,
        rows=known.rows if has_point else town.rows,
        town_id=known.town_id or town.town_id,
        blocks={**town.blocks, **known.blocks} if town.blocks else known.blocks,
    )


class Towns(Protocol):
    """Where towns come from: a gazetteer, or the other addresses of a table."""

    def towns_of(self, code6: str | None, city: str) -> CityTowns | None:
        """The towns of a municipality, None when nothing is known about it."""
        ...

    def __hash__(self) -> int: ...
