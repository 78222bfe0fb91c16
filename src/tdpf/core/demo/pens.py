"""One office's hand: how each kind of fact is spelled in a file, with a count of what it soiled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from tdpf.core.demo import spell
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.facts import Facts
from tdpf.core.demo.style import Style
from tdpf.core.demo.words import some

YES_NO = frozenset(some("yes and no"))
FLAGS = frozenset(some("flags"))
DATES = frozenset(some("dates"))
BIG_NUMBERS = frozenset(some("big numbers"))

_DAY_WAYS = {
    "月火水木金": ("月火水木金", "月～金", "平日", "月;火;水;木;金", "月・火・水・木・金"),
    "月火水木金土日": ("月火水木金土日", "毎日", "年中無休"),
}
_UNCLEAR = ("△", "要確認", "一部")


class Hand:
    """Writes the columns of one file. `soiled` counts cells that are not in their normal form."""

    def __init__(self, dice: Dice, style: Style, facts: Facts) -> None:
        self._dice = dice
        self._style = style
        self._facts = facts
        self._blank = [""] * len(next(iter(facts.values())))
        self.soiled: Counter[str] = Counter()

    def column(self, fact: str) -> list[str]:
        """The cells of a fact; blank where nobody knows it."""
        if fact in {"address", "town", "area"}:
            return self._places(fact)
        cells = self._facts.get(fact, self._blank)
        pen = self._pen(fact)
        return pen(cells) if pen and fact in self._facts else list(cells)

    def _pen(self, fact: str) -> Callable[[list[str]], list[str]] | None:
        if fact in YES_NO:
            return self._yes_no
        if fact in FLAGS:
            return self._flags
        if fact in DATES:
            return self._dates
        if fact in BIG_NUMBERS:
            return self._numbers
        return {
            "phone": self._phones,
            "fax": self._phones,
            "opens": self._times,
            "closes": self._times,
            "code": self._codes,
            "kana": self._kana,
            "item_kana": self._kana,
            "days": self._days,
            "url": self._urls,
            "postal": self._postal,
            "name": self._names,
            "block": self._blocks,
        }.get(fact)

    def _phones(self, cells: list[str]) -> list[str]:
        style, odd = self._style, 0.005 if self._style.edition == "2023" else 0.02
        written = []
        for cell in cells:
            if cell and self._dice.chance(odd):
                self.soiled["phone-spelling"] += 1
                written.append(spell.odd_phone(self._dice, cell))
            else:
                written.append(spell.phone_in_brackets(cell) if style.phone_brackets else cell)
        if style.wide_digits and not style.phone_brackets:
            self.soiled["full-width-digits"] += sum(1 for cell in cells if cell)
            return [spell.wide(cell) for cell in written]
        return written

    def _times(self, cells: list[str]) -> list[str]:
        way = spell.TIMES[self._style.time_way][0]
        return [way(cell) if cell else "" for cell in cells]

    def _dates(self, cells: list[str]) -> list[str]:
        way = spell.DATES[self._style.date_way][0]
        known = {cell: way(date.fromisoformat(cell)) for cell in set(cells) if cell} | {"": ""}
        self.soiled["date-spelling"] += sum(known[cell] != cell for cell in cells)
        return [self._about(cell) or known[cell] for cell in cells]

    def _about(self, day: str) -> str:
        if not day or not self._dice.chance(0.002):
            return ""
        self.soiled["date-unclear"] += 1
        return f"{day[:4]}年頃"

    def _codes(self, cells: list[str]) -> list[str]:
        ways: dict[str, Callable[[str], str]] = {
            "five": lambda code: code[:5],
            "wide": spell.wide,
            "float": lambda code: f"{code}.0",
        }
        way = ways.get(self._style.code_way)
        if way is None:
            return list(cells)
        self.soiled["code-spelling"] += len(cells)
        return [way(cell) for cell in cells]

    def _kana(self, cells: list[str]) -> list[str]:
        ways = {"half": spell.half_kana, "hiragana": spell.hiragana}
        way = ways.get(self._style.kana_way)
        if way is None:
            return list(cells)
        self.soiled["kana-spelling"] += len(cells)
        return [way(cell) for cell in cells]

    def _days(self, cells: list[str]) -> list[str]:
        if self._dice.chance(0.6):
            return list(cells)
        chosen = {days: self._dice.pick(ways) for days, ways in _DAY_WAYS.items()}
        return [chosen.get(cell, cell) for cell in cells]

    def _urls(self, cells: list[str]) -> list[str]:
        if not self._dice.chance(0.03):
            return list(cells)
        self.soiled["url-without-scheme"] += len(cells)
        return [cell.removeprefix("https://") for cell in cells]

    def _postal(self, cells: list[str]) -> list[str]:
        mark = self._dice.pick((None, "〒", "", ""))
        if mark is None:
            return list(cells)
        self.soiled["postal-spelling"] += len(cells)
        return [f"{mark}{cell[:3]}-{cell[3:]}" if cell else "" for cell in cells]

    def _names(self, cells: list[str]) -> list[str]:
        return [self._with_stray_blank(cell) if self._dice.chance(0.01) else cell for cell in cells]

    def _with_stray_blank(self, name: str) -> str:
        self.soiled["stray-blanks"] += 1
        return self._dice.pick((f"{name}　", f" {name}", f"{name} "))

    def _yes_no(self, cells: list[str]) -> list[str]:
        yes, no = self._style.yes_no
        written = {"有": yes, "無": no, "": ""}
        self.soiled["yes-no-spelling"] += sum(written[cell] != cell for cell in cells)
        return [self._unclear(cell) or written[cell] for cell in cells]

    def _unclear(self, cell: str) -> str:
        if not cell or not self._dice.chance(0.002):
            return ""
        self.soiled["yes-no-unclear"] += 1
        return self._dice.pick(_UNCLEAR)

    def _flags(self, cells: list[str]) -> list[str]:
        mark = self._style.yes_no[0].strip()
        if self._style.edition == "2023" or mark not in {"○", "〇", "◯", "有"}:
            return list(cells)
        self.soiled["flag-spelling"] += sum(1 for cell in cells if cell)
        return [mark if cell else "" for cell in cells]

    def _numbers(self, cells: list[str]) -> list[str]:
        if self._style.edition == "2023" or self._dice.chance(0.6):
            return list(cells)
        ways: tuple[Callable[[str], str], ...] = (
            lambda cell: f"{int(cell):,}",
            lambda cell: f"{cell} ",
            spell.wide,
            lambda cell: f"{int(cell):,} ",
        )
        way = self._dice.pick(ways)
        written = [way(cell) if cell else "" for cell in cells]
        pairs = zip(cells, written, strict=True)
        self.soiled["number-spelling"] += sum(cell != one for cell, one in pairs)
        return written

    def _hyphened(self, text: str) -> str:
        if self._style.hyphens == ("-",) or "-" not in text:
            return text
        hyphen = self._dice.pick(self._style.hyphens)
        self.soiled["hyphen-spelling"] += hyphen != "-"
        return text.replace("-", hyphen)

    def _blocks(self, cells: list[str]) -> list[str]:
        written = [self._hyphened(cell) for cell in cells]
        if not self._style.wide_digits:
            return written
        self.soiled["full-width-digits"] += len(written)
        return [spell.wide(cell) for cell in written]

    def _places(self, fact: str) -> list[str]:
        facts, way = self._facts, self._style.town_way
        if fact == "area":
            spelled = way if way in {"kanji", "digit"} else "wide"
            pairs = zip(facts["area_town"], facts["area_chome"], strict=True)
            return [spell.town(name, chome, spelled) for name, chome in pairs]
        if fact == "town":
            spelled = way if way in {"kanji", "digit", "wide"} else "kanji"
            pairs = zip(facts["town_name"], facts["chome"], strict=True)
            return [spell.town(name, chome, spelled) for name, chome in pairs]
        return self._addresses()

    def _addresses(self) -> list[str]:
        facts, style = self._facts, self._style
        city = facts["city"][0]
        heads = {"prefecture": facts["prefecture"][0] + city, "city": city, "town": ""}
        parts = zip(facts["town_name"], facts["chome"], facts["block"], strict=True)
        return [
            heads["prefecture" if self._dice.chance(0.01) else style.lead] + self._tail(*part)
            for part in parts
        ]

    def _tail(self, name: str, chome: str, block: str) -> str:
        tail = self._hyphened(spell.address_tail(name, chome, block, self._style.town_way))
        if not self._style.wide_digits:
            return tail
        self.soiled["full-width-digits"] += 1
        return spell.wide(tail)
