"""`tdpf report --out city.xlsx`: the city's quality as a workbook for the people who fill it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from tdpf.apps.publishing.reporting import CityReport, FileQuality, ItemLine

Cells = Sequence[object]
WIDEST, NARROWEST = 40, 8
GOOD, BAD = "#BFE3C8", "#F6C5BE"
LEVELS = {"required": "必須", "recommended": "推奨", "optional": "任意", "unknown": ""}
SHARES = {
    "completeness": "埋まり",
    "required_filled": "必須の埋まり",
    "validity": "形の正しさ",
    "located": "位置あり",
}


def write_book(path: Path, *, found: CityReport, items: Sequence[ItemLine]) -> None:
    """Sets, publishers × sets, files, and with `items` the missing rate of every item."""
    import xlsxwriter

    with path.open("wb") as file:  # xlsxwriter has an error of its own for a bad place
        book = xlsxwriter.Workbook(file, {"in_memory": True})
        _sets(book, found)
        _matrix(book, found)
        if items:
            _items(book, items)
        _files(book, found)
        book.close()


def _sets(book: Workbook, found: CityReport) -> None:
    shares, last = SHARES.values(), "ほかの団体にもある行"
    header = ("標準データセット", "公開団体", "表", "行", "点", *shares, last)
    rows = [
        (
            one.title,
            one.publishers,
            one.files,
            one.rows,
            one.score,
            *(one.shares.get(share) for share in SHARES),
            found.linked.get(one.key, 0),
        )
        for one in (*found.sets, found.city)
    ]
    if rows:
        rows[-1] = ("全体（行数で重み付け）", *rows[-1][1:-1], sum(found.linked.values()))
    _sheet(book, "標準ごと", header, rows, percent=range(5, 9))


def _matrix(book: Workbook, found: CityReport) -> None:
    """Publisher × set: the score; blank where the publisher has no such file."""
    from tdpf.apps.publishing.service import together
    from tdpf.core.places import TOKYO

    names = {city.code6: city.name for city in TOKYO}
    names |= {one.key: one.title for one in found.publishers}
    cells: dict[tuple[str, str], list[FileQuality]] = {}
    for file in found.files:
        cells.setdefault((file.publisher, file.standard or ""), []).append(file)
    header = ("団体コード", "団体", "点", *(one.title for one in found.sets))
    total = {one.key: one.score for one in found.publishers}
    rows = [
        (
            code,
            names[code],
            total.get(code),
            *(
                together("", "", files).score if (files := cells.get((code, one.key))) else None
                for one in found.sets
            ),
        )
        for code in sorted(names)
    ]
    sheet = _sheet(book, "団体×標準（点）", header, rows, frozen=3)
    scale = {"type": "2_color_scale", "min_color": BAD, "max_color": GOOD}
    sheet.conditional_format(1, 2, max(len(rows), 1), len(header) - 1, scale)


def _items(book: Workbook, items: Iterable[ItemLine]) -> None:
    from tdpf.core.standards import standards

    header = ("団体コード", "団体", "標準データセット", "項目", "必要", "行", "空欄率", "無効率")
    rows = [
        (
            line.code,
            line.municipality,
            standards()[line.standard].title_ja,
            line.item,
            LEVELS[line.level],
            line.rows,
            line.missing,
            line.invalid,
        )
        for line in items
    ]
    sheet = _sheet(book, "項目の空欄率", header, rows, percent=(6, 7))
    scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": BAD}
    limits = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    sheet.conditional_format(1, 6, max(len(rows), 1), 7, {**scale, **limits})


def _files(book: Workbook, found: CityReport) -> None:
    header = ("表", "団体", "標準", "行", "点", *SHARES.values())
    worst_first = sorted(found.files, key=lambda f: (f.score is None, f.score or 0, f.table))
    rows = [
        (
            file.table,
            file.publisher_name,
            file.standard,
            file.rows,
            file.score,
            *(file.shares.get(share) for share in SHARES),
        )
        for file in worst_first
    ]
    _sheet(book, "ファイルごと（点の低い順）", header, rows, percent=range(5, 9))


def _sheet(
    book: Workbook,
    name: str,
    header: Sequence[str],
    rows: Sequence[Cells],
    *,
    percent: Iterable[int] = (),
    frozen: int = 1,
) -> Worksheet:
    """A sheet with a filter whose heading and first columns stay in sight; blanks stay blank."""
    heading = book.add_format({"bold": True, "bg_color": "#E8EEF7", "text_wrap": True})
    shares = book.add_format({"num_format": "0%"})
    counts = book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, header, heading)
    as_percent = set(percent)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            if isinstance(value, (int, float)):
                sheet.write_number(number, place, value, shares if place in as_percent else counts)
            elif value is not None:
                sheet.write_string(number, place, str(value))
    for place in range(len(header)):
        widths = [_width(str(row[place])) for row in rows if row[place] is not None]
        sheet.set_column(place, place, min(WIDEST, max([NARROWEST, *widths]) + 2))
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _width(text: str) -> int:
    """How wide a text is shown: a Japanese letter takes two."""
    return sum(1 if letter < "\u0100" else 2 for letter in text)
