"""Which fact stands under which header: the layouts of the standard, and headers of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.words import read_yaml
from tdpf.core.standards import standards

Edition = Literal["2023", "2017", "own"]


@dataclass(frozen=True, slots=True)
class Column:
    """A header and the fact below it; an empty fact is a column nobody filled."""

    header: str
    fact: str
    item: str = ""  # the item of the target layout, for the truth


_YAML = read_yaml("columns.yaml")
_HEADERS: dict[str, list[str]] = _YAML["headers"]
_OWN: dict[str, list[str]] = _YAML["own"]
_TWINS = {"lon": "lat", "closes": "opens", "ends_on": "starts_on", "women": "men", "both": "men"}
_ALWAYS = frozenset({"name", "lat", "lon", "address", "item", "bin", "area", "people"})
ONLY_OWN = frozenset({"parking", "baby_station"})
NO_STANDARD = frozenset({"budget", "library_loans"})


@cache
def _fact_of(slug: str) -> dict[str, str]:
    items = _YAML["items"]
    facts: dict[str, str] = {**items["every set"], **items.get(slug, {})}
    if slug == "population":
        facts |= {item.name: item.name for item in standards()[slug].items if "歳" in item.name}
    return facts


@cache
def editions(slug: str) -> tuple[Edition, ...]:
    """Layouts that a municipality may publish this set in."""
    if slug in NO_STANDARD or slug in ONLY_OWN:
        return ("own",)
    found: list[Edition] = ["2023"]
    if standards()[slug].layout_2017:
        found.append("2017")
    if slug in _OWN:
        found.append("own")
    return tuple(found)


@cache
def layout_columns(slug: str, edition: Edition) -> tuple[Column, ...]:
    """All columns of an edition of the standard, in its order."""
    one = standards()[slug]
    layout = one.layout_2017 if edition == "2017" else one.layout
    facts = _fact_of(slug)
    names = layout.names() if layout else ()
    return tuple(Column(name, facts.get(name, ""), name) for name in names)


def own_columns(dice: Dice, slug: str) -> tuple[Column, ...]:
    """A municipality's own selection of columns under its own words."""
    columns: dict[str, Column] = {}
    chosen: dict[str, int] = {}
    for fact in _OWN[slug]:
        ways = _HEADERS[fact]
        chosen[fact] = chosen.get(_TWINS.get(fact, ""), dice.below(len(ways)))
        header = ways[min(chosen[fact], len(ways) - 1)]
        if (fact in _ALWAYS or dice.chance(0.93)) and header not in columns:
            columns[header] = Column(header, fact)
    return tuple(columns.values())


@cache
def _item_of(slug: str) -> dict[str, str]:
    """Fact → item of the target layout; the first item that shows it."""
    found: dict[str, str] = {}
    for column in layout_columns(slug, "2023"):
        if column.fact:
            found.setdefault(column.fact, column.header)
    return found | {"city_name": found.get("city_full", ""), "number": found.get("id", "")}


def target_items(slug: str, columns: Sequence[Column]) -> list[str]:
    """For each column the item of the target layout that it feeds, or nothing."""
    if slug in NO_STANDARD or slug in ONLY_OWN:
        return [""] * len(columns)
    if any(column.header == "都道府県名" for column in columns):  # joined with 市区町村名
        whole = _item_of(slug).get("city_full", "")
        known = {"都道府県名": whole, "市区町村名": whole}
    else:
        known = {}
    names = {column.header for column in layout_columns(slug, "2023")}
    return [
        known.get(column.header)
        or (column.header if column.header in names else _item_of(slug).get(column.fact, ""))
        for column in columns
    ]
