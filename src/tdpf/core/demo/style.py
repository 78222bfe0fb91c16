"""How one municipality writes its files; each file may differ a little."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from tdpf.core.demo import spell
from tdpf.core.demo.columns import Edition
from tdpf.core.demo.dice import Dice, dealt
from tdpf.core.demo.towns import City

Lead = Literal["prefecture", "city", "town"]

ENCODINGS = (("cp932", 38.0), ("utf-8", 29.0), ("utf-8-sig", 19.0), ("utf-16", 9.0))
EDITIONS: tuple[tuple[Edition, float], ...] = (("2023", 4.0), ("2017", 3.2), ("own", 2.8))
LEADS: tuple[tuple[Lead, float], ...] = (("prefecture", 57.0), ("city", 24.0), ("town", 19.0))
PHONE_BRACKETS = 0.76  # houses that write (03)0123-4567; some of their files do not
XLSX_SHARE = 5 / 91
TITLE_SHARE = 4 / 91
_TOWN_WAYS = (("kanji", 3.0), ("digit", 3.0), ("wide", 1.0), ("dashes", 4.0), ("words", 1.0))


@dataclass(frozen=True, slots=True)
class House:
    """What stays the same in most files of a municipality."""

    edition: Edition
    encoding: str
    lead: Lead
    phone_brackets: bool


@dataclass(frozen=True, slots=True)
class Style:
    """Everything about a file but its facts."""

    edition: Edition
    encoding: str
    is_workbook: bool
    newline: str
    quotes_all: bool
    title_rows: int
    lead: Lead  # with what an address begins
    town_way: str
    hyphens: tuple[str, ...]
    wide_digits: bool
    yes_no: tuple[str, str]
    date_way: int
    time_way: int
    phone_brackets: bool
    kana_way: str  # full, half, hiragana
    code_way: str  # six, five, wide, float
    blank_tail: int
    blank_columns: int
    footnote: bool


def house_styles(cities: list[City], *, seed: int) -> dict[str, House]:
    """The house style of every municipality, dealt so that the shares come out."""
    dice = Dice(seed, "houses")
    count = len(cities)
    editions = dealt(dice, EDITIONS, count)
    encodings = dealt(dice, ENCODINGS[:3], count)
    leads = dealt(dice, LEADS, count)
    brackets = dealt(dice, ((True, PHONE_BRACKETS), (False, 1 - PHONE_BRACKETS)), count)
    houses = map(House, editions, encodings, leads, brackets)
    return {city.code: house for city, house in zip(cities, houses, strict=True)}


def _weighted_index(dice: Dice, ways: tuple[tuple[object, float], ...]) -> int:
    return dice.weighted([(index, weight) for index, (_, weight) in enumerate(ways)])


def _yes_no(dice: Dice) -> tuple[str, str]:
    weights = [(pair, 12.0 if index < 13 else 1.0) for index, pair in enumerate(spell.YES_NO)]
    return dice.weighted(weights)


def file_style(dice: Dice, house: House, allowed: tuple[Edition, ...]) -> Style:
    """The style of one file: the house style, with exceptions."""
    edition, encoding, lead = house.edition, house.encoding, house.lead
    if dice.chance(0.12):
        edition = dice.weighted(EDITIONS)
    if dice.chance(0.1):
        encoding = dice.weighted(ENCODINGS)
    if dice.chance(0.15):
        lead = dice.weighted(LEADS)
    style = Style(
        edition=edition if edition in allowed else allowed[-1],
        encoding=encoding,
        is_workbook=dice.chance(XLSX_SHARE),
        newline="\r\n" if dice.chance(0.7) else "\n",
        quotes_all=dice.chance(0.08),
        title_rows=dice.pick((1, 1, 2, 3)) if dice.chance(TITLE_SHARE) else 0,
        lead=lead,
        town_way=dice.weighted(_TOWN_WAYS),
        hyphens=_hyphens(dice, encoding),
        wide_digits=dice.chance(0.07),
        yes_no=_yes_no(dice),
        date_way=_weighted_index(dice, spell.DATES),
        time_way=_weighted_index(dice, spell.TIMES),
        phone_brackets=house.phone_brackets != dice.chance(0.06),
        kana_way=dice.weighted((("full", 8.0), ("half", 2.0), ("hiragana", 0.5))),
        code_way=dice.weighted((("six", 9.0), ("five", 0.6), ("wide", 0.2), ("float", 0.2))),
        blank_tail=dice.between(3, 80) if dice.chance(0.05) else 0,
        blank_columns=dice.between(1, 3) if dice.chance(0.04) else 0,
        footnote=dice.chance(0.03),
    )
    return _settled(style)


def _hyphens(dice: Dice, encoding: str) -> tuple[str, ...]:
    every = spell.CP932_HYPHENS if encoding == "cp932" else spell.ALL_HYPHENS
    if dice.chance(0.7):
        return ("-",)
    return tuple(dice.shuffled(every)[: dice.between(1, 3)])


def _settled(style: Style) -> Style:
    """A standard layout is written with more care than one of one's own."""
    if style.edition == "own":
        return style
    town_way = {"dashes": "digit", "words": "digit"}.get(style.town_way, style.town_way)
    if style.edition == "2023":
        return replace(style, lead="prefecture", town_way=town_way)
    return style
