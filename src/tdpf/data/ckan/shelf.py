"""The catalogue as CKAN clients read it, kept in memory and brought up to date by the log."""

from __future__ import annotations

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

_TOGETHER = 500
_KEPT_PACKAGES = 5_000


class CkanShelf:
    """Searches and packages. Called on work threads; one of them at a time catches up."""

    def __init__(self, catalog: Catalog, site_url: str) -> None:
        self.catalog = catalog
        self.at = Addresses(site_url)
        self._finder = Finder()
        self._lock = threading.Lock()
        self._position = -1
        self._packages: OrderedDict[str, msgspec.Raw] = OrderedDict()
        self._titles: dict[str, str] = {}

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
            known = {one: self._packages[one] for one in wanted if one in self._packages}
        missing = [one for one in wanted if one not in known]
        for dataset in self.catalog.datasets(missing):
            known[dataset.id] = self.package(dataset)
        with self._lock:
            for one in wanted:
                if one in known:
                    self._packages[one] = known[one]
                    self._packages.move_to_end(one)
            while len(self._packages) > _KEPT_PACKAGES:
                self._packages.popitem(last=False)
        return [known[one] for one in wanted if one in known]

    def package(self, dataset: Dataset) -> msgspec.Raw:
        return msgspec.Raw(msgspec.json.encode(package(dataset, self.at)))

    def _catch_up(self) -> None:
        if self._position < 0:
            self._load()
            return
        if self.catalog.generation() == self._position:
            return
        now, changed = self.catalog.changed(since=self._position)
        for some in (changed[n : n + _TOGETHER] for n in range(0, len(changed), _TOGETHER)):
            found = _findable(self.catalog.datasets(some, everything=True))
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
        while page := self.catalog.page(after=after, limit=_TOGETHER, everything=True):
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
