"""`tdpf user`, `tdpf member` and `tdpf token` as an operator uses them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from tdpf.apps.accounts.models import Token, User
from tdpf.apps.catalog.service import ensure_organisation
from tdpf.apps.publishing.models import AuditRecord
from tdpf.cli.main import main
from tdpf.core.tokens import token_hash

pytestmark = pytest.mark.django_db(transaction=True)

HANAKO = "hanako@city.example.jp"
PASSWORD = "correct-horse-battery"


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def tdpf(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(words), input=typed)


def test_a_password_is_asked_for_twice_and_shown_never():
    answer = tdpf("user", "add", "Hanako@City.example.jp", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert answer.exit_code == 0, answer.output
    assert PASSWORD not in answer.output
    assert User.objects.get().email == HANAKO
    assert User.objects.get().check_password(PASSWORD)
    assert "--password " not in tdpf("user", "add", "--help").output


def test_a_password_comes_from_a_file_or_standard_input(tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{PASSWORD}\r\n", encoding="utf-8")
    assert tdpf("user", "add", HANAKO, "--password-file", str(file)).exit_code == 0
    assert User.objects.get().check_password(PASSWORD)
    changed = tdpf(
        "user", "password", HANAKO, "--password-file", "-", typed="another-long-secret\n"
    )
    assert changed.exit_code == 0
    assert User.objects.get().check_password("another-long-secret")


@pytest.mark.parametrize("weak", ["short", "123456789012345", "hanako@city.example"])
def test_a_weak_password_makes_no_account(weak):
    answer = tdpf("user", "add", HANAKO, "--password-file", "-", typed=f"{weak}\n")
    assert answer.exit_code == 1
    assert not User.objects.exists()


def test_what_cannot_be_done_is_told_in_a_sentence():
    tdpf("user", "add", HANAKO, "--no-password")
    for words, told in (
        (("user", "add", HANAKO.upper(), "--no-password"), "has an account already"),
        (("user", "add", "hanako", "--no-password"), "is no e-mail address"),
        (("user", "disable", "taro@city.example.jp"), "tdpf user list"),
        (("member", "add", HANAKO, "999999"), "There is no organisation"),
        (("token", "create", "taro@city.example.jp", "--title", "x"), "tdpf user list"),
        (("token", "revoke", "7"), "tdpf token list"),
    ):
        answer = tdpf(*words)
        assert answer.exit_code == 1, words
        assert told in answer.output
        assert "Traceback" not in answer.output


def test_a_token_is_shown_once_and_only_its_hash_is_kept():
    tdpf("user", "add", HANAKO, "--no-password")
    made = tdpf("token", "create", HANAKO, "--title", "更新", "--scope", "write")
    text = made.stdout.strip()
    assert text.startswith("tdpf_")
    assert Token.objects.get().sha256 == token_hash(text)
    listed = tdpf("token", "list", "--json")
    assert text not in listed.output
    assert json.loads(listed.stdout)[0]["scopes"] == "write"
    assert text not in str(list(AuditRecord.objects.values()))
    assert "Revoked" in tdpf("token", "revoke", str(Token.objects.get().id)).output
    assert "already" in tdpf("token", "revoke", str(Token.objects.get().id)).output
    assert json.loads(tdpf("token", "list", "--json").stdout)[0]["state"] == "revoked"


def test_a_disabled_person_gets_no_token():
    tdpf("user", "add", HANAKO, "--no-password")
    assert "Disabled" in tdpf("user", "disable", HANAKO).output
    assert tdpf("token", "create", HANAKO, "--title", "x").exit_code == 1
    assert not Token.objects.exists()


def test_a_role_replaces_the_one_before_and_every_change_is_written_down():
    ensure_organisation("131130", at=datetime.now(UTC))
    tdpf("user", "add", HANAKO, "--no-password")
    assert "officer" in tdpf("member", "add", HANAKO, "131130").output
    assert "Nothing" in tdpf("member", "add", HANAKO, "131130").output
    assert "reader" in tdpf("member", "add", HANAKO, "131130", "--role", "reader").output
    (told,) = json.loads(tdpf("member", "list", "--json").stdout)
    assert (told["email"], told["role"]) == (HANAKO, "reader")
    assert "Removed" in tdpf("member", "remove", HANAKO, "131130").output
    assert json.loads(tdpf("member", "list", "--json").stdout) == []
    tdpf("user", "operator", HANAKO)
    tdpf("user", "operator", HANAKO, "--off")
    told = AuditRecord.objects.order_by("id").values_list("action", flat=True)
    assert [one for one in told if one.startswith(("user", "member"))] == [
        "user.add", "member.add", "member.role", "member.remove", "user.operator", "user.operator",
    ]  # fmt: skip
