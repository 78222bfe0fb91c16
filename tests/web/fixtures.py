"""The small city as fixtures: published once, read by Django's test client or a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from pytest_django.plugin import DjangoDbBlocker

from tdpf.apps.catalog.page_data.results import index
from tdpf.portal.database import databases
from tdpf.settings import Settings, settings
from tests.data.server import serving
from tests.on_postgresql.homes import database_of
from tests.web import city


@pytest.fixture(scope="session")
def city_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder in which the small city is published."""
    home = tmp_path_factory.mktemp("city-home")
    city.publish(city.write(tmp_path_factory.mktemp("city")), home)
    return home


@pytest.fixture
def published(city_home: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The pages of this process read the small city instead of the empty test database."""
    with reading(city_home, django_db_blocker):
        yield city_home


@contextmanager
def reading(home: Path, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django reads the database of that home folder, for the length of a block."""
    with _home(home), blocker.unblock():
        usual = connections["default"]
        ours = connections.create_connection("default")
        there = databases(Settings(home=home, database=database_of(home)))["default"]
        ours.settings_dict = {**usual.settings_dict, **there}
        connections["default"] = ours
        try:
            yield
        finally:
            ours.close()
            connections["default"] = usual


class _home:  # noqa: N801 — reads as a phrase: with _home(path)
    """Settings that name another home folder, for the length of a block."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._usual = os.environ["TDPF_HOME"]
        self._set(str(self._path))

    def __exit__(self, *_: object) -> None:
        self._set(self._usual)

    def _set(self, path: str) -> None:
        os.environ["TDPF_HOME"] = path
        settings.cache_clear()
        index.cache_clear()
        cache.clear()


@pytest.fixture(scope="session")
def site(city_home: Path) -> Iterator[str]:
    """Address of a server that shows the small city, as an operator starts it."""
    with serving(city_home) as server:
        yield f"http://127.0.0.1:{server.port}"
