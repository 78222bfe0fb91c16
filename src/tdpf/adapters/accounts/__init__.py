"""Who asks: `open_accounts(settings)` gives the reader for the set database."""

from __future__ import annotations

from tdpf.adapters.accounts.base import Accounts
from tdpf.adapters.accounts.null import MemoryAccounts
from tdpf.adapters.accounts.operator import WithOperatorToken
from tdpf.adapters.accounts.sql import SqlAccounts
from tdpf.adapters.manifest import connector
from tdpf.settings import Settings

__all__ = ["Accounts", "MemoryAccounts", "open_accounts"]


def open_accounts(ours: Settings) -> Accounts:
    """The accounts of the database in the settings. It connects at the first question."""
    found = SqlAccounts(connector(ours), connector(ours, is_writing=True))
    return WithOperatorToken(ours.operator_token, found)
