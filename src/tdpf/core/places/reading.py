"""Reading an address: its municipality, its town, its 丁目 and its numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import msgspec

from tdpf.core.places.cities import CityReading, chosen, read_city
from tdpf.core.places.letters import HYPHENS, fold, tidy, to_kanji
from tdpf.core.places.municipalities import Municipality
from tdpf.core.places.numbers import NOTHING, Numbers, number_starts, read_numbers, with_digits
from tdpf.core.places.towns import CityTowns, Found, Match, TownGroup, Towns

LONGEST = 200
"""Letters of an address that are looked at; the rest stays in `unmatched`."""

_POSTCODE = re.compile(
    r"〒 ?[0-9]{3}-?[0-9]{4}(?![0-9])|[0-9]{3}-?[0-9]{4}(?= ?[^ 0-9番号丁のノ-])"
)
_SIMPLE = re.compile(
    r"([ぁ-ゖァ-ヺ一-鿿々〇 \u3000]{1,60})"
    rf"([0-9]{{1,9}}(?:丁目[0-9]{{1,9}})?(?:(?:番地?|[{HYPHENS}－-])[0-9]{{1,9}}){{0,3}}(?:号|番地?)?)"
)
_TO_HYPHEN = str.maketrans(dict.fromkeys(HYPHENS + "－", "-"))
_OF_POSTCODE = frozenset("〒0123456789")
_HEAD = re.compile(r"[^0-9]*(?:[0-9]+(?:条|線|番町|番丁|地割|軒|つ|ツ|本木|丁堀)[^0-9]*)*")
_RANK: dict[Match, int] = {"exact": 0, "variant": 1, "prefix": 2, "typo": 3}
_SUFFIX = re.compile(r"地先|地内|先|付近|無番地|番外地")
_NO_NUMBER = re.compile(r"(?: (?:先|付近)| ?\(?(?:地先|地内|無番地|番外地)\)?)\Z")
_EDGE = " -、,・" + HYPHENS
_NUMBER = re.compile(r"[0-9]+")
_NOT_AN_ADDRESS = frozenset(
    {"非公開", "不明", "未定", "なし", "無し", "該当なし", "調査中", "同上"}
)
_JOINING = frozenset("-のノ之") | {""}
HIGHEST_CHOME = 12
"""No number above is taken for a 丁目 unless somebody says so."""
_CACHED_HEADS = 8_192

Basis = Literal["gazetteer", "table", "text"]


class Head(msgspec.Struct, frozen=True):
    """What stands before the first number, read once for all addresses that begin alike."""

    city: CityReading
    town: str
    group: TownGroup | None
    extra: str  # letters between town and number
    numbers: str  # numbers in kanji that belong to the tail
    basis: Basis
    how: Match = "exact"


class Reading(msgspec.Struct, frozen=True):
    """An address understood: its head, the 丁目 if it has one, and its numbers."""

    head: Head
    chome: int | None
    numbers: Numbers
    first: int  # index of the first number that is no 丁目
    beyond: str  # text past the length that is looked at
    basis: Basis


class AddressReader:
    """Reads addresses of one publisher; a head met before costs next to nothing."""

    def __init__(
        self,
        publisher: Municipality | None = None,
        *,
        gazetteer: Towns | None = None,
        towns: Towns | None = None,
    ) -> None:
        self._publisher = publisher
        self._sources: list[tuple[Towns, Basis]] = []
        if gazetteer:
            self._sources.append((gazetteer, "gazetteer"))
        if towns:
            self._sources.append((towns, "table"))
        self._heads: dict[str, Head] = {}
        self._simple_heads: dict[str, Head] = {}

    def read(self, text: str) -> Reading:
        """An address understood as far as it can be."""
        if found := _SIMPLE.fullmatch(text):
            return self._read_simple(found[1], found[2].translate(_TO_HYPHEN))
        return self._read_any(text)

    def _read_simple(self, before: str, tail: str) -> Reading:
        """Letters, then numbers: what most addresses are, with less to look for."""
        head = self._simple_heads.get(before)
        if head is None:
            head = self._read_any(before + "1").head
            if len(self._simple_heads) >= _CACHED_HEADS:
                self._simple_heads.clear()
            self._simple_heads[before] = head
        numbers = read_numbers(head.numbers + tail)
        chome, basis = self._chome(head, numbers)
        return Reading(head, chome, numbers, 0 if chome is None else 1, "", basis)

    def _read_any(self, text: str) -> Reading:
        plain, beyond = tidy(text[:LONGEST])[: 2 * LONGEST], text[LONGEST:]
        if plain[:1] in _OF_POSTCODE and (post := _POSTCODE.match(plain)):
            plain = plain[post.end() :].lstrip()
        before, after = _cut(plain)
        key = before + "0" if after else before
        head = self._heads.get(key)
        if head is None:
            head = self._read_head(before, after[:1])
            if len(self._heads) >= _CACHED_HEADS:
                self._heads.clear()
            self._heads[key] = head
        tail = head.numbers + after
        numbers = read_numbers(tail) if tail else NOTHING
        chome, basis = self._chome(head, numbers)
        return Reading(head, chome, numbers, 0 if chome is None else 1, beyond, basis)

    def _read_head(self, head: str, digit: str) -> Head:
        """The head apart: municipality, town, and kanji numbers moved to the tail."""
        if digit:
            head = head.replace(" ", "")
        head = _NUMBER.sub(_in_kanji, head)
        compact = head.replace(" ", "")
        city = _city(compact, self._publisher)
        left = _after(head, city.used)
        for candidate in city.candidates:
            known = self._search(chosen(city, candidate), left, digit)
            if known and known.how == "exact" and known.basis != "table":
                return known  # a table's own towns fit each of the candidates
        known = self._search(city, left, digit)
        if (known is None or known.how != "exact") and (rest := self._after_stem(city, left)):
            shorter = self._search(city, rest, digit)
            if shorter and shorter.how == "exact":
                return shorter
        if known:
            return known
        town, numbers = _cut(with_digits(left, before=digit))
        if town in _NOT_AN_ADDRESS:
            return Head(city, "", None, town, numbers, "text")
        if not digit and not numbers and (suffix := _NO_NUMBER.search(town)):
            town, numbers = town[: suffix.start()], suffix[0].lstrip()
        return Head(city, town, None, "", numbers, "text")

    def _after_stem(self, city: CityReading, left: str) -> str:
        """What follows the municipality's name when 市 was left out: 静岡県焼津三和 → 三和."""
        if city.is_named or not city.city:
            return ""
        stem = city.city.name[:-1]
        return left[len(stem) :] if fold(left).startswith(fold(stem)) else ""

    def _search(self, city: CityReading, left: str, digit: str) -> Head | None:
        """The head with its town known: the best answer of all sources, the first of equals."""
        if not self._sources:
            return None
        starts = number_starts(left + digit)
        best: tuple[int, Found, str, Basis] | None = None
        for source, basis in self._sources:
            towns = source.towns_of(city.code6, city.name)
            if not towns:
                continue
            known = (
                _told_by_table(towns, left, starts)
                if basis == "table"
                else _known(towns, left, starts, has_number=bool(digit))
            )
            if not known:
                continue
            found, town = known
            rank = _RANK[found.how]
            has_number = digit or len(town) < len(left)
            if found.how == "prefix" and not has_number and not _is_apart(town, found.used):
                continue
            if best is None or rank < best[0]:
                best = (rank, found, town, basis)
        if best is None:
            return None
        _, found, town, basis = best
        name = f"大字{found.group.name}" if left.startswith("大字") else found.group.name
        if found.how == "typo" or basis == "table":
            name = town  # a guess gives no more than a position; a table has no spelling of its own
        extra, numbers = _cut(with_digits(_after(left, found.used), before=digit))
        extra = _bare(extra)
        if _SUFFIX.fullmatch(extra):
            extra, numbers = "", extra + numbers
        return Head(city, name, found.group, extra, numbers, basis, found.how)

    def _chome(self, head: Head, numbers: Numbers) -> tuple[int | None, Basis]:
        """The number that is a 丁目: by its word, by the towns known, or by its neighbours."""
        if not numbers.values or head.extra or not numbers.values[0].isdigit():
            return None, head.basis
        first = int(numbers.values[0])
        if numbers.units[0] in {"丁目", "丁"}:
            return first, head.basis
        if head.group:
            return self._known_chome(head.group, first, numbers), head.basis
        is_name = head.town and 1 <= first <= HIGHEST_CHOME
        if is_name and numbers.units[0] in _JOINING and _looks_like_chome(head.city, numbers):
            return first, "text"
        return None, head.basis

    @staticmethod
    def _known_chome(group: TownGroup, first: int, numbers: Numbers) -> int | None:
        if numbers.units[0] not in _JOINING or not group.has_chome(first):
            return None
        if len(numbers.values) == 1 and (group.plain or numbers.more):
            return None
        return first


