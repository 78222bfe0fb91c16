"""The catalogue for readers without Django: descriptions as `tdpf.core.catalog.model` has them.

Django owns the SQL tables (`tdpf.apps.catalog.models`); this adapter reads their documents with
plain parameterised SQL, together with what is published of each file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from tdpf.core.catalog.model import Dataset, Distribution, Organisation, Series, Theme


class Counts(msgspec.Struct, frozen=True):
    """How many things a visitor may find."""

    datasets: int
    distributions: int
    tables: int
    organisations: int


class Catalog(Protocol):
    """Reads of descriptions. What is not public and active is there only when `everything`.

    A merged table is left out while it holds what its publishers no longer show to everybody.
    Without tables, files are described and addressed alike, but what was read of them is left out.
    """

    def dataset(self, id_or_name: str, *, everything: bool = False) -> Dataset | None:
        """The dataset of that id, name or former name, with its organisation, files and tables."""

    def described(self, id_or_name: str, *, everything: bool = False) -> Dataset | None:
        """The same without its files, however many there are."""

    def datasets(
        self, ids: Iterable[str], *, everything: bool = False, with_tables: bool = True
    ) -> list[Dataset]:
        """These datasets, whole, in the order asked; ids of none are left out."""

    def page(
        self,
        *,
        after: str = "",
        limit: int = 100,
        organisation: str | None = None,
        everything: bool = False,
        with_tables: bool = True,
    ) -> list[Dataset]:
        """Datasets in the order of their ids, those with `id > after`; of one organisation's id."""

    def names(self, *, organisation: str | None = None, everything: bool = False) -> list[str]:
        """Names of datasets, in order."""

    def ids(self, *, organisation: str | None = None) -> list[str]:
        """Ids of the public datasets, in order; of one organisation's id."""

    def distribution(
        self, id_: str, *, everything: bool = False
    ) -> tuple[Dataset, Distribution] | None:
        """The file of that id and its dataset, without the other files.

        A merged table is a file of its dataset as well.
        """

    def organisation(self, id_or_name: str) -> Organisation | None:
        """The organisation of that id, name, former name or municipality code."""

    def organisations(self) -> Sequence[tuple[Organisation, int]]:
        """Every organisation by name, with the number of its public datasets."""

    def themes(self) -> Sequence[Theme]: ...

    def series(self) -> Sequence[Series]: ...

    def counts(self) -> Counts: ...

    def changed(self, *, since: int) -> tuple[int, list[str]]:
        """The present generation, and ids of the datasets that changed after an earlier one.

        Among them are the merged ones that may hold rows of these.
        """

    def table_of(self, resource: str) -> str | None:
        """The id of the main table of a file, by the file's id; a table's own id or name is one."""

    def generation(self) -> int:
        """A number that grows with every change: cheap to ask, good as a cache key."""

    def close(self) -> None: ...
