"""Who is signed in, written down for the data server, which reads no sessions of Django's.

A sign-in is known by the hash of its session's key, ends with the session, with another password,
and at once when the account is disabled. It lets its person read, and nothing else.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.utils import timezone

from tdpf.apps.accounts.models import SignIn, User
from tdpf.core.tokens import password_mark, token_hash


def remember(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Write the sign-in down; those that are over go."""
    if request.session.session_key is None:  # somebody else's was ended: a new one has no key yet
        request.session.save()
    at, key = timezone.now(), request.session.session_key
    if key is None:  # a session that is not kept here
        return
    SignIn.objects.filter(ends_at__lte=at).delete()
    SignIn.objects.update_or_create(
        key=token_hash(key),
        defaults={
            "user": user,
            "mark": password_mark(user.password),
            "ends_at": request.session.get_expiry_date(),
        },
    )


def forget(*, request: HttpRequest, **_: Any) -> None:
    """The session is over for the data server too."""
    if request.session.session_key:
        SignIn.objects.filter(key=token_hash(request.session.session_key)).delete()


def connect() -> None:
    user_logged_in.connect(remember, dispatch_uid="tdpf.remember")
    user_logged_out.connect(forget, dispatch_uid="tdpf.forget")
