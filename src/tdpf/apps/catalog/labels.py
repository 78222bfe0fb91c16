"""What pages call a standard set, a municipality, a licence, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from tdpf.core.catalog.frequencies import FREQUENCIES
from tdpf.core.catalog.licences import Licence as CoreLicence
from tdpf.core.catalog.licences import licence as core_licence
from tdpf.core.places import municipality
from tdpf.core.standards import standards
from tdpf.settings import settings

SHORT = {
    "public_facility": ("公共施設", "Public facilities"),
    "cultural_property": ("文化財", "Cultural properties"),
    "evacuation_space": ("指定緊急避難場所", "Evacuation sites"),
    "population": ("地域・年齢別人口", "Population by area, age"),
    "preschool": ("子育て施設", "Childcare facilities"),
    "open_data_list": ("オープンデータ一覧", "Open data list"),
    "public_wireless_lan": ("公衆無線LAN", "Public wireless LAN"),
    "aed": ("AED設置箇所", "AED locations"),
    "care_service": ("介護サービス事業所", "Care services"),
    "hospital": ("医療機関", "Medical institutions"),
    "tourism": ("観光施設", "Tourist facilities"),
    "event": ("イベント", "Events"),
    "public_toilet": ("公衆トイレ", "Public toilets"),
    "fire_hydrant": ("消防水利施設", "Fire water supplies"),
    "food_business_all": ("食品等営業許可", "Food businesses"),
    "school_lunch": ("学校給食献立", "School lunch menus"),
    "school_district": ("小中学校通学区域", "School districts"),
    "support_system": ("支援制度(給付金)", "Support programmes"),
    "disaster_radio": ("防災行政無線", "Disaster radio"),
    "educational_institution": ("教育機関", "Schools, colleges"),
    "parking": ("公営駐車場", "Public car parks"),
    "bicycle_parking": ("公営駐輪場", "Bicycle parking"),
    "polling_place": ("投票所", "Polling places"),
    "garbage_separation": ("ゴミの分別方法", "Garbage separation"),
    "baby_station": ("赤ちゃんの駅", "Baby stations"),
    "garbage_station": ("ゴミ集積場所", "Garbage points"),
    "tourism_point": ("観光ポイント", "Sightseeing points"),
}


def is_english() -> bool:
    return (get_language() or "ja").startswith("en")


def site_title() -> str:
    """What the site is called."""
    return settings().title(is_english=is_english())


def set_title(slug: str) -> str:
    """The official title: AED設置箇所一覧, List of AED locations."""
    known = standards().get(slug)
    if known is None:
        return slug
    return known.title_en if is_english() else known.title_ja


def set_label(slug: str) -> str:
    """A short name where room is scarce: AED設置箇所."""
    if slug not in SHORT:
        return set_title(slug)
    return SHORT[slug][is_english()]


def publisher_name(code6: str, fallback: str = "") -> str:
    """The municipality's name without its prefecture: 渋谷区, Shibuya City."""
    known = municipality(code6) if code6 else None
    if known is None:
        return fallback or code6
    return known.name_en if is_english() and known.name_en else known.name


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence as a person needs it: its name, its text, and what it lets them do."""

    code: str
    name: str
    url: str
    summary: str
    needs_credit: bool


def licence(code: str) -> Licence:
    """What the code means. An unknown or blank code is never read as permission."""
    known = core_licence(code)
    title = known.title_en if is_english() else known.title_ja
    name = f"{title} ({known.short})" if known.short else title
    return Licence(code, name, known.url, _summary(known), known.needs_credit)


def _summary(known: CoreLicence) -> str:
    if known.needs_credit:
        return gettext(
            "You may copy, change and use the data, also for business, if you name the publisher."
        )
    if known.code == "other-open":
        return gettext(
            "The data is open under terms of the publisher. Read them before you use it."
        )
    if known.is_open:
        return gettext(
            "You may use the data freely for any purpose. Naming the publisher is a courtesy."
        )
    if known.family == "none":
        return gettext(
            "The publisher has named no licence. Ask the publisher before you use the data."
        )
    return gettext("Use of the data is restricted. Ask the publisher before you use it.")


def freshness_label(value: str) -> str:
    labels = {
        "month": gettext("Updated within a month"),
        "year": gettext("Updated within a year"),
        "older": gettext("Older than a year"),
    }
    return labels.get(value, value)


def format_label(value: str) -> str:
    return {"geojson": "GeoJSON", "parquet": "Parquet"}.get(value.lower(), value.upper())


def frequency_label(code: str) -> str:
    """The rhythm in words; a text that is no code stays as it was told."""
    known = FREQUENCIES.get(code)
    if known is None:
        return code
    return known.en if is_english() else known.ja
