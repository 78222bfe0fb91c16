"""What the facets of the search and their values are called in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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
from tdpf.core.catalog.themes import THEMES

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


@dataclass(frozen=True, slots=True)
class Titles:
    """What publishers and themes are called, by code or name."""

    organisations: dict[str, str]
    themes: dict[str, str]

    def owner(self, code: str) -> str:
        return publisher_name(code, self.organisations.get(code, code))


def titles() -> Titles:
    """Read once for a page: it asks the database whether anything was published since."""
    return per_generation("facet-titles", _read)


def _read() -> Titles:
    english = is_english()
    rows = Organisation.objects.values_list("code6", "name", "title", "title_en")
    known = {name: theme.title_en if english else theme.title for name, theme in THEMES.items()}
    return Titles(
        {code6 or name: (english and en) or title for code6, name, title, en in rows},
        dict(Theme.objects.values_list("name", "title")) | known,
    )


def labellers(known: Titles) -> dict[str, Callable[[str], str]]:
    """For each facet the function that names a value."""
    return {
        "publisher": known.owner,
        "areas": publisher_name,
        "themes": lambda name: known.themes.get(name, name),
        "standard": set_label,
        "formats": format_label,
        "has": _has,
        "years": lambda year: year if is_english() else f"{year}年",
        "freshness": freshness_label,
        "frequency": frequency_label,
        "licence": lambda code: licence(code).name,
        "band": lambda least: gettext("%(least)s points or more") % {"least": least},
    }


def _has(value: str) -> str:
    return {"map": gettext("On a map"), "api": gettext("As an API")}.get(value, value)
