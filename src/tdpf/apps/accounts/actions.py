"""Writes of accounts: one function a thing a person can do, each with its audit record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from tdpf.apps.accounts.models import Token, User
from tdpf.apps.publishing.service import Deed, record_deed
from tdpf.core.access import Scope
from tdpf.core.tokens import token_hash, token_text


class UserExists(Exception):
    """Somebody signs in with that address already."""


class NoSuchUser(Exception):
    """Nobody signs in with that address."""


class NoSuchToken(Exception):
    """There is no token of that number."""


class NotActive(Exception):
    """The account is disabled: it gets no token."""


class WeakPassword(Exception):
    """Sentences that say what is wrong with the password."""


class BadEmail(Exception):
    """That is no e-mail address."""


def email_of(text: str) -> str:
    """The address as it is kept: in small letters, without spaces around it."""
    return text.strip().lower()


def user_called(email: str) -> User:
    """The user of that address, or NoSuchUser."""
    found = User.objects.filter(email=email_of(email)).first()
    if found is None:
        raise NoSuchUser(email)
    return found


def add_user(
    email: str,
    *,
    deed: Deed,
    name: str = "",
    password: str | None = None,
    is_operator: bool = False,
) -> User:
    """A new account. Without a password nobody can sign in to it, but it can have tokens."""
    address = email_of(email)
    try:
        validate_email(address)
    except ValidationError as error:
        raise BadEmail(email) from error
    user = User(email=address, name=name, is_staff=is_operator, joined_at=deed.at)
    _set_password(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            record_deed(deed, "user.add", f"user:{address}", is_operator=is_operator)
    except IntegrityError as error:
        raise UserExists(address) from error
    return user


def change_name(user: User, name: str, *, deed: Deed) -> bool:
    """Call the person by another name; whether that changed anything."""
    if user.name == name:
        return False
    user.name = name[:200]
    with transaction.atomic():
        user.save(update_fields=["name"])
        record_deed(deed, "user.name", f"user:{user.email}")
    return True


def change_password(user: User, password: str, *, deed: Deed) -> None:
    """A new password. Whoever is signed in is signed out."""
    _set_password(user, password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        record_deed(deed, "user.password", f"user:{user.email}")


def set_active(user: User, *, is_active: bool, deed: Deed) -> bool:
    """Let the account in or keep it out, its tokens too; whether that changed anything."""
    if user.is_active == is_active:
        return False
    user.is_active = is_active
    with transaction.atomic():
        user.save(update_fields=["is_active"])
        record_deed(deed, "user.enable" if is_active else "user.disable", f"user:{user.email}")
    return True


def set_operator(user: User, *, is_operator: bool, deed: Deed) -> bool:
    """Let the person do everything, or not any more; whether that changed anything."""
    if user.is_staff == is_operator:
        return False
    user.is_staff = is_operator
    with transaction.atomic():
        user.save(update_fields=["is_staff"])
        record_deed(deed, "user.operator", f"user:{user.email}", is_operator=is_operator)
    return True


def make_token(
    user: User,
    title: str,
    scopes: Iterable[Scope],
    *,
    secret: bytes,
    deed: Deed,
    expires_at: datetime | None,
) -> tuple[Token, str]:
    """A new token and its text, which is shown once and kept nowhere."""
    if not user.is_active:
        raise NotActive(user.email)
    text = token_text(secret)
    asked = set(scopes)
    ordered = " ".join(scope for scope in Scope if scope in asked)
    with transaction.atomic():
        token = Token.objects.create(
            user=user,
            title=title,
            sha256=token_hash(text),
            scopes=ordered,
            created_at=deed.at,
            expires_at=expires_at,
        )
        record_deed(
            deed, "token.create", f"user:{user.email}", token=token.id, title=title, scopes=ordered
        )
    return token, text


def revoke_token(number: int, *, deed: Deed) -> bool:
    """Nobody gets in with the token again; whether somebody could until now."""
    token = Token.objects.select_related("user").filter(id=number).first()
    if token is None:
        raise NoSuchToken(number)
    with transaction.atomic():
        live = Token.objects.filter(id=number, revoked_at=None)
        if not live.update(revoked_at=deed.at):
            return False
        record_deed(deed, "token.revoke", f"user:{token.user.email}", token=number)
    return True


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword("\n".join(error.messages)) from error
    user.set_password(password)