@lru_cache(maxsize=_CACHED_HEADS)
def _city(head: str, publisher: Municipality | None) -> CityReading:
    """The municipality that a head begins with: a table is read twice, and heads come again."""
    return read_city(head, fold(head), publisher)


def _looks_like_chome(city: CityReading, numbers: Numbers) -> bool:
    """Whether numbers alone show that the first is a 丁目: 1-2-3 and 1-2番3号.

    In a 町 or 村 lots are split as well as towns, so there only 番 counts.
    """
    if any(unit.startswith("番") for unit in numbers.units[1:2]):
        return True
    return len(numbers.values) >= 3 and not city.name.endswith(("町", "村"))


def _known(
    towns: CityTowns, left: str, starts: list[int], *, has_number: bool
) -> tuple[Found, str] | None:
    """The town, and the text up to the first number in kanji that is no part of its name.

    六本木六丁目 has numerals in the name and behind it, so every cut is tried, the longest first.
    """
    best: tuple[Found, str] | None = None
    for end in (len(left), *reversed(starts)):
        town = left[:end]
        found = towns.find(fold(town), has_number=has_number or end < len(left))
        if found and found.how == "exact":
            return found, town
        if found:
            best = (found, town)
    return best


def _told_by_table(towns: CityTowns, left: str, starts: list[int]) -> tuple[Found, str] | None:
    """As `_known`, but nothing is forgiven: a table knows only how it is written itself."""
    for end in (len(left), *reversed(starts)):
        if found := towns.exactly(fold(left[:end])):
            return found, left[:end]
    return None


def _bare(text: str) -> str:
    """A text without hyphens, blanks and brackets around it."""
    text = text.strip(_EDGE)
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _cut(text: str) -> tuple[str, str]:
    """A text before and from its first number."""
    at = _HEAD.match(text).end()  # type: ignore[union-attr]  # it matches the empty text
    return text[:at], text[at:]


def _is_apart(text: str, letters: int) -> bool:
    """Whether what follows a town's name stands apart from it: 代々木公園 is not in 代々木."""
    rest = _after(text, letters)
    return text[-len(rest) - 1] == " " or (
        rest.startswith(("(", "字", "大字")) or _SUFFIX.fullmatch(rest) is not None
    )


def _after(text: str, letters: int) -> str:
    """What follows the first letters of a text, blanks not counted."""
    for at, letter in enumerate(text):
        if letters == 0:
            return text[at:].lstrip(" ")
        letters -= letter != " "
    return ""


def _in_kanji(digits: re.Match[str]) -> str:
    return to_kanji(int(digits[0])) if len(digits[0]) < 3 else digits[0]
