"""Addresses of CKAN's pages lead to ours: links into a CKAN that was taken over go on working."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def datasets(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """The list of datasets, with the words that were looked for."""
    words = {"q": request.GET["q"]} if request.GET.get("q") else {}
    return _search(words)


@require_safe
def dataset(request: HttpRequest, name: str, resource: str = "") -> HttpResponsePermanentRedirect:
    """A dataset, also from the address of one of its resources."""
    del request, resource
    return HttpResponsePermanentRedirect(reverse("catalog:dataset", args=[name]))


@require_safe
def download(
    request: HttpRequest, name: str, resource: str, file: str = ""
) -> HttpResponsePermanentRedirect:
    """The file of a resource."""
    del request, file
    return HttpResponsePermanentRedirect(reverse("catalog:original", args=[name, resource]))


@require_safe
def organizations(request: HttpRequest) -> HttpResponsePermanentRedirect:
    del request
    return HttpResponsePermanentRedirect(reverse("catalog:publishers"))


@require_safe
def organization(request: HttpRequest, name: str) -> HttpResponsePermanentRedirect:
    del request
    return HttpResponsePermanentRedirect(reverse("catalog:publisher", args=[name]))


@require_safe
def group(request: HttpRequest, name: str = "") -> HttpResponsePermanentRedirect:
    """The datasets under a subject heading."""
    del request
    return _search({"theme": name} if name else {})


def _search(asked: dict[str, str]) -> HttpResponsePermanentRedirect:
    query = f"?{urlencode(asked)}" if asked else ""
    return HttpResponsePermanentRedirect(reverse("catalog:search") + query)
