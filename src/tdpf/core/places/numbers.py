"""House numbers: from the first digit of an address to the building."""

from __future__ import annotations

import re
from itertools import islice

import msgspec

from tdpf.core.places.letters import KANJI_DIGITS, kanji_number

_PLAIN = re.compile(r"[0-9]+(?:-[0-9]+)*\Z")
_WORDED = re.compile(r"(?:([0-9]+)(丁目))?([0-9]+)(?:(番地?|-)([0-9]+))?(番地?|号)?\Z")
"""What most house numbers look like: 1丁目2番3号, 2番地."""
_UNIT = (
    r"丁目|丁(?![堀目])|番地(?!先)[のノ之]?|番(?![町丁館街組])[のノ之]?"
    r"|号[のノ之](?=[0-9])|号(?![棟館室線])|街区|[-のノ之]"
)
_TOKEN = re.compile(rf"-? ?([0-9]+) ?({_UNIT})? ?")
_BRANCH = re.compile(r"([ァ-ヶ](?![ァ-ヶー])|[甲乙丙丁]) ?(-)? ?")
_OF_BUILDING = re.compile(r"号[棟館線]|[階棟館室年人]|F(?![A-Za-z])|周年")
_DIGITS = re.compile(r"[0-9]+")
_ROOM = re.compile(r"号室")
_SUFFIX = re.compile(r"(?:地先|地内|先|付近|隣接?地?|外|他|ほか)(?=$|[ (])")
_MORE = re.compile(
    r"(?:[、・,~〜/]|及び|および|から|と) ?(?:[0-9]+(?![0-9階F])|[ァ-ヶ](?![ァ-ヶー]))"
)
_FLOOR = re.compile(r"階|F(?![A-Za-z])")
_NO_NUMBER = re.compile(r"(?:無番地|番外地|番地(?:なし|無し?|不詳|外)|地先|地内|先|付近)(?=$| )")
_EDGE = " -、,・/のノ"


class Numbers(msgspec.Struct, frozen=True):
    """`values` with the word after each: 18番1-101号 → ("18", "1", "101"), ("番", "-", "号")."""

    values: tuple[str, ...]
    units: tuple[str, ...]
    suffix: str = ""  # 地先, 無番地 …
    building: str = ""
    more: str = ""  # the rest of a list or range: 3-16・19, 1～3丁目
    unsure: str = ""  # digits that were cut in two: 10-81階 is 10-8 and 1階


NOTHING = Numbers((), ())


def read_numbers(tail: str) -> Numbers:
    """The numbers at the beginning of a tidy text, and the building behind them."""
    if _PLAIN.match(tail):
        plain = tuple(tail.split("-"))
        return Numbers(plain, ("-",) * (len(plain) - 1) + ("",))
    if found := _WORDED.match(tail):
        numbers, words = zip(*_pairs(found), strict=True)
        return Numbers(numbers, words)
    values, units, at = _tokens(tail)
    text = tail[at:].lstrip(" ")
    unsure = ""
    if values:
        text = text.removeprefix("号室")
        if _MORE.match(text):
            return Numbers(tuple(values), tuple(units), more=text)
        is_glued = (
            len(values) < 3 and units[-1] not in {"", "号"} and " " not in tail[at - 1 : at + 1]
        )
        if is_glued and (floor := _glued_floor(text)):
            number, text, unsure = floor
            values.append(number)
            units.append("")
    suffix = ""
    if _NO_NUMBER.fullmatch(text.strip("() ")):
        suffix, text = text.strip("() "), ""
    elif found := (_SUFFIX if values else _NO_NUMBER).match(text):
        suffix, text = found[0], text[found.end() :]
    return Numbers(tuple(values), tuple(units), suffix, _building(text), unsure=unsure)


def _pairs(found: re.Match[str]) -> list[tuple[str, str]]:
    """The numbers of _WORDED with the word after each."""
    chome, chome_word, first, word, second, end = found.groups(default="")
    pairs = [(first, word), (second, end)] if second else [(first, end)]
    return [(chome, chome_word), *pairs] if chome else pairs


def _glued_floor(text: str) -> tuple[str, str, str] | None:
    """81階 behind a hyphen is 8 and 1階: two columns put together without a blank."""
    digits = _DIGITS.match(text)
    if not digits or not _FLOOR.match(text, digits.end()) or len(digits[0]) < 2:
        return None
    cut = digits.end() - (2 if digits[0].endswith("0") else 1)
    return (text[:cut], text[cut:], text[: digits.end() + 1]) if cut > 0 else None


def _tokens(tail: str) -> tuple[list[str], list[str], int]:
    """Numbers, the word after each, and where they end. Nothing goes on after 号 or no word."""
    values: list[str] = []
    units: list[str] = []
    at = 0
    while at < len(tail) and (not units or units[-1] not in {"", "号"}):
        found = _TOKEN.match(tail, at)
        if found and _OF_BUILDING.match(tail, found.end(1)):
            break
        if found and _ROOM.match(tail, found.end(1)) and units[-1:] != ["-"]:
            break
        if not found and values:
            found = _BRANCH.match(tail, at)
        if not found:
            break
        values.append(found[1])
        units.append(found[2] or "")
        at = found.end()
    return values, units, at


def _building(text: str) -> str:
    text = text.strip(_EDGE)
    if text.startswith("(") and text.find(")") == len(text) - 1:
        return text[1:-1].strip()
    return text


_MOST_NUMBERS = 6
_KANJI = f"[{KANJI_DIGITS}十百]+"
_END = r"(?:$|[- 号番])"
_KANJI_NUMBER = re.compile(
    rf"{_KANJI}(?=丁目|番地|番(?![町丁館街組0-9]|{_KANJI}丁目))|(?<=番){_KANJI}(?=号)"
    rf"|(?<=[-の]){_KANJI}(?={_END})|{_KANJI}(?=-{_KANJI}{_END})"
)
_ANY_KANJI = re.compile(f"[{KANJI_DIGITS}十百]")
_KANJI_HYPHEN = re.compile(rf"(?<=[{KANJI_DIGITS}十])[‐‑‒–—―−─━ー](?=[{KANJI_DIGITS}十])")


def number_starts(text: str) -> list[int]:
    """Where the first few numbers in kanji begin: 芝五丁目十八番 → [1, 4]."""
    if not _ANY_KANJI.search(text):
        return []
    found = _KANJI_NUMBER.finditer(_KANJI_HYPHEN.sub("-", text))
    return [number.start() for number in islice(found, _MOST_NUMBERS)]


def with_digits(text: str, *, before: str = "") -> str:
    """The text with kanji numbers as digits where they are numbers: 五丁目十八番 → 5丁目18番.

    Names keep theirs: 六本木, 三番町, 八丁堀, and 麻布十番 when a number stands behind (`before`).
    """
    if not _ANY_KANJI.search(text):
        return text
    whole = _KANJI_HYPHEN.sub("-", text + before)
    whole = _KANJI_NUMBER.sub(lambda found: str(kanji_number(found[0]) or found[0]), whole)
    return whole[: len(whole) - len(before)]
