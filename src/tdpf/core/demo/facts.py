"""Facts of invented places, column by column, clean and in canonical spelling.

A column is found by a short English name; what a municipality calls it and how it spells the
values is decided later. Nobody can be reached by these telephone numbers: after the area code
stands 0, and no exchange in Japan begins with 0. Web addresses lie under example.jp, which is
reserved, and there are no names of persons and no corporate numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tdpf.core.demo import words
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.towns import City, Town

Facts = dict[str, list[str]]

_DIGITS = "〇一二三四五六七八九"


def phone(dice: Dice, area: str) -> str:
    """Area code, exchange, number with hyphens: `03-0123-4567`. The exchange begins with 0."""
    rest = 10 - len(area) - 4
    exchange = "0" + "".join(str(dice.below(10)) for _ in range(rest - 1))
    return f"{area}-{exchange}-{dice.below(10_000):04}"


def day(dice: Dice, first: date, last: date) -> str:
    """A day between the two as `YYYY-MM-DD`."""
    return (first + timedelta(dice.below((last - first).days))).isoformat()


def _numbered(names: list[str], kanas: list[str]) -> None:
    """Tell equal names apart the way towns do: 第二, 第三 …"""
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        seen[name] = count = seen.get(name, 0) + 1
        if count > 1:
            names[index] = f"{name}第{_DIGITS[count] if count < 10 else count}"
            kanas[index] = f"{kanas[index]}ダイ{count}"


def sited(dice: Dice, city: City, count: int) -> Facts:
    """Where things are: municipality, address in parts, position."""
    place = city.place
    towns: list[Town] = [dice.pick(city.towns) for _ in range(count)]
    chomes = [dice.between(1, town.chomes) if town.chomes else 0 for town in towns]
    blocks = [
        f"{dice.between(1, 38)}-{dice.between(1, 25)}" if chome else f"{dice.between(12, 2400)}"
        for chome in chomes
    ]
    reach = city.reach
    return {
        "code": [place.code6] * count,
        "id": [f"{place.code6}{index:06}" for index in range(1, count + 1)],
        "number": [str(index) for index in range(1, count + 1)],
        "city_full": [place.full_name] * count,
        "prefecture": [place.prefecture] * count,
        "city": [place.city] * count,
        "city_name": [place.name] * count,
        "seat_code": [place.code6] * count,
        "town_name": [town.name for town in towns],
        "town_kana": [town.kana for town in towns],
        "chome": [str(chome) if chome else "" for chome in chomes],
        "block": blocks,
        "building": [""] * count,
        "lat": [f"{town.lat + dice.near(reach):.6f}" for town in towns],
        "lon": [f"{town.lon + dice.near(reach):.6f}" for town in towns],
    }


def named(dice: Dice, city: City, count: int, kinds: str) -> Facts:
    """Places with a name made of their town and kind, and an office that answers for them."""
    facts = sited(dice, city, count)
    weighted = words.kinds(kinds)
    picked = [dice.weighted(weighted) for _ in range(count)]
    names = [town + kind for town, (kind, _) in zip(facts["town_name"], picked, strict=True)]
    kanas = [town + kana for town, (_, kana) in zip(facts["town_kana"], picked, strict=True)]
    _numbered(names, kanas)
    facts |= {
        "name": names,
        "kana": kanas,
        "kind": [kind for kind, _ in picked],
        "phone": [phone(dice, city.area_code) for _ in range(count)],
        "postal": [f"1{city.code[3:5]}9{dice.below(1000):03}" for _ in range(count)],
        "url": [f"{city.site}/shisetsu/{dice.below(9000) + 1000}.html" for _ in range(count)],
        "office": [dice.pick(words.some("offices"))] * count,
        "remarks": [
            dice.pick(words.some("remarks")) if dice.chance(0.12) else "" for _ in range(count)
        ],
    }
    return facts


def each(count: int, make: Sequence[str]) -> list[str]:
    """The same few values over and over until there are enough."""
    return [make[index % len(make)] for index in range(count)]


def yes(dice: Dice, count: int, share: float, *, blank: float = 0.05) -> list[str]:
    """有 in this share of rows, 無 in the others, nothing where nobody wrote it down."""
    return [
        "" if dice.chance(blank) else "有" if dice.chance(share) else "無" for _ in range(count)
    ]


def flags(dice: Dice, count: int, share: float) -> list[str]:
    """1 in this share of rows, otherwise blank."""
    return ["1" if dice.chance(share) else "" for _ in range(count)]


def with_hours(dice: Dice, facts: Facts, *, blank: float = 0.2) -> Facts:
    """The places with the days and hours they are open; some leave them blank."""
    count = len(facts["code"])
    hours = [
        ("", "") if dice.chance(blank) else dice.pick(words.rows("hours")) for _ in range(count)
    ]
    facts["opens"] = [start for start, _ in hours]
    facts["closes"] = [end for _, end in hours]
    facts["days"] = [dice.pick(words.some("days")) if start else "" for start, _ in hours]
    facts["hours_note"] = ["祝日を除く" if dice.chance(0.1) else "" for _ in range(count)]
    return facts
