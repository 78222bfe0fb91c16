"""One file of the demo city: its facts, its style, its dirt, and what the index says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tdpf.core.demo.columns import (
    NO_STANDARD,
    Column,
    editions,
    layout_columns,
    own_columns,
    target_items,
)
from tdpf.core.demo.dice import Dice
from tdpf.core.demo.dirt import below, laid_out, spoil_positions, title_lines
from tdpf.core.demo.files import csv_bytes, workbook_bytes
from tdpf.core.demo.render import Grid, render
from tdpf.core.demo.sets import MAKERS
from tdpf.core.demo.style import House, Style, file_style
from tdpf.core.demo.towns import City
from tdpf.core.demo.words import read_yaml
from tdpf.core.standards import standards

Entry = dict[str, Any]  # one line of index.json
Rows = list[list[str]]

MARK = "（デモデータ）"
NOTES = (
    "TDPFが作った架空のデータです。実在の施設・電話番号・催しではありません。 "
    "Synthetic data made by TDPF: no place, telephone number or event in it is real."
)
_FREQUENCIES = (("毎月", 1.0), ("1年", 6.0), ("随時", 4.0), ("3か月", 1.0))
_LICENCES = (("cc-by-4.0", 16.0), ("pdl-1.0", 2.0), ("cc-by-2.1-jp", 1.0), ("notspecified", 1.0))
_AGES_DAYS = ((20, 3.0), (200, 5.0), (600, 2.0))


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A file about to be written: where it goes, its bytes, and its line in the index."""

    path: str
    content: bytes
    entry: Entry


def make_file(dice: Dice, city: City, slug: str, count: int, house: House, at: date) -> DemoFile:
    """The file in which a municipality publishes a set."""
    facts = MAKERS[slug](dice, city, count, at)
    style = _style(dice, slug, house)
    columns = _columns(dice, slug, style, list(facts))
    grid = render(dice, style, columns, facts, target_items(slug, columns))
    distinct = grid.rows
    spoil_positions(dice, grid)
    rows = laid_out(dice, grid, style)
    title = f"{city.place.name} {title_of(slug)}{MARK}"
    path = f"{city.code}/{_file_name(dice, city, slug, at)}.{_format(style)}"
    content = _content(dice, grid, rows, style, title, at)
    about = _about(dice, city, slug, at) | {"path": path, "title": title}
    truth = _truth(grid, style, rows=len(rows), distinct=distinct)
    return DemoFile(path, content, about | {"truth": truth})


def title_of(slug: str) -> str:
    """The Japanese title of a set, or of a table that is none of the 27."""
    own = read_yaml("sets.yaml")[slug].get("title")
    return str(own or standards()[slug].title_ja)


def _style(dice: Dice, slug: str, house: House) -> Style:
    style = file_style(dice, house, editions(slug))
    if style.is_workbook:  # a spreadsheet knows dates and times by itself
        return replace(style, date_way=0, time_way=0, encoding="utf-8")
    return style


def _columns(dice: Dice, slug: str, style: Style, facts: Sequence[str]) -> tuple[Column, ...]:
    if slug in NO_STANDARD:
        return tuple(Column(fact, fact) for fact in facts)
    if style.edition == "own":
        return own_columns(dice, slug)
    return layout_columns(slug, style.edition)


def _content(dice: Dice, grid: Grid, rows: Rows, style: Style, title: str, at: date) -> bytes:
    width = len(grid.headers) + style.blank_columns
    above = title_lines(style, title, at, width)
    header = [*_headers(dice, grid.headers), *[""] * style.blank_columns]
    every = [*above, header, *rows, *below(style, width)]
    if style.is_workbook:
        return workbook_bytes(every, grid.kinds, len(above) + 1)
    return csv_bytes(every, style)


def _headers(dice: Dice, headers: list[str]) -> list[str]:
    """In a few files one header has a line break, as a cell of a spreadsheet may."""
    if not dice.chance(0.04):
        return headers
    place = dice.below(len(headers))
    broken = headers[place].replace("（", "\n（")
    return [*headers[:place], broken, *headers[place + 1 :]]


def _about(dice: Dice, city: City, slug: str, at: date) -> Entry:
    age_days = dice.weighted(_AGES_DAYS) - dice.below(20)
    return {
        "path": "",
        "publisher": city.code,
        "dataset": f"{city.code}-{slug.replace('_', '-')}",
        "title": "",
        "notes": NOTES,
        "licence": dice.weighted(_LICENCES),
        "frequency": dice.weighted(_FREQUENCIES),
        "modified": (at - timedelta(days=age_days)).isoformat(),
        "is_synthetic": True,
        "standard": None if slug in NO_STANDARD else slug,
    }


def _truth(grid: Grid, style: Style, *, rows: int, distinct: int) -> Entry:
    """What is really in the file: for tests that ask whether it was read rightly."""
    return {
        "layout": style.edition,
        "format": _format(style),
        "encoding": None if style.is_workbook else style.encoding,
        "header_row": style.title_rows + 1,
        "rows": rows,
        "distinct_rows": distinct,
        "columns": [item or None for item in grid.items],
        "dirt": {kind: count for kind, count in sorted(grid.soiled.items()) if count},
    }


def _format(style: Style) -> str:
    return "xlsx" if style.is_workbook else "csv"


def _file_name(dice: Dice, city: City, slug: str, at: date) -> str:
    """Most follow the standard's rule; some names say less."""
    ways = (
        (f"{city.code}_{slug}", 70.0),
        (f"{city.code[:5]}_{slug}_{at:%Y%m}", 8.0),
        (f"{slug}_{at.year}", 8.0),
        (f"{title_of(slug)}", 8.0),
        (f"{at.year}{dice.below(10_000):04}_{slug.replace('_', '')}", 4.0),
        (f"data{dice.below(100_000):05}_{slug[:3]}", 2.0),
    )
    return dice.weighted(ways)
