"""What a group of files changes, kept until its end and written with one query a table.

The caller holds the publication's transaction, so nobody else changes these rows in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain, count

from django.db.models import Max

from tdpf.apps.catalog.service import (
    Dataset,
    Distribution,
    datasets_named,
    store,
    upsert,
)
from tdpf.apps.publishing.log import Log
from tdpf.apps.publishing.models import Table, TableHead, TableVersion
from tdpf.apps.publishing.naming import sheet_name
from tdpf.apps.publishing.prepare import Part
from tdpf.core.access import Limits

Taken = Callable[[Collection[str]], Iterable[str]]
"""Those of some names that are taken."""


class Pending:
    """Changed rows of the catalogue, tables, versions and heads, and the names they take."""

    def __init__(self) -> None:
        self._datasets: dict[str, Dataset] = {}
        self._files: dict[str, Distribution] = {}
        self._tables: dict[str, Table] = {}
        self._versions: list[TableVersion] = []
        self._heads: dict[str, TableHead] = {}
        self._ended: list[Table] = []
        self._dataset_names = Names(lambda names: datasets_named(names).keys())
        self._table_names = Names(
            lambda names: Table.objects.filter(name__in=names).values_list("name", flat=True)
        )
        self._limits: list[tuple[Table, Limits, Log]] = []
        self._last: Mapping[str, int] = {}

    def expect(self, datasets: Iterable[str], tables: Iterable[str], known: Iterable[str]) -> None:
        """Look up at once what will be asked: names, and last versions of `known` tables by id."""
        self._dataset_names.look_up(datasets)
        self._table_names.look_up(tables)
        ids = list(known)
        if ids:
            last = TableVersion.objects.filter(table__in=ids).values_list("table")
            self._last = dict(last.annotate(last=Max("number")).order_by("table"))

    def put_dataset(self, dataset: Dataset) -> None:
        self._datasets[dataset.id] = dataset
        self._dataset_names.take(dataset.name)

    def put_file(self, file: Distribution) -> None:
        self._files[file.id] = file

    def put_table(self, table: Table) -> None:
        self._tables[table.id] = table
        self._table_names.take(table.name)

    def new_table(self, part: Part, dataset: Dataset, file: Distribution) -> Table:
        """A table for a part of the file, under a name that is free."""
        names = numbered(table_name(dataset.name, file, part.sheet))
        table = Table(
            name=self._table_names.first_free(names),
            title=table_title(dataset, file, part.sheet),
            dataset=dataset,
            distribution=file,
            sheet=part.sheet,
            standard=part.standard or "",
        )
        self.put_table(table)
        return table

    def entitle(self, table: Table, dataset: Dataset, standard: str) -> None:
        """The table's title follows its dataset's, and its set is that of its last version."""
        title = table_title(dataset, table.distribution, table.sheet)
        if (table.title, table.standard) != (title, standard):
            table.title, table.standard = title, standard
            self.put_table(table)

    def put_version(self, table: Table, version: TableVersion) -> None:
        """Give the version its number and make it current."""
        version.table = table
        version.number = self._last.get(table.id, 0) + 1
        self._versions.append(version)
        self._heads[table.id] = TableHead(table=table, version=version)

    def end(self, table: Table) -> None:
        """The table has no current version any more; all of its versions stay on the shelf."""
        self._ended.append(table)

    def limit(
        self, limits: Mapping[str, Limits], tables: Iterable[Table], log: Log
    ) -> Sequence[str]:
        """Let the tables of the sheets that are named have these limits as well; their names."""
        bound = [table for table in tables if table.sheet in limits]
        self._limits.extend((table, limits[table.sheet], log) for table in bound)
        return [table.name for table in bound]

    def free_dataset_name(self, wanted: Iterable[str]) -> str:
        return self._dataset_names.first_free(wanted)

    def write(self) -> None:
        """Write everything. The publication's commit makes it visible."""
        store(self._datasets.values(), self._files.values())
        upsert(self._tables.values())
        TableVersion.objects.bulk_create(self._versions)
        move_heads(self._heads.values())
        if self._ended:
            TableHead.objects.filter(table__in=self._ended).delete()
        if self._limits:
            from tdpf.apps.organisations.service import add_limits

            for limit in self._limits:
                add_limits(*limit)


def move_heads(heads: Iterable[TableHead]) -> None:
    """Make these versions current for every reader."""
    upsert(list(heads))


def table_title(dataset: Dataset, file: Distribution | None, sheet: str) -> str:
    """Dataset, file where there are several, and sheet."""
    title = file.title if file and file.position else ""
    return " ".join(filter(None, (dataset.title, title, sheet)))


def table_name(dataset: str, file: Distribution | None, sheet: str) -> str:
    """The dataset's name, with the file's place where it is not the first, and the sheet."""
    place = file.position if file else 0
    return sheet_name(f"{dataset}-{place + 1}" if place else dataset, sheet)


def numbered(name: str) -> Iterable[str]:
    """The name, then the name with 2, 3 …"""
    return chain([name], (f"{name}-{number}" for number in count(2)))


class Names:
    """Which names are taken, asked of the database once for many."""

    def __init__(self, taken_of: Taken) -> None:
        self._taken_of = taken_of
        self._asked: set[str] = set()
        self._taken: set[str] = set()

    def look_up(self, names: Iterable[str]) -> None:
        some = set(names) - self._asked
        if some:
            self._taken.update(self._taken_of(some))
            self._asked |= some

    def take(self, name: str) -> None:
        self._asked.add(name)
        self._taken.add(name)

    def first_free(self, names: Iterable[str]) -> str:
        for name in names:
            self.look_up([name])
            if name not in self._taken:
                return name
        raise AssertionError("names that do not end are never all taken")
