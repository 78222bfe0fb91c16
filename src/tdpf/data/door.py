"""Tokens and sessions at the door: whose they are, kept for a few seconds; the unknown refused."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from tdpf.adapters.accounts import Accounts
from tdpf.core.access import Actor
from tdpf.core.catalog.ckan.envelope import CONTENT_TYPE, failure, not_allowed
from tdpf.core.tokens import TokenHash, token_hash
from tdpf.data.problem import ApiError, language_of, problem
from tdpf.data.published import Shelf

FRESH_S = 3.0
"""How long a revoked token may still be taken."""
_MOST_KEPT = 4096
_CKAN = ("/api/3/action/", "/api/action/", "/datastore/dump/")


class Door:
    """Knows the actors of tokens. Used on the event loop; the database is asked beside it."""

    def __init__(self, accounts: Accounts, shelf: Shelf) -> None:
        self._accounts = accounts
        self._shelf = shelf
        self._kept: OrderedDict[TokenHash, tuple[float, Actor | None]] = OrderedDict()

    async def actor(self, token: str) -> Actor | None:
        """Who shows the token; None for a token that is not known."""
        at = datetime.now(UTC)
        return await self._known(token, lambda: self._accounts.actor(token, at=at))

    async def reader(self, session: str) -> Actor | None:
        """Who is signed in with that session; None when nobody is any more."""
        at = datetime.now(UTC)
        asked = f"session {session}"
        return await self._known(asked, lambda: self._accounts.session(session, at=at))

    async def _known(self, shown: str, look: Callable[[], Actor | None]) -> Actor | None:
        key = token_hash(shown)
        if (found := self._find(key)) is not None:
            return found[1]
        actor = await self._shelf.ask(look)
        self._kept[key] = (time.monotonic(), actor)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return actor

    def _find(self, key: TokenHash) -> tuple[float, Actor | None] | None:
        found = self._kept.get(key)
        return found if found is not None and time.monotonic() - found[0] < FRESH_S else None

    def close(self) -> None:
        self._accounts.close()


def refusal(scope: Scope, site_url: str) -> Response:
    """The answer to a token that is not known: a problem, or CKAN's words to CKAN's clients."""
    path: str = scope["path"]
    if path.startswith(_CKAN):
        told = not_allowed("Access denied: the token is not known")
        body = msgspec.json.encode(failure(site_url, path.rpartition("/")[2], told))
        return Response(body, 403, {"Cache-Control": "no-store"}, CONTENT_TYPE)
    words = language_of(Headers(scope=scope).get("accept-language", ""))
    answer = problem(ApiError("unknown-token"), words)
    answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return answer
