"""What titles of one publisher say of each other: the same data by year, and what replaced what.

The rules are stated here and in docs/reference/relations.md. They fill what nobody has stated.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

import msgspec

from tdpf.core.catalog.model import State
from tdpf.core.search.fold import title_key
from tdpf.core.search.forms import western_year

_ERA = r"(?:令和|平成|昭和)(?:元|[0-9]{1,2}|[一二三四五六七八九十]{1,3})年(?:度)?"
_SHORT = r"(?<![A-Za-z0-9])[RHSrhs][0-9]{1,2}(?:年度?)?(?![A-Za-z0-9])"
_WESTERN = r"(?<![0-9])(?:19|20)[0-9]{2}(?:年度?|(?![0-9]))"
_DIGITS = r"(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?(?![0-9])"
_DAY = (
    r"(?:\s*(?P<month>[0-9]{1,2})月(?:末|(?P<day>[0-9]{1,2})日)?"
    r"|[./-](?P<m>[01]?[0-9])(?:[./-](?P<d>[0-3]?[0-9]))?(?![0-9]))?"
)
_AFTER = r"\s*(?:現在|時点|版|分)?"
_YEAR = re.compile(rf"(?P<digits>{_DIGITS})|(?P<year>{_ERA}|{_SHORT}|{_WESTERN}){_DAY}{_AFTER}")
_BRACKETS = re.compile(r"[(\[【〔「『<]\s*[)\]】〕」』>]")
_EDGES = " \t・、,_-‐－―~:;/|"
_OLD = re.compile(r"[(\[【〔]\s*(?:旧|旧版|廃止|更新終了|公開終了|提供終了|掲載終了)\s*[)\]】〕]")
_WORDS = re.compile(r"[^\W\d_]{2}")

Period = tuple[int, int, int]
"""Year, month, day; 0 for what a title does not say."""


class Titled(msgspec.Struct, frozen=True):
    """A public dataset of a publisher, as the rules look at it."""

    id: str
    title: str
    state: State = "active"


class Together(msgspec.Struct, frozen=True):
    """The same data of several years: what all titles say, and the members by period."""

    title: str
    members: tuple[str, ...]


def undated(title: str) -> tuple[str, Period] | None:
    """What a title says besides its one date; None without a date, or with different ones.

    >>> undated("街路樹本数（令和5年度）")
    ('街路樹本数', (2023, 0, 0))
    >>> undated("2024年4月1日現在 町丁別人口")
    ('町丁別人口', (2024, 4, 1))
    >>> undated("交通量 2018年～2022年") is None
    True
    """
    text = unicodedata.normalize("NFKC", title)
    dates = {_period(found) for found in _YEAR.finditer(text)}
    if len({year for year, _, _ in dates}) != 1:
        return None
    rest = _BRACKETS.sub(" ", _YEAR.sub(" ", text))
    rest = re.sub(r"\s+", " ", rest).strip(_EDGES)
    return (rest, max(dates)) if _WORDS.search(rest) else None


def _period(found: re.Match[str]) -> Period:
    if digits := found["digits"]:
        return int(digits[:4]), int(digits[4:6]), int(digits[6:] or 0)
    year = western_year("".join(found["year"].split())) or 0
    return year, int(found["month"] or found["m"] or 0), int(found["day"] or found["d"] or 0)


def together(datasets: Iterable[Titled]) -> list[Together]:
    """The datasets of one publisher whose titles differ by their date alone, by the oldest first.

    Two that tell the same date are no series, and neither is one alone.
    """
    groups: defaultdict[str, list[tuple[Period, str, str]]] = defaultdict(list)
    for one in datasets:
        if one.state in {"active", "withdrawn"} and (told := undated(one.title)):
            groups[title_key(told[0])].append((told[1], one.id, told[0]))
    found = []
    for group in groups.values():
        group.sort()
        if len({period for period, _, _ in group}) == len(group) > 1:
            members = tuple(id_ for _, id_, _ in group)
            found.append(Together(title=group[-1][2], members=members))
    return found


def replaced(datasets: Iterable[Titled]) -> dict[str, str]:
    """Dataset → the one of the same publisher that replaces it.

    It says （廃止）, （旧） or the like and another has its title without that; or its source took
    it back and just one other has its very title.
    """
    known = list(datasets)
    active: defaultdict[str, list[str]] = defaultdict(list)
    for one in known:
        if one.state == "active":
            active[title_key(one.title)].append(one.id)
    found = {}
    for one in known:
        text = unicodedata.normalize("NFKC", one.title)
        bare = _OLD.sub("", text)
        if bare == text and one.state != "withdrawn":
            continue
        others = [other for other in active[title_key(bare)] if other != one.id]
        if len(others) == 1:
            found[one.id] = others[0]
    return found
