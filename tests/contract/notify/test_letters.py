"""Offices are told what is overdue, broken or no table: once, plainly, and not after stop."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from tdpf.adapters.mail import MailFailed, open_mail
from tdpf.core.catalog.model import Contact, Dataset, DatasetId
from tests.contract.harvest.conftest import client_of
from tests.contract.harvest.web import reply, web

AT = datetime(2024, 6, 1, tzinfo=UTC)
SITE = "https://city.example.jp"
pytestmark = pytest.mark.django_db(transaction=True)


def describe(number: int, **words) -> None:
    from tdpf.apps.catalog.service import cataloguing

    office = Contact(name="公園課", email="park@example.jp")
    told = {"frequency": "MONTHLY", "modified": "2024-01-10", "contact": office} | words
    dataset = Dataset(
        DatasetId(f"{number:036}"),
        f"d{number}",
        f"公園{number}",
        **told,
    )
    with cataloguing("clerk", at=AT) as desk:
        desk.dataset(dataset)


def send(folder: Path, at: datetime) -> int:
    from tdpf.apps.notify.service import send_letters

    return send_letters(open_mail(f"file://{folder}", "tdpf@example.jp"), at=at, site_url=SITE)


def letters(folder: Path) -> list:
    read = email.policy.default
    return [email.message_from_bytes(p.read_bytes(), policy=read) for p in folder.glob("*.eml")]


def test_an_office_gets_one_letter_about_everything(tmp_path: Path):
    describe(1)
    describe(2)
    describe(3, modified="2024-05-31")
    assert send(tmp_path, AT) == 1
    (letter,) = letters(tmp_path)
    text = letter.get_content()
    assert letter["To"] == "park@example.jp"
    assert "公園1" in text
    assert "公園2" in text
    assert "公園3" not in text
    assert "予定日 2024-02-10" in text


def test_a_letter_a_day_at_most_and_only_about_something_new(tmp_path: Path):
    describe(1)
    assert send(tmp_path, AT) == 1
    describe(2)
    assert send(tmp_path, AT + timedelta(hours=3)) == 0
    assert send(tmp_path, AT + timedelta(days=1)) == 1


def test_after_stop_no_letter_goes(tmp_path: Path):
    describe(1)
    send(tmp_path, AT)
    (letter,) = letters(tmp_path)
    path = letter["List-Unsubscribe"].strip("<>").removeprefix(SITE)
    browser = Client(HTTP_HOST="localhost")
    assert browser.get(path).status_code == 200
    describe(2)
    assert send(tmp_path, AT + timedelta(days=1)) == 1  # opening the link changed nothing
    assert browser.post(path).status_code == 200
    describe(3)
    assert send(tmp_path, AT + timedelta(days=40)) == 0
    assert browser.get(f"{path}x").status_code == 404


def test_an_address_that_would_add_a_header_gets_nothing(tmp_path: Path):
    describe(1, contact=Contact(email="a@b.jp\r\nBcc: c@d.jp"))
    assert send(tmp_path, AT) == 0


def test_a_broken_link_is_told_after_two_looks(tmp_path: Path):
    from tdpf.apps.notify.service import broken_links, check_links, find_links

    with web() as site:
        describe(1, landing_page=f"{site.base}/gone", modified="2024-05-31")
        describe(2, landing_page=f"{site.base}/fine", modified="2024-05-31")
        site.pages["/fine"] = reply("ok")
        now = [AT]
        for _ in range(2):
            client = client_of()
            find_links(at=now[0])
            check_links(client, at=lambda: now[0])
            client.close()
            now[0] += timedelta(days=2)
        assert [link.url for link in broken_links()] == [f"{site.base}/gone"]
        assert site.asked["/fine"] == 1  # once a week
    assert send(tmp_path, AT) == 1
    assert "/gone" in letters(tmp_path)[0].get_content()


def test_mail_that_is_not_set_up_says_how():
    for told, sender in (("carrier://pigeon", "a@b.jp"), ("smtp://mail.example.jp", "")):
        with pytest.raises(MailFailed, match="TDPF_MAIL"):
            open_mail(told, sender)


def test_a_letter_that_cannot_be_sent_is_tried_again(tmp_path: Path):
    from tdpf.apps.notify.service import send_letters

    describe(1)
    broken = open_mail("smtp://127.0.0.1:9", "tdpf@example.jp")
    assert send_letters(broken, at=AT, site_url=SITE) == 0
    assert send(tmp_path, AT + timedelta(hours=1)) == 1
