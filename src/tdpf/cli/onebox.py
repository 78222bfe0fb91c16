"""Pages and data in one process: one ASGI application for a laptop or a small site.

The data server answers what begins with its paths; everything else goes to Django, which stays
WSGI and runs on a few threads.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import string
import threading
import time
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tdpf.data.app import create_app
from tdpf.data.ckan.writes import AT_PAGES
from tdpf.settings import settings

PAGE_THREADS = 4
_ASCII = string.printable
ORPHAN_GRACE_S = 5.0


class Onebox:
    """Sends a request to data or pages by its path, and the lifespan to data alone."""

    def __init__(self, data: ASGIApp, pages: ASGIApp) -> None:
        self._data = data
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or belongs_to_data(scope["path"]):
            await self._data(scope, receive, send)
            return
        # WSGI knows only ASCII here, and command-line clients send Japanese as it is.
        query = quote(scope["query_string"], safe=_ASCII).encode()
        await self._pages({**scope, "query_string": query}, _awaited(receive), send)


def _awaited(receive: Receive) -> Receive:
    """The same as a coroutine, which the bridge to WSGI insists on; the server gives a future."""

    async def received() -> Message:
        return await receive()

    return received


_DATA_FOLDERS = ("/api/", "/ogc/", "/datastore/dump/")
_DATA_PAGES = frozenset(
    ["/api", "/ogc", "/mcp", "/health", "/metrics", "/catalog", "/catalog.csv", "/data.json"]
)
_DESCRIPTION = re.compile(r"/(catalog|(datasets|publishers)/[^/]+)\.(ttl|jsonld|rdf)")


def belongs_to_data(path: str) -> bool:
    """All bytes do, but for CKAN's actions that change something, or are about people."""
    if path.startswith(("/api/3/action/", "/api/action/")):
        return path.rpartition("/")[2] not in AT_PAGES
    if path.startswith(_DATA_FOLDERS) or path in _DATA_PAGES:
        return True
    return _DESCRIPTION.fullmatch(path) is not None


def application() -> ASGIApp:
    """Both, for any ASGI server that calls a factory."""
    # The protocol types of a2wsgi and Starlette say the same in different words.
    wsgi = cast(Any, WSGIMiddleware)(pages_application(), workers=PAGE_THREADS)
    return Onebox(data_application(), wsgi)


def data_application() -> ASGIApp:
    """The data server alone."""
    end_with_parent()
    return create_app(settings())


def pages_application() -> Any:  # Any: a WSGI application
    """The pages alone."""
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tdpf.portal.settings")
    from tdpf.portal.wsgi import application as pages

    _let_search_follow()
    return pages


def _let_search_follow() -> None:
    from tdpf.apps.publishing.service import follow_in_background  # needs Django to be ready

    follow_in_background()


def end_with_parent(*, grace_s: float = ORPHAN_GRACE_S) -> None:
    """Stop this worker when its supervisor is gone, even by kill -9, so that no port stays taken.

    It is asked first; what does not end by itself in `grace_s` seconds, because a request or a
    lock holds it, is ended. A supervisor that was gone before this call counts too.
    """
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        watch = (supervisor.join, grace_s)
        threading.Thread(target=_follow, args=watch, name="end-with-parent", daemon=True).start()


def _follow(until_gone: Callable[[], None], grace_s: float) -> None:
    until_gone()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace_s)
    os.kill(os.getpid(), signal.SIGKILL)
