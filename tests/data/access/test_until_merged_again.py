"""What a publisher closes leaves the merged table everywhere, though no new one can be made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client as Browser
from pytest_django.plugin import DjangoDbBlocker

from tdpf.data.app import create_app
from tdpf.settings import Settings
from tests.data.access.test_who_reads import city
from tests.data.client import Client
from tests.on_postgresql.homes import database_of
from tests.web.fixtures import reading

ACTION = "/api/3/action"
DESCRIPTIONS = (
    "/datasets/public_toilet.ttl",
    "/catalog.ttl",
    f"{ACTION}/package_show?id=public_toilet",
    f"{ACTION}/package_search?fq=name:public_toilet",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("merged-again")
    city(made)
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[Client]:
    home = folder / "home"
    made = Client(create_app(Settings(home=home, database=database_of(home))))
    yield made
    made.close()


@pytest.fixture
def browser(folder: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    with reading(folder / "home", django_db_blocker):
        yield Browser(SERVER_NAME="localhost")


@pytest.fixture
def table(client: Client) -> str:
    """The id of the merged table, which stands wherever something is told of it."""
    (file,) = client.get(f"{ACTION}/package_show?id=public_toilet").json()["result"]["resources"]
    return str(file["id"])


def described(client: Client, table: str) -> list[str]:
    """The descriptions that tell of the merged table itself."""
    answers = {address: client.get(address) for address in DESCRIPTIONS}
    assert {answer.status for answer in answers.values()} == {200}, answers
    return [address for address, answer in answers.items() if table in answer.text]


def versions_told(browser: Browser) -> list[int]:
    feed = browser.get("/sets/public_toilet/changes.atom").content.decode()
    return [number for number in range(1, 9) if f"public_toilet?version={number}<" in feed]


def test_closing_a_part_closes_the_merged_table_until_it_is_made_without_it(
    folder, client, browser, table
):
    page = "/sets/public_toilet"
    assert described(client, table) == list(DESCRIPTIONS)
    assert "いずれ隠す便所" in browser.get(page).content.decode()
    versions = versions_told(browser)
    city(folder, "limit")
    assert described(client, table) == []
    answer = browser.get(page).content.decode()
    assert "いずれ隠す便所" not in answer
    assert "公開の便所" not in answer
    assert not set(versions_told(browser)) & set(versions)

    city(folder, "settle")
    assert described(client, table) == list(DESCRIPTIONS)
    answer = browser.get(page).content.decode()
    assert "いずれ隠す便所" not in answer
    assert "公開の便所" in answer

    city(folder, "hide-other")
    assert described(client, table) == []
    assert "公開の便所" not in browser.get(page).content.decode()
    assert versions_told(browser) == []
