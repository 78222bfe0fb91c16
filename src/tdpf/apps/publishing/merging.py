"""Merged tables: which are behind their parts, and a new version of each that is.

Staleness is read from the database, so a run that died is caught up by the next one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter as Counts
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from tdpf.adapters.storage import Storage
from tdpf.apps.catalog.service import Dataset, describe, new_dataset
from tdpf.apps.publishing.actions import put_version, sides
from tdpf.apps.publishing.log import Deed, publication
from tdpf.apps.publishing.merge_file import (
    LeftOut,
    MergeDone,
    MergeFailed,
    MergeJob,
    lost,
    merge_file,
)
from tdpf.apps.publishing.models import MergeInput, Table, TableHead, TableVersion
from tdpf.apps.publishing.parts import Chosen, chosen_parts, public_heads
from tdpf.apps.publishing.prepare import READER_VERSION
from tdpf.apps.publishing.workers import Workers
from tdpf.core.standardize import generic_names
from tdpf.core.standards import standards
from tdpf.core.tables.merge import MergePart, OldMerge
from tdpf.core.tables.samples import Samples, chosen

ROUNDS = 5  # others may publish while we merge; then we merge again, but not for ever


def refresh_merged(
    *,
    deed: Deed,
    storage: Storage,
    workers: int = 1,
    progress: Callable[[str], None] | None = None,
) -> list[MergeFailed]:
    """Bring every merged table up to date; the sets that could not be, with the reason."""
    failures: list[MergeFailed] = []
    for _ in range(ROUNDS):
        given_up = {failure.job.standard for failure in failures}
        behind = stale_sets() - given_up
        if not behind:
            break
        jobs = [_job(standard, storage) for standard in sorted(behind)]
        work = partial(merge_file, storage=storage)
        with Workers[MergeJob, MergeDone | MergeFailed](
            min(workers, len(jobs)), work, lost
        ) as pool:
            for job, done, _ in pool.map(jobs):
                if isinstance(done, MergeFailed):
                    failures.append(done)
                else:
                    _commit(done, deed=deed, storage=storage)
                if progress:
                    progress(job.standard)
    _match_sight(deed, apart_from={failure.job.standard for failure in failures})
    return failures


def stale_sets() -> set[str]:
    """Slugs of the sets whose merged table does not hold just its parts and say what it lacks."""
    wanted = chosen_parts()
    held: dict[str, set[str]] = defaultdict(set)
    merged = TableHead.objects.filter(table__is_merged=True)
    for standard, part in merged.values_list("table__standard", "version__inputs__part_id"):
        held[standard] |= {part} if part else set()
    told = {
        standard: json.loads(quality).get("left_out", [])
        for standard, quality in merged.values_list("table__standard", "version__quality")
    }
    return {
        slug
        for slug, parts in wanted.items()
        if parts.versions != held[slug] or _told(parts.left_out) != told.get(slug, [])
    }


def _match_sight(deed: Deed, *, apart_from: set[str]) -> None:
    """A merged table without any part is out of sight until it has one again."""
    parts = set(public_heads().values_list("table__standard", flat=True))
    for dataset in Dataset.objects.filter(kind=Dataset.Kind.MERGED).exclude(
        standard__in=apart_from
    ):
        wanted = "public" if dataset.standard in parts else "private"
        if dataset.visibility != wanted:
            with publication(deed) as log:
                describe(dataset, {"visibility": wanted})
                log.add("described", dataset, fields=["visibility"])


def _job(standard: str, storage: Storage) -> MergeJob:
    head = (
        TableHead.objects.filter(table__name=standard, table__is_merged=True)
        .select_related("version")
        .first()
    )
    chosen = chosen_parts(standard).get(standard, Chosen(frozenset(), ()))
    return MergeJob(
        standard=standard,
        parts=tuple(_parts(standard, chosen, storage)),
        left_out=chosen.left_out,
        old=_old(head.version, storage) if head else None,
        based_on=head.version.id if head else None,
    )


def _parts(standard: str, chosen: Chosen, storage: Storage) -> Iterator[MergePart]:
    """The chosen versions themselves: a publisher whose next one came meanwhile stands here too."""
    generic = {} if standards()[standard].layout else generic_names()
    versions = TableVersion.objects.filter(id__in=chosen.versions)
    for version in versions.select_related("table__dataset__organisation"):
        dataset = version.table.dataset
        owner = dataset.organisation
        if owner is None:
            continue
        yield MergePart(
            version=version.id,
            path=storage.path_for(version.path),
            schema=version.table_schema,
            rows=version.rows,
            publisher=owner.code6 or owner.name,
            publisher_name=owner.title,
            table=version.table.name,
            dataset=dataset.name,
            generic=generic,
        )


def _old(version: TableVersion, storage: Storage) -> OldMerge:
    return OldMerge(
        path=storage.path_for(version.path),
        schema=version.table_schema,
        first_rows=dict(version.inputs.values_list("part_id", "first_row")),
    )


def _commit(done: MergeDone, *, deed: Deed, storage: Storage) -> None:
    """Publish the merged version, unless somebody else has published one since."""
    storage.settle([done.path])
    with publication(deed) as log:
        table = Table.objects.filter(name=done.job.standard, is_merged=True).first()
        head = TableHead.objects.filter(table=table).first() if table else None
        if (head.version_id if head else None) != done.job.based_on:
            return
        if not storage.exists(done.path):
            return
        dataset = _dataset(done.job, deed)
        table = table or Table.objects.create(
            name=done.job.standard,
            title=dataset.title,
            dataset=dataset,
            standard=done.job.standard,
            is_merged=True,
        )
        version = put_version(table, _version(done, deed), is_first=head is None)
        MergeInput.objects.bulk_create(
            MergeInput(
                merged=version,
                part_id=part.version,
                first_row=done.merged.first_rows[part.version],
                rows=part.rows,
            )
            for part in done.job.parts
        )
        older = {"left_out": _told(done.job.left_out)} if done.job.left_out else {}
        parts = len(done.job.parts)
        log.add("merged", dataset, version, number=version.number, parts=parts, **older)


def _dataset(job: MergeJob, deed: Deed) -> Dataset:
    """The dataset of the merged table, with what its parts have in common."""
    known = standards()[job.standard]
    parts = Dataset.objects.filter(tables__head__version__in=[p.version for p in job.parts])
    licences = set(parts.values_list("licence", flat=True))
    words: dict[str, object] = {
        "title": f"{known.title_ja}（統合表）",
        "title_en": f"{known.title_en} (merged)",
        "licence": licences.pop() if len(licences) == 1 else "notspecified",
        "is_synthetic": parts.filter(is_synthetic=True).exists(),
        "modified_at": deed.at,
    }
    found = Dataset.objects.filter(name=job.standard).first()
    if found is None:
        return new_dataset(
            name=job.standard,
            kind=Dataset.Kind.MERGED,
            standard=job.standard,
            issued_at=deed.at,
            **words,
        )
    describe(found, words)
    return found


def _version(done: MergeDone, deed: Deed) -> TableVersion:
    quality = {**merged_quality(done.job.parts), "linked": done.merged.linked}
    if done.job.left_out:
        quality["left_out"] = _told(done.job.left_out)
    inputs = sorted(part.version for part in done.job.parts)
    return TableVersion(
        path=done.path,
        sha256=done.sha256,
        bytes=done.bytes,
        rows=done.merged.rows,
        schema=msgspec.json.encode(done.merged.schema).decode(),
        **sides(done.merged.box),
        quality=msgspec.json.encode(quality).decode(),
        score=quality.get("score"),
        samples=msgspec.json.encode(_merged_samples(done)).decode(),
        input_key=hashlib.sha256(json.dumps(inputs).encode()).hexdigest(),
        reader_version=READER_VERSION,
        previous_id=done.job.based_on,
        published_at=deed.at,
    )


def _told(left_out: Iterable[LeftOut]) -> list[dict[str, str]]:
    """What the version says of tables that do not stand in it, with the newer ones that do."""
    return [{"table": one.table, "newer": one.newer} for one in left_out]


def _merged_samples(done: MergeDone) -> Samples:
    """A few values of each column, from those of the parts."""
    found: dict[str, list[str]] = {name: [] for name in done.merged.schema.names()}
    ids = [part.version for part in done.job.parts]
    known = dict(TableVersion.objects.filter(id__in=ids).values_list("id", "samples"))
    for one in ids:
        for column, values in msgspec.json.decode(known[one], type=Samples).items():
            if column in found:
                found[column] += values
    return {column: chosen(values) for column, values in found.items() if values}


def merged_quality(parts: Sequence[MergePart]) -> dict[str, Any]:
    """The quality of all parts together: means weighted by rows."""
    versions = TableVersion.objects.filter(id__in=[part.version for part in parts])
    known = [(rows, json.loads(text)) for rows, text in versions.values_list("rows", "quality")]
    weighed = [(rows, quality) for rows, quality in known if rows and quality]
    if not weighed:
        return {}
    shares = ("completeness", "required_filled", "validity", "located")
    score = _mean((rows, quality.get("score")) for rows, quality in weighed)
    return {
        **{name: _mean((rows, q.get(name)) for rows, q in weighed) for name in shares},
        "score": None if score is None else round(score),
        "columns": _column_quality(weighed),
    }


def _column_quality(weighed: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[str, Any]:
    totals: dict[str, Counts[str]] = defaultdict(Counts)
    for rows, quality in weighed:
        for column, shares in quality.get("columns", {}).items():
            totals[column].update(
                rows=rows, missing=shares["missing"] * rows, invalid=shares["invalid"] * rows
            )
    return {
        column: {
            "missing": round(total["missing"] / total["rows"], 4),
            "invalid": round(total["invalid"] / total["rows"], 4),
        }
        for column, total in totals.items()
    }


def _mean(values: Iterable[tuple[int, float | None]]) -> float | None:
    known = [(rows, value) for rows, value in values if value is not None]
    rows = sum(weight for weight, _ in known)
    return round(sum(weight * value for weight, value in known) / rows, 4) if rows else None
