"""Reads of accounts: querysets only."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest

from tdpf.apps.accounts.models import Token, User
from tdpf.core.access import ANONYMOUS, Actor, Role, Scope


def users() -> QuerySet[User]:
    """Every account, by address."""
    return User.objects.order_by("email")


def tokens(email: str | None = None) -> QuerySet[Token]:
    """Every token, or those of one user; the secrets are not among what is kept."""
    found = Token.objects.select_related("user").order_by("id")
    return found.filter(user__email=email.strip().lower()) if email else found


def roles_of(user: Any) -> QuerySet[Any]:
    """The memberships of a person, by its key, with their organisations."""
    found = apps.get_model("organisations", "Membership").objects.select_related("organisation")
    return found.filter(user_id=user).order_by("organisation__code6", "organisation__name")


def actor_of(request: HttpRequest) -> Actor:
    """Who is signed in, who may read and nothing else; nobody's request asks no database."""
    user = request.user
    if not isinstance(user, User):
        return ANONYMOUS
    roles = {one.organisation_id: Role(one.role) for one in roles_of(user.pk)}
    return Actor(user.email, roles, frozenset({Scope.READ}), is_operator=user.is_staff)
