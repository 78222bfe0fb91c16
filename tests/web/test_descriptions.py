"""What the pages tell of a description: facts, due dates, changes, series, and where data lives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.contract.catalog.describer import BUREAU, DATASET
from tests.web.fixtures import reading

DESCRIBER = Path(__file__).parents[1] / "contract" / "catalog" / "describer.py"


@pytest.fixture(scope="module")
def described_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bureau's dataset, described, corrected and put into a series; nothing has rows."""
    home = tmp_path_factory.mktemp("described")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    environ = plain | {"TDPF_HOME": str(home)}
    for step in ("first", "rename"):
        subprocess.run([sys.executable, str(DESCRIBER), step], check=True, env=environ)
    rebuild = "from tdpf.cli.main import main; main()"
    subprocess.run([sys.executable, "-c", rebuild, "search", "--rebuild"], check=True, env=environ)
    return home


@pytest.fixture
def client(described_home: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Client]:
    cache.clear()
    with reading(described_home, django_db_blocker):
        yield Client()


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_a_dataset_page_tells_everything_that_is_stated(client: Client) -> None:
    html = page(client, "/datasets/parks")
    for told in (
        "都立公園の一覧",
        "公園課",
        'href="mailto:park@example.jp"',
        'href="/search?theme=living"',
        f"/datasets/{DATASET.id}.ttl",
        "https://catalog.example.jp/dataset/7",
        'href="/series/parks"',
    ):
        assert told in html, told


def test_the_page_says_since_when_an_update_is_late_and_what_was_changed(client: Client) -> None:
    html = page(client, "/datasets/parks")
    assert "次の更新は2025年4月1日（令和7年）の予定でした" in html
    assert "説明の変更の記録" in html


def test_a_former_name_and_the_id_lead_to_the_page(client: Client) -> None:
    for old in ("toden-park", "source-7", DATASET.id):
        answer = client.get(f"/datasets/{old}")
        assert (answer.status_code, answer["Location"]) == (301, "/datasets/parks")
    assert client.get(f"/publishers/{BUREAU.id}")["Location"] == "/publishers/kensetsu"


def test_what_is_private_is_nowhere(client: Client) -> None:
    assert client.get("/datasets/hidden").status_code == 404
    for url in ("/", "/publishers/kensetsu", "/search", "/sitemap.xml", "/search.atom"):
        assert "hidden" not in page(client, url).replace("aria-hidden", ""), url
    figures = page(client, "/publishers")
    assert "建設局" in figures


def test_a_publisher_page_lists_what_is_overdue(client: Client) -> None:
    html = page(client, "/publishers/kensetsu")
    assert "更新予定日を過ぎたデータ" in html
    assert 'href="/publishers/kensetsu/new.atom"' in html


def test_a_file_that_is_only_described_leads_to_its_publisher(client: Client) -> None:
    html = page(client, "/datasets/parks")
    assert 'href="https://data.example.jp/park.csv"' in html
    assert "ファイルは公開元にあります。" in html
    assert "まだ公開していない" not in page(client, "/publishers/kensetsu"), "sets are for cities"


def test_a_series_page_lists_its_datasets(client: Client) -> None:
    html = page(client, "/series/parks")
    assert '<a href="/datasets/parks">都立公園の一覧</a>' in html
    assert client.get("/series/nothing").status_code == 404


def test_a_bureau_is_a_filter_by_its_short_name(client: Client) -> None:
    html = page(client, "/search?q=建設局の公園")
    assert "のデータを先に並べました" in html
    assert 'href="/datasets/parks"' in html


def test_the_map_of_the_site_holds_pages_datasets_and_publishers(client: Client) -> None:
    found = [element.text or "" for element in ET.fromstring(page(client, "/sitemap.xml")).iter()]
    for wanted in ("/datasets/parks", "/sets/aed", "/publishers/kensetsu"):
        assert any(address.endswith(wanted) for address in found), wanted


def test_the_command_lists_what_is_overdue_in_every_form(described_home: Path) -> None:
    def run(*words: str) -> str:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
        main = "from tdpf.cli.main import main; main(prog_name='tdpf')"
        return subprocess.run(
            [sys.executable, "-c", main, "freshness", *words],
            check=True,
            capture_output=True,
            text=True,
            env=plain | {"TDPF_HOME": str(described_home)},
        ).stdout

    [late] = json.loads(run("--json", "--on", "2025-04-11"))
    assert (late["dataset"], late["due"], late["days"]) == ("parks", "2025-04-01", 10)
    assert "parks,都立公園の一覧,kensetsu" in run("--csv", "--publisher", "kensetsu")
    assert "nothing is overdue" in run("--on", "2025-04-01")


def test_what_was_withdrawn_is_not_found_even_before_the_index_knows(
    client: Client, described_home: Path
) -> None:
    from tdpf.apps.catalog.models import Dataset

    assert 'href="/datasets/parks"' in page(client, "/search?q=公園")
    Dataset.objects.filter(name="parks").update(state="withdrawn")
    try:
        assert "/datasets/parks" not in page(client, "/search?q=公園")
        assert "/datasets/parks" not in page(client, "/search.atom?q=公園")
    finally:
        Dataset.objects.filter(name="parks").update(state="active")
