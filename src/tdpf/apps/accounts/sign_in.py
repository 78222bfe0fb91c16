"""How often somebody may try to sign in: counted in the database, for all processes together."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tdpf.apps.accounts.models import SignInTry
from tdpf.apps.accounts.sessions import forget

WINDOW = timedelta(minutes=15)
TRIES_OF_ACCOUNT = 10
TRIES_OF_ADDRESS = 30


_TOO_MANY = {
    "too_many": _("Too many tries to sign in. Wait a quarter of an hour, then try again."),
}


class Counted(AuthenticationForm):
    """Django's form, which refuses before it looks at the password when there were too many."""

    def clean(self) -> dict[str, Any]:
        email = str(self.cleaned_data.get("username") or "").strip().lower()
        self.cleaned_data["username"] = email
        if self.request is not None and email:
            keys = keys_of(self.request, email)
            if not take_try(keys, at=timezone.now()):
                raise ValidationError(self.error_messages["too_many"], code="too_many")
            found = super().clean()
            give_back(keys)
            forget(request=self.request)  # a new session begins, whoever was signed in before
            self.request.session.clear_expired()
            return found
        return super().clean()


class SignInForm(Counted, AdminAuthenticationForm):
    """For the staff screens: operators alone."""

    error_messages = {**AdminAuthenticationForm.error_messages, **_TOO_MANY}


class MemberSignInForm(Counted):
    """For everybody who has an account with a password."""

    error_messages = {**AuthenticationForm.error_messages, **_TOO_MANY}


def keys_of(request: HttpRequest, email: str) -> tuple[str, str]:
    """What is counted: the account and the address, as hashes that tell nobody who it was."""
    told = (f"account:{email}", f"address:{client_of(request)}")
    account, address = (hashlib.sha256(one.encode()).hexdigest() for one in told)
    return account, address


def take_try(keys: tuple[str, str], *, at: datetime) -> bool:
    """Count a try; whether it may be made. A refused try is not counted, so waiting helps."""
    with transaction.atomic():
        SignInTry.objects.filter(at__lt=at - WINDOW).delete()
        account, address = (SignInTry.objects.filter(key=key).count() for key in keys)
        if account >= TRIES_OF_ACCOUNT or address >= TRIES_OF_ADDRESS:
            return False
        SignInTry.objects.bulk_create(SignInTry(key=key, at=at) for key in keys)
        return True


def give_back(keys: tuple[str, str]) -> None:
    """Who signed in does not guess at this account; at others from here, they still might."""
    account, address = keys
    SignInTry.objects.filter(key=account).delete()
    latest = SignInTry.objects.filter(key=address).order_by("-at", "-pk").first()
    if latest is not None:
        latest.delete()


def client_of(request: HttpRequest) -> str:
    """Who asks: the peer, or whom a proxy on this machine names last in X-Forwarded-For."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    named = request.headers.get("X-Forwarded-For", "")
    return named.rpartition(",")[2].strip() if named and _is_here(peer) else peer


def _is_here(peer: str) -> bool:
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return peer == ""  # a Unix socket has no address
