"""A client that speaks to an ASGI application as a server would, raw bytes included."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Reply:
    status: int
    raw_headers: list[tuple[bytes, bytes]]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.raw_headers}

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def next(self) -> str | None:
        """The address of the next page, as the `Link` header gives it."""
        for link in self.headers.get("link", "").split(", "):
            address, _, relation = link.partition("; ")
            if relation == 'rel="next"':
                return address[1:-1]
        return None


class Client:
    """Asks on an event loop of its own, one request after the other."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.loop = asyncio.new_event_loop()

    def get(self, address: str | bytes, **headers: str) -> Reply:
        return self.ask("GET", address, **headers)

    def head(self, address: str | bytes, **headers: str) -> Reply:
        return self.ask("HEAD", address, **headers)

    def post(self, address: str | bytes, body: bytes, **headers: str) -> Reply:
        return self.ask("POST", address, body=body, **headers)

    def ask(self, method: str, address: str | bytes, *, body: bytes = b"", **headers: str) -> Reply:
        return self.loop.run_until_complete(self.asking(method, address, body=body, **headers))

    async def asking(
        self,
        method: str,
        address: str | bytes,
        *,
        on_message: Callable[[Message], None] = lambda message: None,
        body: bytes = b"",
        **headers: str,
    ) -> Reply:
        headers.setdefault("x_request_id", "test")  # so that equal answers are equal
        raw = address if isinstance(address, bytes) else address.encode()
        path, _, query = raw.partition(b"?")
        sent: list[Message] = []
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if waiting:
                return waiting.pop()
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Message) -> None:
            on_message(message)
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode()),
            "raw_path": path,
            "root_path": "",
            "query_string": query,
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "state": {},
        }
        await self.app(scope, receive, send)
        answer = b"".join(message.get("body", b"") for message in sent[1:])
        return Reply(sent[0]["status"], list(sent[0]["headers"]), answer)

    def close(self) -> None:
        """Start-up and shut-down of the application, one after the other, then the loop."""
        messages = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}]

        async def receive() -> Message:
            return messages.pop()

        async def send(message: Message) -> None:
            assert message["type"].endswith(".complete")

        self.loop.run_until_complete(self.app({"type": "lifespan"}, receive, send))
        self.loop.close()
