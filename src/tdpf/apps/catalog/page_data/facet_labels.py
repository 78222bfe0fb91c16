"""What the facets of the search and their values are called in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext

from tdpf.apps.catalog.labels import (
    format_label,
    frequency_label,
    freshness_label,
    is_english,
    licence,
    publisher_name,
    set_label,
)
from tdpf.apps.catalog.models import Organisation, Theme
from tdpf.apps.catalog.page_data.cached import per_generation

FACETS = (
    "publisher",
    "areas",
    "themes",
    "standard",
    "formats",
    "has",
    "years",
    "freshness",
    "frequency",
    "licence",
    "band",
)
PARAMETER = {"formats": "format", "areas": "area", "themes": "theme", "years": "year"}
"""Names in addresses, where they are not the facet's own."""


def facet_titles() -> dict[str, str]:
    return {
        "publisher": gettext("Publisher"),
        "areas": gettext("Area"),
        "themes": gettext("Theme"),
        "standard": gettext("Standard set"),
        "formats": gettext("Format"),
        "has": gettext("Ready to use"),
        "years": gettext("Year"),
        "freshness": gettext("Freshness"),
        "frequency": gettext("Update rhythm"),
        "licence": gettext("Licence"),
        "band": gettext("Quality"),
    }


def labeller(facet: str) -> Callable[[str], str]:
    """The function that names a value of the facet."""
    labels: dict[str, Callable[[str], str]] = {
        "publisher": owner_name,
        "areas": publisher_name,
        "themes": theme_title,
        "standard": set_label,
        "formats": format_label,
        "has": _has,
        "years": lambda year: year if is_english() else f"{year}年",
        "freshness": freshness_label,
        "frequency": frequency_label,
        "licence": lambda code: licence(code).name,
        "band": lambda least: gettext("%(least)s points or more") % {"least": least},
    }
    return labels[facet]


def owner_name(code: str) -> str:
    """The publisher of a municipality code or an organisation's name."""
    return publisher_name(code, _organisations().get(code, code))


def theme_title(name: str) -> str:
    return _themes().get(name, name)


def _organisations() -> dict[str, str]:
    return per_generation("organisation-titles", _read_organisations)


def _read_organisations() -> dict[str, str]:
    rows = Organisation.objects.values_list("code6", "name", "title", "title_en")
    english = is_english()
    return {code6 or name: (english and en) or title for code6, name, title, en in rows}


def _themes() -> dict[str, str]:
    return per_generation("theme-titles", _read_themes)


def _read_themes() -> dict[str, str]:
    from tdpf.core.catalog.themes import THEMES

    english = is_english()
    known = {name: theme.title_en if english else theme.title for name, theme in THEMES.items()}
    return dict(Theme.objects.values_list("name", "title")) | known


def _has(value: str) -> str:
    return {"map": gettext("On a map"), "api": gettext("As an API")}.get(value, value)
