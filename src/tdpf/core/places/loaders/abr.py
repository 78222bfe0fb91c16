"""Address base registry (アドレス・ベース・レジストリ): towns, and points in files of their own.

Points name their town by 町字ID, so a points file is added together with the town file.
"""

from __future__ import annotations

import unicodedata

from tdpf.core.places.loaders.base import Cells, Entry, Loader, code6_of, number

_SOURCE = "デジタル庁 アドレス・ベース・レジストリ"
_LICENCE = "公共データ利用規約 (PDL1.0): 出典を記載 (name the source)"


def _town(cells: Cells) -> Entry | None:
    code, town_id, oaza, chome, part, ended = cells
    code6 = code6_of(code)
    if not code6 or ended:
        return None
    town = oaza + unicodedata.normalize("NFKC", chome)
    return Entry(code6, town, part, town_id=town_id)


ABR_TOWN = Loader(
    kind="abr-town",
    source=_SOURCE,
    licence=_LICENCE,
    columns=("lg_code", "machiaza_id", "oaza_cho", "chome", "koaza"),
    optional=("ablt_date",),
    entry=_town,
)


def _house_point(cells: Cells) -> Entry | None:
    code, town_id, lon, lat, block, house, branch = cells
    if not (code6 := code6_of(code)):
        return None
    parts = [part.lstrip("0") for part in (block, house, branch) if part.strip("0")]
    return Entry(
        code6,
        block="-".join(parts),
        lon=number(lon),
        lat=number(lat),
        town_id=town_id,
        by_id=True,
    )


def _town_point(cells: Cells) -> Entry | None:
    return _house_point([*cells[:4], "", "", ""])


def _block_point(cells: Cells) -> Entry | None:
    return _house_point([*cells[:5], "", ""])


_POINT = ("lg_code", "machiaza_id", "rep_lon", "rep_lat")

ABR_HOUSE_POINTS = Loader(
    kind="abr-house-points",
    source=_SOURCE,
    licence=_LICENCE,
    columns=(*_POINT, "blk_id", "rsdt_id"),
    optional=("rsdt2_id",),
    entry=_house_point,
)

ABR_BLOCK_POINTS = Loader(
    kind="abr-block-points",
    source=_SOURCE,
    licence=_LICENCE,
    columns=(*_POINT, "blk_id"),
    entry=_block_point,
)

ABR_TOWN_POINTS = Loader(
    kind="abr-town-points",
    source=_SOURCE,
    licence=_LICENCE,
    columns=_POINT,
    entry=_town_point,
)
