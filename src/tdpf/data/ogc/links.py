"""Links of OGC answers: absolute, because not every client knows relative ones."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from starlette.requests import Request

from tdpf.data.context import context_of

JSON = "application/json"
HTML = "text/html"
GEOJSON = "application/geo+json"
OAS30 = "application/vnd.oai.openapi+json;version=3.0"
JSON_SCHEMA = "application/schema+json"
REL = "http://www.opengis.net/def/rel/ogc/1.0/"


class Link(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 8288, as OGC API Common writes it (19-072, 7.5)."""

    href: str
    rel: str
    type: str | None = None
    title: str | None = None
    templated: bool = False


def root_of(request: Request) -> str:
    """The address of the landing page."""
    return f"{site_of(request)}/ogc"


def site_of(request: Request) -> str:
    return context_of(request).site_url or str(request.base_url).rstrip("/")


def both(href: str, kind: str, *, is_html: bool) -> Sequence[Link]:
    """`self` in the form that is answered, and `alternate` in the other."""
    machine = Link(href, "alternate" if is_html else "self", kind)
    joint = "&" if "?" in href else "?"
    people = Link(f"{href}{joint}f=html", "self" if is_html else "alternate", HTML)
    return (people, machine) if is_html else (machine, people)
