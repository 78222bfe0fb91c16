"""The data server for any ASGI server: `create_app(settings)`."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tdpf.adapters.manifest import Manifest, open_manifest
from tdpf.adapters.storage import Storage, open_storage
from tdpf.core.tables.errors import QueryError
from tdpf.core.tables.load import TableCache
from tdpf.data.context import Context
from tdpf.data.problem import ApiError, problem
from tdpf.data.published import Shelf
from tdpf.data.request import language
from tdpf.data.respond import CORS, PREFLIGHT
from tdpf.data.routes.health import health
from tdpf.data.routes.records import records
from tdpf.data.routes.specification import specification
from tdpf.data.routes.tables import table, tables
from tdpf.data.work import Work
from tdpf.settings import Settings

_log = logging.getLogger(__name__)

ROUTES = (
    Route("/health", health),
    Route("/api/openapi.json", specification),
    Route("/api/v1/tables", tables),
    Route("/api/v1/tables/{table}", table),
    Route("/api/v1/tables/{table}/records", records),
    Route("/api/v1/tables/{table}/records.{format}", records),
)


def create_app(
    ours: Settings, *, manifest: Manifest | None = None, storage: Storage | None = None
) -> ASGIApp:
    """A server of its own: nothing is shared with another one but the shelf."""
    shelf = Shelf(
        manifest or open_manifest(ours), storage or open_storage(ours), TableCache(ours.cache_bytes)
    )
    work = Work()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        yield
        work.close()
        shelf.close()

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers={
            QueryError: _refused,
            ApiError: _refused,
            HTTPException: _not_routed,
            Exception: _failed,
        },
    )
    app.state.context = Context(shelf, work, ours.site_url.rstrip("/"))
    return OpenToAll(app)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, QueryError | ApiError)
    return problem(error, language(request))


async def _not_routed(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        found = ApiError("method-not-allowed", method=request.method)
        answer = problem(found, language(request))
        answer.headers["Allow"] = "GET, HEAD, OPTIONS"
        return answer
    return problem(ApiError("not-found"), language(request))


async def _failed(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    code = "shelf-unreadable" if isinstance(error, OSError) else "internal-error"
    return problem(ApiError(code), language(request))


class OpenToAll:
    """Public data may be read from any page (CORS), errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in CORS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)
            return

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, send_open)
