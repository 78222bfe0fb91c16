"""What the database knows of files to publish: which datasets and current versions they replace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import msgspec

from tdpf.apps.catalog.service import (
    Dataset,
    Distribution,
    datasets_named,
    datasets_with_files,
    files_with_ids,
    first_files,
)
from tdpf.apps.publishing.limiting import Limited, LimitedTables
from tdpf.apps.publishing.mappings import saved_mappings
from tdpf.apps.publishing.models import Table, TableHead
from tdpf.apps.publishing.personal import decisions_of
from tdpf.apps.publishing.prepare import Before, Job
from tdpf.apps.publishing.requests import PublishRequest
from tdpf.apps.publishing.sheets import MAIN
from tdpf.core.access import Limits
from tdpf.core.tables.schema import TableSchema

TOGETHER = 200  # requests looked up with the same few queries


@dataclass(frozen=True, slots=True)
class Target:
    """What a file replaces: a described file, else a named dataset, else the one it made before."""

    distribution: str = ""
    dataset: str = ""
    file: tuple[str, str] = ("", "")  # publisher and file name


def target_of(request: PublishRequest, publisher: str | None) -> Target:
    """What the request is about; the publisher may be known from the file alone."""
    if request.distribution:
        return Target(distribution=request.distribution)
    if request.dataset:
        return Target(dataset=request.dataset)
    return Target(file=(publisher or "", request.path.name))


class Known:
    """Datasets, files and current versions of some targets, read with a few queries for all."""

    def __init__(self, targets: Iterable[Target]) -> None:
        wanted = list(targets)
        self._files = files_with_ids(one.distribution for one in wanted if one.distribution)
        self._named = datasets_named(one.dataset for one in wanted if one.dataset)
        self._made_from = datasets_with_files(one.file for one in wanted if all(one.file))
        self._datasets: dict[str, Dataset] = {}
        of_files = (file.dataset for file in self._files.values())
        for dataset in (*of_files, *self._named.values(), *self._made_from.values()):
            self._datasets.setdefault(dataset.id, dataset)
        self._first = first_files(
            one.id for one in (*self._named.values(), *self._made_from.values())
        )
        files = [*self._files.values(), *self._first.values()]
        self._heads = _heads_of(files)
        self._ended = _ended_of(files)

    def dataset(self, target: Target) -> Dataset | None:
        """The dataset that the target is or belongs to; the same object for all of its files."""
        if target.distribution:
            file = self._files.get(target.distribution)
            return self._datasets[file.dataset_id] if file else None
        found = self._named.get(target.dataset) or self._made_from.get(target.file)
        return self._datasets[found.id] if found else None

    def file(self, target: Target) -> Distribution | None:
        """The file that is replaced: the one that is meant, else the dataset's first."""
        if target.distribution:
            return self._files.get(target.distribution)
        dataset = self.dataset(target)
        return self._first.get(dataset.id) if dataset else None

    def heads(self, target: Target) -> dict[str, TableHead]:
        """Current versions of the file's tables, by sheet."""
        file = self.file(target)
        return self._heads[file.id] if file else {}

    def sheets(self, target: Target) -> dict[str, str]:
        """The name that the sheet of each table had, by key."""
        return {sheet: head.version.sheet_name for sheet, head in self.heads(target).items()}

    def ended(self, target: Target) -> Mapping[str, Table]:
        """Tables of sheets that the file had once, by sheet."""
        file = self.file(target)
        return self._ended[file.id] if file else {}

    def limited(self, target: Target) -> Sequence[Limited]:
        """Limited tables whose rows may come with the next version of the target's file."""
        dataset = self.dataset(target)
        return self._limited.of(dataset, self.file(target)) if dataset else ()

    def limits(self, target: Target) -> Mapping[str, Limits]:
        """Limits of the tables of the target's file, by sheet."""
        return self._limited.by_sheet(self.file(target))

    @cached_property
    def _limited(self) -> LimitedTables:
        files = (*self._files.values(), *self._first.values())
        return LimitedTables(self._datasets.values(), files)


def _heads_of(files: Sequence[Distribution]) -> defaultdict[str, dict[str, TableHead]]:
    """The current version of each table of the files, by file and sheet."""
    found: defaultdict[str, dict[str, TableHead]] = defaultdict(dict)
    by_id = {file.id: file for file in files}
    if by_id:
        heads = TableHead.objects.filter(table__distribution__in=by_id, table__is_merged=False)
        heads = heads.select_related("table", "version")
        for head in heads.prefetch_related("table__personal_decisions"):
            head.table.distribution = by_id[head.table.distribution_id or ""]
            found[head.table.distribution_id or ""][head.table.sheet] = head
    return found


def _ended_of(files: Sequence[Distribution]) -> defaultdict[str, dict[str, Table]]:
    """Tables without a current version, but for main ones: their rows were taken out on purpose."""
    found: defaultdict[str, dict[str, Table]] = defaultdict(dict)
    by_id = {file.id: file for file in files}
    if by_id:
        tables = Table.objects.filter(distribution__in=by_id, head__isnull=True)
        for table in tables.exclude(sheet=MAIN):
            table.distribution = by_id[table.distribution_id or ""]
            found[table.distribution_id or ""][table.sheet] = table
    return found


def jobs_for(requests: Iterable[PublishRequest]) -> Iterator[Job]:
    """Each request with the current versions of the tables that it will probably replace."""
    coming = iter(requests)
    while some := list(islice(coming, TOGETHER)):
        targets = [target_of(request, request.publisher) for request in some]
        known = Known(targets)
        codes = [
            code_of(request, known.dataset(target))
            for request, target in zip(some, targets, strict=True)
        ]
        saved = saved_mappings(codes)
        for request, target, code in zip(some, targets, codes, strict=True):
            now = before(known.heads(target))
            yield Job(request=request, before=now, saved=saved.get(code, {}))


def code_of(request: PublishRequest, dataset: Dataset | None) -> str:
    """Whose file this is, as far as that is known before it is read."""
    owner = dataset.organisation if dataset else None
    return request.publisher or (owner.code6 if owner else None) or ""


def before(heads: dict[str, TableHead]) -> dict[str, Before]:
    """What a worker needs to know of current versions, by sheet."""
    return {
        sheet: Before(
            version=head.version.id,
            path=head.version.path,
            schema=msgspec.json.decode(head.version.schema, type=TableSchema),
            input_key=head.version.input_key,
            sheet_name=head.version.sheet_name,
            decided=decisions_of(head.table),
        )
        for sheet, head in heads.items()
    }
