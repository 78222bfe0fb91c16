"""In front of the routes: kept answers, preflights, and headers that let any page read the data."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tdpf.core.access import Actor
from tdpf.data.context import Context
from tdpf.data.door import refusal
from tdpf.data.identity import KEY, is_for_asker_alone, session_of, token_of
from tdpf.data.kept import Kept, is_current
from tdpf.data.problem import ApiError, language_of, problem
from tdpf.data.request import is_unchanged
from tdpf.data.respond import CORS, PREFLIGHT, is_worth_packing, packed_for
from tdpf.data.work import Work
from tdpf.data.zipped import known_tag

RawHeaders = list[tuple[bytes, bytes]]
_PRIVATE = (b"cache-control", b"private, no-store")
_AT_ONCE_BYTES = 64 * 1024  # packed within half a millisecond


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
        if token := token_of(scope):
            await self._for_somebody(token, scope, receive, send)
            return
        if (session := session_of(scope)) and (actor := await self._reader(session)):
            await self._for_actor(actor, scope, receive, send)
            return
        kept = self._context.answers.find(scope)
        if kept is not None and scope["method"] in {"GET", "HEAD"}:
            if await self._is_current(kept):
                await self._again(kept, scope, send)
                return
            self._context.answers.drop(scope)

        await self._routes(scope, receive, _Opened(scope, send, self._open, self._context.work))

    async def _for_somebody(self, token: str, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer to who shows a token: theirs alone, and never anybody's if it is not known."""
        opened = _Opened(scope, send, [*self._open, _PRIVATE], self._context.work)
        try:
            actor = await self._context.door.actor(token)
        except ApiError as error:
            words = language_of(Headers(scope=scope).get("accept-language", ""))
            await problem(error, words)(scope, receive, opened)
            return
        if actor is None:
            await refusal(scope, self._context.site_url)(scope, receive, opened)
            return
        await self._for_actor(actor, scope, receive, send)

    async def _reader(self, session: str) -> Actor | None:
        """Who is signed in; nobody while that cannot be looked up."""
        try:
            return await self._context.door.reader(session)
        except ApiError:
            return None

    async def _for_actor(self, actor: Actor, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer to somebody in particular."""
        opened = _Opened(scope, send, [*self._open, _PRIVATE], self._context.work)
        kept = self._context.answers.find(scope)
        if kept is not None and kept.table is not None and scope["method"] in {"GET", "HEAD"}:
            if await self._is_current(kept):  # a public table's answer is the same for everybody
                await self._again(kept, scope, send)
                return
            self._context.answers.drop(scope)
        scope[KEY] = actor
        await self._routes(scope, receive, opened)

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
        modified = kept.table.dated if kept.table else None
        return is_unchanged(Headers(scope=scope), kept.response.headers["ETag"], modified)


class _Opened:
    """Sends with the open headers, packed where a route has not, and for HEAD without the body.

    The start waits for the body, which decides what its headers say.
    """

    def __init__(self, scope: Scope, send: Send, headers: RawHeaders, work: Work) -> None:
        self._send = send
        self._scope = scope
        self._open = headers
        self._work = work
        self._is_head = scope["method"] == "HEAD"
        self._asked = Headers(scope=scope)
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            message = await self._begin(start, message)
        if self._is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    async def _begin(self, start: Message, message: Message) -> Message:
        headers = MutableHeaders(raw=list(start["headers"]))
        body = message.get("body", b"")
        if start["status"] == 304 and "etag" in headers:
            known = self._asked.get("if-none-match", "")
            headers["ETag"] = known_tag(headers["ETag"], known)
        elif not message.get("more_body") and is_worth_packing(headers, body):
            message = {**message, "body": await self._packed(headers, body)}
        open_ = [*self._open, _PRIVATE] if is_for_asker_alone(self._scope) else self._open
        ours = {name for name, _ in open_}
        kept = [pair for pair in headers.raw if pair[0] not in ours]
        await self._send({**start, "headers": [*kept, *dict(open_).items()]})
        return message

    async def _packed(self, headers: MutableHeaders, body: bytes) -> bytes:
        taken = self._asked.get("accept-encoding", "")
        if len(body) > _AT_ONCE_BYTES:
            return await self._work.aside(lambda: packed_for(taken, headers, body))
        return packed_for(taken, headers, body)


def _has_condition(scope: Scope) -> bool:
    return any(name in {b"if-none-match", b"if-modified-since"} for name, _ in scope["headers"])
