"""The catalogue in memory: read before it is searched, and never older than it was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from typing import Any, cast

import msgspec

from tdpf.adapters.catalog import Catalog
from tdpf.core.catalog.model import Dataset, DatasetId
from tdpf.data.app import create_app
from tdpf.data.ckan.shelf import CkanShelf
from tdpf.settings import Settings
from tests.data.client import Client


class OneDataset:
    """A catalogue of one dataset; `meanwhile` is called once a reader has it in hand."""

    def __init__(self) -> None:
        self.title = "old"
        self.position = 1
        self.is_read = Event()
        self.meanwhile: Callable[[], None] = lambda: None

    def _found(self) -> list[Dataset]:
        return [Dataset(id=DatasetId("a"), name="a", title=self.title)]

    def page(self, *, after: str = "", **_: Any) -> list[Dataset]:
        self.is_read.set()
        return [] if after else self._found()

    def datasets(self, ids: Iterable[str], *, with_tables: bool = True, **_: Any) -> list[Dataset]:
        found = self._found() if "a" in ids else []
        if with_tables:
            self.meanwhile()
        return found

    def changed(self, *, since: int) -> tuple[int, list[str]]:
        return self.position, ["a"] if since < self.position else []

    def generation(self) -> int:
        return self.position

    def organisations(self) -> list[Any]:
        return []

    def close(self) -> None:
        """Nothing is open."""


def test_a_server_that_starts_reads_the_catalogue_before_anybody_searches(tmp_path: Path) -> None:
    catalog = OneDataset()
    client = Client(create_app(Settings(home=tmp_path), catalog=cast(Catalog, catalog)))
    assert not catalog.is_read.is_set()
    client.close()  # starts and stops
    assert catalog.is_read.wait(60)


def test_a_package_that_changes_while_it_is_read_is_read_again() -> None:
    catalog = OneDataset()
    shelf = CkanShelf(cast(Catalog, catalog), "https://city.example.jp")

    def title() -> str:
        (package,) = shelf.packages(["a"])
        return msgspec.json.decode(package)["title"]

    def change() -> None:
        catalog.meanwhile = lambda: None
        catalog.title, catalog.position = "new", 2
        assert shelf.packages(["a"])  # another reader catches up

    catalog.meanwhile = change
    assert title() == "old"  # as it was when it was read
    assert title() == "new"
