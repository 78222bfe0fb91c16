"""Pages that belong to no feature: the stylesheet, about, developers, robots."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tdpf.apps.catalog.page_data import examples, overview
from tdpf.apps.catalog.page_data.quality import quality_parts
from tdpf.portal.api_page import api_page
from tdpf.portal.assets import stylesheet


@require_safe
def site_css(request: HttpRequest) -> HttpResponse:
    """Tokens and components as one file; its address changes with its content."""
    del request
    return HttpResponse(
        stylesheet(),
        content_type="text/css; charset=utf-8",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    del request
    sitemap = f"{settings.SITE_URL}{reverse('sitemap')}"
    text = f"User-agent: *\nDisallow: /search\nSitemap: {sitemap}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    from tdpf.core.standardize.quality import WEIGHTS  # large, and needed on this page only

    context = {"parts": quality_parts(WEIGHTS), "is_synthetic": overview.synthetic()}
    return render(request, "about.html", context)


@require_safe
def developers(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document for people, with the largest table as the example."""
    table = overview.example_table()
    context = {
        "api": api_page(settings.SITE_URL),
        "table": table,
        "examples": examples.for_table(settings.SITE_URL, table),
        "is_synthetic": overview.synthetic(),
    }
    return render(request, "developers.html", context)


def failed(request: HttpRequest) -> HttpResponse:
    """What a page says instead of itself; without a question to the database, which may be away."""
    del request
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        away = render_to_string("503.html")
        return HttpResponse(away, status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("500.html"), status=500)
