"""Small questions about one raw row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Row = list[str]

_NOTE = re.compile(
    r"(?:※|[*＊]\d|#"
    r"|[(（【\[［〔〈<]?(?:注|備考|資料|出典|出所|注記|注意|注意事項|補足|凡例)[)）】\]］〕〉>]?\s*"
    r"(?:\d|:|\)|$|\s))"
)
_TOTAL = re.compile(
    r"(?:.{0,6}合計|.{0,6}総計|計|総数|小計|全体|total|subtotal|grandtotal)", re.IGNORECASE
)


def is_blank(row: Row) -> bool:
    """True when nobody could see anything in this row."""
    return (not row or not row[0] or row[0].isspace()) and not "".join(row).strip()


def used(row: Sequence[str]) -> int:
    """How many cells the row has up to its last filled one."""
    for place in range(len(row), 0, -1):
        cell = row[place - 1]
        if cell and not cell.isspace():
            return place
    return 0


def filled(row: Row) -> int:
    return len(row) - row.count("") - sum(map(str.isspace, row))


def is_note(row: Row) -> bool:
    """True for a remark such as ※ or 注1, which stands alone or with one cell of text."""
    cells = [cell for cell in row[:8] if cell.strip()]
    if not cells or filled(row) > 2:
        return False
    return _NOTE.match(unicodedata.normalize("NFKC", cells[0]).strip()) is not None


def is_total(row: Row) -> bool:
    """True when one of the first two filled cells says 合計, 計, 総数, 歳入合計 …"""
    cells = [cell for cell in row[:6] if cell.strip()][:2]
    return any(_TOTAL.fullmatch("".join(cell.split())) for cell in cells)
