from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tdpf.data import published
from tdpf.data.app import create_app
from tdpf.settings import Settings
from tests.data.client import Client
from tests.data.samples import Site, new_site, toilets


@pytest.fixture(autouse=True)
def always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A publication is seen by the very next request."""
    monkeypatch.setattr(published, "FRESH_S", 0.0)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A shelf with one table of 250 toilets."""
    made = new_site(tmp_path / "shelf")
    made.publish("toilets", toilets(), keys={"名称": "name", "設置年": "year"})
    return made


@pytest.fixture
def serving(site: Site) -> Iterator[Callable[[Settings], Client]]:
    """Makes a client of a server with these settings over the site."""
    made: list[Client] = []

    def make(ours: Settings) -> Client:
        client = Client(create_app(ours, manifest=site.manifest, storage=site.storage))
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(serving: Callable[[Settings], Client]) -> Client:
    return serving(Settings())
