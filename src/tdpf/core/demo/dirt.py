"""What goes wrong with rows: positions missing or swapped, rows twice, notes, bare commas."""

from __future__ import annotations

from datetime import date

from tdpf.core.demo.dice import Dice
from tdpf.core.demo.render import Grid
from tdpf.core.demo.spell import long_era
from tdpf.core.demo.style import Style

Rows = list[list[str]]

POSITION_TROUBLE = 0.03


def spoil_positions(dice: Dice, grid: Grid) -> None:
    """Two to four rows in a hundred lose their position or have it the wrong way round."""
    places = [index for index, kind in enumerate(grid.kinds) if kind == "coordinate"]
    if len(places) != 2:
        return
    first, second = (grid.columns[index] for index in places)
    share = POSITION_TROUBLE * (0.5 + dice.unit())
    for row in range(grid.rows):
        if not dice.chance(share):
            continue
        what = dice.weighted((("missing", 78.0), ("swapped", 17.0), ("zero", 3.0), ("wide", 2.0)))
        grid.soiled[f"position-{what}"] += 1
        if what == "missing":
            first[row] = second[row] = ""
        elif what == "swapped":
            first[row], second[row] = second[row], first[row]
        elif what == "zero":
            first[row] = second[row] = "0"
        else:
            first[row], second[row] = f"N{first[row]}", f"E{second[row]}"


def laid_out(dice: Dice, grid: Grid, style: Style) -> Rows:
    """The data rows as they stand in the file, some of them twice."""
    rows = [list(row) for row in zip(*grid.columns, strict=True)]
    if dice.chance(0.08) and len(rows) > 5:
        for _ in range(dice.between(1, 3)):
            place = dice.below(len(rows))
            rows.insert(place + 1, list(rows[place]))
            grid.soiled["row-twice"] += 1
    extra = [""] * style.blank_columns
    return [[*row, *extra] for row in rows]


def title_lines(style: Style, title: str, at: date, width: int) -> Rows:
    """Rows above the header: title, date, a blank one."""
    lines = [[title], [f"{long_era(at)}現在"], []][: style.title_rows]
    return [[*line, *[""] * (width - len(line))] for line in lines]


def below(style: Style, width: int) -> Rows:
    """Rows below the data: a remark, bare commas."""
    lines = [["※ 内容は変更になることがあります。"]] if style.footnote else []
    lines += [[]] * style.blank_tail
    return [[*line, *[""] * (width - len(line))] for line in lines]
