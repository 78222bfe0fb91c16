"""Accounts in memory: for a data server of which nobody is a member, and for tests of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tdpf.core.access import Actor


class MemoryAccounts:
    """Knows the tokens that it was given."""

    def __init__(self, actors: Mapping[str, Actor] | None = None) -> None:
        self._actors = dict(actors or {})

    def actor(self, token: str, *, at: datetime) -> Actor | None:
        del at
        return self._actors.get(token)

    def session(self, key: str, *, at: datetime) -> Actor | None:
        del key, at
        return None

    def close(self) -> None:
        """Nothing is open."""
