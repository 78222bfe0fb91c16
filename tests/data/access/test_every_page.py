"""What somebody may not see is on no page and in no file that the pages give them.

The pages are those of the site itself: a new one that is not asked here fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django.plugin import DjangoDbBlocker

from tdpf.apps.accounts.models import SignIn, User
from tests.data.access.inside import marks_in
from tests.data.access.test_every_door import PEOPLE, SEES, TABLES, leaks
from tests.web.fixtures import reading

APART = ("admin/", "static/", "jobs/", "notify/")
"""Staff screens ask who comes by themselves; the others change something, by POST alone."""


@pytest.fixture(scope="module")
def told(limited_city: dict[str, Any]) -> dict[str, Any]:
    return limited_city


@pytest.fixture(scope="module")
def pages(told: dict[str, Any], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with reading(Path(told["home"]), django_db_blocker):
        yield


def paths(patterns: list[URLPattern | URLResolver], start: str = "") -> Iterator[str]:
    for one in patterns:
        path = start + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from paths(one.url_patterns, path)
        else:
            yield path


def addresses(names: dict[str, str]) -> list[str]:
    fills = {
        "datasets/<str:name>": f"datasets/{names['dataset']}",
        "dataset/<str:name>": f"dataset/{names['dataset']}",
        "<str:file>": names["file"],
        "<str:resource>": names["file"],
        "<path:file>": "file.csv",
        "organization/<str:name>": "organization/131130",
        "group/<str:name>": "group/none",
        "<str:slug>": "public_toilet",
        "<str:code6>": "131130",
        "<str:kind>": "atom",
        "<int:number>": "0",
        "series/<str:name>": "series/none",
    }
    found = []
    for pattern in paths(get_resolver().url_patterns):
        if any(part in pattern for part in APART) or pattern.startswith("api/"):
            continue
        path = reduce(lambda told, fill: told.replace(*fill), fills.items(), pattern)
        assert "<" not in path, f"fill in what {path} needs"
        found.append(f"/{path}")
    return [
        *found,
        f"/datasets/{names['dataset']}?table={names['table']}",
        f"/datasets/{names['dataset']}/files/0",
        f"/datasets/{names['dataset']}/report.json?table={names['table']}",
        *(f"/search?q={mark}" for mark in ("ZQHIDDENROW", "ZQREMARKSHOWN", "ZQCOLUMN")),
        *(f"/search?q={mark}" for mark in ("ZQSHARED", "ZQJOINED", "ZQOWNALONE")),
    ]


def browser_of(who: str) -> Client:
    """A browser in which the person is signed in; the key that signs sessions is this process's."""
    browser = Client(SERVER_NAME="localhost")
    if who != "nobody":
        browser.force_login(User.objects.get(email=f"{who}@city.example.jp"))
    return browser


def body_of(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for file in getattr(answer, "_resource_closers", ()):
        file()
    return body


@pytest.mark.parametrize("table", TABLES)
def test_no_page_gives_anybody_a_trace_of_what_they_may_not_see(pages, told, table):
    names = told["names"][table]
    asked = addresses(names)
    for who in PEOPLE:
        browser = browser_of(who)
        for address in asked:
            if address == "/sign-out":
                continue
            answer = browser.get(address)
            assert answer.status_code < 500, (who, address)
            echo = marks_in(address.encode(), sorted(SEES))
            assert not leaks(body_of(answer), who) - echo, (who, address)


def test_members_find_and_read_on_pages_what_is_theirs(pages, told):
    for table, mark in (("shared", "ZQSHARED"), ("joined", "ZQJOINED"), ("own", "ZQOWNALONE")):
        names = told["names"][table]
        page, file = f"/datasets/{names['dataset']}", f"/datasets/{names['dataset']}/files/0"
        for who in PEOPLE:
            browser = browser_of(who)
            is_seen = who in SEES[mark]
            for address in (page, file):
                answer = browser.get(address)
                assert answer.status_code == (200 if is_seen else 404), (who, address)
                if is_seen:
                    assert mark.encode() in body_of(answer)
                    assert "no-store" in answer["Cache-Control"]
            found = browser.get("/search?q=131130-public")
            assert (f'"{page}"'.encode() in found.content) is is_seen, (who, table)
            listed = browser.get("/account")
            assert (f'"{page}"'.encode() in listed.content) is is_seen, (who, table)


def test_a_limited_table_is_shown_without_what_is_hidden_and_its_file_to_the_free_alone(
    pages, told
):
    page = f"/datasets/{told['names']['limited']['dataset']}"
    for who in PEOPLE:
        browser, is_free = browser_of(who), who in SEES["ZQHIDDENROW"]
        shown = browser.get(page).content.decode()
        assert "見える便所" in shown
        assert ("ZQHIDDENROW" in shown) is is_free, who
        assert ("ZQCOLUMN" in shown) is is_free, who
        for part in ("files/0", "report.json"):
            answer = browser.get(f"{page}/{part}")
            assert body_of(answer)
            assert answer.status_code == (200 if is_free else 404), (who, part)


def test_signing_out_ends_the_session_for_the_data_server_too(pages, told):
    browser = Client(SERVER_NAME="localhost")
    told_secret = {"username": "other@city.example.jp", "password": "other knows a long password"}
    assert browser.post("/sign-in", told_secret)["Location"] == "/account"
    before = SignIn.objects.count()
    assert browser.get("/sign-out").status_code == 405  # no other page can sign somebody out
    assert browser.post("/sign-out").status_code == 302
    assert SignIn.objects.count() == before - 1


def test_the_sign_in_leads_back_on_this_site_only(pages, told):
    told_secret = {"username": "other@city.example.jp", "password": "other knows a long password"}
    for target, expected in (("/sets", "/sets"), ("https://elsewhere.example/", "/account")):
        browser = Client(SERVER_NAME="localhost")
        answer = browser.post("/sign-in", told_secret | {"next": target})
        assert answer["Location"] == expected
    wrong = Client(SERVER_NAME="localhost").post("/sign-in", told_secret | {"password": "no"})
    assert wrong.status_code == 200
    assert "sessionid" not in wrong.cookies
