"""The catalogue as CKAN clients read it, kept in memory and brought up to date by the log."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable

import msgspec

from tdpf.adapters.catalog import Catalog
from tdpf.core.catalog.addresses import Addresses
from tdpf.core.catalog.ckan.finder import NOBODY, Finder, Found
from tdpf.core.catalog.ckan.search import Search
from tdpf.core.catalog.ckan.write import package
from tdpf.core.catalog.model import Dataset

_log = logging.getLogger(__name__)
_TOGETHER = 500
_KEPT_PACKAGES = 5_000


class CkanShelf:
    """Searches and packages. Called on work threads; one of them at a time catches up."""

    def __init__(self, catalog: Catalog, site_url: str) -> None:
        self.catalog = catalog
        self.at = Addresses(site_url)
        self._finder = Finder()
        self._lock = threading.Lock()
        self._is_closed = False
        self._position = -1
        self._packages: OrderedDict[str, msgspec.Raw] = OrderedDict()
        self._titles: dict[str, str] = {}

    def warm(self) -> None:
        """Have the catalogue read in the background, so that the first who searches need not wait.

        A search that comes meanwhile waits for the rest of it.
        """
        threading.Thread(target=self._warm, name="ckan-warm", daemon=True).start()

    def close(self) -> None:
        self._is_closed = True
        self.catalog.close()

    def find(self, search: Search, *, hidden_of: frozenset[str] | None = NOBODY) -> Found:
        """A page of ids, the total and the facets.

        `hidden_of`: ids of the organisations whose hidden datasets the asker may find; None: all.
        """
        with self._lock:
            self._catch_up()
            return self._finder.find(search, hidden_of=hidden_of)

    def counts(self, facet: str) -> dict[str, int]:
        """How many datasets have each value."""
        with self._lock:
            self._catch_up()
            return self._finder.counts(facet)

    def title_of(self, organisation: str) -> str:
        """The title of an organisation, by its name or id."""
        return self._titles.get(organisation, organisation)

    def packages(self, ids: Iterable[str]) -> list[msgspec.Raw]:
        """package_show of each, as JSON; those that are gone meanwhile are left out."""
        wanted = list(ids)
        with self._lock:
            self._catch_up()
            position = self._position
            known = {one: self._packages[one] for one in wanted if one in self._packages}
        missing = [one for one in wanted if one not in known]
        for dataset in self.catalog.datasets(missing):
            known[dataset.id] = self.package(dataset)
        with self._lock:
            if self._position == position:  # else they may have changed since they were read
                self._keep((one, known[one]) for one in wanted if one in known)
        return [known[one] for one in wanted if one in known]

    def _keep(self, packages: Iterable[tuple[str, msgspec.Raw]]) -> None:
        for one, told in packages:
            self._packages[one] = told
            self._packages.move_to_end(one)
        while len(self._packages) > _KEPT_PACKAGES:
            self._packages.popitem(last=False)

    def package(self, dataset: Dataset) -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(package(dataset, self.at)))

    def _warm(self) -> None:
        try:
            with self._lock:
                self._catch_up()
        except Exception as error:  # noqa: BLE001 — whatever driver: the next search tries again
            _log.info("the catalogue is read when it is first searched: %s", error)

    def _catch_up(self) -> None:
        if self._position < 0:
            self._load()
            return
        if self.catalog.generation() == self._position:
            return
        now, changed = self.catalog.changed(since=self._position)
        for some in (changed[n : n + _TOGETHER] for n in range(0, len(changed), _TOGETHER)):
            found = _findable(self.catalog.datasets(some, everything=True, with_tables=False))
            here = {dataset.id for dataset in found}
            self._finder.put(found)
            self._finder.remove(one for one in some if one not in here)
        for one in changed:
            self._packages.pop(one, None)
        self._name()
        self._position = now

    def _load(self) -> None:
        """Everything, a page at a time. What is published meanwhile comes with the next look."""
        position, after = self.catalog.generation(), ""
        while page := self.catalog.page(
            after=after, limit=_TOGETHER, everything=True, with_tables=False
        ):
            if self._is_closed:
                return
            self._finder.put(_findable(page))
            after = page[-1].id
        self._name()
        self._position = position

    def _name(self) -> None:
        for one, _ in self.catalog.organisations():
            self._titles |= {one.name: one.title, one.id: one.title}


def _findable(datasets: Iterable[Dataset]) -> list[Dataset]:
    """Those that somebody may find: nobody finds what was withdrawn or deleted."""
    return [one for one in datasets if one.state in {"active", "draft"}]
