"""The publish command as a function: many files read on all cores, committed in groups."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain

from django.db import DatabaseError

from tdpf.adapters.search import SearchIndex
from tdpf.adapters.storage import Storage, open_storage
from tdpf.apps.publishing.actions import commit, dataset_for
from tdpf.apps.publishing.afterwards import follow_up
from tdpf.apps.publishing.answers import failed
from tdpf.apps.publishing.known import Known, before, code_of, jobs_for, target_of
from tdpf.apps.publishing.log import Deed
from tdpf.apps.publishing.mappings import saved_mappings
from tdpf.apps.publishing.prepare import (
    Job,
    Prepared,
    Refused,
    again_with_ids,
    keyed,
    prepare,
)
from tdpf.apps.publishing.requests import Outcome, PublishRequest
from tdpf.apps.publishing.workers import Workers
from tdpf.core.findings import Text
from tdpf.settings import settings

GROUP = 32  # files in one transaction at most
FEW_FILES = 8
FEW_BYTES = 5_000_000
PATIENCE_S = 0.5  # a prepared file waits no longer for others to share its commit
TRIES = 5

Result = Prepared | Refused
Readers = Workers[Job, Result]
Progress = Callable[[Outcome], None]


def publish(
    requests: Iterable[PublishRequest],
    *,
    at: datetime,
    actor: str,
    workers: int | None = None,
    progress: Progress | None = None,
    storage: Storage | None = None,
    index: SearchIndex | None = None,
    with_merging: bool = True,
    readers: Readers | None = None,
) -> list[Outcome]:
    """Publish files and bring merged tables and search up to date; one outcome a request, in order.

    A file that fails holds up nothing. Running it again publishes only what is missing. Requests
    may come one by one while earlier ones are read, where `workers` or `readers` are given. Many
    calls in a row leave merging to the last of them, and share the processes of `open_readers`.
    """
    storage = storage or open_storage(settings())
    deed = Deed(actor=actor, at=at)
    if workers is None and readers is None:
        requests = list(requests)
        workers = workers_for(requests)
    count = readers.count if readers else workers or 1
    outcomes = []
    with nullcontext(readers) if readers else open_readers(count, storage) as at_work:
        for outcome in _outcomes(requests, deed, storage, at_work):
            outcomes.append(outcome)
            if progress:
                progress(outcome)
    follow_up(deed, storage, workers=count, index=index, with_merging=with_merging)
    return outcomes


def workers_for(requests: Sequence[PublishRequest]) -> int:
    """One process for a handful of small files, else one a core."""
    if len(requests) < FEW_FILES and sum(map(_size, requests)) < FEW_BYTES:
        return 1
    return min(len(os.sched_getaffinity(0)), max(len(requests), 1))


def _size(request: PublishRequest) -> int:
    try:
        return request.path.stat().st_size
    except OSError:
        return 0


def open_readers(workers: int, storage: Storage | None = None) -> Readers:
    """Processes that read files, for several calls of `publish`. Close them at the end."""
    storage = storage or open_storage(settings())
    work = partial(prepare, storage=storage, places=settings().places_path)
    return Workers[Job, Result](workers, work, _lost)


def _outcomes(
    requests: Iterable[PublishRequest], deed: Deed, storage: Storage, readers: Readers
) -> Iterator[Outcome]:
    group: list[Result] = []
    began = time.monotonic()
    for _, done, has_more in readers.map(jobs_for(requests)):
        group.append(done)
        is_late = time.monotonic() - began > PATIENCE_S
        if not has_more or is_late or len(group) >= GROUP:
            yield from _committed(group, deed, storage)
            group = []
            began = time.monotonic()


def _lost(job: Job) -> Refused:
    return Refused(
        request=job.request,
        message=Text(
            ja="このファイルを読む処理が止まりました。メモリが足りない可能性があります。",
            en="The process that read this file was stopped. There may not be enough memory.",
        ),
        code="worker-lost",
    )


def _committed(group: Sequence[Result], deed: Deed, storage: Storage) -> Iterator[Outcome]:
    """Outcomes of a group in its order, after as many tries as other publishers make needed."""
    answers: dict[int, Outcome] = {}
    waiting: dict[int, Prepared] = {}
    for place, result in enumerate(group):
        if isinstance(result, Refused):
            answers[place] = failed(result.request, result.message, result.code)
        else:
            waiting[place] = result
    for _ in range(TRIES):
        if not waiting:
            break
        answers |= _try(waiting, deed, storage)
        waiting = {
            place: again
            for place, prepared in waiting.items()
            if place not in answers
            for again in _again(prepared, storage, answers, place)
        }
    for place, prepared in waiting.items():
        answers[place] = failed(prepared.request, _BUSY, "busy")
    yield from (answers[place] for place in sorted(answers))


def _try(waiting: dict[int, Prepared], deed: Deed, storage: Storage) -> dict[int, Outcome]:
    try:
        done = commit(list(waiting.values()), deed=deed, storage=storage)
    except (DatabaseError, OSError) as error:
        if len(waiting) == 1:
            return {
                place: failed(prepared.request, _not_committed(error), "storage")
                for place, prepared in waiting.items()
            }
        one_by_one = ({place: prepared} for place, prepared in waiting.items())
        return dict(chain.from_iterable(_try(one, deed, storage).items() for one in one_by_one))
    return {
        place: outcome for place, outcome in zip(waiting, done, strict=True) if outcome is not None
    }


def _again(
    prepared: Prepared, storage: Storage, answers: dict[int, Outcome], place: int
) -> Iterable[Prepared]:
    """The file made ready against the versions that are current now."""
    target = target_of(prepared.request, prepared.publisher)
    known = Known([target])
    prepared = keyed(prepared, known.sheets(target))
    dataset = dataset_for(prepared, known)
    now = before(known.heads(target) if dataset else {})
    try:
        if prepared.parts:
            parts = [again_with_ids(p, now.get(p.sheet), storage) for p in prepared.parts]
            return [replace(prepared, parts=tuple(parts))]
        code = code_of(prepared.request, dataset)
        job = Job(request=prepared.request, before=now, saved=saved_mappings([code]).get(code, {}))
        result = prepare(job, storage, settings().places_path)
    except OSError as error:
        answers[place] = failed(prepared.request, _not_committed(error), "storage")
        return []
    if isinstance(result, Refused):
        answers[place] = failed(result.request, result.message, result.code)
        return []
    return [result]


_BUSY = Text(
    ja="同じ表をほかの人が続けて公開しています。少し待って、もう一度実行してください。",
    en="Others keep publishing the same table. Wait a little and run the command again.",
)


def _not_committed(error: Exception) -> Text:
    return Text(
        ja=f"データベースに記録できませんでした（{error}）。何も公開されていません。"
        "空き容量を確かめ、もう一度実行してください。",
        en=f"It could not be recorded ({error}). Nothing was published. "
        "Check the free space and run the command again.",
    )
