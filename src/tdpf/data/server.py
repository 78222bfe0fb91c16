"""In front of the routes: kept answers, preflights, and headers that let any page read the data."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tdpf.data.context import Context
from tdpf.data.kept import Kept, is_current
from tdpf.data.problem import ApiError
from tdpf.data.request import is_unchanged
from tdpf.data.respond import CORS, PREFLIGHT


class DataServer:
    """The ASGI application."""

    def __init__(self, routes: ASGIApp, context: Context) -> None:
        self._routes = routes
        self._context = context
        self._open = [(name.lower().encode(), value.encode()) for name, value in CORS.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._routes(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=PREFLIGHT)(scope, receive, send)
            return
        kept = self._context.answers.find(scope)
        if kept is not None and scope["method"] in {"GET", "HEAD"}:
            if await self._is_current(kept):
                await self._again(kept, scope, send)
                return
            self._context.answers.drop(scope)

        await self._routes(scope, receive, self._opened(scope, send))

    def _opened(self, scope: Scope, send: Send) -> Send:
        """Sends with the open headers, and for HEAD without the body."""
        is_head = scope["method"] == "HEAD"

        async def send_open(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._open]
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        return send_open

    async def _is_current(self, kept: Kept) -> bool:
        try:
            return await is_current(kept, self._context.shelf)
        except ApiError:
            return False  # the routes will meet the same error, and say so

    async def _again(self, kept: Kept, scope: Scope, send: Send) -> None:
        """Send a kept answer, or say that the asker has it already."""
        response = kept.response
        status, headers, body = response.status_code, response.raw_headers, response.body
        if _has_condition(scope) and self._is_known(kept, scope):
            status, body = 304, b""
            headers = [pair for pair in headers if pair[0] != b"content-length"]
        elif scope["method"] == "HEAD":
            body = b""
        start = {
            "type": "http.response.start",
            "status": status,
            "headers": [*headers, *self._open],
        }
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _is_known(self, kept: Kept, scope: Scope) -> bool:
        modified = kept.table.modified if kept.table else None
        return is_unchanged(Headers(scope=scope), kept.response.headers["ETag"], modified)


def _has_condition(scope: Scope) -> bool:
    return any(name in {b"if-none-match", b"if-modified-since"} for name, _ in scope["headers"])
