"""Accounts for readers without Django: who stands behind an API token or a session.

Django owns the SQL tables (`tdpf.apps.accounts.models`, `tdpf.apps.organisations.models`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from tdpf.core.access import Actor


class Accounts(Protocol):
    """Reads of accounts. Every method sees one consistent state of the database."""

    def actor(self, token: str, *, at: datetime) -> Actor | None:
        """Who shows the token; None when it is not known, expired, revoked or of nobody active."""

    def session(self, key: str, *, at: datetime) -> Actor | None:
        """Who is signed in with that session, who may only read; None when nobody is."""

    def close(self) -> None: ...
