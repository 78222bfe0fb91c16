"""`/mcp`: streamable HTTP. The library is read when the first assistant comes."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from tdpf.data.context import Context
from tdpf.data.identity import ASKER, actor_of, for_this_asker


class McpDoor:
    """An ASGI application that opens itself. `close` ends what it opened."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._opening: asyncio.Future[ASGIApp] | None = None
        self._holding: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_future()
            self._holding = asyncio.ensure_future(self._hold(self._opening))
        app = await asyncio.shield(self._opening)
        await app(scope, receive, send)

    async def _hold(self, opened: asyncio.Future[ASGIApp]) -> None:
        """Keep the sessions' home open; it must end in the task in which it began."""
        app: Any = await asyncio.to_thread(self._build)
        async with app.router.lifespan_context(app):
            opened.set_result(app)
            await self._closing.wait()

    def _build(self) -> ASGIApp:
        from mcp.server.transport_security import TransportSecuritySettings

        from tdpf.data.mcp.server import build

        return build(self._context).streamable_http_app(
            streamable_http_path="/mcp",
            stateless_http=True,
            json_response=True,
            max_request_body_size=256_000,
            # Public and read-only: nothing is gained by reaching it from another page.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )

    async def close(self) -> None:
        self._closing.set()
        if self._holding is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([self._holding], timeout=2)
                self._holding.cancel()


class McpRoute:
    """Hands a request to the door of its own application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        before = ASKER.set(actor_of(scope))
        for_this_asker(scope)  # a question by POST, which no cache keeps anyhow
        try:
            await scope["app"].state.mcp(scope, receive, send)
        finally:
            ASKER.reset(before)
