"""Queue, claim, renew, end: each a single statement that only one process can win."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Min, QuerySet

from tdpf.apps.jobs.kinds import KINDS
from tdpf.apps.jobs.models import Job
from tdpf.core.findings import Text

LEASE_S = 60
BACK_OFF_S = (60, 300, 1800, 7200, 43_200, 86_400)
KEEP_DAYS = 30

LOST = Text(
    ja="処理が止まったため、自動でやり直します（{n}回目）。",
    en="The process stopped; it is begun again by itself (try {n}).",
)
GIVEN_UP = Text(
    ja="処理が{n}回続けて止まりました。運営者に知らせてください。",
    en="The process stopped {n} times in a row. Please tell the operator.",
)


def submit(
    kind: str,
    payload: Mapping[str, Any],
    *,
    at: datetime,
    subject: str = "",
    owner: str = "",
    key: str = "",
    is_person_waiting: bool = False,
    run_after: datetime | None = None,
) -> Job:
    """Queue the work; the job of the same `key` that waits or runs already, if there is one."""
    made = Job(
        kind=kind,
        payload=dict(payload),
        subject=subject[:200],
        owner=owner[:100],
        key=key[:200],
        lane=Job.Lane.PERSON if is_person_waiting else Job.Lane.BATCH,
        most_tries=KINDS[kind].most_tries,
        run_after=run_after or at,
        created_at=at,
        since=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        known = active().filter(key=made.key).first()
        if known is None:  # it ended in between
            return submit(
                kind,
                payload,
                at=at,
                subject=subject,
                owner=owner,
                key=key,
                is_person_waiting=is_person_waiting,
                run_after=run_after,
            )
        if is_person_waiting:
            Job.objects.filter(id=known.id, state=Job.State.QUEUED).update(
                lane=Job.Lane.PERSON, run_after=at
            )
        return known
    return made


def active() -> QuerySet[Job]:
    """Jobs that wait or run."""
    return Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


def claim(worker: str, *, at: datetime) -> Job | None:
    """The job whose turn it is, now held by `worker`; None when nothing waits.

    A waiting person comes first. Within a lane the owner with the least running work is next, then
    the one that was served the longest ago, so many jobs of one never keep another waiting.
    """
    for lane, owner in _turns(at):
        waiting = Job.objects.filter(
            state=Job.State.QUEUED, lane=lane, owner=owner, run_after__lte=at, kind__in=KINDS
        )
        for job in waiting.order_by("run_after", "created_at", "id")[:5]:
            deadline = at + timedelta(seconds=KINDS[job.kind].deadline_s)
            is_ours = Job.objects.filter(id=job.id, state=Job.State.QUEUED).update(
                state=Job.State.RUNNING,
                worker=worker,
                tries=F("tries") + 1,
                since=at,
                leased_until=at + timedelta(seconds=LEASE_S),
                deadline_at=deadline,
                code="",
                message_ja="",
                message_en="",
            )
            if is_ours:
                job.refresh_from_db()
                return job
    return None


def _turns(at: datetime) -> list[tuple[int, str]]:
    waiting = (
        Job.objects.filter(state=Job.State.QUEUED, run_after__lte=at, kind__in=KINDS)
        .order_by()
        .values("lane", "owner")
        .annotate(first=Min("run_after"))
    )
    found = list(waiting)
    if not found:
        return []
    owners = {line["owner"] for line in found}
    running = dict(
        Job.objects.filter(state=Job.State.RUNNING, owner__in=owners)
        .order_by()
        .values_list("owner")
        .annotate(n=Count("id"))
    )
    served = dict(
        Job.objects.filter(owner__in=owners, tries__gt=0)
        .exclude(state=Job.State.QUEUED)
        .order_by()
        .values_list("owner")
        .annotate(last=Max("since"))
    )
    found.sort(
        key=lambda line: (
            line["lane"],
            running.get(line["owner"], 0),
            served[line["owner"]].timestamp() if line["owner"] in served else 0.0,
            line["first"],
        )
    )
    return [(line["lane"], line["owner"]) for line in found]


def renew(job_id: str, worker: str, *, at: datetime, done: int, of: int) -> bool:
    """Keep holding the job; False when it is no longer ours or was cancelled."""
    return bool(
        Job.objects.filter(id=job_id, worker=worker, state=Job.State.RUNNING).update(
            leased_until=at + timedelta(seconds=LEASE_S), done=done, of=of
        )
    )


def finish(job: Job, *, at: datetime, message: Text | None, done: int = 0, of: int = 0) -> None:
    """The work is done."""
    _end(job, Job.State.DONE, at, "", message, done=done, of=of)


def later(job: Job, *, at: datetime, seconds: float, message: Text | None) -> None:
    """The work goes on later; the try does not count."""
    _held(job).update(
        state=Job.State.QUEUED,
        tries=F("tries") - 1,
        run_after=at + timedelta(seconds=seconds),
        since=at,
        worker="",
        leased_until=None,
        deadline_at=None,
        message_ja=message.ja if message else "",
        message_en=message.en if message else "",
    )


def fail(job: Job, *, at: datetime, code: str, message: Text, is_final: bool = False) -> None:
    """Queue the job again after a pause, or end it when trying again is no use."""
    if is_final or job.tries >= job.most_tries:
        _end(job, Job.State.FAILED, at, code, message)
        return
    pause = BACK_OFF_S[min(job.tries, len(BACK_OFF_S)) - 1]
    _held(job).update(
        state=Job.State.QUEUED,
        run_after=at + timedelta(seconds=pause),
        since=at,
        worker="",
        leased_until=None,
        deadline_at=None,
        code=code[:40],
        message_ja=message.ja,
        message_en=message.en,
    )


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(id=job.id, worker=job.worker, state=Job.State.RUNNING)


def _end(
    job: Job,
    state: Job.State,
    at: datetime,
    code: str,
    message: Text | None,
    **counts: int,
) -> None:
    _held(job).update(
        state=state,
        since=at,
        leased_until=None,
        deadline_at=None,
        code=code[:40],
        message_ja=message.ja if message else "",
        message_en=message.en if message else "",
        **counts,
    )


def sweep(*, at: datetime) -> int:
    """Take jobs from workers that are gone, and forget old ones; how many were taken."""
    expired = Job.objects.filter(state=Job.State.RUNNING, leased_until__lt=at)
    overdue = Job.objects.filter(state=Job.State.RUNNING, deadline_at__lt=at)
    taken = 0
    for job in [*expired, *overdue]:
        is_last = job.tries >= job.most_tries
        words = GIVEN_UP if is_last else LOST
        message = Text(ja=words.ja.format(n=job.tries), en=words.en.format(n=job.tries))
        fail(job, at=at, code="worker-lost", message=message)
        if not is_last:  # a lost worker is nobody's fault: no long pause
            Job.objects.filter(id=job.id, state=Job.State.QUEUED).update(run_after=at)
        taken += 1
    over = [Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED]
    Job.objects.filter(state__in=over, since__lt=at - timedelta(days=KEEP_DAYS)).delete()
    return taken


def retry(job_id: str, *, at: datetime) -> bool:
    """Queue a job that is over once more, before all others."""
    over = [Job.State.FAILED, Job.State.CANCELLED, Job.State.QUEUED]
    try:
        with transaction.atomic():
            return bool(
                Job.objects.filter(id=job_id, state__in=over).update(
                    state=Job.State.QUEUED,
                    lane=Job.Lane.PERSON,
                    tries=0,
                    run_after=at,
                    since=at,
                    worker="",
                )
            )
    except IntegrityError:  # the same work waits already
        return False


def cancel(job_id: str, *, at: datetime) -> bool:
    """End a job; the worker of a running one notices within seconds."""
    return bool(
        active().filter(id=job_id).update(state=Job.State.CANCELLED, since=at, leased_until=None)
    )


def schedule(*, at: datetime) -> None:
    """Queue what is done by itself every so often and has not been for long enough."""
    for kind in KINDS.values():
        if kind.every_s is None:
            continue
        recent = Job.objects.filter(
            kind=kind.name, key=kind.name, created_at__gt=at - timedelta(seconds=kind.every_s)
        )
        if not recent.exists():
            submit(kind.name, {}, at=at, subject="", key=kind.name)


def place_in_queue(job: Job) -> int:
    """How many jobs of its lane wait before it."""
    return Job.objects.filter(
        state=Job.State.QUEUED, lane__lte=job.lane, run_after__lt=job.run_after
    ).count()
