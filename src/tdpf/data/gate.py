"""The outermost door: request ids, how often a client may ask, counts and the access log."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tdpf.data.limit import Allowance, RateLimit
from tdpf.data.metrics import Metrics
from tdpf.data.problem import ApiError, language_of, problem
from tdpf.data.respond import CORS

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_NOT_LIMITED = frozenset({"/health", "/metrics"})
_CUT_OFF = 499  # the client hung up before an answer began

access_log = logging.getLogger("tdpf.access")


class Gate:
    """The ASGI application of a data server."""

    def __init__(
        self,
        app: ASGIApp,
        routes: Sequence[Route],
        metrics: Metrics,
        *,
        limit: RateLimit | None,
        limits_loopback: bool,
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._limit = limit
        self._limits_loopback = limits_loopback
        self._route_of = lru_cache(maxsize=4096)(_Routes(routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began_s = time.perf_counter()
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        allowance = self._allowance(scope, headers)
        sent = _Sent(send, request_id, allowance)
        try:
            if allowance is None or allowance.is_granted:
                await self._app(scope, receive, sent)
            else:
                await _refuse(allowance, headers, scope, receive, sent)
        finally:
            seconds = time.perf_counter() - began_s
            self._metrics.note(self._route_of(scope["path"]), sent.status, seconds)
            if access_log.isEnabledFor(logging.INFO):
                access_log.info(
                    "%s %s %d %dB %.1fms %s",
                    scope["method"],
                    quote(scope["path"]),
                    sent.status,
                    sent.size_bytes,
                    seconds * 1000,
                    request_id,
                )

    def _allowance(self, scope: Scope, headers: Headers) -> Allowance | None:
        if self._limit is None or scope["path"] in _NOT_LIMITED:
            return None
        client = client_of(scope, headers)
        if not self._limits_loopback and _is_loopback(client):
            return None
        return self._limit.take(client, at_s=time.monotonic())


class _Sent:
    """Sends an answer with the headers of the gate, and knows what was sent."""

    def __init__(self, send: Send, request_id: str, allowance: Allowance | None) -> None:
        self._send = send
        self._headers = [(b"x-request-id", request_id.encode())]
        self._headers += allowance.headers() if allowance else []
        self.status = _CUT_OFF
        self.size_bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message["headers"], *self._headers]}
        else:
            self.size_bytes += len(message.get("body", b""))
        await self._send(message)


class _Routes:
    """The address pattern that a path belongs to; `other` keeps odd paths out of the counts."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self._routes = [(route.path_regex, route.path) for route in routes]

    def __call__(self, path: str) -> str:
        found = (pattern for regex, pattern in self._routes if regex.match(path))
        return next(found, "other")


def client_of(scope: Scope, headers: Headers) -> str:
    """Who asks: the peer, or whom a proxy on this machine names last in X-Forwarded-For."""
    peer: str = scope["client"][0] if scope.get("client") else ""
    named = headers.get("x-forwarded-for")
    return named.rpartition(",")[2].strip() if named and _is_loopback(peer) else peer


@lru_cache(maxsize=4096)
def _is_loopback(client: str) -> bool:
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return client == ""  # a Unix socket has no address


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


async def _refuse(
    allowance: Allowance, headers: Headers, scope: Scope, receive: Receive, send: Send
) -> None:
    words = language_of(headers.get("accept-language", ""))
    answer = problem(ApiError("too-many-requests", seconds=allowance.retry_s), words)
    answer.headers["Retry-After"] = str(allowance.retry_s)
    answer.headers.update(CORS)
    await answer(scope, receive, send)
