"""The page behind the stop link of a letter. Opening it changes nothing, as programs do too."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tdpf.apps.notify.digests import address_of, stop_letters


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    email = address_of(token)
    if email is None:
        raise Http404(token)
    if request.method == "POST":
        stop_letters(email)
    context = {
        "is_stopped": request.method == "POST",
        "crumbs": [{"label": gettext("Letters about your data"), "url": ""}],
    }
    return render(request, "notify/stop.html", context)
