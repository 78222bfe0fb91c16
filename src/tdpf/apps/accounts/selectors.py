"""Reads of accounts: querysets only."""

from __future__ import annotations

from django.db.models import QuerySet

from tdpf.apps.accounts.models import Token, User


def users() -> QuerySet[User]:
    """Every account, by address."""
    return User.objects.order_by("email")


def tokens(email: str | None = None) -> QuerySet[Token]:
    """Every token, or those of one user; the secrets are not among what is kept."""
    found = Token.objects.select_related("user").order_by("id")
    return found.filter(user__email=email.strip().lower()) if email else found
