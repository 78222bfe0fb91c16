"""What is described through the desk is read without Django, the same on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from tdpf.adapters.catalog import Catalog, Counts, open_catalog
from tdpf.settings import Settings
from tests.contract.catalog.describer import BUREAU, DATASET, FILE

Describe = Callable[..., str]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def new_home(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Settings]:
    """Makes an empty home, its catalogue on one of the databases."""

    def make() -> Settings:
        is_postgres = request.param == "postgres"
        database = request.getfixturevalue("new_database")() if is_postgres else ""
        home = tmp_path_factory.mktemp("described")
        return Settings(home=home, database=database, site_url="https://city.example.jp")

    return make


def describer(ours: Settings) -> Describe:
    """Runs steps of the describer in a process of its own, and gives what it says."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TDPF_")}
    environ = plain | {"TDPF_HOME": str(ours.home), "TDPF_DATABASE": ours.database}

    def run(*steps: str) -> str:
        program = Path(__file__).with_name("describer.py")
        done = subprocess.run(
            [sys.executable, str(program), *steps],
            env=environ,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    return run


@pytest.fixture(scope="module")
def described(new_home: Callable[[], Settings]) -> Settings:
    """A home in which everything is described once; no test changes it."""
    ours = new_home()
    assert describer(ours)("first") == "True True"
    return ours


@pytest.fixture
def catalog(described: Settings) -> Iterator[Catalog]:
    with closing(open_catalog(described)) as found:
        yield found


@pytest.fixture
def another(new_home: Callable[[], Settings]) -> Iterator[tuple[Describe, Catalog]]:
    """The describer and the catalogue of a home for one test to change."""
    ours = new_home()
    with closing(open_catalog(ours)) as found:
        yield describer(ours), found


def test_a_description_comes_back_whole(catalog: Catalog) -> None:
    found = catalog.dataset(DATASET.name)
    assert found is not None
    (file,) = found.distributions
    told = msgspec.to_builtins(DATASET)
    read = msgspec.to_builtins(found)
    ours = {"created_at", "modified_at", "distributions", "organisation"}
    assert {k: v for k, v in read.items() if k not in ours} == {
        k: v for k, v in told.items() if k not in ours
    }
    assert (file.title, file.download_url, file.format) == (FILE.title, FILE.download_url, "CSV")
    assert found.organisation is not None
    assert found.organisation.description == BUREAU.description
    assert catalog.organisation("kensetsu") == found.organisation
    assert [theme.title for theme in catalog.themes()] == ["生活"]
    assert [one.name for one in catalog.series()] == ["parks"]


def test_the_same_again_changes_nothing(described: Settings, catalog: Catalog) -> None:
    before = catalog.generation()
    assert describer(described)("again") == "False False"
    assert catalog.generation() == before


def test_what_is_hidden_is_found_by_nobody_but_those_who_ask_for_everything(
    catalog: Catalog,
) -> None:
    assert catalog.dataset("hidden") is None
    assert catalog.dataset("hidden", everything=True) is not None
    assert catalog.names() == ["toden-park"]
    assert catalog.names(everything=True) == ["hidden", "toden-park"]
    assert [one.name for one in catalog.page(limit=10)] == ["toden-park"]
    assert [count for _, count in catalog.organisations()] == [1]
    assert catalog.counts() == Counts(datasets=1, distributions=1, tables=0, organisations=1)


def test_old_names_and_ids_of_the_source_go_on_leading_to_it(
    another: tuple[Describe, Catalog],
) -> None:
    describe, catalog = another
    assert describe("first", "rename").splitlines()[1] == "['name', 'title']"
    for name in ("parks", "toden-park", "source-7", DATASET.id):
        found = catalog.dataset(name)
        assert found is not None, name
        assert found.title == "都立公園の一覧"
    found_file = catalog.distribution(FILE.id)
    assert found_file is not None
    assert found_file[0].name == "parks"


def test_withdrawn_is_out_of_sight_and_not_gone(another: tuple[Describe, Catalog]) -> None:
    describe, catalog = another
    assert describe("first", "withdraw").splitlines()[1] == "True False"
    assert catalog.dataset(DATASET.id) is None
    found = catalog.dataset(DATASET.id, everything=True)
    assert found is not None
    assert found.state == "withdrawn"
    assert len(found.distributions) == 1
