"""Rules of the queue: whose turn it is, what comes back, what ends."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from tdpf.core.findings import Text

AT = datetime(2024, 4, 1, tzinfo=UTC)
WORDS = Text(ja="まあまあ", en="so so")


@pytest.fixture
def queue(transactional_db, monkeypatch):
    from tdpf.apps.jobs import kinds, queue

    monkeypatch.setattr(kinds, "KINDS", {})
    monkeypatch.setattr(queue, "KINDS", kinds.KINDS)
    kinds.register(kinds.Kind(name="walk", title=WORDS, work="nowhere:walk", most_tries=3))
    return queue


def order(queue, count: int) -> list[str]:
    return [queue.claim("w", at=AT).subject for _ in range(count)]


def test_a_person_who_waits_comes_before_thousands_of_others(queue):
    for n in range(50):
        queue.submit("walk", {}, at=AT, subject=f"bulk{n}", owner="bulk")
    queue.submit("walk", {}, at=AT, subject="person", owner="clerk", is_person_waiting=True)
    assert order(queue, 1) == ["person"]


def test_publishers_take_turns(queue):
    for n in range(3):
        queue.submit("walk", {}, at=AT - timedelta(seconds=9 - n), subject=f"a{n}", owner="a")
    queue.submit("walk", {}, at=AT, subject="b0", owner="b")
    assert order(queue, 4) == ["a0", "b0", "a1", "a2"]


def test_the_same_work_waits_once(queue):
    one = queue.submit("walk", {}, at=AT, key="k")
    assert queue.submit("walk", {}, at=AT, key="k").id == one.id
    queue.finish(queue.claim("w", at=AT), at=AT, message=None)
    assert queue.submit("walk", {}, at=AT, key="k").id != one.id


def test_a_failed_job_waits_longer_each_time_and_then_ends(queue):
    from tdpf.apps.jobs.models import Job

    queue.submit("walk", {}, at=AT)
    now, pauses = AT, []
    for _ in range(3):
        job = queue.claim("w", at=now)
        queue.fail(job, at=now, code="rain", message=WORDS)
        job.refresh_from_db()
        pauses.append((job.run_after - now).total_seconds())
        now = job.run_after
    assert pauses[:2] == [60, 300]
    assert Job.objects.get().state == "failed"
    assert queue.retry(Job.objects.get().id, at=now)
    assert queue.claim("w", at=now) is not None


def test_a_job_past_its_lease_or_deadline_is_taken_back(queue):
    from tdpf.apps.jobs.models import Job

    queue.submit("walk", {}, at=AT)
    job = queue.claim("w", at=AT)
    assert queue.sweep(at=AT) == 0
    late = AT + timedelta(seconds=queue.LEASE_S + 1)
    assert queue.sweep(at=late) == 1
    assert Job.objects.get().code == "worker-lost"
    assert not queue.renew(job.id, "w", at=late, done=0, of=0)


def test_who_lost_a_job_can_no_longer_end_it(queue):
    from tdpf.apps.jobs.models import Job

    queue.submit("walk", {}, at=AT)
    lost = queue.claim("first", at=AT)
    late = AT + timedelta(seconds=queue.LEASE_S + 1)
    queue.sweep(at=late)
    queue.claim("second", at=late)
    queue.finish(lost, at=late, message=None)
    assert Job.objects.get().state == "running"


def test_work_that_fails_in_any_way_leaves_a_sentence(queue, monkeypatch):
    from tdpf.apps.jobs import kinds, worker
    from tdpf.apps.jobs.models import Job

    monkeypatch.setattr(worker, "KINDS", kinds.KINDS)
    queue.submit("walk", {}, at=AT)
    worker.run(queue.claim("w", at=AT), stop=threading.Event(), clock=lambda: AT)
    job = Job.objects.get()
    assert (job.state, job.code) == ("queued", "unforeseen")
    assert "ModuleNotFoundError" in job.message_ja


def test_a_cancelled_job_is_over(queue):
    from tdpf.apps.jobs.models import Job

    job = queue.submit("walk", {}, at=AT)
    assert queue.cancel(job.id, at=AT)
    assert queue.claim("w", at=AT) is None
    assert Job.objects.get().is_over
