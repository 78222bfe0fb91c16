"""What the database knows before a file is read: which current versions it will replace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from tdpf.apps.catalog.service import (
    Dataset,
    datasets_named,
    datasets_of_files,
    datasets_with_files,
)
from tdpf.apps.publishing.mappings import saved_mappings
from tdpf.apps.publishing.models import TableHead
from tdpf.apps.publishing.personal import decisions_of
from tdpf.apps.publishing.prepare import Before, Job
from tdpf.apps.publishing.requests import PublishRequest
from tdpf.core.tables.schema import TableSchema

TOGETHER = 200  # requests looked up with the same few queries


def jobs_for(requests: Iterable[PublishRequest]) -> Iterator[Job]:
    """Each request with the current versions of the tables that it will probably replace."""
    coming = iter(requests)
    while some := list(islice(coming, TOGETHER)):
        meant = _datasets_meant(some)
        heads = heads_of(dataset for dataset in meant if dataset)
        saved = saved_mappings(code_of(*pair) for pair in zip(some, meant, strict=True))
        for request, dataset in zip(some, meant, strict=True):
            known = of_file(heads[dataset.id], request) if dataset else {}
            code = code_of(request, dataset)
            yield Job(request=request, before=before(known), saved=saved.get(code, {}))


def code_of(request: PublishRequest, dataset: Dataset | None) -> str:
    """Whose file this is, as far as that is known before it is read."""
    owner = dataset.organisation if dataset else None
    return request.publisher or (owner.code6 if owner else None) or ""


def _datasets_meant(requests: Sequence[PublishRequest]) -> list[Dataset | None]:
    named = datasets_named(request.dataset for request in requests if request.dataset)
    by_id = datasets_of_files(request.distribution for request in requests if request.distribution)
    by_file = datasets_with_files(
        (request.publisher, request.path.name)
        for request in requests
        if request.publisher and not request.dataset and not request.distribution
    )
    return [
        by_id.get(request.distribution)
        if request.distribution
        else named.get(request.dataset)
        if request.dataset
        else by_file.get((request.publisher or "", request.path.name))
        for request in requests
    ]


def heads_of(chosen: Iterable[Dataset]) -> defaultdict[str, list[TableHead]]:
    """The current version of each table of the datasets, by dataset id."""
    found: defaultdict[str, list[TableHead]] = defaultdict(list)
    ids = [dataset.id for dataset in chosen]
    if ids:
        heads = TableHead.objects.filter(table__dataset__in=ids, table__is_merged=False)
        heads = heads.select_related("table__distribution", "version")
        for head in heads.prefetch_related("table__personal_decisions"):
            found[head.table.dataset_id].append(head)
    return found


def of_file(heads: Iterable[TableHead], request: PublishRequest) -> dict[str, TableHead]:
    """Those of the file that the request replaces, by sheet: the named one, else the first."""
    return {
        head.table.sheet: head
        for head in heads
        if (file := head.table.distribution)
        and (file.id == request.distribution if request.distribution else file.position == 0)
    }


def before(heads: dict[str, TableHead]) -> dict[str, Before]:
    """What a worker needs to know of current versions, by sheet."""
    return {
        sheet: Before(
            version=head.version.id,
            path=head.version.path,
            schema=msgspec.json.decode(head.version.schema, type=TableSchema),
            input_key=head.version.input_key,
            decided=decisions_of(head.table),
        )
        for sheet, head in heads.items()
    }
