"""Names of municipalities and offices in a query: a place is a wish for that publisher's data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from tdpf.core.places import TOKYO, Municipality
from tdpf.core.search.fold import fold

_SUFFIXES = "区市町村"
_NO = "ノ"  # の, folded
_WITHIN = "内"
_OTHER_WORDS = ("立", "民", "役", "議", "長", "外", "営", "界", "政", "報", "域", "史")
_SUFFIX_KANA = ("ク", "シ", "マチ", "チョウ", "ムラ", "ソン")


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word of the query that names a publisher; `forms` are looked for in texts as well."""

    word: str
    code: str  # of the municipality, else the name of the organisation
    name: str
    forms: tuple[str, ...]


def _spoken_names(city: Municipality) -> set[str]:
    kana, plain = fold(city.kana), city.name_en.lower().split()
    names = {kana, "".join(plain)} | set(plain[:1])
    names |= {kana.removesuffix(end) for end in _SUFFIX_KANA if kana.endswith(end)}
    return {name for name in names if len(name) > 1}


def _written_names(city: Municipality) -> set[str]:
    full = fold(city.name)
    bare = full.rstrip(_SUFFIXES) if len(full) > 2 else full
    return {full, bare, fold(city.full_name), fold(city.city), city.code6} - {""}


@cache
def _whole_words() -> dict[str, Municipality]:
    spoken = {name: city for city in reversed(TOKYO) for name in _spoken_names(city)}
    written = {name: city for city in reversed(TOKYO) for name in _written_names(city)}
    return spoken | written


@cache
def _full_names() -> dict[str, Municipality]:
    """Names with their 区市町村, safe to recognise at the edge of a longer word."""
    names = {fold(name): city for city in TOKYO for name in (city.full_name, city.city, city.name)}
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))


def place_word(word: str) -> PlaceWord | None:
    """The municipality that a folded word names, None when it names none.

    >>> place_word("シブヤク").name
    '渋谷区'
    """
    city = _whole_words().get(word.removesuffix(_NO))
    if city is None:
        return None
    forms = tuple(dict.fromkeys((word.removesuffix(_NO), fold(city.name))))
    return PlaceWord(word, city.code6, city.name, forms)


def split_place(word: str) -> tuple[str, str] | None:
    """(place, rest) of a folded word that begins or ends with a full name, or begins 渋谷の.

    >>> split_place("渋谷区ノ公衆トイレ")
    ('渋谷区', '公衆トイレ')
    """
    for name in _full_names():
        after = _after(word[len(name) :]) if word.startswith(name) else None
        before = word[: -len(name)].removesuffix(_NO) if word.endswith(name) else ""
        if rest := after or (before if len(before) > 1 else None):
            return name, rest
    name, particle, rest = word.partition(_NO)
    return (name, rest) if particle and len(rest) > 1 and name in _whole_words() else None


def _after(rest: str) -> str | None:
    rest = rest.removeprefix(_WITHIN).removeprefix(_NO)
    return rest if len(rest) > 1 and not rest.startswith(_OTHER_WORDS) else None


Offices = Mapping[str, PlaceWord]
"""Folded names of publishers that are no municipality of this site → what a query means by them."""

NO_OFFICES: Offices = {}
_OVER = ("東京都", "都")
_SHORTEST = 3  # two letters are a word of many texts


def offices_of(publishers: Iterable[tuple[str, tuple[str, ...]]]) -> Offices:
    """Every name of the bureaus and others among these (code, names); the first of a name counts.

    >>> offices_of([("kensetsu", ("東京都建設局",))])["建設局"].code
    'kensetsu'
    """
    own = {city.code6 for city in TOKYO}
    found: dict[str, PlaceWord] = {}
    for code, names in publishers:
        if code in own or not names:
            continue
        for name in dict.fromkeys(form for each in names for form in _office_forms(fold(each))):
            forms = tuple(dict.fromkeys((name, fold(names[0]))))
            found.setdefault(name, PlaceWord(name, code, names[0], forms))
    return found


def _office_forms(name: str) -> Iterable[str]:
    bare = name.removeprefix(_OVER[0]) if name.startswith(_OVER[0]) else name.removeprefix(_OVER[1])
    forms = (name, bare, *((over + bare for over in _OVER) if bare != name else ()))
    return [form for form in forms if len(form) >= _SHORTEST]
