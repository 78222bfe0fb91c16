"""Licences: a short list of codes, each with its text's address and what it asks for."""

from __future__ import annotations

from typing import Literal

import msgspec

Family = Literal["creative-commons", "public-data", "other", "none"]

NOT_SPECIFIED = "notspecified"


class Licence(msgspec.Struct, frozen=True):
    """A licence with its text's address; `eu` is its name in the EU authority table."""

    code: str
    title_ja: str
    title_en: str
    url: str
    family: Family
    is_open: bool
    needs_credit: bool = False
    eu: str = ""
    short: str = ""  # as people call it


LICENCES: dict[str, Licence] = {
    licence.code: licence
    for licence in (
        Licence(
            "cc-by-4.0",
            "クリエイティブ・コモンズ 表示 4.0 国際",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
            "creative-commons",
            is_open=True,
            needs_credit=True,
            eu="CC_BY_4_0",
            short="CC BY 4.0",
        ),
        Licence(
            "cc-by-2.1-jp",
            "クリエイティブ・コモンズ 表示 2.1 日本",
            "Creative Commons Attribution 2.1 Japan",
            "https://creativecommons.org/licenses/by/2.1/jp/",
            "creative-commons",
            is_open=True,
            needs_credit=True,
            short="CC BY 2.1 JP",
        ),
        Licence(
            "cc0-1.0",
            "クリエイティブ・コモンズ CC0 1.0 全世界",
            "Creative Commons CC0 1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            "creative-commons",
            is_open=True,
            eu="CC0",
            short="CC0 1.0",
        ),
        Licence(
            "pdl-1.0",
            "公共データ利用規約(第1.0版)",
            "Public Data License 1.0",
            "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0",
            "public-data",
            is_open=True,
            needs_credit=True,
            short="PDL 1.0",
        ),
        Licence(
            "gov-jp-2.0",
            "政府標準利用規約(第2.0版)",
            "Government of Japan Standard Terms of Use 2.0",
            "https://cio.go.jp/policy-opendata",
            "public-data",
            is_open=True,
            needs_credit=True,
        ),
        Licence("other-open", "その他(オープン)", "Other (open)", "", "other", is_open=True),
        Licence(
            "other-closed", "その他(制限あり)", "Other (restricted)", "", "other", is_open=False
        ),
        Licence(
            NOT_SPECIFIED, "ライセンスの記載なし", "No licence stated", "", "none", is_open=False
        ),
    )
}


def licence(code: str) -> Licence:
    """The licence of a code; an unknown code is never read as permission."""
    return LICENCES.get(code, LICENCES[NOT_SPECIFIED])
