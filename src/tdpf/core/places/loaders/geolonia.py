"""Geolonia 住所データ: the published CSV, and the short form code6, city, town, koaza, lat, lng."""

from __future__ import annotations

from tdpf.core.places.loaders.base import Cells, Entry, Loader, code6_of, number, plain_town

_SOURCE = "Geolonia 住所データ (国土交通省 位置参照情報を加工)"
_LICENCE = "CC BY 4.0"


def _entry(cells: Cells) -> Entry | None:
    code, town, part, lat, lon = cells
    if not (code6 := code6_of(code)):
        return None
    return Entry(code6, plain_town(town), part, lon=number(lon), lat=number(lat))


GEOLONIA = Loader(
    kind="geolonia",
    source=_SOURCE,
    licence=_LICENCE,
    columns=("市区町村コード", "大字町丁目名", "小字・通称名", "緯度", "経度"),
    entry=_entry,
)

GEOLONIA_SHORT = Loader(
    kind="geolonia-short",
    source=_SOURCE,
    licence=_LICENCE,
    columns=("code6", "town", "koaza", "lat", "lng"),
    entry=_entry,
)
