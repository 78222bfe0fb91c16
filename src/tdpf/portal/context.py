"""What the base template shows on every page: the site's name, its navigation, its languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from tdpf.apps.catalog.labels import site_title
from tdpf.portal.assets import vendored


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str
    is_current: bool = False
    language: str = ""


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "site_title": site_title(),
        "nav": navigation(request.path),
        "languages": languages(request),
        "canonical": f"{settings.SITE_URL}{request.path}",
        "maplibre": vendored("maplibre-gl"),
    }


def navigation(path: str) -> list[Link]:
    """The main places; the one the page belongs to is marked."""
    places = (
        ("catalog:search", gettext("Search")),
        ("catalog:sets", gettext("Standard sets")),
        ("catalog:publishers", gettext("Publishers")),
        ("developers", gettext("Developers")),
        ("about", gettext("About")),
    )
    urls = [(reverse(name), label) for name, label in places]
    return [Link(url, label, is_current=_is_below(path, url)) for url, label in urls]


def _is_below(path: str, url: str) -> bool:
    return path == url or path.startswith(f"{url}/")


def languages(request: HttpRequest) -> list[Link]:
    """The same page, the same question, in each language."""
    found = []
    for code, name in settings.LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        url = f"{request.path}?{query.urlencode()}"
        found.append(Link(url, name, is_current=code == get_language(), language=code))
    return found
