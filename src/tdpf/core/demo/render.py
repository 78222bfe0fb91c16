"""Facts in the spelling of one file: a grid of headers and columns of text, and what was soiled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tdpf.core.demo import spell
from tdpf.core.demo.columns import Column
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts
from tdpf.core.demo.style import Style
from tdpf.core.demo.words import some

Spell = Callable[[list[str]], list[str]]

_YES_NO = frozenset(some("yes and no"))
_FLAGS = frozenset(some("flags"))
_DATES = frozenset(some("dates"))
_BIG = frozenset(some("big numbers"))


@dataclass(slots=True)
class Grid:
    """A table about to be written. `soiled` counts what was done to it, by kind."""

    headers: list[str]
    columns: list[list[str]]
    items: list[str]  # the item of the standard that each column feeds, or nothing
    kinds: list[str]  # date, time, number, coordinate or text
    soiled: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0


def render(
    dice: Dice, style: Style, columns: Sequence[Column], facts: Facts, items: Sequence[str]
) -> Grid:
    """The grid of a file."""
    count = len(next(iter(facts.values())))
    blank = [""] * count
    grid = Grid([column.header for column in columns], [], list(items), [])
    pens = _pens(dice, style, facts, grid.soiled)
    for column in columns:
        cells = pens[column.fact](facts[column.fact]) if column.fact in pens else None
        if cells is None:
            cells = list(facts.get(column.fact, blank)) if column.fact in facts else list(blank)
        if column.fact in {"address", "town", "area"}:
            cells = _places(dice, style, facts, column.fact, grid.soiled)
        grid.columns.append(cells)
        grid.kinds.append(_kind(column.fact))
    return grid


def _kind(fact: str) -> str:
    if fact in _DATES:
        return "date"
    if fact in {"opens", "closes"}:
        return "time"
    if fact in {"lat", "lon"}:
        return "coordinate"
    numeric = fact in _BIG or fact in {
        "men",
        "women",
        "both",
        "accessible",
        "fee",
        "bore",
        "number",
    }
    return "number" if numeric else "text"


def _pens(dice: Dice, style: Style, facts: Facts, soiled: Counter[str]) -> dict[str, Spell]:
    """A way of writing for each fact that is not simply copied."""
    pens: dict[str, Spell] = {
        "phone": lambda cells: _phones(dice, style, cells, soiled),
        "fax": lambda cells: _phones(dice, style, cells, soiled),
        "opens": lambda cells: _times(style, cells),
        "closes": lambda cells: _times(style, cells),
        "code": lambda cells: _codes(style, cells, soiled),
        "kana": lambda cells: _kana(style, cells),
        "item_kana": lambda cells: _kana(style, cells),
        "days": lambda cells: _days(dice, cells),
        "url": lambda cells: _urls(dice, cells, soiled),
        "postal": lambda cells: _postal(dice, cells),
        "name": lambda cells: _names(dice, cells, soiled),
        "block": lambda cells: _blocks(dice, style, cells, soiled),
    }
    pens |= {fact: (lambda cells: _yes_no(dice, style, cells, soiled)) for fact in _YES_NO}
    pens |= {fact: (lambda cells: _flags(style, cells)) for fact in _FLAGS}
    pens |= {fact: (lambda cells: _dates(dice, style, cells, soiled)) for fact in _DATES}
    pens |= {fact: (lambda cells: _numbers(dice, style, cells, soiled)) for fact in _BIG}
    return {fact: pen for fact, pen in pens.items() if fact in facts}


def _phones(dice: Dice, style: Style, cells: list[str], soiled: Counter[str]) -> list[str]:
    brackets = style.phone_brackets
    odd = 0.02 if style.edition != "2023" else 0.005
    written = []
    for cell in cells:
        if not cell:
            written.append("")
        elif dice.chance(odd):
            soiled["phone-spelling"] += 1
            written.append(spell.odd_phone(dice, cell))
        else:
            written.append(spell.phone_in_brackets(cell) if brackets else cell)
    if style.wide_digits and not brackets:
        soiled["full-width-digits"] += len(written)
        return [spell.wide(cell) for cell in written]
    return written


def _times(style: Style, cells: list[str]) -> list[str]:
    way = spell.TIMES[style.time_way][0]
    return [way(cell) if cell else "" for cell in cells]


def _dates(dice: Dice, style: Style, cells: list[str], soiled: Counter[str]) -> list[str]:
    way, plain = spell.DATES[style.date_way][0], spell.DATES[0][0]
    known = {cell: way(date.fromisoformat(cell)) for cell in set(cells) if cell}
    if way is not plain:
        soiled["date-spelling"] += sum(1 for cell in cells if cell)
    return [
        f"{cell[:4]}年頃" if cell and dice.chance(0.002) else known.get(cell, "") for cell in cells
    ]


def _codes(style: Style, cells: list[str], soiled: Counter[str]) -> list[str]:
    ways: dict[str, Callable[[str], str]] = {
        "five": lambda code: code[:5],
        "wide": spell.wide,
        "float": lambda code: f"{code}.0",
    }
    way = ways.get(style.code_way)
    if way is None:
        return list(cells)
    soiled["code-spelling"] += len(cells)
    return [way(cell) for cell in cells]


def _kana(style: Style, cells: list[str]) -> list[str]:
    ways = {"half": spell.half_kana, "hiragana": spell.hiragana}
    way = ways.get(style.kana_way)
    return [way(cell) for cell in cells] if way else list(cells)


_DAY_WAYS = {
    "月火水木金": ("月火水木金", "月～金", "平日", "月;火;水;木;金", "月・火・水・木・金"),
    "月火水木金土日": ("月火水木金土日", "毎日", "年中無休"),
}


def _days(dice: Dice, cells: list[str]) -> list[str]:
    if dice.chance(0.6):
        return list(cells)
    chosen = {days: dice.pick(ways) for days, ways in _DAY_WAYS.items()}
    return [chosen.get(cell, cell) for cell in cells]


def _urls(dice: Dice, cells: list[str], soiled: Counter[str]) -> list[str]:
    if not dice.chance(0.03):
        return list(cells)
    soiled["url-without-scheme"] += len(cells)
    return [cell.removeprefix("https://") for cell in cells]


def _postal(dice: Dice, cells: list[str]) -> list[str]:
    way = dice.below(4)
    if way == 0:
        return list(cells)
    mark = "〒" if way == 1 else ""
    return [f"{mark}{cell[:3]}-{cell[3:]}" if cell else "" for cell in cells]


def _names(dice: Dice, cells: list[str], soiled: Counter[str]) -> list[str]:
    written = []
    for cell in cells:
        if dice.chance(0.01):
            soiled["stray-blanks"] += 1
            cell = dice.pick((f"{cell}　", f" {cell}", f"{cell} "))  # noqa: PLW2901
        written.append(cell)
    return written


def _yes_no(dice: Dice, style: Style, cells: list[str], soiled: Counter[str]) -> list[str]:
    written = dict(zip(("有", "無"), style.yes_no, strict=True)) | {"": ""}
    if style.yes_no != ("有", "無"):
        soiled["yes-no-spelling"] += sum(1 for cell in cells if cell)
    found = []
    for cell in cells:
        if cell and dice.chance(0.002):
            soiled["yes-no-unclear"] += 1
            found.append(dice.pick(("△", "要確認", "一部")))
        else:
            found.append(written[cell])
    return found


def _flags(style: Style, cells: list[str]) -> list[str]:
    mark = style.yes_no[0].strip() if style.edition != "2023" else "1"
    mark = mark if mark in {"○", "〇", "◯", "有", "1"} else "1"
    return [mark if cell else "" for cell in cells]


def _numbers(dice: Dice, style: Style, cells: list[str], soiled: Counter[str]) -> list[str]:
    if style.edition == "2023" or dice.chance(0.6):
        return list(cells)
    way = dice.below(4)
    soiled["number-spelling"] += sum(1 for cell in cells if cell)
    if way == 0:
        return [f"{int(cell):,}" if cell else "" for cell in cells]
    if way == 1:
        return [f"{cell} " if cell else "" for cell in cells]
    if way == 2:
        return [spell.wide(cell) for cell in cells]
    return [f"{int(cell):,} " if cell else "" for cell in cells]


def _hyphened(dice: Dice, style: Style, text: str, soiled: Counter[str]) -> str:
    if style.hyphens == ("-",) or "-" not in text:
        return text
    soiled["hyphen-spelling"] += 1
    return text.replace("-", dice.pick(style.hyphens))


def _blocks(dice: Dice, style: Style, cells: list[str], soiled: Counter[str]) -> list[str]:
    found = [_hyphened(dice, style, cell, soiled) for cell in cells]
    return [spell.wide(cell) for cell in found] if style.wide_digits else found


def _places(dice: Dice, style: Style, facts: Facts, fact: str, soiled: Counter[str]) -> list[str]:
    if fact == "area":
        ways = {"kanji": "kanji", "digit": "digit"}
        way = ways.get(style.town_way, "wide")
        pairs = zip(facts["area_town"], facts["area_chome"], strict=True)
        return [spell.town(name, chome, way) for name, chome in pairs]
    if fact == "town":
        way = style.town_way if style.town_way in {"kanji", "digit", "wide"} else "kanji"
        pairs = zip(facts["town_name"], facts["chome"], strict=True)
        return [spell.town(name, chome, way) for name, chome in pairs]
    return _addresses(dice, style, facts, soiled)


def _addresses(dice: Dice, style: Style, facts: Facts, soiled: Counter[str]) -> list[str]:
    prefecture, city = facts["prefecture"][0], facts["city"][0]
    heads = {"prefecture": prefecture + city, "city": city, "town": ""}
    parts = zip(facts["town_name"], facts["chome"], facts["block"], strict=True)
    written = []
    for name, chome, block in parts:
        lead = style.lead if not dice.chance(0.01) else "prefecture"
        tail = spell.address_tail(name, chome, block, style.town_way)
        tail = _hyphened(dice, style, tail, soiled)
        if style.wide_digits:
            soiled["full-width-digits"] += 1
            tail = spell.wide(tail)
        written.append(heads[lead] + tail)
    return written
