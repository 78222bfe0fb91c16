"""国土交通省 位置参照情報: 大字・町丁目レベル and 街区レベル."""

from __future__ import annotations

import unicodedata

from tdpf.core.places.loaders.base import (
    Cells,
    Entry,
    Loader,
    code6_named,
    code6_of,
    number,
    plain_town,
)

_LICENCE = "位置参照情報利用約款: 出所を明記 (name the source)"


def _town(cells: Cells) -> Entry | None:
    code, town, lat, lon = cells
    if not (code6 := code6_of(code)):
        return None
    return Entry(code6, plain_town(town), lon=number(lon), lat=number(lat))


ISJ_TOWN = Loader(
    kind="isj-town",
    source="国土交通省 位置参照情報 (大字・町丁目レベル)",
    licence=_LICENCE,
    columns=("市区町村コード", "大字町丁目名", "緯度", "経度"),
    entry=_town,
)

_REMOVED = "3"


def _block(cells: Cells) -> Entry | None:
    prefecture, city, town, part, block, lat, lon, is_first, before, after = cells
    if is_first == "0" or _REMOVED in (before, after):
        return None
    if not (code6 := code6_named(prefecture, city)):
        return None
    block = unicodedata.normalize("NFKC", block).strip()
    return Entry(code6, plain_town(town), part, block, number(lon), number(lat))


_BLOCK_COLUMNS = ("小字・通称名", "街区符号・地番", "緯度", "経度")


def _block_loader(kind: str, town_column: str) -> Loader:
    return Loader(
        kind=kind,
        source="国土交通省 位置参照情報 (街区レベル)",
        licence=_LICENCE,
        columns=("都道府県名", "市区町村名", town_column, *_BLOCK_COLUMNS),
        optional=("代表フラグ", "更新前履歴フラグ", "更新後履歴フラグ"),
        entry=_block,
    )


ISJ_BLOCK = _block_loader("isj-block", "大字・丁目名")
ISJ_BLOCK_OLD = _block_loader("isj-block-old", "大字・町丁目名")
