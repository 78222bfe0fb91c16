"""The operator's token of the settings, before all other accounts."""

from __future__ import annotations

import hmac
from datetime import datetime

from tdpf.adapters.accounts.base import Accounts
from tdpf.core.access import Actor, Scope

SHORTEST_TOKEN = 32
OPERATOR = Actor("operator-token", scopes=frozenset(Scope), is_operator=True)


class WithOperatorToken:
    """Accounts to which one secret of the settings is added. A short one counts as none."""

    def __init__(self, secret: str, accounts: Accounts) -> None:
        self._secret = secret.encode() if len(secret) >= SHORTEST_TOKEN else b""
        self._accounts = accounts

    def actor(self, token: str, *, at: datetime) -> Actor | None:
        if self._secret and hmac.compare_digest(token.encode(), self._secret):
            return OPERATOR
        return self._accounts.actor(token, at=at)

    def session(self, key: str, *, at: datetime) -> Actor | None:
        return self._accounts.session(key, at=at)

    def close(self) -> None:
        self._accounts.close()
