"""Subject headings: the 17 of the municipal list (set 06) with their EU data themes.

A site may have headings of its own; a harvested one is kept by its own name and title.
"""

from __future__ import annotations

import re
import unicodedata

from tdpf.core.catalog.model import Theme

EU_THEME = "http://publications.europa.eu/resource/authority/data-theme/"
EU_THEME_SCHEME = "http://publications.europa.eu/resource/authority/data-theme"

THEMES: dict[str, Theme] = {
    theme.name: theme
    for theme in (
        Theme("land-weather", "国土・気象", "Land and weather", ("ENVI", "REGI")),
        Theme("population", "人口・世帯", "Population and households", ("SOCI",)),
        Theme("labour", "労働・賃金", "Labour and wages", ("ECON", "SOCI")),
        Theme("agriculture", "農林水産業", "Agriculture, forestry, fisheries", ("AGRI",)),
        Theme("industry", "鉱工業", "Mining and manufacturing", ("ECON",)),
        Theme("commerce", "商業・サービス業", "Commerce and services", ("ECON",)),
        Theme("economy", "企業・家計・経済", "Companies, households, economy", ("ECON",)),
        Theme("housing", "住宅・土地・建設", "Housing, land, construction", ("REGI",)),
        Theme("energy", "エネルギー・水", "Energy and water", ("ENER", "ENVI")),
        Theme("transport", "運輸・観光", "Transport and tourism", ("TRAN",)),
        Theme("technology", "情報通信・科学技術", "Information, science, technology", ("TECH",)),
        Theme(
            "education", "教育・文化・スポーツ・生活", "Education, culture, sport, life", ("EDUC",)
        ),
        Theme("government", "行財政", "Government and finance", ("GOVE",)),
        Theme("safety", "司法・安全・環境", "Justice, safety, environment", ("ENVI", "JUST")),
        Theme("health", "社会保障・衛生", "Social security and health", ("HEAL",)),
        Theme("international", "国際", "International", ("INTR",)),
        Theme("other", "その他", "Other"),
    )
}

EU_TITLES = {
    "AGRI": ("農林水産業・食品", "Agriculture, fisheries, forestry and food"),
    "ECON": ("経済・財政", "Economy and finance"),
    "EDUC": ("教育・文化・スポーツ", "Education, culture and sport"),
    "ENER": ("エネルギー", "Energy"),
    "ENVI": ("環境", "Environment"),
    "GOVE": ("政府・公共部門", "Government and public sector"),
    "HEAL": ("保健", "Health"),
    "INTR": ("国際問題", "International issues"),
    "JUST": ("司法・公共安全", "Justice, legal system and public safety"),
    "OP_DATPRO": ("仮のデータ", "Provisional data"),
    "REGI": ("地域・都市", "Regions and cities"),
    "SOCI": ("人口・社会", "Population and society"),
    "TECH": ("科学技術", "Science and technology"),
    "TRAN": ("交通", "Transport"),
}

_EU_CODE = re.compile(r"[A-Z][A-Z_]{1,30}")
_NOISE = re.compile(r"[\s・･、,/／]+")


def _plain(text: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


_BY_WORD = {
    _plain(word): theme
    for theme in THEMES.values()
    for word in (theme.name, theme.title, theme.title_en)
}


def theme_named(title: str, name: str = "") -> Theme:
    """The heading of that title or slug; a new one with that title when there is none."""
    known = _BY_WORD.get(_plain(title)) or (_BY_WORD.get(_plain(name)) if name else None)
    return known or Theme(name=name or slug_of(title), title=title.strip())


def is_eu_code(text: str) -> bool:
    """Whether it has the form of a code of the EU's list of themes, such as `ENVI`."""
    return _EU_CODE.fullmatch(text) is not None


def eu_theme(code: str) -> Theme:
    """A heading that stands for an EU data theme which a foreign catalogue used."""
    ja, en = EU_TITLES.get(code, (code, code))
    return Theme(name=f"eu-{code.lower().replace('_', '-')}", title=ja, title_en=en, eu=(code,))


def slug_of(title: str) -> str:
    """A stable name for a heading: its letters and digits, kanji and kana kept."""
    folded = unicodedata.normalize("NFKC", title).strip().lower()
    return re.sub(r"[\W_]+", "-", folded).strip("-")
