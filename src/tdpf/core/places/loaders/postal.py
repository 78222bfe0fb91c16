"""日本郵便 郵便番号データ: names of towns and whether they have 丁目. No points."""

from __future__ import annotations

import re

from tdpf.core.places.loaders.base import Cells, Entry, Loader, code6_of

_SOURCE = "日本郵便 郵便番号データ"
_LICENCE = "日本郵便は著作権を主張しない (no copyright claimed)"
_REMARK = re.compile(r"[（(「].*")
_NO_TOWN = re.compile(r"以下に掲載がない場合|の次に|、|～|〜|一円\Z|[０-９0-9]")


def _entry(code: str, town: str, remark: str, has_chome: str) -> Entry | None:
    code6 = code6_of(code)
    if not code6 or "階" in remark or _NO_TOWN.search(town):
        return None
    name = _REMARK.sub("", town)
    return Entry(code6, name, has_chome=has_chome == "1") if name else None


def _line(cells: Cells) -> Entry | None:
    return _entry(cells[0], cells[8], cells[8] if "（" in cells[8] else "", cells[11])


def _is_postal(first: Cells) -> bool:
    return (
        len(first) == 15
        and len(first[0]) == 5
        and first[0].isdigit()
        and len(first[2]) == 7
        and first[2].isdigit()
    )


POSTAL = Loader(
    kind="postal",
    source=_SOURCE,
    licence=_LICENCE,
    columns=tuple(f"column {number}" for number in range(15)),
    entry=_line,
    is_headerless=_is_postal,
)


def _headed(cells: Cells) -> Entry | None:
    code, town, remark, has_chome = cells
    return _entry(code, town, remark, has_chome)


POSTAL_HEADED = Loader(
    kind="postal-headed",
    source=_SOURCE,
    licence=_LICENCE,
    columns=("jis5", "neighborhood", "note", "chome"),
    entry=_headed,
)
