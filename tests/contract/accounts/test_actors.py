"""Who stands behind a token or session, as the data server reads SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tdpf.adapters.accounts import open_accounts
from tdpf.core.access import Role, Scope
from tdpf.core.tokens import password_mark, token_hash, token_text
from tdpf.data.identity import SESSION
from tdpf.portal.database import databases
from tdpf.settings import Settings

AT = datetime(2024, 4, 1, 12, 30, tzinfo=UTC)
TOKENS = {name: token_text(bytes([number]) * 32) for number, name in enumerate(
    ("live", "alone", "expired", "revoked", "disabled", "operator")
)}  # fmt: skip


def fill(alias: str) -> None:
    from tdpf.apps.accounts.models import Token, User
    from tdpf.apps.catalog.models import Organisation
    from tdpf.apps.organisations.models import Membership

    def user(name: str, **facts: bool) -> User:
        email = f"{name}@city.example.jp"
        return User.objects.using(alias).create(email=email, joined_at=AT, **facts)

    def token(name: str, owner: User, scopes: str = "read", **facts: datetime) -> None:
        sha256 = token_hash(TOKENS[name])
        Token.objects.using(alias).create(
            user=owner, title=name, sha256=sha256, scopes=scopes, created_at=AT, **facts
        )

    member, alone = user("member"), user("alone")
    for name, role in (("minato", Role.OFFICER), ("shibuya", Role.READER)):
        ward = Organisation.objects.using(alias).create(
            id=name, name=name, title=name, created_at=AT
        )
        Membership.objects.using(alias).create(
            user=member, organisation=ward, role=role.value, since=AT
        )
    token("live", member, "read write", expires_at=AT + timedelta(seconds=1))
    token("alone", alone)
    token("expired", member, expires_at=AT)
    token("revoked", member, revoked_at=AT)
    token("disabled", user("gone", is_active=False))
    token("operator", user("operator", is_staff=True), "admin")


@pytest.fixture(params=["sqlite", "postgres"])
def opened(request, tmp_path, django_db_blocker):
    from django.core.management import call_command
    from django.db import connections

    url = request.getfixturevalue("new_database")() if request.param == "postgres" else ""
    ours, alias = Settings(home=tmp_path, database=url), f"accounts_{request.param}"
    with django_db_blocker.unblock():
        connections.databases[alias] = connections.configure_settings(
            {**databases(ours), alias: databases(ours)["default"]}
        )[alias]
        call_command("migrate", database=alias, verbosity=0, skip_checks=True)
        fill(alias)
        connections[alias].close()
        accounts = open_accounts(ours)
        yield accounts, alias
        accounts.close()
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


def test_tokens_tell_who_asks_until_they_end(opened):
    accounts, alias = opened
    from tdpf.apps.accounts.models import Token

    found = accounts.actor(TOKENS["live"], at=AT)
    assert found.name == "member@city.example.jp"
    assert dict(found.roles) == {"minato": Role.OFFICER, "shibuya": Role.READER}
    assert found.scopes == {Scope.READ, Scope.WRITE}
    assert not found.is_operator
    assert accounts.actor(TOKENS["alone"], at=AT).roles == {}
    assert accounts.actor(TOKENS["operator"], at=AT).is_operator
    for name in ("expired", "revoked", "disabled"):
        assert accounts.actor(TOKENS[name], at=AT) is None, name
    assert accounts.actor(TOKENS["live"], at=AT + timedelta(seconds=1)) is None
    for guess in ("", "x", "tdpf_", TOKENS["live"][:-1], TOKENS["live"].upper()):
        assert accounts.actor(guess, at=AT) is None

    from tdpf.apps.accounts.models import SignIn, User

    ends = AT + timedelta(hours=8)
    for name in ("member", "gone", "operator"):
        user = User.objects.using(alias).get(email=f"{name}@city.example.jp")
        SignIn.objects.using(alias).create(
            key=token_hash(f"session of {name}"),
            user=user,
            mark=password_mark(user.password),
            ends_at=ends,
        )
    reader = accounts.session("session of member", at=AT)
    assert dict(reader.roles) == dict(found.roles)
    assert reader.scopes == {Scope.READ}  # whoever comes by session may read and nothing else
    assert accounts.session("session of operator", at=AT).scopes == {Scope.READ}
    for key, at in (("gone", AT), ("nobody", AT), ("member", ends)):
        assert accounts.session(f"session of {key}", at=at) is None
    User.objects.using(alias).filter(email=found.name).update(password="another")
    assert accounts.session("session of member", at=AT) is None

    accounts.close()
    used = dict(Token.objects.using(alias).values_list("title", "last_used_on"))
    assert used["live"] == used["alone"] == used["operator"] == AT.date()
    assert used["expired"] is used["revoked"] is used["disabled"] is None


def test_the_cookie_is_the_one_that_the_pages_set(settings):
    assert SESSION.decode() == settings.SESSION_COOKIE_NAME
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
