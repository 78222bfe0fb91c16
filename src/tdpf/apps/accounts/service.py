"""What commands and other apps may use of accounts."""

from __future__ import annotations

from tdpf.apps.accounts.actions import (
    BadEmail,
    NoSuchToken,
    NoSuchUser,
    NotActive,
    UserExists,
    WeakPassword,
    add_user,
    change_name,
    change_password,
    make_token,
    revoke_token,
    set_active,
    set_operator,
    user_called,
)
from tdpf.apps.accounts.models import Token, User
from tdpf.apps.accounts.selectors import actor_of, tokens, users

__all__ = [
    "BadEmail",
    "NoSuchToken",
    "NoSuchUser",
    "NotActive",
    "Token",
    "User",
    "UserExists",
    "WeakPassword",
    "actor_of",
    "add_user",
    "change_name",
    "change_password",
    "make_token",
    "revoke_token",
    "set_active",
    "set_operator",
    "tokens",
    "user_called",
    "users",
]
