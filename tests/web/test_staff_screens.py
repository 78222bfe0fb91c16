"""/admin/ for operators: who gets in, how often one may try, and what is written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tdpf.apps.accounts.models import SignIn
from tdpf.apps.accounts.service import User, add_user
from tdpf.apps.accounts.sign_in import TRIES_OF_ACCOUNT, TRIES_OF_ADDRESS, WINDOW, take_try
from tdpf.apps.catalog.service import ensure_organisation
from tdpf.apps.organisations.service import members
from tdpf.apps.publishing.models import AuditRecord
from tdpf.apps.publishing.service import Deed
from tdpf.core.tokens import token_hash

pytestmark = pytest.mark.django_db

AT = datetime(2024, 4, 1, tzinfo=UTC)
DEED = Deed(actor="test", at=AT)
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def operator() -> User:
    return add_user("op@city.example.jp", deed=DEED, password=PASSWORD, is_operator=True)


def audit_of(subject: str) -> list[AuditRecord]:
    return list(AuditRecord.objects.filter(subject=subject))


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post("/admin/login/?next=/admin/", {"username": email, "password": password})


def test_operators_get_in_and_read_japanese(client, operator):
    assert sign_in(client, " OP@city.example.jp ").status_code == 302
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "アカウントと権限" in page.content.decode()
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_others_do_not_get_in(client, operator):
    add_user("clerk@city.example.jp", deed=DEED, password=PASSWORD)
    for email, password in (
        ("clerk@city.example.jp", PASSWORD),
        ("op@city.example.jp", "wrong"),
        ("nobody@city.example.jp", PASSWORD),
    ):
        assert sign_in(client, email, password).status_code == 200
        assert client.get("/admin/").status_code == 302


def test_no_page_of_the_staff_screens_needs_an_exception_from_the_content_policy(client, operator):
    sign_in(client, operator.email)
    for path in ("/admin/login/", "/admin/", "/admin/accounts/user/add/", "/admin/accounts/token/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "unsafe" not in policy


def test_forms_need_their_token(operator):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, operator.email).status_code == 403


def test_guessing_passwords_ends_after_a_few_tries_even_with_the_right_one(client, operator):
    for _ in range(TRIES_OF_ACCOUNT):
        sign_in(client, operator.email, "wrong")
    refused = sign_in(client, operator.email)
    assert refused.status_code == 200
    assert "15分" in refused.content.decode()
    assert client.get("/admin/").status_code == 302


def test_one_address_may_not_try_many_accounts(client, operator):
    for number in range(40):
        sign_in(client, f"user{number}@city.example.jp", "wrong")
    assert sign_in(client, operator.email).status_code == 200
    elsewhere = Client(headers={"X-Forwarded-For": "203.0.113.7"})
    assert sign_in(elsewhere, operator.email).status_code == 302


def test_an_account_of_ones_own_is_no_way_to_try_others_for_longer(client, operator):
    add_user("clerk@city.example.jp", deed=DEED, password=PASSWORD)
    for number in range(TRIES_OF_ADDRESS):
        if number % 3 == 2:
            Client().post("/sign-in", {"username": "clerk@city.example.jp", "password": PASSWORD})
        sign_in(client, f"user{number}@city.example.jp", "wrong")
    assert sign_in(client, operator.email).status_code == 200


def test_who_signs_in_over_somebody_else_is_known_and_the_other_is_not_any_more(client, operator):
    add_user("clerk@city.example.jp", deed=DEED, password=PASSWORD)
    client.post("/sign-in", {"username": "clerk@city.example.jp", "password": PASSWORD})
    assert sign_in(client, operator.email).status_code == 302
    (known,) = SignIn.objects.all()
    assert known.user == operator
    assert known.key == token_hash(client.cookies["sessionid"].value)


def test_waiting_helps():
    keys = ("account", "address")
    granted = [take_try(keys, at=AT) for _ in range(TRIES_OF_ACCOUNT + 1)]
    assert granted == [True] * TRIES_OF_ACCOUNT + [False]
    assert take_try(keys, at=AT + WINDOW + timedelta(seconds=1))


def test_a_role_given_in_the_staff_screens_stands_in_the_audit_log(client, operator):
    ward = ensure_organisation("131130", at=AT)
    clerk = add_user("clerk@city.example.jp", deed=DEED)
    sign_in(client, operator.email)
    form = {"user": clerk.id, "organisation": ward.id, "role": "officer"}
    assert client.post("/admin/organisations/membership/add/", form).status_code == 302
    (made,) = members(user=clerk)
    assert (made.organisation, made.role) == (ward, "officer")
    changed = client.post(f"/admin/organisations/membership/{made.id}/change/", {"role": "reader"})
    assert changed.status_code == 302
    removed = client.post(f"/admin/organisations/membership/{made.id}/delete/", {"post": "yes"})
    assert removed.status_code == 302
    assert not members(user=clerk)
    told = [(one.action, one.actor) for one in audit_of("organisation:131130")]
    assert sorted(told) == [
        ("member.add", operator.email),
        ("member.remove", operator.email),
        ("member.role", operator.email),
    ]


def test_an_account_made_in_the_staff_screens_can_sign_in(client, operator):
    sign_in(client, operator.email)
    form = {
        "email": "New@city.example.jp",
        "name": "新人",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "is_staff": "on",
    }
    assert client.post("/admin/accounts/user/add/", form).status_code == 302
    assert sign_in(Client(), "new@city.example.jp").status_code == 302
    assert [one.actor for one in audit_of("user:new@city.example.jp")] == [operator.email]


def test_operators_look_at_policies_and_change_none_by_hand(client, operator):
    client.force_login(operator)
    for model in ("datasetaccess", "tableaccess"):
        assert client.get(f"/admin/organisations/{model}/").status_code == 200
        assert client.get(f"/admin/organisations/{model}/add/").status_code == 403
