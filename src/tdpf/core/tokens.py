"""API tokens and sessions: what one looks like, and what is kept of it."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import NewType

TokenHash = NewType("TokenHash", str)

PREFIX = "tdpf_"
SECRET_BYTES = 32


def token_text(secret: bytes) -> str:
    """The token of a secret of 256 bits: `tdpf_…`, 48 characters that need no quoting."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a token needs {SECRET_BYTES} random bytes")
    return PREFIX + urlsafe_b64encode(secret).decode("ascii").rstrip("=")


def token_hash(token: str) -> TokenHash:
    """What is kept of a token. The secret is random and long, so a plain hash is enough."""
    return TokenHash(hashlib.sha256(token.encode()).hexdigest())


def password_mark(password: str) -> str:
    """Changes with the password; made of what is kept of one, and tells nothing of it."""
    return hashlib.sha256(f"mark {password}".encode()).hexdigest()[:32]
