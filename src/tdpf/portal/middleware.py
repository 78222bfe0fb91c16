"""The language of a page: `?lang=` decides and is remembered, then the cookie, then the browser.

And which answers go packed.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

YEAR_S = 365 * 24 * 3600


class NulMiddleware(MiddlewareMixin):
    """Nothing is called by a name with a NUL, and PostgreSQL takes no question about one."""

    def process_request(self, request: HttpRequest) -> None:
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "")
        request.path_info = request.path_info.replace("\0", "\uffff")


class LanguageMiddleware(LocaleMiddleware):
    """Django's rule, and `?lang=ja` or `?lang=en` before it. Other values are ignored."""

    def process_request(self, request: HttpRequest) -> None:
        asked = request.GET.get("lang", "")
        if asked in dict(settings.LANGUAGES):
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = asked
        super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        asked = request.GET.get("lang", "")
        if asked in dict(settings.LANGUAGES):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=YEAR_S,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=True,
            )
        response.headers.setdefault("Content-Language", translation.get_language() or "ja")
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        return response


class PackingMiddleware(GZipMiddleware):
    """Pages go packed; a file whose parts may be asked for goes as it is, or its bytes would not
    be where ranges say.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.has_header("Accept-Ranges"):
            return response
        return super().process_response(request, response)
